"""What became different in a publication has a row, until it is told and after."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
BINARY_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute("SET LOCAL lock_timeout = '4s'")
    op.create_table(
        "change_entry",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("publication", BINARY_TEXT, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("entered_at", sa.BigInteger()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_entry_entered_at", "change_entry", ["entered_at"])
    op.create_table(
        "publication_change",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("publication", BINARY_TEXT, nullable=False),
        sa.Column("officer", ID, nullable=False),
        sa.Column("agency_id", ID, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary()),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("policy", BINARY_TEXT, nullable=False),
        sa.Column(
            "entry",
            NUMBER,
            sa.ForeignKey("change_entry.number", name="fk_publication_change_entry"),
        ),
        sqlite_autoincrement=True,
    )
    of_an_officer = ["officer", "publication", "since"]
    op.create_index("ix_publication_change_officer", "publication_change", of_an_officer)
    op.create_index("ix_publication_change_entry", "publication_change", ["entry", "since"])
    op.add_column("publication_state", sa.Column("unrecorded_since", sa.BigInteger()))
    op.add_column("publication_state", sa.Column("unrecorded_after", sa.BigInteger()))
    # What is published already is recorded from now on: since when it is, nobody wrote down.
    now = "extract(epoch FROM now())" if postgresql else "strftime('%s', 'now')"
    op.execute(
        f"UPDATE publication_state SET unrecorded_since = CAST({now} AS BIGINT),"
        " unrecorded_after = 0"
    )


def downgrade() -> None:
    op.drop_column("publication_state", "unrecorded_after")
    op.drop_column("publication_state", "unrecorded_since")
    op.drop_table("publication_change")
    op.drop_table("change_entry")
