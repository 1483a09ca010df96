"""What every face can read, synchronous.

A face is a context manager, and may be used from several threads. Every method raises a
`DirectoryError` where something goes wrong: `errors` has one class for each problem,
`NoSuchRecordError` that of a record that cannot be shown.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import httpx2

from officer_directory_client import _downloading, _reading, _resuming
from officer_directory_client._core import Core
from officer_directory_client._progress import Progress, telling
from officer_directory_client._reading import listing
from officer_directory_client._sync import Shell
from officer_directory_client.about import Fields, Me, Policy
from officer_directory_client.downloads import Download
from officer_directory_client.ledger import Ledger
from officer_directory_client.limits import Limit
from officer_directory_client.pages import Pages
from officer_directory_client.records import Agency, Complaint, Incident, Officer, Page

Timeout = float | httpx2.Timeout | None


class Directory:
    """What can be read, whoever asks. Made by its faces, not by itself.

    A question is asked in keyword arguments: `q` (name, badge or uid), `fields` (a list),
    `sort` (`"last_name,-hire_date"`), `limit`, and filters: `rank="Sergeant"`,
    `rank__in=[...]`, `hire_date__gte=date(2020, 1, 1)`, `suffix__isnull=True`. The operators
    are `contains, startswith, in, gt, gte, lt, lte, isnull`; `fields()` has the fields. An
    option (not a filter) that is None is left out.
    """

    def __init__(
        self, core: Core, transport: httpx2.BaseTransport | None, timeout: Timeout
    ) -> None:
        self._core = core
        self._shell = Shell(transport, timeout)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._core.api!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections; it is of no use afterwards."""
        self._shell.close()

    @property
    def api(self) -> str:
        """The address of the directory."""
        return self._core.api

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits that the last answer told of, by name."""
        return dict(self._core.limits)

    @property
    def ledger(self) -> Ledger:
        """What the directory's ledger proves."""
        return Ledger(self._shell, self._core)

    def officers(self, **query: Any) -> Pages[Officer]:
        """The officers that match, page by page as you go on; `limit`: so many altogether.

        >>> for officer in directory.officers(q="diaz", limit=5):
        ...     print(officer.badge_number, officer.first_name, officer.last_name)
        0012 Lucía Díaz
        """
        return Pages(self._shell, self._core, listing("officers", query))

    def page(self, resource: str = "officers", **query: Any) -> Page[Any]:
        """One page of a list; `limit` (at most 500), `after=page.next`, `count=True`.

        >>> page = directory.page(sort="last_name", limit=2, count=True)
        >>> [officer.last_name for officer in page.records], page.withheld["photo"]
        (['Adeyemi', 'Adeyemi'], 'agency-photo-policy')
        >>> directory.page(sort="last_name", limit=2, after=page.next).records[0].last_name
        'Díaz'
        """
        return self._shell.run(listing(resource, query).page(self._core))

    def officer(self, id: str) -> Officer:
        """One officer.

        Raises:
            NoSuchRecordError: none can be shown.
        """
        officer: Officer = self._shell.run(_reading.one(self._core, "officers", id))
        return officer

    def officer_by_uid(self, uid: str, agency: str | None = None) -> Officer:
        """One officer by public number, of an agency where several have it.

        >>> directory.officer_by_uid("30117", "Fernhollow Police Department").rank
        'Sergeant'

        Raises:
            NoSuchRecordError: none can be shown.
        """
        return self._shell.run(_reading.by_uid(self._core, uid, agency))

    def related(self, id: str, what: str, **query: Any) -> Pages[Any]:
        """What belongs to an officer: `assignments`, `employments`, `salaries`, `complaints`,
        `incidents`, `documents`, and inside the agency `protections`.

        >>> diaz = directory.officer_by_uid("30117", "Fernhollow Police Department")
        >>> directory.related(diaz.id, "assignments").first().withheld["unit"]
        'assignment-safety'
        """
        return Pages(self._shell, self._core, listing(what, query, id))

    def agencies(self, **query: Any) -> Pages[Agency]:
        """The agencies whose officers may be shown."""
        return Pages(self._shell, self._core, listing("agencies", query))

    def agency(self, id: str) -> Agency:
        """One agency.

        Raises:
            NoSuchRecordError: none can be shown.
        """
        agency: Agency = self._shell.run(_reading.one(self._core, "agencies", id))
        return agency

    def complaints(self, **query: Any) -> Pages[Complaint]:
        """The complaints that match, one allegation each."""
        return Pages(self._shell, self._core, listing("complaints", query))

    def complaint(self, id: str) -> Complaint:
        """One complaint.

        Raises:
            NoSuchRecordError: none can be shown.
        """
        complaint: Complaint = self._shell.run(_reading.one(self._core, "complaints", id))
        return complaint

    def incidents(self, **query: Any) -> Pages[Incident]:
        """The incidents that match."""
        return Pages(self._shell, self._core, listing("incidents", query))

    def incident(self, id: str) -> Incident:
        """One incident.

        Raises:
            NoSuchRecordError: none can be shown.
        """
        incident: Incident = self._shell.run(_reading.one(self._core, "incidents", id))
        return incident

    def fields(self) -> Fields:
        """Every field: its meaning, how it is treated for you, and the ground.

        >>> photo = directory.fields().of("officers")["photo"]
        >>> photo.treatment, directory.fields().ground(photo.exemption)[0].basis
        ('withhold', 'agency-policy')
        """
        return self._shell.run(_reading.fields(self._core))

    def me(self) -> Me:
        """Who you are to the directory, and what is left of your limits.

        >>> directory.me().tier
        'public'
        """
        return self._shell.run(_reading.me(self._core))

    def policy(self) -> Policy:
        """The policy in force, and the hash of your tier's table."""
        return self._shell.run(_reading.policy(self._core))

    def download(
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
        """Everything that matches as a file, in the order of `id` unless `sort` says another.

        The file is there whole or not at all, and its receipt beside it (`PATH.receipt.json`).
        A stream that breaks off begins again from nothing, as often as `patience` has it.
        With `resume` it comes by pages, slower: what has come stays, and the same call goes
        on with it. `officer`: of what belongs to that officer. `progress`: a bar on a
        terminal, unless False; or what to call with how many there are, and of how many.

        >>> download = directory.download(folder / "officers.csv", fields=["uid", "last_name"])
        >>> download.rows, download.path.read_text().splitlines()[0]
        (12, 'uid,last_name')

        Raises:
            TruncatedError: it broke off each time; there is no file.
        """
        wanted = _downloading.wanted(path, listing(resource, query, officer), format, progress)
        steps = _resuming.by_pages if resume else _downloading.stream
        with telling(progress, wanted.target.name) as tell:
            return self._shell.run(_downloading.receipted(self._core, wanted, steps, tell))
