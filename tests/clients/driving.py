"""One test, both shells: calls on a synchronous directory, or on an asynchronous one in a loop."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

import officer_directory_client
from officer_directory_client import AsyncPages


class Driven:
    """A directory whose methods are called and waited for; lists come as lists."""

    def __init__(self, directory: Any, portal: BlockingPortal | None) -> None:
        self.directory = directory
        self._portal = portal

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.directory, name)
        return partial(self.call, found) if inspect.ismethod(found) else found

    def call(self, found: Any, *given: Any, **named: Any) -> Any:
        """What a call gives, waited for where it has to be."""
        if self._portal is None:
            return found(*given, **named)
        return self._portal.call(partial(_waited, found, given, named))

    def every(self, pages: Any) -> list[Any]:
        """Every record of a list."""
        return self._walked(pages)

    def pages(self, pages: Any) -> list[Any]:
        """Every page of a list."""
        return self._walked(pages.pages())

    def first(self, pages: Any) -> Any:
        """The first page of a list."""
        return self.call(pages.first)

    def _walked(self, walk: Any) -> list[Any]:
        if self._portal is None:
            return list(walk)
        return self._portal.call(_walk, walk)


async def _waited(found: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    result = found(*given, **named)
    if inspect.isawaitable(result) and not isinstance(result, AsyncPages):
        return await result
    return result


async def _walk(walk: Any) -> list[Any]:
    return [each async for each in walk]


@contextmanager
def driving(shell: str, face: str, *given: Any, **named: Any) -> Iterator[Driven]:
    """A face (`"Public"`), in a shell (`"sync"` or `"async"`)."""
    if shell == "sync":
        with getattr(officer_directory_client, f"{face}Directory")(*given, **named) as directory:
            yield Driven(directory, None)
        return
    with start_blocking_portal() as portal:
        made = getattr(officer_directory_client, f"Async{face}Directory")
        directory = portal.call(partial(made, *given, **named))
        with portal.wrap_async_context_manager(directory):
            yield Driven(directory, portal)
