"""What became different in the publications, and the entries in which it was told.

A change is of one officer in one publication: from `since` on the record has that digest, or
is gone. Its salt is what opens its leaf, so that it is as closed as the publication's facts.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table

from officer_directory.store.columns import BINARY_TEXT, BYTES, ID, INSTANT, metadata

_NUMBER = BigInteger().with_variant(Integer, "sqlite")

change_entry = Table(
    "change_entry",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("publication", BINARY_TEXT, nullable=False),
    Column("since", INSTANT, nullable=False),  # as the entry's `from`
    Column("root", BYTES, nullable=False),
    Column("entry", BYTES, nullable=False),  # its exact bytes in the publication log
    Column("after", BigInteger, nullable=False),  # the log's last number before it was entered
    Column("entered_at", INSTANT),  # null: it may still be missing there
    Index("ix_change_entry_entered_at", "entered_at"),
    sqlite_autoincrement=True,
)

publication_change = Table(
    "publication_change",
    metadata,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),  # in order, of an officer
    Column("publication", BINARY_TEXT, nullable=False),
    Column("officer", ID, nullable=False),
    Column("agency_id", ID, nullable=False),
    Column("since", INSTANT, nullable=False),  # may be to come
    Column("digest", BYTES),  # null: the officer left
    Column("salt", BYTES, nullable=False),
    Column("policy", BINARY_TEXT, nullable=False),  # the hash in force when it was written
    Column("entry", _NUMBER, ForeignKey("change_entry.number")),  # null until it is told
    Index("ix_publication_change_officer", "officer", "publication", "since"),
    Index("ix_publication_change_entry", "entry", "since"),
    sqlite_autoincrement=True,
)
