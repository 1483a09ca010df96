"""What opens oversight's entries, and how a stream ended, is kept for whom it is alone."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0005"
down_revision = "ledger_0004"
branch_labels = None
depends_on = None

REFUSAL = "ledger entries can be added and never changed"
BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPENINGS = ("summary", "opening")

TAKING = """
CREATE VIEW ledger_taking AS SELECT
    NULL AS log, NULL AS entry, NULL AS hash, NULL AS summary, NULL AS opening,
    {more}NULL AS names, NULL AS day, NULL AS subject, NULL AS officers{ending}
"""
TAKE = """
CREATE TRIGGER ledger_takes INSTEAD OF INSERT ON ledger_taking BEGIN
    INSERT INTO ledger_inside (entry, hash, {columns})
        SELECT NEW.entry, NEW.hash, {values} WHERE NEW.log = 'inside';
    INSERT INTO ledger_press (entry, hash) SELECT NEW.entry, NEW.hash WHERE NEW.log = 'press';
    INSERT INTO ledger_publication (entry, hash)
        SELECT NEW.entry, NEW.hash WHERE NEW.log = 'publication';
    INSERT OR IGNORE INTO ledger_pseudonym (name, officer, month)
        SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(NEW.names)
        WHERE NEW.names IS NOT NULL;
    INSERT INTO ledger_seen (day, subject, officers)
        SELECT NEW.day, NEW.subject, NEW.officers WHERE NEW.officers IS NOT NULL;
    {ended}
END
"""
ENDED = """INSERT OR IGNORE INTO ledger_ending (stored, until, sealed)
        SELECT NEW.stored, NEW.until, NEW.ending WHERE NEW.ending IS NOT NULL;"""


def upgrade() -> None:
    if is_postgresql():
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.add_column("ledger_inside", sa.Column("sealed", sa.LargeBinary()))
    op.create_table(
        "ledger_ending",
        sa.Column("stored", sa.LargeBinary(), primary_key=True),
        sa.Column("until", BYTEWISE, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_alert",
        *(sa.Column(name, BYTEWISE, primary_key=True) for name in ("rule", "about", "day")),
        sa.Column("words", BYTEWISE, nullable=False),
        *(sa.Column(name, BYTEWISE) for name in ("key", "issuer", "client")),
    )
    let_be_emptied(*OPENINGS, "sealed")
    take(*OPENINGS, "sealed")


def downgrade() -> None:
    """Refused where something is kept that the earlier schema has no place for."""
    connection = op.get_bind()
    kept = "SELECT count(*) FROM ledger_inside WHERE sealed IS NOT NULL"
    if connection.scalar(sa.text(kept)):
        raise RuntimeError("the ledger keeps openings of oversight's; keep a copy of them first")
    take(*OPENINGS)
    let_be_emptied(*OPENINGS)
    op.drop_column("ledger_inside", "sealed")
    for table in ("alert", "ending"):
        op.drop_table(f"ledger_{table}")


def take(*columns) -> None:
    """On SQLite: one statement enters a row wherever it belongs."""
    if is_postgresql():
        return
    op.execute("DROP VIEW ledger_taking")
    more = "".join(f"NULL AS {name}, " for name in columns if name not in OPENINGS)
    ending = ", NULL AS stored, NULL AS until, NULL AS ending" if more else ""
    op.execute(TAKING.format(more=more, ending=ending))
    values = ", ".join(f"NEW.{name}" for name in columns)
    ended = ENDED if more else ""
    op.execute(TAKE.format(columns=", ".join(columns), values=values, ended=ended))


def let_be_emptied(*openings) -> None:
    """Of an inside entry nothing changes but what opens it, and that to nothing."""
    other = "IS DISTINCT FROM" if is_postgresql() else "IS NOT"
    changed = [f"NEW.{name} {other} OLD.{name}" for name in ("number", "entry", "hash")]
    for name in openings:
        changed.append(f"(NEW.{name} IS NOT NULL AND NEW.{name} {other} OLD.{name})")
    condition = " OR ".join(changed)
    if is_postgresql():
        op.execute(
            "CREATE OR REPLACE FUNCTION ledger_lets_be_emptied() RETURNS trigger"
            f" LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
            " END IF; RETURN NEW; END $$"
        )
        return
    op.execute("DROP TRIGGER ledger_inside_is_emptied")
    op.execute(
        "CREATE TRIGGER ledger_inside_is_emptied BEFORE UPDATE ON ledger_inside"
        f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
