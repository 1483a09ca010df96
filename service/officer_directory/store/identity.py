"""Who a credential belongs to, and what it may ask: keys, persons, clients. No officer facts.

Nothing here is a secret that could be used: of keys and client secrets only digests are
kept, under a pepper that is in a file of its own.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from officer_directory.store.columns import (
    BINARY_TEXT,
    BYTES,
    DAY,
    ID,
    INSTANT,
    identifier,
    metadata,
)

api_key = Table(
    "api_key",
    metadata,
    Column("key_id", BINARY_TEXT, primary_key=True),
    Column("digest", BYTES, nullable=False),  # HMAC-SHA-256 of the whole key under the pepper
    Column("tier", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("agency_ids", Text, nullable=False),  # JSON list
    Column("issued_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("revoked_at", INSTANT),
    Column("organisation", Text),
    Column("contact", Text),
    Column("purpose", Text),
    Column("last_used_on", DAY),  # never the hour, never the address
    Column("revoked_by", Text),
    Column("revocation_reason", Text),
    Column("revocation_confirmed_by", Text),  # without a second person it lapses after a day
    Column("succeeds", BINARY_TEXT),  # the key id of the one that this one was rotated from
)

key_notice = Table(
    "key_notice",
    metadata,
    identifier(),
    Column("key_id", BINARY_TEXT, ForeignKey("api_key.key_id"), nullable=False, index=True),
    Column("words", Text, nullable=False),  # what the holder is told, and where to appeal
    Column("made_at", INSTANT, nullable=False),
    Column("sent_at", INSTANT),  # null: nobody has told the holder yet
)

person = Table(
    "person",
    metadata,
    identifier(),
    Column("name", Text, nullable=False),
    Column("name_key", BINARY_TEXT, nullable=False, unique=True),
    Column("added_at", INSTANT, nullable=False),
    Column("revoked_at", INSTANT),
)

person_subject = Table(
    "person_subject",
    metadata,
    Column("issuer", BINARY_TEXT, primary_key=True),
    Column("subject", BINARY_TEXT, primary_key=True),
    Column("person_id", ID, ForeignKey("person.id"), nullable=False),
    Index("ix_person_subject_person_id", "person_id"),
)

client = Table(
    "client",
    metadata,
    identifier(),
    Column("issuer", BINARY_TEXT, nullable=False),  # "": the embedded issuer
    Column("client_id", BINARY_TEXT, nullable=False),
    Column("tier", String(16), nullable=False),
    Column("label", Text, nullable=False),
    Column("agency_ids", Text, nullable=False),  # JSON list
    Column("scopes", Text),  # JSON list; null: every scope of the tier
    Column("person_id", ID, ForeignKey("person.id"), index=True),
    Column("secret_digest", BYTES),
    Column("public_keys", Text),  # a JWK Set, for private_key_jwt
    Column("require_dpop", Boolean(create_constraint=False), nullable=False),
    Column("added_at", INSTANT, nullable=False),
    Column("not_before", INSTANT, nullable=False),  # tokens issued before it are refused
    Column("revoked_at", INSTANT),
    Column("revoked_by", Text),
    UniqueConstraint("issuer", "client_id"),
)

access_token = Table(
    "access_token",
    metadata,
    Column("jti", BINARY_TEXT, primary_key=True),
    Column("client", ID, ForeignKey("client.id"), nullable=False, index=True),
    Column("issued_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False, index=True),
    Column("revoked_at", INSTANT),
)

used_once = Table(
    "used_once",
    metadata,
    Column("digest", BYTES, primary_key=True),  # of what may be used once, and by whom
    Column("expires_at", INSTANT, nullable=False, index=True),
)
