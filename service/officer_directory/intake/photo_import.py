"""Importing a folder of photos: each that is good is taken, each that is not is named.

A photo at a time is one short transaction, so that what is interrupted is gone on with by
the same command again: what was taken already is known by its file, and skipped.
"""

from collections import deque
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import DirectoryError, NoSuchRecordError, NotAPhotoError
from officer_directory.intake.hr import photographs
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.photo_commands import sweep
from officer_directory.intake.hr.photo_keys import photos_of
from officer_directory.intake.hr.single import write
from officer_directory.intake.photo_files import PhotoFile, photo_files
from officer_directory.photos.kept import Photos
from officer_directory.photos.rebuilding import Pixels, rebuild
from officer_directory.photos.renditions import renditions
from officer_directory.protections.look_up import find_agency

_AT_ONCE: Final = 2
_AHEAD: Final = 4
_THROUGH: Final = "photos import"
_NOBODY: Final = "no officer of the agency has this number"


@dataclass(slots=True)
class _Report:
    agency: str
    dry_run: bool
    taken: int = 0
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)

    def refuse(self, file: PhotoFile, wrong: str) -> None:
        self.problems.append(f"{file.path.name}: {wrong}")


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of a file: its officer, and what is to be kept, or None where that is kept."""

    officer: str
    digest: str
    width: int = 0
    height: int = 0
    files: Mapping[str, bytes] | None = None


@command("photos.import", apart=True)
def import_photos(desk: Desk, *, folder: str, agency: str, by: str, dry_run: bool) -> Answer:
    """Take every good photo of a folder that this process can read; answers with the report."""
    files = photo_files(Path(folder))
    with desk.database.reading() as connection:
        of = find_agency(connection, agency)
    hand = _Importing(desk, str(of.id), by, photos_of(desk.settings, desk.database))
    report = _Report(of.name, dry_run)
    with closing(hand.ahead(files)) as made:
        for done, (file, result) in enumerate(made):
            hand.take(file, result, report)
            desk.progress(done + 1, len(files), "photos")
    if not dry_run:
        sweep(desk)
    told = {"taken": report.taken, "unchanged": report.unchanged, "problems": report.problems}
    return {"agency": report.agency, "dry_run": dry_run, **told}


class _Importing:
    """One import into one agency."""

    def __init__(self, desk: Desk, agency_id: str, by: str, photos: Photos) -> None:
        self._desk = desk
        self._agency_id = agency_id
        self._call = Call((agency_id,), _THROUGH, by, _THROUGH)
        self._photos = photos

    def ahead(
        self, files: Iterable[PhotoFile]
    ) -> Generator[tuple[PhotoFile, "Future[_Made]"], None, None]:
        """Files in order, some of them made ready while the one before them is taken."""
        with ThreadPoolExecutor(_AT_ONCE, "photos-import") as threads:
            waiting: deque[tuple[PhotoFile, Future[_Made]]] = deque()
            try:
                for file in files:
                    waiting.append((file, threads.submit(self._make, file)))
                    if len(waiting) >= _AHEAD:
                        yield waiting.popleft()
                while waiting:
                    yield waiting.popleft()
            finally:
                for _, future in waiting:
                    future.cancel()

    def take(self, file: PhotoFile, result: "Future[_Made]", report: _Report) -> None:
        """Have what a file became taken, or say why it is not."""
        try:
            made = result.result()
            if made.files is None:
                report.unchanged += 1
                return
            if not report.dry_run:
                self._keep(made, made.files)
            report.taken += 1
        except NoSuchRecordError:
            report.refuse(file, _NOBODY)
        except NotAPhotoError as refused:
            report.refuse(file, str(refused))
        except OSError as error:
            report.refuse(file, f"cannot be read: {error.strerror}")

    def _make(self, file: PhotoFile) -> _Made:
        if file.wrong is not None:
            raise NotAPhotoError(file.wrong)
        content, sealing = file.path.read_bytes(), self._photos.sealing
        digest = sealing.digest(content)
        with self._desk.database.reading() as connection:
            officer = photographs.officer_numbered(connection, self._agency_id, file.uid_key)
            if photographs.taken_before(connection, officer, digest, sealing.key_id):
                return _Made(officer, digest)
        pixels: Pixels = rebuild(content)
        return _Made(officer, digest, pixels.width, pixels.height, renditions(pixels))

    def _keep(self, made: _Made, files: Mapping[str, bytes]) -> None:
        size = made.width, made.height
        row = self._photos.row(made.digest, *size)
        photographs.receive(self._desk, row, self._call.by)
        try:
            self._photos.write(row, files)
            write(
                self._desk,
                self._call,
                lambda hand: photographs.put_photo(hand, made.officer, row["id"]),
            )
        except DirectoryError:
            sweep(self._desk, only=row["id"])
            raise
