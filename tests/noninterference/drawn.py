"""Requests that Hypothesis puts together from the parts a sweep knows."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hypothesis import strategies as st

from officer_directory.disclosure.asking import Op
from officer_directory.disclosure.fields import FIELDS
from tests.noninterference import malformed
from tests.noninterference.observing import Asking
from tests.noninterference.secrets import NEVER_FIELDS
from tests.noninterference.sweep import METHODS, Sweep

_OPTIONS = ("limit", "count", "sort", "fields", "q", "after", "agency")


def askings(sweep: Sweep) -> st.SearchStrategy[Asking]:
    """Any method at any address with a few parameters and headers, right and wrong."""
    addresses = [address for path in sweep.paths for address in sweep.filled(path)]
    names = [field.name for field in FIELDS.values()]
    fields = st.sampled_from(sorted({*names, *NEVER_FIELDS}))
    values = sorted({v for field in FIELDS.values() for v in sweep.secrets.values(field, 1)})
    operators = st.sampled_from(["", *(f"__{op}" for op in Op), "__regex"])
    value = st.one_of(st.sampled_from(values), fields, st.sampled_from(["1", "2", "true", "", "-"]))
    names_asked = st.one_of(st.builds(str.__add__, fields, operators), st.sampled_from(_OPTIONS))
    parameter = st.builds(lambda n, v: f"{n}={quote(v)}", names_asked, value)
    query = st.lists(parameter, max_size=3).map(lambda found: "&".join(found).encode())
    header = st.sampled_from(sorted({*malformed.headers(b'"tag"'), *malformed.credentials()}))
    return st.builds(
        Asking,
        method=st.sampled_from(["GET"] * 8 + list(METHODS)),
        path=st.sampled_from(addresses),
        query=query,
        headers=st.lists(header, max_size=1).map(tuple),
    )


def steps(sweep: Sweep, writes: list[Callable[[], None]]) -> st.SearchStrategy[list[Any]]:
    """Requests with writes in between that the requester must not notice."""
    asked = st.one_of(askings(sweep), st.sampled_from([*sweep.walks()]))
    return st.lists(st.one_of(asked, asked, st.sampled_from(writes)), min_size=2, max_size=8)
