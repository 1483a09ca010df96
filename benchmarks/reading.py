"""One officer and a page of fifty, as the public asks: beside the references."""

import json
import re
from contextlib import ExitStack
from urllib.parse import quote

from benchmarks.compare import Loader, Side, interleaved, report
from benchmarks.servers import Server, ours
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

_SAMPLE = 400
_NEXT = re.compile(r'"next":"([^"]+)"')


def pages(
    server: Server, number: int, query: str = "", headers: dict[str, str] | None = None
) -> list[str]:
    """The addresses of the first pages of a list, each from the `next` of the one before."""
    found = [f"/v1/officers{query and '?' + query}"]
    while len(found) < number:
        following = _NEXT.search(server.get(found[-1], headers).decode())
        if following is None:
            break
        found.append(following.group(1))
    return found


def officers(server: Server, number: int) -> list[str]:
    """The addresses of officers from all over: those of many different hire dates."""
    found: list[str] = []
    for year in range(1990, 2026):
        answer = json.loads(server.get(f"/v1/officers?hire_date={year}-03-14&limit=50"))
        found += [f"/v1/officers/{officer['id']}" for officer in answer["officers"]]
    step = max(1, len(found) // number)
    return found[::step][:number]


def measure(load: Loader, settings: Settings, sizes: Sizes) -> None:
    """The first rows of the table, and filters and sorts beside the plain page."""
    with ExitStack() as stack:
        server = stack.enter_context(ours(settings))
        dictionary = stack.enter_context(ours(settings, "dictionary"))
        constant = stack.enter_context(ours(settings, "constant"))
        one, page = officers(server, _SAMPLE), pages(server, _SAMPLE // 4)
        for target in (*one, *page):
            dictionary.get(target)
        _row(load, sizes, "public officer", (server, one), (dictionary, one), 0.75)
        _row(load, sizes, "page of 50", (server, page), (dictionary, page), 0.60)
        _constants(load, sizes, server, constant, one, page)
        _filters(load, sizes, server, page)


def _row(
    load: Loader,
    sizes: Sizes,
    what: str,
    mine: tuple[Server, list[str]],
    other: tuple[Server, list[str]],
    at_least: float | None,
    name: str = "",
) -> None:
    requests = sizes.single_requests if "officer" in what else sizes.page_requests
    found = interleaved(
        load,
        Side(*mine),
        Side(*other),
        rounds=sizes.rounds,
        requests=requests,
        seconds=sizes.seconds,
    )
    report(what, *found, at_least, name or other[0].name)


def _constants(
    load: Loader, sizes: Sizes, server: Server, constant: Server, one: list[str], page: list[str]
) -> None:
    for what, targets in (("public officer", one), ("page of 50", page)):
        size = len(server.get(targets[0]))
        _row(load, sizes, what, (server, targets), (constant, [f"/constant/{size}"]), None)


_QUESTIONS = {
    "filter: agency": "agency=" + quote("benchmark city 3 police department"),
    "filter: rank": "rank=sergeant",
    "filter: status": "status=separated",
    "filter: name prefix": "last_name__startswith=bar",
    "filter: hire date": "hire_date=2003-03-14",
    "filter: agency and rank": "rank=captain&agency=" + quote("benchmark city 3 police department"),
    "sort: last name": "sort=last_name",
    "sort: hire date, newest": "sort=-hire_date",
    "agency, by hire date": "sort=hire_date&agency=" + quote("benchmark city 3 police department"),
    "search: q=barezs": "q=barezs",
}


def _filters(load: Loader, sizes: Sizes, server: Server, page: list[str]) -> None:
    for what, query in _QUESTIONS.items():
        mine = pages(server, _SAMPLE // 4, query)
        _row(load, sizes, what, (server, mine), (server, page), 0.5, "unfiltered page")
