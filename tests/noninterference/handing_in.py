"""What strangers hand in: applications for a key, and corrections of whoever there is or is not.

What is drawn for them, an id and a token, is the same in both worlds; whoever hands
something in is answered alike, and so is everyone who may look at it afterwards.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from officer_directory.corrections import received
from officer_directory.demo.draw import Draw
from officer_directory.identity import applications
from officer_directory.tiers import OUTSIDE, Tier
from tests.noninterference.directories import Pair
from tests.noninterference.observing import Asking, Observation, observe
from tests.noninterference.secrets import Secrets

Write = Callable[[], None]

_JSON = ((b"content-type", b"application/json"),)
_STRANGER: tuple[Any, ...] = ()
UNREADABLE: tuple[dict[str, Any], ...] = (
    {"name": "A"},
    {"name": "A", "contact": "B", "tier": "admin"},
    {"name": "A\u202e", "contact": "B"},
)


def wrong(secrets: Secrets) -> Iterator[Asking]:
    """What is not taken, from anyone: nothing is kept of it, and nothing charged."""
    for body in UNREADABLE:
        yield _asking("/v1/key-applications", body)
    for officer in secrets.ids("officer", 2):
        for said in ({"should_be": "x"}, {"should_be": "x", "field": "unit"}):
            yield _asking("/v1/corrections", {"officer": officer, **said})
        for query in (f"officer={officer}", f"officer={officer}&state=closed"):
            yield Asking("GET", b"/v1/corrections", query.encode())
        answer = json.dumps({"answer": "x", "by": "y"}).encode()
        yield Asking("POST", f"/v1/corrections/{officer}/close".encode(), b"", _JSON, answer)
    for query in ("limit=1", "state=all", "after=x", "state=closed"):
        yield Asking("GET", b"/v1/corrections", query.encode())
    for path in ("/v1/key-applications", "/v1/key-links/odlnk_" + "A" * 43):
        yield Asking("POST", path.encode(), b"", _JSON, b'{"name": NaN}')


def hand_ins(pair: Pair, secrets: Secrets) -> list[Write]:
    """Each is handed in to both worlds, by somebody without a key, who then looks at it.

    Of officers outside tiers alone: which are listed may be a secret of an inside tier's world.
    Those that inside tiers may read about are put in their place as they would have come.
    """
    found = [_applied(pair)]
    officers = secrets.ids("officer", 2)
    if pair.tier in OUTSIDE:
        return [*found, *(_corrected(pair, officer) for officer in officers)]
    both = [row["id"] for row in secrets.shared("officer", 2)]
    return [*found, *(_received(pair, officer) for officer in both)]


def secret_corrections(pair: Pair, secrets: Secrets) -> list[Write]:
    """Corrections of the first world alone, about officers of whom the tier is told nothing."""
    if pair.tier is not Tier.RECORDS:
        officers = secrets.ids("officer", 2)
    else:
        both = {row["id"] for row in secrets.shared("officer", 99)}
        officers = [one for one in secrets.ids("officer", 4) if one not in both]
    return [lambda o=one: _receive(pair.apps[0], o) for one in officers]  # type: ignore[misc]


def _corrected(pair: Pair, officer: str) -> Write:
    def write() -> None:
        with _drawing(f"corrected/{officer}"):
            body = {"officer": officer, "field": "rank", "should_be": "Chief"}
            _both(pair, _asking("/v1/corrections", body))

    return write


def _received(pair: Pair, officer: str) -> Write:
    def write() -> None:
        with _drawing(f"received/{officer}"):
            for app in pair.apps:
                _receive(app, officer)

    return write


def _receive(app: Any, officer: str) -> None:
    said = {"officer": officer, "field": "rank", "should_be": "Chief", "most_waiting": 10_000}
    app.state.running.desk.run_and_wait("corrections.receive", said)


def _applied(pair: Pair) -> Write:
    def write() -> None:
        with _drawing("applied"):
            asking = _asking("/v1/key-applications", {"name": "Ada", "contact": "ada@x.example"})
            told = _both(pair, asking)
        assert told.status == 202, told
        address = json.loads(told.body)["address"]
        standing = _both(pair, Asking("GET", address.encode()))
        assert standing.status == 200, standing

    return write


def _asking(path: str, body: dict[str, Any]) -> Asking:
    return Asking("POST", path.encode(), b"", _JSON, json.dumps(body).encode())


def _both(pair: Pair, asking: Asking) -> Observation:
    one, two = (pair.runner.run(observe(app, asking, _STRANGER)) for app in pair.apps)
    assert one == two, f"{asking.target}\n  one: {one}\n  two: {two}"
    return one


@contextmanager
def _drawing(seed: str) -> Iterator[None]:
    """One id and one token a world, the same in both."""
    draws = [Draw(seed), Draw(seed)]
    tokens = iter([draw.identifier() for draw in draws])
    ids = iter([UUID(draw.identifier()) for draw in draws])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(applications, "new_token", lambda: f"odapp_{next(tokens)}".replace("-", "x"))
        for module in (applications, received):
            patch.setattr(module, "uuid4", lambda: next(ids))
        yield
