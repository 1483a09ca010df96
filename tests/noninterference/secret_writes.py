"""What happens in one of two worlds alone, and must not be noticed: writes, and traffic."""

import itertools
from collections.abc import Callable
from typing import Any

from officer_directory.demo.draw import Draw
from officer_directory.errors import DirectoryError
from officer_directory.tiers import OUTSIDE, Tier
from tests.noninterference import photographed
from tests.noninterference.directories import Pair
from tests.noninterference.inside_pairs import OWN
from tests.noninterference.observing import Asking, observe
from tests.world import identifier

Write = Callable[[], None]

_TRAFFIC = (b"/v1/officers", b"/v1/officers.csv", b"/v1/incidents", b"/v1/me", b"/nothing")


def secret_writes(pair: Pair) -> list[Write]:
    """Steps of the first world, through the commands that its own people would use."""
    return [
        *(_hold(pair, officer) for officer in _unknown(pair)[:6]),
        *(_later(pair, officer) for officer in _listed(pair)[:3]),
        *(_marked(pair, unit) for unit in _secret_units(pair)[:3]),
        _founded(pair),
        *([] if pair.tier is Tier.ADMIN else [_issued(pair)]),
        *(_others_ask(pair, path) for path in _TRAFFIC),
    ]


def own_writes(pair: Pair, sweep: Any) -> list[Write]:
    """What the requester writes, in both worlds: answered alike."""

    def asked(asking: Asking) -> Write:
        def ask() -> None:
            assert pair.difference([asking]) is None

        return ask

    rows = sweep.secrets.shared("officer", 2) if pair.tier is Tier.HR else []
    written = [[*sweep.writes(row["id"]), *photographed.written(row["id"])] for row in rows]
    return [asked(asking) for askings in written for asking in askings]


def _unknown(pair: Pair) -> list[dict[str, Any]]:
    """Officers whose protections the tier may not know of, in open and closed agencies."""
    one, two = pair.facts
    if pair.tier in (Tier.HR, Tier.AUDITOR, Tier.ADMIN):
        return list(one["officer"])
    both = {row["id"] for row in two["officer"]}
    return [row for row in one["officer"] if row["id"] not in both]


def _listed(pair: Pair) -> list[dict[str, Any]]:
    """Officers who will be protected some day, which outside tiers may not know yet."""
    if pair.tier not in OUTSIDE:
        return []
    both = {row["id"] for row in pair.facts[1]["officer"]}
    return [row for row in pair.facts[0]["officer"] if row["id"] in both]


def _secret_units(pair: Pair) -> list[dict[str, Any]]:
    own = {identifier("agency", name) for name in OWN.get(pair.tier, ())}
    known = own if pair.tier is not Tier.HR else set()
    units = [row for row in pair.facts[0]["unit"] if row["agency_id"] not in known]
    if pair.tier in OUTSIDE:  # whom they list stays listed
        units = [row for row in units if row["mark"] not in ("open", "sensitive")]
    return units


def _run(pair: Pair, command: str, **arguments: Any) -> None:
    try:
        pair.apps[0].state.running.desk.run_and_wait(command, arguments)
    except DirectoryError:  # refused, say a second time: then nothing happened
        return


def _agency(pair: Pair, agency_id: str) -> str:
    return next(a["name"] for a in pair.facts[0]["agency"] if a["id"] == agency_id)


def _protect(pair: Pair, officer: dict[str, Any], **given: Any) -> None:
    _run(
        pair,
        "protections.add",
        agency=_agency(pair, officer["agency_id"]),
        uid=officer["uid"],
        justification="A secret threat.",
        by="w.marsh",
        **given,
    )


def _hold(pair: Pair, officer: dict[str, Any]) -> Write:
    return lambda: _protect(pair, officer, kind="hold", protection_class="held")


def _later(pair: Pair, officer: dict[str, Any]) -> Write:
    return lambda: _protect(
        pair,
        officer,
        kind="finding",
        protection_class="undercover",
        starts="2099-01-01",
        review_date="2099-02-01",
    )


def _marked(pair: Pair, unit: dict[str, Any]) -> Write:
    return lambda: _run(
        pair,
        "units.mark",
        agency=_agency(pair, unit["agency_id"]),
        name=unit["name"],
        protection_class="undercover",
        justification="Looked at again.",
        by="w.marsh",
    )


def _founded(pair: Pair) -> Write:
    draw = Draw(f"founded/{pair.tier}")
    names = (f"Closed {draw.randint(1, 10**9)}" for _ in itertools.count())
    return lambda: _run(pair, "agencies.add", name=next(names), state="CA", by="w.marsh")


def _issued(pair: Pair) -> Write:
    return lambda: _run(pair, "keys.issue", tier="press", label="another", agency_ids=[])


def _others_ask(pair: Pair, path: bytes) -> Write:
    """Another requester asks one world: with a cleared key, the public, or a bad key."""
    cleared = pair.cleared

    def ask() -> None:
        for headers in (cleared, (), ((b"x-api-key", b"bad"),)):
            pair.runner.run(observe(pair.apps[0], Asking("GET", path), headers))

    return ask
