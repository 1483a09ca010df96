"""The ledger's table, in a simple form: one entry for each answer above the public tier."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

from officer_directory.store.columns import BINARY_TEXT, BYTES

ledger_metadata = MetaData()
"""Its own metadata: on SQLite the ledger is a file of its own."""

ledger_entry = Table(
    "ledger_entry",
    ledger_metadata,
    Column(
        "number",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("log", BINARY_TEXT, nullable=False),  # press or inside
    Column("entry", BYTES, nullable=False),  # canonical JSON; press: one salted commitment
)
