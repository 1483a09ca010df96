"""What was delivered to a key is one integer a day; a repeated request is answered alike."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "delivered",
        sa.Column("key_id", BYTEWISE, primary_key=True),
        sa.Column("day", DAY, primary_key=True),
        sa.Column("records", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "kept_answer",
        sa.Column("asker", BYTEWISE, primary_key=True),
        sa.Column("idempotency_key", BYTEWISE, primary_key=True),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False, index=True),
    )
    op.create_table(
        "import_job",
        sa.Column("id", ID, primary_key=True),
        sa.Column("asker", BYTEWISE, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("dry_run", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("report", sa.Text()),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
    )


def downgrade() -> None:
    for table in ("import_job", "kept_answer", "delivered"):
        op.drop_table(table)
