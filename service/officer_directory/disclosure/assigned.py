"""Who was assigned to a unit, and where officers belong: for questions about exposure."""

from collections.abc import Iterable

from sqlalchemy import Connection, and_, case, func, select

from officer_directory.disclosure import plan
from officer_directory.disclosure.askable import Askable, bound
from officer_directory.disclosure.locks import chunks
from officer_directory.disclosure.plan import Statement
from officer_directory.store import records as r
from officer_directory.store.folding import fold

_FIRST, _LAST = "0000-00-00", "9999-99-99"  # an unknown start means already, an unknown end still


def assigned(askable: Askable, of_agency: bool, dialect: str) -> Statement:
    """Officers ever assigned to `:unit`, and 1 where that was between `:begin` and `:end`.

    The gate of the view that asks is part of it: of an officer whom it does not know of there
    is no assignment.
    """
    keys, owner = askable.keys, askable.owner
    assert owner is not None
    begins = func.coalesce(r.assignment.c.start_date, _FIRST) <= bound("end")
    ends = func.coalesce(r.assignment.c.end_date, _LAST) >= bound("begin")
    then = func.max(case((and_(begins, ends), 1), else_=0))
    statement = select(owner, then).select_from(askable.rows)
    statement = statement.where(*askable.where, keys["unit"] == bound("unit"))
    if of_agency:
        statement = statement.where(r.agency.c.name_key == bound("agency"))
    return plan.compiled(statement.group_by(owner).order_by(owner), dialect)


def officer_of(connection: Connection, agency: str, uid: str) -> str | None:
    """The id of the officer with a public number, of the agency of this name."""
    query = select(r.officer.c.id).join(r.agency, r.agency.c.id == r.officer.c.agency_id)
    query = query.where(r.agency.c.name_key == fold(agency), r.officer.c.uid_key == fold(uid))
    found: str | None = connection.scalar(query)
    return found


def placed(connection: Connection, officers: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of each officer the agency, and the bundle that governs it."""
    found = {}
    query = select(r.officer.c.id, r.agency.c.id.label("agency"), r.agency.c.bundle)
    query = query.join(r.agency, r.agency.c.id == r.officer.c.agency_id)
    for some in chunks(officers):
        for row in connection.execute(query.where(r.officer.c.id.in_(some))):
            found[row.id] = (row.agency, row.bundle)
    return found
