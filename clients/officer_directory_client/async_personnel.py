"""The face of a personnel system, asynchronous: it reads and writes its own agencies."""

from collections.abc import Mapping
from typing import Any

import httpx2

from officer_directory_client import _importing, _photos, _writing
from officer_directory_client._faces import PATIENT, signed_in
from officer_directory_client._importing import Files, Import
from officer_directory_client._photos import File, Form, Photo, Size
from officer_directory_client._progress import Progress, telling
from officer_directory_client._retrying import Patience
from officer_directory_client._transport import TIMEOUT
from officer_directory_client._writing import Conditions, Written
from officer_directory_client.async_directory import AsyncDirectory, Timeout
from officer_directory_client.credentials import Credential
from officer_directory_client.records import Assignment, Employment, Officer, Salary


class AsyncHrDirectory(AsyncDirectory):
    """The directory as a personnel system has it: it reads and writes its own agencies.

    `credential` is a `ClientSecret` or a `PrivateKeyJwt`. What is returned is committed. Each
    write takes the conditions of `Conditions`: `if_match=etag`, `only_new=True`,
    `idempotency_key=...`. What a write does not name stays as it is known; None says that it
    is not known.
    """

    def __init__(
        self,
        api: str,
        credential: Credential,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        timeout: Timeout = TIMEOUT,
        patience: Patience = PATIENT,
        allow_http: bool = False,
    ) -> None:
        super().__init__(signed_in(api, credential, patience, allow_http), transport, timeout)

    async def put_officer(
        self, uid: str, stated: Mapping[str, Any], agency: str | None = None, **conditions: Any
    ) -> Written[Officer]:
        """State an officer by public number: found and changed, or added."""
        made = Conditions(**conditions)
        return await self._shell.run(_writing.put_officer(self._core, uid, stated, agency, made))

    async def patch_officer(
        self,
        id: str,
        changes: Mapping[str, Any],
        **conditions: Any,
    ) -> Written[Officer]:
        """Correct an officer; another `uid` is the officer's number from now on."""
        made = Conditions(**conditions)
        return await self._shell.run(_writing.patch_officer(self._core, id, changes, made))

    async def separate_officer(
        self,
        id: str,
        separation_date: Any,
        reason: str | None = None,
        **conditions: Any,
    ) -> Written[Officer]:
        """Say that an officer left, on a day, and why."""
        left = {"status": "separated", "separation_date": separation_date}
        said = left if reason is None else {**left, "separation_reason": reason}
        return await self.patch_officer(id, said, **conditions)

    async def retire_officer(self, id: str, **conditions: Any) -> Written[Officer]:
        """Show an officer as separated from now on; nothing is erased."""
        made = Conditions(**conditions)
        return await self._shell.run(_writing.retire_officer(self._core, id, made))

    async def merge_officers(self, id: str, duplicate: str, **conditions: Any) -> Written[Officer]:
        """Make another record of the same person part of this one."""
        made = Conditions(**conditions)
        return await self._shell.run(_writing.merge_officers(self._core, id, duplicate, made))

    async def put_photo(self, id: str, file: File, **conditions: Any) -> Written[Officer]:
        """State the official photo: the bytes or the path of one JPEG or PNG file."""
        made = Conditions(**conditions)
        return await self._shell.run(_photos.put_photo(self._core, id, file, made))

    async def delete_photo(self, id: str, **conditions: Any) -> Written[Officer]:
        """Take the official photo away: nobody can open it from then on."""
        made = Conditions(**conditions)
        return await self._shell.run(_photos.delete_photo(self._core, id, made))

    async def photo(self, id: str, size: Size = "large", format: Form = "jpeg") -> Photo:
        """The official photo, marked as given to you today."""
        return await self._shell.run(_photos.photo(self._core, id, size, format))

    async def put_assignment(
        self,
        id: str,
        unit: str,
        start_date: Any = None,
        stated: Mapping[str, Any] | None = None,
        **conditions: Any,
    ) -> Written[Assignment]:
        """State an assignment, known by its unit and first day."""
        key = {"unit": unit, "start_date": start_date}
        return await self._put_fact(id, "assignments", key, stated, conditions)

    async def patch_assignment(
        self,
        id: str,
        fact: str,
        changes: Mapping[str, Any],
        **conditions: Any,
    ) -> Written[Assignment]:
        """Correct an assignment by its own id."""
        return await self._patch_fact(id, "assignments", fact, changes, conditions)

    async def put_employment(
        self,
        id: str,
        employer: str,
        start_date: Any = None,
        stated: Mapping[str, Any] | None = None,
        **conditions: Any,
    ) -> Written[Employment]:
        """State an employment, known by its employer and first day."""
        key = {"employer": employer, "start_date": start_date}
        return await self._put_fact(id, "employments", key, stated, conditions)

    async def patch_employment(
        self,
        id: str,
        fact: str,
        changes: Mapping[str, Any],
        **conditions: Any,
    ) -> Written[Employment]:
        """Correct an employment by its own id."""
        return await self._patch_fact(id, "employments", fact, changes, conditions)

    async def put_salary(
        self,
        id: str,
        year: int,
        stated: Mapping[str, Any],
        is_fiscal_year: bool | None = None,
        **conditions: Any,
    ) -> Written[Salary]:
        """State the pay of a year: `base_pay`, `overtime_pay`, `total_pay`, in dollars."""
        key = {"year": year, "is_fiscal_year": is_fiscal_year}
        return await self._put_fact(id, "salaries", key, stated, conditions)

    async def patch_salary(
        self,
        id: str,
        fact: str,
        changes: Mapping[str, Any],
        **conditions: Any,
    ) -> Written[Salary]:
        """Correct the pay of a year by its own id."""
        return await self._patch_fact(id, "salaries", fact, changes, conditions)

    async def put_rank(
        self,
        id: str,
        rank: str,
        start_date: Any = None,
        stated: Mapping[str, Any] | None = None,
        **conditions: Any,
    ) -> Written[Officer]:
        """State a rank, known by its name and first day."""
        key = {"rank": rank, "start_date": start_date}
        return await self._put_fact(id, "ranks", key, stated, conditions)

    async def import_roster(
        self,
        files: Files,
        format: str,
        agency: str | None = None,
        *,
        dry_run: bool = False,
        full: bool = False,
        allow_removal: float | None = None,
        idempotency_key: str | None = None,
        progress: Progress = None,
        poll_s: float = 0.5,
    ) -> Import:
        """Import CSV files, all of it or nothing, and wait until that has ended."""
        wanted = _importing.Wanted(format, agency, dry_run, full, allow_removal, idempotency_key)
        with telling(progress, "import") as tell:
            steps = _importing.import_roster(self._core, files, wanted, tell, poll_s)
            return await self._shell.run(steps)

    async def _put_fact(
        self,
        id: str,
        facts: str,
        known_by: Mapping[str, Any],
        stated: Mapping[str, Any] | None,
        conditions: Mapping[str, Any],
    ) -> Written[Any]:
        made = Conditions(**conditions)
        steps = _writing.put_fact(self._core, id, facts, known_by, stated or {}, made)
        return await self._shell.run(steps)

    async def _patch_fact(
        self,
        id: str,
        facts: str,
        fact: str,
        changes: Mapping[str, Any],
        conditions: Mapping[str, Any],
    ) -> Written[Any]:
        made = Conditions(**conditions)
        return await self._shell.run(
            _writing.patch_fact(self._core, id, facts, fact, changes, made)
        )
