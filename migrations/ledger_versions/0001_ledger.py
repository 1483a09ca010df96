"""Ledger entries can be added and never changed."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0001"
down_revision = None
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
REFUSAL = "ledger entries can be added and never changed"
REFUSE_ON_POSTGRESQL = f"""
CREATE FUNCTION ledger_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    if is_postgresql():
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "ledger_entry",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("log", BYTEWISE, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
    )
    if is_postgresql():
        op.execute(REFUSE_ON_POSTGRESQL)
        op.execute(
            "CREATE TRIGGER ledger_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE"
            " ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses_change()"
        )
    else:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ledger_entry_stays_on_{event.lower()} BEFORE {event}"
                f" ON ledger_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def downgrade() -> None:
    """Refused while there are entries: what was disclosed is not to be forgotten by a downgrade."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM ledger_entry")):
        raise RuntimeError("the ledger has entries; keep a copy and remove it by hand")
    op.drop_table("ledger_entry")
    if is_postgresql():
        op.execute("DROP FUNCTION ledger_refuses_change()")


def is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
