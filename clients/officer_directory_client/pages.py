"""A list as it is walked through: page by page, and no further than you go."""

from collections.abc import AsyncIterator, Iterator
from typing import Generic

from officer_directory_client._async import AsyncShell
from officer_directory_client._core import Core
from officer_directory_client._reading import Listing, Walk
from officer_directory_client._sync import Shell
from officer_directory_client.records import Page, R


class Pages(Generic[R]):
    """The records of a list, asked for as you go on: `for officer in directory.officers():`.

    Each walk begins anew. A walk through pages sees each page as it then is; in the order of
    `id` a record is in it once at most, in another one that changed meanwhile may be missed.
    """

    def __init__(self, shell: Shell, core: Core, listing: Listing[R]) -> None:
        self._shell = shell
        self._core = core
        self._listing = listing

    def __iter__(self) -> Iterator[R]:
        for page in self.pages():
            yield from page.records

    def pages(self) -> Iterator[Page[R]]:
        """The pages themselves, with what is withheld and under which policy."""
        walk = Walk(self._listing)
        while not walk.ended:
            yield self._shell.run(walk.next_page(self._core))

    def first(self) -> Page[R]:
        """The first page alone; here `limit` is its size."""
        return self._shell.run(self._listing.page(self._core))


class AsyncPages(Generic[R]):
    """The same for `async for`."""

    def __init__(self, shell: AsyncShell, core: Core, listing: Listing[R]) -> None:
        self._shell = shell
        self._core = core
        self._listing = listing

    async def __aiter__(self) -> AsyncIterator[R]:
        async for page in self.pages():
            for record in page.records:
                yield record

    async def pages(self) -> AsyncIterator[Page[R]]:
        """The pages themselves, with what is withheld and under which policy."""
        walk = Walk(self._listing)
        while not walk.ended:
            yield await self._shell.run(walk.next_page(self._core))

    async def first(self) -> Page[R]:
        """The first page alone; here `limit` is its size."""
        return await self._shell.run(self._listing.page(self._core))
