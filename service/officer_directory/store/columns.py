"""Column shorthands shared by every table, so that both engines hold the same thing.

Ids are UUIDv4 text. Dates are ISO text, so that they compare alike everywhere. Instants
are whole epoch seconds: a start is rounded down and an end up where it protects. Money is
whole cents. Each text column that can be asked for has a folded twin, `<name>_key`,
compared and sorted as bytes.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Text

FOREVER = 9_223_372_036_854_775_807
"""The end of an interval that has none, so that ends compare without a null."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BINARY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared as bytes (SQLite does so by itself)."""

ID = String(36).with_variant(String(36, collation="C"), "postgresql")
DAY = String(10).with_variant(String(10, collation="C"), "postgresql")
INSTANT = BigInteger
BYTES = LargeBinary


def identifier(name: str = "id", **options: Any) -> Column[Any]:
    return Column(name, ID, primary_key=True, **options)


def words(names: str) -> list[Column[Any]]:
    """A text column and its folded twin for each name."""
    return [
        column
        for name in names.split()
        for column in (Column(name, Text), Column(f"{name}_key", BINARY_TEXT))
    ]


def days(names: str) -> list[Column[Any]]:
    return [Column(name, DAY) for name in names.split()]


def prose(names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names.split()]


def provenance() -> list[Column[Any]]:
    """Where a fact came from, when it was recorded and by whom."""
    return [
        Column("source", Text, nullable=False),
        Column("recorded_at", INSTANT, nullable=False),
        Column("recorded_by", Text, nullable=False),
    ]
