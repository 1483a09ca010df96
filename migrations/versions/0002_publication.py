"""Outside readers can read only what is valid now, and only through views."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
TIERS = ("public", "press")

# resource: (text keys, number keys)
KEYS = {
    "officer": (
        "uid first_name middle_name last_name suffix badge_number rank agency status"
        " status_detail hire_date separation_date separation_reason race gender"
        " certification_action unit bureau photo hr_id protection_class",
        "birth_year",
    ),
    "employment": (
        "officer_id employer rank start_date end_date status status_detail separation_reason",
        "",
    ),
    "assignment": ("officer_id unit bureau title badge_number start_date end_date", ""),
    "salary": ("officer_id", "year is_fiscal_year base_pay overtime_pay total_pay"),
    "complaint": (
        "number agency officer_id received_date closed_date category condition allegation"
        " finding disposition penalty",
        "",
    ),
    "incident": ("number agency date category condition city state", ""),
    "document": ("officer_id kind date", ""),
    "agency": ("name state jurisdiction", "complaints_not_listed"),
}
# Each index starts with the generation and ends with the id: a page is one range of it.
OF_OFFICER = "officer_id in_order"
INDEXED = {
    "officer": (
        "in_order,last_name,first_name,hire_date,rank in_order,agency in_order,status in_order"
        ",agency last_name,agency hire_date,agency rank in_order,agency status in_order"
        ",uid in_order,badge_number in_order"
    ),
    "employment": OF_OFFICER,
    "assignment": OF_OFFICER,
    "salary": OF_OFFICER,
    "complaint": (
        f"in_order,{OF_OFFICER},agency in_order,category in_order,received_date,number in_order"
    ),
    "incident": "in_order,agency in_order,category in_order,date,number in_order",
    "document": OF_OFFICER,
    "agency": "in_order",
}

ROLE = "officer_directory_reader"
MAKE_ROLE = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- made meanwhile, elsewhere
END $$
"""


def upgrade() -> None:
    if is_postgresql():
        op.execute("SET LOCAL lock_timeout = '4s'")
    for tier in TIERS:
        for resource in KEYS:
            record_table(f"published_{tier}_{resource}", resource)
        side_tables(f"published_{tier}")
    op.create_table(
        "publication_state",
        sa.Column("one", sa.Integer(), primary_key=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("building", sa.Integer()),
        sa.Column("policy", BYTEWISE, nullable=False),
        sa.Column("building_policy", BYTEWISE),
        sa.Column("activated_by", BYTEWISE),
        sa.Column("activated_at", sa.BigInteger()),
    )
    if is_postgresql():
        op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        op.execute("CREATE SCHEMA publication")
    for name, body in views():
        op.execute(f"CREATE VIEW {in_schema()}{name} AS {body}")
    if is_postgresql():
        op.execute(MAKE_ROLE)
        op.execute(f"GRANT {ROLE} TO CURRENT_USER")
        op.execute(f"GRANT USAGE ON SCHEMA publication TO {ROLE}")
        op.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA publication TO {ROLE}")


def downgrade() -> None:
    """The role stays: other databases of the cluster may use it, and it can read nothing."""
    if is_postgresql():
        op.execute("SET LOCAL lock_timeout = '4s'")
    for name, _ in views():
        op.execute(f"DROP VIEW {in_schema()}{name}")
    if is_postgresql():
        op.execute("DROP SCHEMA publication")
    op.drop_table("publication_state")
    for tier in TIERS:
        for part in (*KEYS, "name", "spelling", "involvement", "tally"):
            op.drop_table(f"published_{tier}_{part}")


def record_table(table: str, resource: str) -> None:
    text_keys, number_keys = (names.split() for names in KEYS[resource])
    op.create_table(
        table,
        *version(),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("bundle", BYTEWISE, nullable=False),
        sa.Column("in_order", BYTEWISE, nullable=False),
        *(sa.Column(key, BYTEWISE) for key in text_keys),
        *(sa.Column(key, sa.BigInteger()) for key in number_keys),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.Column("csv", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "id", "valid_from"),
    )
    for columns in INDEXED[resource].split(","):
        name = f"ix_{table}_{columns.replace(' ', '_')}"
        op.create_index(name, table, ["generation", *columns.split(), "id"])


def side_tables(prefix: str) -> None:
    op.create_table(
        f"{prefix}_name",
        *version(),
        sa.Column("token", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("generation", "token", "id", "valid_from"),
    )
    op.create_index(f"ix_{prefix}_name_id", f"{prefix}_name", ["generation", "id"])
    op.create_table(
        f"{prefix}_spelling",
        sa.Column("variant", BYTEWISE, primary_key=True),
        sa.Column("token", BYTEWISE, primary_key=True),
    )
    op.create_table(
        f"{prefix}_involvement",
        *version(),
        sa.Column("officer_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("generation", "officer_id", "id", "valid_from"),
    )
    op.create_index(f"ix_{prefix}_involvement_id", f"{prefix}_involvement", ["generation", "id"])
    op.create_table(
        f"{prefix}_tally",
        *version(),
        sa.Column("agency_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("generation", "id", "valid_from"),
    )
    op.create_index(f"ix_{prefix}_tally_agency", f"{prefix}_tally", ["generation", "agency_id"])


def version() -> list[sa.Column[Any]]:
    return [
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
    ]


def views() -> Iterator[tuple[str, str]]:
    """The name and the query of each view that an outside reader may read."""
    yield "publication_now", "SELECT generation, policy FROM publication_state"
    for tier in TIERS:
        for resource, (text_keys, number_keys) in KEYS.items():
            columns = f"id agency_id bundle in_order {text_keys} {number_keys} json csv".split()
            shown = ", ".join(live_count(tier) if c == LIVE else f"p.{c}" for c in columns)
            yield f"{tier}_{resource}", valid(shown, f"published_{tier}_{resource}", "p")
        yield f"{tier}_name", valid("p.id, p.token", f"published_{tier}_name", "p")
        yield (
            f"{tier}_involvement",
            valid("p.id, p.officer_id", f"published_{tier}_involvement", "p"),
        )
        known = f"{valid('1', f'published_{tier}_name', 'n')} AND n.token = s.token"
        yield (
            f"{tier}_spelling",
            f"SELECT s.variant, s.token FROM published_{tier}_spelling s WHERE EXISTS ({known})",
        )


LIVE = "complaints_not_listed"


def live_count(tier: str) -> str:
    """How many complaints an agency's total counts now, whatever was stored."""
    counted = valid("count(*)", f"published_{tier}_tally", "t")
    return f"({counted} AND t.agency_id = p.id) AS {LIVE}"


def valid(shown: str, table: str, alias: str) -> str:
    now = (
        "floor(extract(epoch FROM now()))::bigint"
        if is_postgresql()
        else "CAST(strftime('%s', 'now') AS INTEGER)"
    )
    return (
        f"SELECT {shown} FROM {table} {alias}"
        f" WHERE {alias}.generation = (SELECT generation FROM publication_state)"
        f" AND {alias}.valid_from <= {now} AND {alias}.valid_until > {now}"
    )


def in_schema() -> str:
    return "publication." if is_postgresql() else ""


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
