"""Legal holds: whose entries in the ledger are neither erased nor dropped with time."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from officer_directory.store.columns import ID, INSTANT, identifier, metadata

legal_hold = Table(
    "legal_hold",
    metadata,
    identifier(),
    Column("agency_id", ID, ForeignKey("agency.id"), nullable=False),
    Column("officer_id", ID, ForeignKey("officer.id")),  # null: the whole agency
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", INSTANT, nullable=False),
    Column("lifted_at", INSTANT),
    Column("lifted_by", Text),
    Index("ix_legal_hold_officer_id", "officer_id"),
)
