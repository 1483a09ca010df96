"""A policy that was in force can always be read again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "policy_archive",
        sa.Column("hash", BYTEWISE, primary_key=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("policy_archive")
