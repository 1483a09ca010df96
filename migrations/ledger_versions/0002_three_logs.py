"""Three logs, each a tree; earlier entries are carried into them, with what opens them.

A press entry keeps its commitment and its hour. An inside entry becomes a commitment to what
it said, which is kept beside it, its officers under pseudonyms.
"""

import hashlib
import json
import secrets
import time

import sqlalchemy as sa
from alembic import op

revision = "ledger_0002"
down_revision = "ledger_0001"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOGS = ("publication", "press", "inside")
SEALED = ("ledger_publication", "ledger_press", "ledger_batch", "ledger_node")
REFUSAL = "ledger entries can be added and never changed"
AT_ONCE = 1_000

# One statement enters a row wherever it belongs: between two, the writing thread would wait.
TAKING = """
CREATE VIEW ledger_taking AS SELECT
    NULL AS log, NULL AS entry, NULL AS hash, NULL AS summary, NULL AS opening,
    NULL AS names, NULL AS day, NULL AS subject, NULL AS officers
"""
TAKE = """
CREATE TRIGGER ledger_takes INSTEAD OF INSERT ON ledger_taking BEGIN
    INSERT INTO ledger_inside (entry, hash, summary, opening)
        SELECT NEW.entry, NEW.hash, NEW.summary, NEW.opening WHERE NEW.log = 'inside';
    INSERT INTO ledger_press (entry, hash) SELECT NEW.entry, NEW.hash WHERE NEW.log = 'press';
    INSERT INTO ledger_publication (entry, hash)
        SELECT NEW.entry, NEW.hash WHERE NEW.log = 'publication';
    INSERT OR IGNORE INTO ledger_pseudonym (name, officer, month)
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(NEW.names)
        WHERE NEW.names IS NOT NULL;
    INSERT INTO ledger_seen (day, subject, officers)
        SELECT NEW.day, NEW.subject, NEW.officers WHERE NEW.officers IS NOT NULL;
END
"""
ONLY_EMPTIED = " OR ".join(
    [
        *(f"NEW.{name} {{other}} OLD.{name}" for name in ("number", "entry", "hash")),
        *(
            f"(NEW.{name} IS NOT NULL AND NEW.{name} {{other}} OLD.{name})"
            for name in ("summary", "opening")
        ),
    ]
)


def upgrade() -> None:
    if is_postgresql():
        op.execute("SET LOCAL lock_timeout = '4s'")
    for log in LOGS:
        opened = [sa.Column(n, sa.LargeBinary()) for n in ("summary", "opening")]
        op.create_table(
            f"ledger_{log}",
            sa.Column("number", BIG, primary_key=True, autoincrement=True),
            sa.Column("entry", sa.LargeBinary(), nullable=False),
            sa.Column("hash", sa.LargeBinary(), nullable=False),
            *(opened if log == "inside" else ()),
        )
    make_batches()
    make_pseudonyms()
    carry()
    op.drop_table("ledger_entry")
    refuse_changes()


