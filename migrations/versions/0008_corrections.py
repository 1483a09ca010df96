"""What readers propose to correct is kept with its day, and with nothing of the reader's."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "correction",
        sa.Column("id", ID, primary_key=True),
        sa.Column("officer_id", ID, nullable=False, index=True),
        sa.Column("field", sa.Text()),
        sa.Column("wrong", sa.Text()),
        sa.Column("should_be", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text()),
        sa.Column("received_on", DAY, nullable=False),
        sa.Column("closed_on", DAY),
        sa.Column("closed_by", sa.Text()),
        sa.Column("answer", sa.Text()),
    )


def downgrade() -> None:
    op.drop_table("correction")
