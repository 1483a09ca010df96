"""Whoever asks for a key is kept until it is taken or refused for good, and of a token a digest."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "key_application",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("link_digest", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("name", sa.Text()),
        sa.Column("contact", sa.Text()),
        sa.Column("organisation", sa.Text()),
        sa.Column("purpose", sa.Text()),
        sa.Column("applied_on", DAY, nullable=False),
        sa.Column("granted_on", DAY),
        sa.Column("granted_by", sa.Text()),
        sa.Column("refused_at", sa.BigInteger()),
        sa.Column("refused_by", sa.Text()),
        sa.Column("refusal_reason", sa.Text()),
        sa.Column("refusal_confirmed_by", sa.Text()),
        sa.Column("key_id", BYTEWISE),
    )


def downgrade() -> None:
    op.drop_table("key_application")
