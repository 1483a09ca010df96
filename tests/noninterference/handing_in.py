"""What strangers hand in: applications for a key.

What is drawn for them, an id and a token, is the same in both worlds; whoever hands
something in is answered alike, and so is everyone who may look at it afterwards.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from officer_directory.demo.draw import Draw
from officer_directory.identity import applications
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


def wrong(_secrets: Secrets) -> Iterator[Asking]:
    """What is not taken, from anyone: nothing is kept of it, and nothing charged."""
    for body in UNREADABLE:
        yield _asking("/v1/key-applications", body)
    for path in ("/v1/key-applications", "/v1/key-links/odlnk_" + "A" * 43):
        yield Asking("POST", path.encode(), b"", _JSON, b'{"name": NaN}')


def hand_ins(pair: Pair, _secrets: Secrets) -> list[Write]:
    """Each is handed in to both worlds, by somebody without a key, who then looks at it."""
    return [_applied(pair)]


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
        patch.setattr(applications, "uuid4", lambda: next(ids))
        yield
