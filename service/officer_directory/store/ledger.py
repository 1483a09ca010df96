"""The ledger's tables: entries in the order they came, and batches that give them their place.

An entry is never changed. What opens an inside entry can be emptied, so that a person can be
erased while every proof verifies. A batch gives the next entries of a log their indices and
has the checkpoint that covers them: what was signed is what is stored.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table

from officer_directory.store.columns import BINARY_TEXT, BYTES

ledger_metadata = MetaData()
"""Its own metadata: on SQLite the ledger is a file of its own."""

_BIG = BigInteger().with_variant(Integer, "sqlite")


def _entries(log: str, *more: Column[bytes]) -> Table:
    return Table(
        f"ledger_{log}",
        ledger_metadata,
        Column("number", _BIG, primary_key=True, autoincrement=True),  # as they came
        Column("entry", BYTES, nullable=False),
        Column("hash", BYTES, nullable=False),  # of the leaf, made when the entry was
        *more,
    )


ledger_publication = _entries("publication")
ledger_press = _entries("press")
ledger_inside = _entries(
    "inside",
    Column("summary", BYTES),  # nonce and opening, the agency's
    Column("opening", BYTES),  # nonce and opening, as in the receipt
    Column("sealed", BYTES),  # both, encrypted to oversight: of its own entries alone
)
ENTRIES = {"publication": ledger_publication, "press": ledger_press, "inside": ledger_inside}

ledger_batch = Table(
    "ledger_batch",
    ledger_metadata,
    Column("log", BINARY_TEXT, primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),  # the size before
    Column("size", BigInteger, nullable=False),  # and after
    Column("upto", BigInteger, nullable=False),  # the highest number that has an index
    Column("at", BigInteger, nullable=False),
    Column("numbers", BYTES, nullable=False),  # 8 bytes each, in the order of the tree
    Column("hashes", BYTES, nullable=False),  # 32 bytes each
    Column("note", BINARY_TEXT, nullable=False),  # the signed checkpoint
    Index("ix_ledger_batch_log_at", "log", "at"),
)

ledger_node = Table(
    "ledger_node",
    ledger_metadata,
    Column("log", BINARY_TEXT, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", BYTES, nullable=False),  # of 256**level leaves
)

ledger_cosignature = Table(
    "ledger_cosignature",
    ledger_metadata,
    Column("log", BINARY_TEXT, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("witness", BINARY_TEXT, primary_key=True),  # the name of its key
    Column("line", BINARY_TEXT, nullable=False),  # of the note, as the witness gave it
    Column("at", BigInteger, nullable=False),
)

ledger_pseudonym = Table(
    "ledger_pseudonym",
    ledger_metadata,
    Column("name", BINARY_TEXT, primary_key=True),
    Column("officer", BINARY_TEXT, nullable=False),
    Column("month", BINARY_TEXT, nullable=False),
    Index("ix_ledger_pseudonym_officer", "officer"),
)

# How often each pseudonym was given what to whom: it follows from the inside log.
ledger_rollup = Table(
    "ledger_rollup",
    ledger_metadata,
    Column("one", Integer, primary_key=True),  # always 1: there is one row
    Column("generation", Integer, nullable=False),  # the one that is asked
    Column("upto", BigInteger, nullable=False),  # the highest number of an entry in it
)

ledger_exposure_kind = Table(
    "ledger_exposure_kind",
    ledger_metadata,
    Column("id", _BIG, primary_key=True, autoincrement=True),
    Column("said", BINARY_TEXT, nullable=False, unique=True),  # canonical JSON
)

ledger_exposure = Table(
    "ledger_exposure",
    ledger_metadata,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("name", BINARY_TEXT, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970, UTC
    Column("kind", BigInteger, primary_key=True, autoincrement=False),
    Column("disclosures", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

ledger_ending = Table(
    "ledger_ending",
    ledger_metadata,
    Column("stored", BYTES, primary_key=True),  # follows from a stream's name
    Column("until", BINARY_TEXT, nullable=False),
    Column("sealed", BYTES, nullable=False),  # its closing receipt
    sqlite_with_rowid=False,  # in no order
)

ledger_alert = Table(
    "ledger_alert",
    ledger_metadata,
    Column("rule", BINARY_TEXT, primary_key=True),
    Column("about", BINARY_TEXT, primary_key=True),  # who asked: a person, else a credential
    Column("day", BINARY_TEXT, primary_key=True),
    Column("words", BINARY_TEXT, nullable=False),
    Column("key", BINARY_TEXT),
    Column("issuer", BINARY_TEXT),
    Column("client", BINARY_TEXT),
)

ledger_seen = Table(
    "ledger_seen",
    ledger_metadata,
    Column("number", _BIG, primary_key=True, autoincrement=True),
    Column("day", BINARY_TEXT, nullable=False),
    Column("subject", BYTES, nullable=False),  # both keyed hashes of the day
    Column("officers", BYTES, nullable=False),
)
