"""Which questions an index answers at once, so that they need no time limit.

The indexes are those of `store.published`; each ends in the default order, or is itself
an order that may be asked for.
"""

from officer_directory.disclosure.asking import Ask, Filter, Op

_SORTED_BY_INDEX = {"last_name", "first_name", "hire_date"}
_ANY_SORT = None  # of the few records that are found
_FILTERED_BY_INDEX = {
    "uid": _ANY_SORT,
    "badge_number": _ANY_SORT,
    "id": _ANY_SORT,
    "officer_id": _ANY_SORT,
    "number": _ANY_SORT,
    "last_name": {""},
    "rank": {""},
    "agency": {"", "last_name", "hire_date"},
    "status": {""},
    "category": {""},
}
_PAIRS = ({"agency", "rank"}, {"agency", "status"}, {"agency", "last_name"})


def in_index_order(ask: Ask) -> bool:
    """Whether an index has the order that is asked for, of everything."""
    return ask.q is None and {s.field for s in ask.sort} <= {"id", *_SORTED_BY_INDEX}


def is_quick(resource: str, ask: Ask) -> bool:
    """Whether a page of this is one short range of an index."""
    sort = ",".join(s.field for s in ask.sort)
    if ask.q is not None or ask.count or ask.skip:
        return False
    match ask.filters:
        case ():
            return not sort or (resource == "officer" and sort in _SORTED_BY_INDEX)
        case (only,):
            sorts = _FILTERED_BY_INDEX.get(only.field, set())
            return _ranged(resource, only) and (sorts is None or sort in sorts)
        case (one, other):
            paired = {one.field, other.field} in _PAIRS and resource == "officer"
            return paired and not sort and _ranged(resource, one) and _ranged(resource, other)
        case _:
            return False


def _ranged(resource: str, asked: Filter) -> bool:
    if asked.op is Op.STARTSWITH:
        return resource == "officer" and asked.field == "last_name"
    return asked.op is Op.EQ
