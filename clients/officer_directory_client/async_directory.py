"""What every face can read, asynchronous.

A face is a context manager (`async with`), and may be used by several tasks of one event
loop. Every method raises a `DirectoryError` where something goes wrong: `errors` has one
class for each problem, `NoSuchRecordError` that of a record that cannot be shown.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import httpx2

from officer_directory_client import _downloading, _reading, _resuming
from officer_directory_client._async import AsyncShell
from officer_directory_client._core import Core
from officer_directory_client._progress import Progress, telling
from officer_directory_client._reading import listing
from officer_directory_client.about import Fields, Me, Policy
from officer_directory_client.downloads import Download
from officer_directory_client.ledger import AsyncLedger
from officer_directory_client.limits import Limit
from officer_directory_client.pages import AsyncPages
from officer_directory_client.records import Agency, Complaint, Incident, Officer, Page

Timeout = float | httpx2.Timeout | None


class AsyncDirectory:
    """What can be read, whoever asks. Made by its faces, not by itself.

    A question is asked in keyword arguments: `q` (name, badge or uid), `fields` (a list),
    `sort` (`"last_name,-hire_date"`), `limit`, and filters: `rank="Sergeant"`,
    `rank__in=[...]`, `hire_date__gte=date(2020, 1, 1)`, `suffix__isnull=True`. The operators
    are `contains, startswith, in, gt, gte, lt, lte, isnull`; `fields()` has the fields. An
    option (not a filter) that is None is left out.
    """

    def __init__(
        self, core: Core, transport: httpx2.AsyncBaseTransport | None, timeout: Timeout
    ) -> None:
        self._core = core
        self._shell = AsyncShell(transport, timeout)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._core.api!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections; it is of no use afterwards."""
        await self._shell.close()

    @property
    def api(self) -> str:
        """The address of the directory."""
        return self._core.api

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits that the last answer told of, by name."""
        return dict(self._core.limits)

    @property
    def ledger(self) -> AsyncLedger:
        """What the directory's ledger proves."""
        return AsyncLedger(self._shell, self._core)

    def officers(self, **query: Any) -> AsyncPages[Officer]:
        """The officers that match, page by page as you go on; `limit`: so many altogether."""
        return AsyncPages(self._shell, self._core, listing("officers", query))

    async def page(self, resource: str = "officers", **query: Any) -> Page[Any]:
        """One page of a list; `limit` (at most 500), `after=page.next`, `count=True`."""
        return await self._shell.run(listing(resource, query).page(self._core))

    async def officer(self, id: str) -> Officer:
        """One officer."""
        officer: Officer = await self._shell.run(_reading.one(self._core, "officers", id))
        return officer

    async def officer_by_uid(self, uid: str, agency: str | None = None) -> Officer:
        """One officer by public number, of an agency where several have it."""
        return await self._shell.run(_reading.by_uid(self._core, uid, agency))

    def related(self, id: str, what: str, **query: Any) -> AsyncPages[Any]:
        """What belongs to an officer: `assignments`, `employments`, `salaries`, `complaints`,
        `incidents`, `documents`, and inside the agency `protections`."""
        return AsyncPages(self._shell, self._core, listing(what, query, id))

    def agencies(self, **query: Any) -> AsyncPages[Agency]:
        """The agencies whose officers may be shown."""
        return AsyncPages(self._shell, self._core, listing("agencies", query))

    async def agency(self, id: str) -> Agency:
        """One agency."""
        agency: Agency = await self._shell.run(_reading.one(self._core, "agencies", id))
        return agency

    def complaints(self, **query: Any) -> AsyncPages[Complaint]:
        """The complaints that match, one allegation each."""
        return AsyncPages(self._shell, self._core, listing("complaints", query))

    async def complaint(self, id: str) -> Complaint:
        """One complaint."""
        complaint: Complaint = await self._shell.run(_reading.one(self._core, "complaints", id))
        return complaint

    def incidents(self, **query: Any) -> AsyncPages[Incident]:
        """The incidents that match."""
        return AsyncPages(self._shell, self._core, listing("incidents", query))

    async def incident(self, id: str) -> Incident:
        """One incident."""
        incident: Incident = await self._shell.run(_reading.one(self._core, "incidents", id))
        return incident

    async def fields(self) -> Fields:
        """Every field: its meaning, how it is treated for you, and the ground."""
        return await self._shell.run(_reading.fields(self._core))

    async def me(self) -> Me:
        """Who you are to the directory, and what is left of your limits."""
        return await self._shell.run(_reading.me(self._core))

    async def policy(self) -> Policy:
        """The policy in force, and the hash of your tier's table."""
        return await self._shell.run(_reading.policy(self._core))

    async def download(
        self,
        path: str | Path,
        resource: str = "officers",
        format: Literal["csv", "ndjson"] = "csv",
        *,
        officer: str | None = None,
        progress: Progress = None,
        resume: bool = False,
        **query: Any,
    ) -> Download:
        """Everything that matches as a file, in the order of `id` unless `sort` says another."""
        wanted = _downloading.wanted(path, listing(resource, query, officer), format, progress)
        steps = _resuming.by_pages if resume else _downloading.stream
        with telling(progress, wanted.target.name) as tell:
            return await self._shell.run(_downloading.receipted(self._core, wanted, steps, tell))
