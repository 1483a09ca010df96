"""What requesters have used up or asked for before: counts, kept answers, imports under way.

No officer facts, and of the press nothing but one integer for each key and day.
"""

from sqlalchemy import Boolean, Column, Integer, Table, Text

from officer_directory.store.columns import (
    BINARY_TEXT,
    BYTES,
    DAY,
    ID,
    INSTANT,
    identifier,
    metadata,
)

delivered = Table(
    "delivered",
    metadata,
    Column("key_id", BINARY_TEXT, primary_key=True),
    Column("day", DAY, primary_key=True),
    Column("records", INSTANT, nullable=False),
)

kept_answer = Table(
    "kept_answer",
    metadata,
    Column("asker", BINARY_TEXT, primary_key=True),  # the key or client that asked
    Column("idempotency_key", BINARY_TEXT, primary_key=True),
    Column("request_digest", BYTES, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),  # JSON
    Column("body", BYTES, nullable=False),
    Column("kept_at", INSTANT, nullable=False, index=True),
)

import_job = Table(
    "import_job",
    metadata,
    identifier(),
    Column("asker", BINARY_TEXT, nullable=False),
    Column("agency_id", ID, nullable=False),
    Column("format", Text, nullable=False),
    Column("dry_run", Boolean(create_constraint=False), nullable=False),
    Column("state", Text, nullable=False),  # waiting, running, done, refused, lost
    Column("progress", Text, nullable=False),  # JSON: done, total, what
    Column("report", Text),  # JSON: what was or would be done, or what is wrong
    Column("asked_by", Text, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
)
