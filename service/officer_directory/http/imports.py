"""Imports that are under way here: files received, jobs carried out, progress told.

The files of a job are its owner's alone and gone when it has ended. A job that nobody
carries out any more (its process was killed) is told as `lost`: nothing of it was done,
and the same request carries it out.
"""

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from officer_directory.errors import DirectoryError
from officer_directory.intake.hr.imports import ENDED, find_import
from officer_directory.store.engines import Database
from officer_directory.writer import WriterDesk

_BETWEEN_SIGNS: Final = 5.0
_SILENCE: Final = 30.0  # of a replica, after which its jobs are lost
_FORGOTTEN: Final = 3_600.0  # files of a process that was killed

_log = logging.getLogger(__name__)

Progress = dict[str, Any]
Ended = Callable[[str], Awaitable[None]]


class Imports:
    """The imports of one process."""

    def __init__(self, database: Database, desk: WriterDesk, folder: Path) -> None:
        self._database = database
        self._desk = desk
        self._folder = folder
        self._progress: dict[str, Progress] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._forget_files()

    def room(self, job: str) -> Path:
        """An empty folder for the files of a job."""
        room = self._folder / job
        self._folder.mkdir(mode=0o700, exist_ok=True)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        return room

    def clear(self, job: str) -> None:
        shutil.rmtree(self._folder / job, ignore_errors=True)

    def move(self, job: str, to: str) -> None:
        """Give the files of one job to another."""
        self.clear(to)
        (self._folder / job).rename(self._folder / to)

    def is_here(self, job: str) -> bool:
        return job in self._progress

    def start(self, job: str, arguments: dict[str, Any], ended: Ended) -> None:
        """Carry a job out, without being waited for; `ended` is told its state."""
        self._progress[job] = {"done": 0, "total": 0, "what": ""}
        arguments = {"job": job, "path": str(self._folder / job), **arguments}
        task = asyncio.create_task(self._carry_out(job, arguments, ended))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def told(self, asker: str, job: str) -> dict[str, Any] | None:
        """A job of this asker, as far as it is now."""
        here = self._progress.get(job)  # before it is read, for it may end meanwhile
        found = find_import(self._database, asker, job)
        if found is None:
            return None
        heard_at = found.pop("heard_at")
        if found["state"] in ENDED and (found["report"] is not None or here is None):
            return found
        if here is not None:
            state = "running" if found["state"] in ENDED else found["state"]
            return found | {"state": state, "ended_at": None, "progress": here}
        alone = self._database.is_sqlite
        if alone or self._database.now() - max(heard_at, found["asked_at"]) > _SILENCE:
            return found | {"state": "lost"}
        return found

    async def _carry_out(self, job: str, arguments: dict[str, Any], ended: Ended) -> None:
        signs = None if self._database.is_sqlite else asyncio.create_task(self._give_signs(job))
        state = "lost"
        try:
            done = await self._desk.run("hr.run_import", arguments, self._watch(job))
            state = done.get("state", "done")
        except Exception as error:  # told as lost: it can be asked again
            _log.error("an import was not carried out: %s", type(error).__name__)
        finally:
            if signs is not None:
                signs.cancel()
            self._progress.pop(job, None)
            self.clear(job)
        await ended(state)

    def _watch(self, job: str) -> Callable[[int, int, str], None]:
        def progress(done: int, total: int, what: str) -> None:
            self._progress[job] = {"done": done, "total": total, "what": what}

        return progress

    async def _give_signs(self, job: str) -> None:
        """Tell other replicas that the job is being carried out."""
        while True:
            await asyncio.sleep(_BETWEEN_SIGNS)
            try:
                await self._desk.run("hr.note_progress", {"job": job, **self._progress[job]})
            except DirectoryError:
                continue

    def _forget_files(self) -> None:
        """Remove what a process that was killed left: all of it, where nobody else writes."""
        for room in self._folder.iterdir() if self._folder.is_dir() else ():
            old = time.time() - room.stat().st_mtime > _FORGOTTEN
            if self._database.is_sqlite or old:
                shutil.rmtree(room, ignore_errors=True)
