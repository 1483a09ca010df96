"""A stream is read in chunks, each by what holds then, for whoever is protected meanwhile."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.disclosure.conftest import ViewOf
from tests.world import FERNHOLLOW, World

from officer_directory.disclosure import view as viewing
from officer_directory.disclosure.asking import Ask, Sort
from officer_directory.settings import Settings
from officer_directory.writer import run

HIDDEN_FROM = [("public",), ("press",)]
MAY_KNOW = [("hr", "fernhollow"), ("records", "fernhollow")]
ORDERS = [(), (Sort("rank"),)]  # in the order of an index, and sorted anew for each chunk


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_CHUNK", "_UNSORTED_CHUNK"):
        monkeypatch.setattr(viewing, name, 2)


def ids(*chunks: bytes) -> list[str]:
    return [json.loads(line)["id"] for chunk in chunks for line in chunk.splitlines()]


@pytest.fixture
def meanwhile(view_of: ViewOf, protect: Any, listed: set[str]) -> Any:
    """Protect somebody between the first chunk and the rest: whom, and the rest."""

    def confirmed(chunks: Iterator[bytes], requester: tuple[str, ...]) -> Iterator[bytes]:
        view_of(*requester)  # the policy is confirmed, as a server does each second
        return chunks

    def stream(requester: tuple[str, ...], sort: tuple[Sort, ...]) -> tuple[str, list[str]]:
        view = view_of(*requester)
        chunks = view.stream("officer", Ask(sort=sort), "ndjson")
        first, everyone = ids(next(chunks)), view.stream("officer", Ask(sort=sort), "ndjson")
        target = next(one for one in ids(*everyone) if one in listed and one not in first)
        protect(target)
        rest = []
        while chunk := next(confirmed(chunks, requester), b""):
            rest += ids(chunk)
        return target, rest

    return stream


@pytest.fixture
def protect(settings: Settings, world: World) -> Any:
    uids = {row["id"]: row["uid"] for row in world.facts["officer"]}

    def add(officer: str) -> None:
        stated = {
            "agency": FERNHOLLOW,
            "uid": uids[officer],
            "kind": "hold",
            "by": "R. Castellanos",
        }
        more = {"protection_class": "held", "justification": "A threat, on file."}
        run(settings, "protections.add", {**stated, **more})

    return add


@pytest.fixture
def listed(world: World) -> set[str]:
    """Officers of the agency that holds are recorded for."""
    agency = world.agencies["fernhollow"]["id"]
    return {row["id"] for row in world.facts["officer"] if row["agency_id"] == agency}


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("requester", HIDDEN_FROM)
def test_whoever_is_protected_within_a_stream_is_in_no_chunk_after(
    meanwhile: Any, requester: tuple[str, ...], sort: tuple[Sort, ...]
) -> None:
    target, rest = meanwhile(requester, sort)
    assert rest
    assert target not in rest


@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("requester", MAY_KNOW)
def test_whoever_may_know_is_given_them_all_the_same(
    meanwhile: Any, requester: tuple[str, ...], sort: tuple[Sort, ...]
) -> None:
    target, rest = meanwhile(requester, sort)
    assert target in rest


def test_a_chunk_in_the_order_of_an_index_is_of_1000_rows_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert viewing._CHUNK <= 1_000