def downgrade() -> None:
    """Refused while there are entries, as before."""
    connection = op.get_bind()
    for log in LOGS:
        if connection.scalar(sa.text(f"SELECT count(*) FROM ledger_{log}")):
            raise RuntimeError("the ledger has entries; keep a copy and remove it by hand")
    if not is_postgresql():
        op.execute("DROP VIEW ledger_taking")
    for table in ("batch", "node", "pseudonym", "seen", *LOGS):
        op.drop_table(f"ledger_{table}")
    op.create_table(
        "ledger_entry",
        sa.Column("number", BIG, primary_key=True, autoincrement=True),
        sa.Column("log", BYTEWISE, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
    )
    if is_postgresql():
        op.execute("DROP FUNCTION ledger_lets_be_emptied()")
    refuse_all("ledger_entry")


def make_batches() -> None:
    op.create_table(
        "ledger_batch",
        sa.Column("log", BYTEWISE, primary_key=True),
        sa.Column("first", sa.BigInteger(), primary_key=True, autoincrement=False),
        *(sa.Column(n, sa.BigInteger(), nullable=False) for n in ("size", "upto", "at")),
        *(sa.Column(n, sa.LargeBinary(), nullable=False) for n in ("numbers", "hashes")),
        sa.Column("note", BYTEWISE, nullable=False),
    )
    op.create_index("ix_ledger_batch_log_at", "ledger_batch", ["log", "at"])
    op.create_table(
        "ledger_node",
        sa.Column("log", BYTEWISE, primary_key=True),
        sa.Column("level", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
    )


def make_pseudonyms() -> None:
    op.create_table(
        "ledger_pseudonym",
        sa.Column("name", BYTEWISE, primary_key=True),
        sa.Column("officer", BYTEWISE, nullable=False),
        sa.Column("month", BYTEWISE, nullable=False),
    )
    op.create_index("ix_ledger_pseudonym_officer", "ledger_pseudonym", ["officer"])
    op.create_table(
        "ledger_seen",
        sa.Column("number", BIG, primary_key=True, autoincrement=True),
        sa.Column("day", BYTEWISE, nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("officers", sa.LargeBinary(), nullable=False),
    )


def refuse_changes() -> None:
    for table in SEALED:
        refuse_all(table)
    if is_postgresql():
        op.execute(
            "CREATE FUNCTION ledger_lets_be_emptied() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {ONLY_EMPTIED.format(other='IS DISTINCT FROM')} THEN"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
            " END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER ledger_inside_is_emptied BEFORE UPDATE ON ledger_inside"
            " FOR EACH ROW EXECUTE FUNCTION ledger_lets_be_emptied()"
        )
        refuse_all("ledger_inside", "DELETE OR TRUNCATE")
    else:
        op.execute(
            "CREATE TRIGGER ledger_inside_is_emptied BEFORE UPDATE ON ledger_inside"
            f" WHEN {ONLY_EMPTIED.format(other='IS NOT')}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        refuse_all("ledger_inside", "DELETE")
        op.execute(TAKING)
        op.execute(TAKE)


def refuse_all(table: str, events: str = "UPDATE OR DELETE OR TRUNCATE") -> None:
    if is_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE {events}"
            f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        if event in events:
            op.execute(
                f"CREATE TRIGGER {table}_stays_on_{event.lower()} BEFORE {event}"
                f" ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def carry() -> None:
    connection, last, names = op.get_bind(), 0, {}
    query = sa.text(
        "SELECT number, log, entry FROM ledger_entry WHERE number > :last ORDER BY number"
        f" LIMIT {AT_ONCE}"
    )
    while rows := connection.execute(query, {"last": last}).all():
        last = rows[-1].number
        made = {"press": [], "inside": []}
        fresh = []
        for row in rows:
            told = json.loads(bytes(row.entry))
            made[row.log].append(carried(row.log, told, names, fresh))
        for log, entries in made.items():
            insert(connection, f"ledger_{log}", entries)
        insert(connection, "ledger_pseudonym", fresh)


def insert(connection, table, rows) -> None:
    if rows:
        marks = ", ".join(f":{name}" for name in rows[0])
        columns = ", ".join(rows[0])
        connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), rows)


def carried(log, told, names, fresh):
    """The row of an earlier entry; `fresh` is given the pseudonyms it makes."""
    if log == "press":
        return row_of(canonical({**told, "v": 1}))
    month = time.strftime("%Y-%m", time.gmtime(told["at"]))
    officers = told.pop("officers", [])
    for officer in officers:
        if (month, officer) not in names:
            names[month, officer] = secrets.token_hex(16)
            name = {"name": names[month, officer], "officer": officer, "month": month}
            fresh.append(name)
    kept = {k: v for k, v in told.items() if k not in ("asked", "digest", "at", "arguments")}
    kept["officers"] = [names[month, officer] for officer in officers]
    summary = secrets.token_bytes(32) + canonical({**kept, "log": log, "v": 1})
    opening = secrets.token_bytes(32) + canonical({**told, "log": log, "v": 1})
    commitments = {"commitment": committed("opening", opening)}
    commitments["summary"] = committed("summary", summary)
    entry = canonical({"at": told["at"], "v": 1, **commitments})
    return {**row_of(entry), "summary": summary, "opening": opening}


def committed(what, content):
    return hashlib.sha256(f"officer-directory/ledger/v1/{what}\n".encode() + content).hexdigest()


def row_of(entry):
    return {"entry": entry, "hash": hashlib.sha256(b"\x00" + entry).digest()}


def canonical(told):
    options = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return json.dumps(told, **options).encode()


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
