"""A client is bound to an issuer, a tier, agencies and a person; a key has a holder."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BYTEWISE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
DAY = sa.String(10).with_variant(sa.String(10, collation="C"), "postgresql")

OF_A_KEY = (
    ("organisation", sa.Text()),
    ("contact", sa.Text()),
    ("purpose", sa.Text()),
    ("last_used_on", DAY),
    ("revoked_by", sa.Text()),
    ("revocation_reason", sa.Text()),
    ("revocation_confirmed_by", sa.Text()),
    ("succeeds", BYTEWISE),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '4s'")
    for name, kind in OF_A_KEY:
        op.add_column("api_key", sa.Column(name, kind))
    op.create_table(
        "key_notice",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key_id", BYTEWISE, sa.ForeignKey("api_key.key_id"), nullable=False, index=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", BYTEWISE, nullable=False, unique=True),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "person_subject",
        sa.Column("issuer", BYTEWISE, primary_key=True),
        sa.Column("subject", BYTEWISE, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
    )
    op.create_table(
        "client",
        sa.Column("id", ID, primary_key=True),
        sa.Column("issuer", BYTEWISE, nullable=False),
        sa.Column("client_id", BYTEWISE, nullable=False),
        sa.Column("tier", sa.String(16), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("agency_ids", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text()),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), index=True),
        sa.Column("secret_digest", sa.LargeBinary()),
        sa.Column("public_keys", sa.Text()),
        sa.Column("require_dpop", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.Column("revoked_by", sa.Text()),
        sa.UniqueConstraint("issuer", "client_id"),
    )
    op.create_table(
        "access_token",
        sa.Column("jti", BYTEWISE, primary_key=True),
        sa.Column("client", ID, sa.ForeignKey("client.id"), nullable=False, index=True),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False, index=True),
        sa.Column("revoked_at", sa.BigInteger()),
    )
    op.create_table(
        "used_once",
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("used_once", "access_token", "client", "person_subject", "person", "key_notice"):
        op.drop_table(table)
    for name, _ in reversed(OF_A_KEY):
        op.drop_column("api_key", name)
