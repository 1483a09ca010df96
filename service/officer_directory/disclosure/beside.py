"""What is kept beside the record store about officers, joined to the officers a view knows of.

The gate of the view is part of the statement: about an officer whom it does not know of
there is no row, as if nothing had been written about anyone of that id.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from officer_directory.disclosure import plan
from officer_directory.disclosure.askable import Askable, bound
from officer_directory.disclosure.plan import Statement


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns of a table whose rows are about officers (`about`: the officer's id), in order."""

    table: Table
    about: ColumnElement[Any]
    columns: tuple[ColumnElement[Any], ...]
    where: tuple[ColumnElement[bool], ...]
    order: tuple[ColumnElement[Any], ...]


def beside(askable: Askable, wanted: Beside, dialect: str) -> Statement:
    """The statement, with `:limit` and what `where` binds to be given."""
    joined = askable.rows.join(wanted.table, wanted.about == askable.id)
    statement = select(*wanted.columns).select_from(joined)
    statement = statement.where(*askable.where, *wanted.where).order_by(*wanted.order)
    return plan.compiled(statement.limit(bound("limit")), dialect)
