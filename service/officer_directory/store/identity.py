"""API keys: who a credential belongs to, and what it may ask. No officer facts."""

from sqlalchemy import Column, String, Table, Text

from officer_directory.store.columns import BINARY_TEXT, BYTES, INSTANT, metadata

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
)
