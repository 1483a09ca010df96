"""Who was given what of whom is counted, by pseudonym and day, from the inside log."""

import sqlalchemy as sa
from alembic import op

revision = "ledger_0003"
down_revision = "ledger_0002"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What was entered before is counted in steps, from the first checkpoint on."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "ledger_rollup",
        sa.Column("one", sa.Integer(), primary_key=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "ledger_exposure_kind",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("said", BYTEWISE, nullable=False, unique=True),
    )
    op.create_table(
        "ledger_exposure",
        sa.Column("generation", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", BYTEWISE, primary_key=True),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("disclosures", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("exposure", "exposure_kind", "rollup"):
        op.drop_table(f"ledger_{table}")
