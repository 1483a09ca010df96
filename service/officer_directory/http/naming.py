"""Which officers an answer to an inside tier names, so that its entry can name them too."""

import re
from collections.abc import Sequence

from officer_directory.http.answers import Answer

_ID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_IDS = re.compile(_ID)
_OWN = re.compile(rb'\{"id":"(' + _ID + rb')"')
_OF_AN_OFFICER = re.compile(rb'"officer_id":"(' + _ID + rb')"')
_OF_OFFICERS = re.compile(rb'"officer_ids":\[([^\]]*)\]')
_OF_NOBODY = ("agency",)


def naming(answer: Answer, resource: str, rows: Sequence[bytes], under: str | None) -> Answer:
    """The answer with the officers of its records, and how many of them name none.

    What belongs to an officer (`under`) is of that officer. A record that was asked for
    without its ids could be of anyone.
    """
    if under is not None:
        return answer._replace(officers=(under,))
    if resource in _OF_NOBODY:
        return answer
    named: dict[str, None] = {}
    unnamed = 0
    for row in rows:
        found = _named(resource, row)
        unnamed += not found
        named |= dict.fromkeys(found)
    return answer._replace(officers=tuple(named), unnamed=unnamed)


def _named(resource: str, row: bytes) -> list[str]:
    if resource == "officer":
        own = _OWN.match(row)
        return [own[1].decode()] if own else []
    if one := _OF_AN_OFFICER.search(row):
        return [one[1].decode()]
    many = _OF_OFFICERS.search(row)
    return [found.decode() for found in _IDS.findall(many[1])] if many else []
