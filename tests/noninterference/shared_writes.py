"""What the records tier writes in both worlds, with success, and everybody may then observe.

What a write draws, its id and its second, is the same in both; all else is the build's own.
"""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from officer_directory.demo.draw import Draw
from officer_directory.http.routes import protecting
from officer_directory.protections import adding, protect
from officer_directory.store.engines import Database
from officer_directory.tiers import Tier
from tests.noninterference.directories import Pair
from tests.noninterference.observing import Asking, Header, Observation, observe
from tests.noninterference.outside_pairs import disclosable
from tests.noninterference.strangers import Facts
from tests.world import identifier

Write = Callable[[], None]

_REVIEWED = {"review_date": "2099-01-31"}
_PROTECTIONS: tuple[dict[str, str], ...] = (
    {"kind": "hold"},
    {"kind": "hold", "until": "2099-01-01"},
    {"kind": "finding", "class": "undercover", **_REVIEWED},
    {"kind": "finding", "class": "sensitive", **_REVIEWED},
    {"kind": "finding", "class": "undercover", "from": "2098-01-01", **_REVIEWED},
)
MEANWHILE = (Tier.PUBLIC, Tier.PRESS, Tier.RECORDS, Tier.OVERSIGHT)
"""Who is shown something of these writes: an officer gone, or the protection itself."""


def shared_writes(pair: Pair) -> list[Write]:
    """Each kind of protection, and an order on an officer and on an incident, where there is one.

    Each may be done again: it is another protection of the same officer. An admin lists keys
    with their agencies, of which the two worlds have none in common: nobody could write in
    both of them under keys that look alike, so there nothing is written.
    """
    if pair.tier is Tier.ADMIN:
        return []
    agency, officers = _officers(pair)
    writing = _Writing(pair, agency)
    found: list[Write] = []
    for given, ids in zip(_PROTECTIONS, officers, strict=False):
        paths = [f"/v1/officers/{officer}/protections" for officer in ids]
        found.append(writing.of(paths, [given, given]))
    found.append(writing.of(["/v1/orders"] * 2, [{"officer": officer} for officer in officers[-1]]))
    for incident in _both(pair, "incident", agency[0])[:1]:
        found.append(writing.of(["/v1/orders"] * 2, [{"incident": incident}] * 2))
    return found


def _officers(pair: Pair) -> tuple[list[str], list[tuple[str, str]]]:
    """An agency of each world, and officers there: the same where the tier knows any."""
    fernhollow = identifier("agency", "fernhollow")
    both = _both(pair, "officer", fernhollow)
    if both:
        return [fernhollow] * 2, [(officer, officer) for officer in both]
    agencies = [world["agency"][0]["id"] for world in pair.facts]
    one, two = (_of(world, "officer", a) for world, a in zip(pair.facts, agencies, strict=True))
    return agencies, list(zip(sorted(one), sorted(two), strict=False))


def _both(pair: Pair, table: str, agency: str) -> list[str]:
    one, two = (_of(world, table, agency) for world in pair.facts)
    return sorted(one & two)


def _of(world: Facts, table: str, agency: str) -> set[str]:
    """Ids of an agency; of officers, those with whom no secret of one world goes.

    The worlds differ in who is one person, and a hold covers the person; and in whose the
    complaints are that an agency does not list, and they are no longer counted when their
    officer goes: the threat model has this as accepted, until it is decided otherwise.
    """
    persons = Counter(row["person_id"] for row in world["officer"])
    counted = {row["officer_id"] for row in world.get("complaint", []) if not disclosable(row)}
    return {
        row["id"]
        for row in world.get(table, [])
        if row["agency_id"] == agency
        and persons[row.get("person_id")] <= 1
        and row["id"] not in counted
    }


class _Writing:
    """A records officer of an agency in each world, under one name."""

    def __init__(self, pair: Pair, agencies: list[str]) -> None:
        self._pair = pair
        self._numbers = itertools.count()
        self._keys = [_key(app, agency) for app, agency in zip(pair.apps, agencies, strict=True)]

    def of(self, paths: list[str], bodies: list[dict[str, str]]) -> Write:
        def write() -> None:
            number, now = next(self._numbers), _now(self._pair)
            answers = []
            for which, app in enumerate(self._pair.apps):
                body = json.dumps({"justification": "A threat.", **bodies[which]}).encode()
                headers = ((b"content-type", b"application/json"), self._keys[which])
                asking = Asking("POST", paths[which].encode(), b"", headers, body)
                with _drawing(f"write/{number}", now):
                    answers.append(self._pair.runner.run(observe(app, asking, ())))
            _succeeded(*answers)

        return write


def _key(app: Any, agency: str) -> Header:
    issue = {"tier": "records", "label": "records desk", "agency_ids": [agency]}
    key = app.state.running.desk.run_and_wait("keys.issue", issue)["key"]
    return b"x-api-key", key.encode()


def _now(pair: Pair) -> int:
    database = Database(pair.settings[0])
    try:
        return database.now()
    finally:
        database.close()


@contextmanager
def _drawing(seed: str, now: int) -> Iterator[None]:
    """Ids and the second of what is written, the same for one seed."""
    draw = Draw(seed)
    with pytest.MonkeyPatch.context() as patch:
        for module in (protect, adding, protecting):
            patch.setattr(module, "uuid4", lambda: UUID(draw.identifier()))
        patch.setattr(Database, "now", lambda _: now)
        yield


def _succeeded(one: Observation, two: Observation) -> None:
    """Alike but for the receipt: each is of its own writer, and of the officer in its address."""
    assert one.status == 201, one
    assert _without_receipt(one) == _without_receipt(two)


def _without_receipt(seen: Observation) -> Observation:
    headers = tuple((n, v) for n, v in seen.headers if n != b"disclosure-receipt")
    assert len(headers) == len(seen.headers) - 1
    return replace(seen, headers=headers)
