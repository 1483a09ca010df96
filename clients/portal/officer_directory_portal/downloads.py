"""The whole roster as files: made when somebody asks, 30 s old at most, once for all who ask.

A file that is being downloaded is finished though a newer one has taken its place. Nothing is
kept when the portal ends.
"""

import asyncio
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio.to_thread

from officer_directory_client import AsyncPublicDirectory, Download, Fields, Treatment
from officer_directory_portal.remembered import LONGEST_S, failed
from officer_directory_portal.roster import write_csv, write_sqlite

TYPES: Final = {
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "sqlite": "application/vnd.sqlite3",
}
RECEIPT: Final = "receipt.json"
PROOFS: Final = "/v1/ledger/publications/public/officers/{id}"
"""Where the directory proves that a line of the NDJSON was public; its address is the API's."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a snapshot; `sha256` in hexadecimal."""

    name: str
    path: Path
    bytes: int
    sha256: str

    @property
    def type(self) -> str:
        return TYPES.get(self.name.rpartition(".")[2], "application/json")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The roster between two moments (ISO 8601), in files that say the same.

    `version` is of what they hold: the same roster has the same one.
    """

    folder: Path
    version: str
    began_at: str
    ended_at: str
    rows: int
    policy: str
    files: tuple[File, ...]
    receipt: File

    def named(self, name: str) -> File | None:
        """A file by its name."""
        every = (*self.files, self.receipt)
        return next((file for file in every if file.name == name), None)


class Downloads:
    """The snapshot of the moment."""

    def __init__(
        self, directory: AsyncPublicDirectory, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._directory = directory
        self._now = now
        self._began = 0.0
        self._coming: asyncio.Future[Snapshot] | None = None
        self._last: Path | None = None
        self._home: Path | None = None

    async def fresh(self, fields: Fields, portal: str) -> Snapshot:
        """A snapshot; whoever asks while one is being made waits for that one.

        Raises:
            DirectoryError: the directory did not give it.
        """
        if self._coming is None or self._is_over(self._coming):
            self._began = self._now()
            self._coming = asyncio.ensure_future(self._make(fields, portal))
            self._coming.add_done_callback(failed)
        return await asyncio.shield(self._coming)

    async def close(self) -> None:
        """Delete what was made."""
        if self._coming is not None and not self._coming.done():
            self._coming.cancel()
            await asyncio.wait([self._coming])
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)

    def _is_over(self, coming: asyncio.Future[Snapshot]) -> bool:
        if not coming.done():
            return False
        return failed(coming) or self._now() - self._began >= LONGEST_S

    async def _make(self, fields: Fields, portal: str) -> Snapshot:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="officer-directory-portal-"))
        folder = Path(tempfile.mkdtemp(dir=self._home))
        try:
            download = await self._directory.download(
                folder / "officers.ndjson", "officers", "ndjson", progress=False
            )
            made = await anyio.to_thread.run_sync(_written, folder, download, fields, portal)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if self._last is not None:
            shutil.rmtree(self._last, ignore_errors=True)
        self._last = folder
        return made


def _written(folder: Path, download: Download, fields: Fields, portal: str) -> Snapshot:
    shown = {
        name: field
        for name, field in fields.of("officers").items()
        if field.treatment != Treatment.WITHHOLD
    }
    write_csv(download.path, folder / "officers.csv", tuple(shown))
    write_sqlite(download.path, folder / "officers.sqlite", shown)
    files = tuple(_file(folder / f"officers.{kind}") for kind in TYPES)
    version = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()[:16]
    receipt = folder / RECEIPT
    receipt.write_text(json.dumps(_told(download, files, portal), indent=2) + "\n")
    return Snapshot(
        folder,
        version,
        download.began_at,
        download.ended_at,
        download.rows,
        download.policy,
        files,
        _file(receipt),
    )


def _told(download: Download, files: tuple[File, ...], portal: str) -> dict[str, Any]:
    """What a receipt of publication says."""
    return {
        "published": "officers, as the public may see them",
        "by": portal,
        "began_at": download.began_at,
        "ended_at": download.ended_at,
        "policy": download.policy,
        "rows": download.rows,
        "proof_of_a_line": f"{PROOFS}?on={download.ended_at[:10]}",
        "files": [{"name": f.name, "bytes": f.bytes, "sha256": f.sha256} for f in files],
    }


def _file(path: Path) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.name, path, path.stat().st_size, digest)
