"""What strangers hand in: applications for a key, corrections. No facts, and no address of theirs.

Who may look at an application is whoever has its token, of which a digest is kept.
"""

from sqlalchemy import Column, Table, Text

from officer_directory.store.columns import (
    BINARY_TEXT,
    BYTES,
    DAY,
    ID,
    INSTANT,
    identifier,
    metadata,
)

key_application = Table(
    "key_application",
    metadata,
    identifier(),
    Column("token_digest", BYTES, nullable=False, unique=True),  # SHA-256, of 256 random bits
    Column("link_digest", BYTES, nullable=False, unique=True),  # of the link that shows the key
    Column("name", Text),  # these four: null once the key has been taken
    Column("contact", Text),
    Column("organisation", Text),
    Column("purpose", Text),
    Column("applied_on", DAY, nullable=False),
    Column("granted_on", DAY),
    Column("granted_by", Text),  # a person, or "rule"
    Column("refused_at", INSTANT),
    Column("refused_by", Text),
    Column("refusal_reason", Text),
    Column("refusal_confirmed_by", Text),  # without a second person it lapses after a day
    Column("key_id", BINARY_TEXT),
)

correction = Table(
    "correction",
    metadata,
    identifier(),
    # No foreign key: what is said of an officer is never a reason to keep, or to tell of, one.
    Column("officer_id", ID, nullable=False, index=True),
    Column("field", Text),
    Column("wrong", Text),
    Column("should_be", Text, nullable=False),
    Column("contact", Text),
    Column("received_on", DAY, nullable=False),  # never the hour, never the address
    Column("closed_on", DAY),
    Column("closed_by", Text),
    Column("answer", Text),
)
