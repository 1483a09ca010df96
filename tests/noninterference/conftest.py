"""The policy is read once for all the worlds of a session: it is the same in each."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from sqlalchemy import Connection

from officer_directory.disclosure import activation
from officer_directory.disclosure.policy import Snapshot


@pytest.fixture(autouse=True, scope="session")
def one_policy() -> Iterator[None]:
    unpacked: dict[str, Snapshot] = {}
    unpack: Any = activation.unpack

    def remembered(connection: Connection, policy: str) -> Snapshot:
        if policy not in unpacked:
            unpacked[policy] = unpack(connection, policy)
        return unpacked[policy]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(activation, "load", lru_cache(activation.load))
        patch.setattr(activation, "unpack", remembered)
        yield
