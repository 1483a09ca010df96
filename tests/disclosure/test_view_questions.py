"""Questions to a view: every filter, sort and page equals the same done in plain Python."""

import json
from functools import cmp_to_key
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.disclosure.conftest import ViewOf

from officer_directory.disclosure.asking import Ask, Filter, Op, Sort
from officer_directory.disclosure.view import View
from officer_directory.errors import CursorExpiredError
from officer_directory.store.folding import fold

REQUESTERS = [
    ("public",),
    ("press",),
    ("hr", "fernhollow"),
    ("records", "fernhollow"),
    ("oversight", "fernhollow", "brackwater"),
]
FIELDS = ["last_name", "hire_date", "separation_date", "rank", "suffix", "status", "middle_name"]
VALUES = ["", "a", "o", "garcia", "police officer ii", "2011-03-14", "2019", "%", "_", "active"]
OPS = [op for op in Op if op is not Op.ISNULL]


def everything(view: View, resource: str = "officer", **asked: Any) -> list[dict[str, Any]]:
    """All records, page by page."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = view.page(resource, Ask(limit=3, after=after, **asked))
        found += [json.loads(row) for row in page.rows]
        after = page.next_after
        if after is None:
            return found


def key(value: Any) -> Any:
    return None if value is None else fold(value)


def holds(record: dict[str, Any], one: Filter) -> bool:
    value = key(record[one.field])
    if one.op is Op.ISNULL:
        return (value is None) == bool(one.values[0])
    if value is None:
        return False
    wanted = str(one.values[0])
    return {
        Op.EQ: value == wanted,
        Op.IN: value in one.values,
        Op.CONTAINS: wanted in value,
        Op.STARTSWITH: value.startswith(wanted),
        Op.GT: value > wanted,
        Op.GTE: value >= wanted,
        Op.LT: value < wanted,
        Op.LTE: value <= wanted,
    }[one.op]


def in_order(records: list[dict[str, Any]], sort: tuple[Sort, ...]) -> list[str]:
    def compare(one: dict[str, Any], other: dict[str, Any]) -> int:
        for by in sort:
            a, b = key(one[by.field]), key(other[by.field])
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return (1 if a > b else -1) * (-1 if by.descending else 1)
        last_is_descending = bool(sort) and sort[-1].descending
        return 1 if (one["id"] > other["id"]) is not last_is_descending else -1

    return [record["id"] for record in sorted(records, key=cmp_to_key(compare))]


filters = st.builds(
    Filter,
    st.sampled_from(FIELDS),
    st.sampled_from(OPS),
    st.sampled_from(VALUES).map(lambda value: (value,)),
) | st.builds(
    Filter, st.sampled_from(FIELDS), st.just(Op.ISNULL), st.sampled_from([0, 1]).map(lambda v: (v,))
)
sorts = st.lists(
    st.builds(Sort, st.sampled_from(FIELDS), st.booleans()), max_size=2, unique_by=lambda s: s.field
).map(tuple)


@pytest.mark.parametrize("requester", REQUESTERS, ids=lambda r: r[0])
def test_filters_sorts_and_pages_are_what_plain_python_gives(
    view_of: ViewOf, requester: tuple[str, ...]
) -> None:
    view = view_of(*requester)
    known = everything(view)
    assert len(known) > 4

    @settings(
        max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(filters, max_size=2).map(tuple), sorts)
    def check(asked: tuple[Filter, ...], sort: tuple[Sort, ...]) -> None:
        view_of(*requester)
        expected = [r for r in known if all(holds(r, one) for one in asked)]
        found = everything(view, filters=asked, sort=sort)
        if sort:
            assert [r["id"] for r in found] == in_order(expected, sort)
        assert sorted(r["id"] for r in found) == sorted(r["id"] for r in expected)
        counted = view.page("officer", Ask(filters=asked, count=True, limit=1)).count
        assert counted == len(expected)

    check()


@pytest.mark.parametrize(
    "typed",
    ["diaz", "DÍAZ", "dias", "daiz", "diazz", "diz", "lucia diaz", "0012", "30117", "Diaz, Lucía"],
)
def test_search_forgives_accents_case_and_one_misspelling(view_of: ViewOf, typed: str) -> None:
    for requester in REQUESTERS:
        names = [
            json.loads(r)["last_name"]
            for r in view_of(*requester).page("officer", Ask(q=typed)).rows
        ]
        assert "Díaz" in names, (requester, typed)


@pytest.mark.parametrize("typed", ["nunez", "Ñuñez", "0666", "31026", "nunes", "raul"])
def test_search_finds_nobody_who_is_hidden(view_of: ViewOf, typed: str) -> None:
    for tier in ("public", "press"):
        assert view_of(tier).page("officer", Ask(q=typed)).rows == []
    assert view_of("oversight", "fernhollow").page("officer", Ask(q=typed)).rows != []


def test_what_is_typed_right_comes_before_what_is_one_letter_off(view_of: ViewOf) -> None:
    rows = view_of("public").page("officer", Ask(q="garcia")).rows
    assert json.loads(rows[0])["last_name"] == "García"


def test_a_cursor_is_good_for_its_own_question_alone(view_of: ViewOf) -> None:
    cursor = view_of("public").page("officer", Ask(limit=2)).next_after
    assert cursor is not None
    for tier, ask in [
        ("press", Ask(limit=2, after=cursor)),
        ("public", Ask(sort=(Sort("rank"),), after=cursor)),
        ("public", Ask(after=cursor[:-2] + "AA")),
        ("public", Ask(after="é" * 5)),
    ]:
        with pytest.raises(CursorExpiredError):
            view_of(tier).page("officer", ask)


def test_equal_states_give_equal_cursors_of_equal_length(view_of: ViewOf) -> None:
    view = view_of("public")
    first, again = (view.page("officer", Ask(limit=2)).next_after for _ in range(2))
    assert first == again
    other = view.page("officer", Ask(limit=3)).next_after
    assert first is not None
    assert other is not None
    assert len(other) == len(first)


def test_streams_give_what_pages_give(view_of: ViewOf) -> None:
    for requester in REQUESTERS:
        view = view_of(*requester)
        streamed = b"".join(view.stream("officer", Ask(), "ndjson")).splitlines()
        assert [json.loads(line) for line in streamed] == everything(view)
        csv = b"".join(view.stream("officer", Ask(), "csv")).decode().split("\r\n")
        assert len(csv) - 1 == len(streamed)
