"""Posted forms, read strictly: what two readers could read differently is refused."""

import re

from fastapi import Request

from officer_directory.http.address import decoded_pairs
from officer_directory.http.edge import headers_of
from officer_directory.http.problems import MALFORMED, ProblemError

_LONGEST_FORM = 16_384
_TYPE = re.compile(r'application/x-www-form-urlencoded(?:\s*;\s*charset="?utf-8"?)?\s*', re.I)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form.

    Raises:
        ProblemError: it is no form in UTF-8, too long, repeats a field, or has a query too.
    """
    types = headers_of(request.scope, b"content-type")
    if request.scope["query_string"] or len(types) != 1 or not _TYPE.fullmatch(types[0].strip()):
        raise ProblemError(MALFORMED)
    body = await request.body()
    if not body or len(body) > _LONGEST_FORM:
        raise ProblemError(MALFORMED)
    pairs = decoded_pairs(body)
    found = dict(pairs)
    if len(found) != len(pairs) or any("\0" in text for pair in pairs for text in pair):
        raise ProblemError(MALFORMED)
    return found
