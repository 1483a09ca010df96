"""Every policy that was ever in force, whole, so that each replica can load it by its hash."""

from sqlalchemy import Column, Table, Text

from officer_directory.store.columns import BINARY_TEXT, INSTANT, metadata

policy_archive = Table(
    "policy_archive",
    metadata,
    Column("hash", BINARY_TEXT, primary_key=True),
    Column("files", Text, nullable=False),  # JSON: path within the folder → text
    Column("archived_at", INSTANT, nullable=False),
)
