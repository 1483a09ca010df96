"""One run over a folder of photos: planned, sent one by one, told and reported.

Each photo is a write of its own. What may pass is tried again by the client; where it does not,
the run ends, and the next one goes on: what was sent is remembered by digest, and what is sent
again changes nothing.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from officer_directory_client._progress import Progress, telling
from officer_directory_client._terminal import plain
from officer_directory_client.errors import DirectoryError, NoSuchRecordError, NotAPhotoError
from officer_directory_client.hr.configuration import Configuration, WronglySetError
from officer_directory_client.hr.delivered import UnderWayError, alone, write_own
from officer_directory_client.hr.deliveries import NoDeliveryError
from officer_directory_client.hr.outcomes import Exit, outcome_of
from officer_directory_client.hr.photo_folder import PhotoFile, photo_files
from officer_directory_client.personnel import HrDirectory

_NOBODY: Final = "no officer of the agency has this number"
_KEPT_EACH: Final = 20
_ENDED: Final = ("new", "sent", "unchanged", "wrong")


@dataclass(slots=True)
class Planned:
    """A file and what becomes of it: `new`, `sent`, `unchanged` or `wrong`, with words."""

    file: PhotoFile
    ended: str
    officer: str = ""
    words: str = ""


class Sent:
    """What was sent to one place, by number: a file beside the state of deliveries."""

    def __init__(self, settings: Configuration, agency: str | None) -> None:
        self._path = settings.state.with_name("photos.json")
        self._to = json.dumps([settings.api, settings.client_id, agency])
        self._every = self._read()
        self._here: dict[str, str] = self._every.setdefault(self._to, {})

    def knows(self, file: PhotoFile) -> bool:
        return self._here.get(file.uid) == file.digest

    def note(self, file: PhotoFile) -> None:
        self._here[file.uid] = file.digest

    def keep(self) -> None:
        write_own(self._path, json.dumps(self._every, indent=1))

    def _read(self) -> dict[str, dict[str, str]]:
        """What is no such file is nothing: all is sent again, and changes nothing."""
        try:
            found: dict[str, dict[str, str]] = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        good = isinstance(found, dict) and all(isinstance(each, dict) for each in found.values())
        return found if good else {}


@dataclass(slots=True)
class PhotoRun:
    """What is set for one run. `again`: also what was sent; `quiet`: only what is wrong."""

    settings: Configuration
    folder: Path
    agency: str | None = None
    report_to: Path | None = None
    again: bool = False
    quiet: bool = False
    _photos: list[Planned] = field(default_factory=list, init=False)
    _began_at: str = field(default="", init=False)

    def run(self, agree: Callable[[], bool] | None) -> Exit:
        """Plan, and send what is new if `agree` says so; None: a plan is all that is wanted."""
        self._began_at = _now()
        try:
            with alone(self.settings.state):
                code, words = self._all(agree)
        except UnderWayError as later:
            code, words = Exit.LATER, f"{later} The next run may succeed."
        except (NoDeliveryError, WronglySetError) as error:
            code, words = Exit.USAGE, str(error)
        if code is not Exit.DONE or not self.quiet:
            click.echo(plain(words), err=code is not Exit.DONE)
        self._report(code, words)
        return code

    def _all(self, agree: Callable[[], bool] | None) -> tuple[Exit, str]:
        sent = Sent(self.settings, self.agency)
        files = photo_files(self.folder)
        with HrDirectory(self.settings.api, self.settings.credential()) as directory:
            try:
                self._plan(directory, files, sent)
                self._show(always=agree is not None and not self.quiet)
                if agree is None:
                    return self._end("Nothing was sent.")
                if not self._new or not agree():
                    return self._end("There is nothing to send." if not self._new else "Not sent.")
                self._send(directory, sent)
            except DirectoryError as error:
                told = outcome_of(error)
                return told.exit, f"{self._counts()}. {told.words}"
            finally:
                sent.keep()
        return self._end(f"{self._counts()}.")

    @property
    def _new(self) -> list[Planned]:
        return [each for each in self._photos if each.ended == "new"]

    def _end(self, words: str) -> tuple[Exit, str]:
        wrong = any(each.ended == "wrong" for each in self._photos)
        return (Exit.REFUSED if wrong else Exit.DONE), words

    def _plan(self, directory: HrDirectory, files: list[PhotoFile], sent: Sent) -> None:
        with telling(self._progress, "looked up") as tell:
            for number, file in enumerate(files, 1):
                self._photos.append(self._planned(directory, file, sent))
                tell(number, len(files))

    def _planned(self, directory: HrDirectory, file: PhotoFile, sent: Sent) -> Planned:
        if file.wrong is not None:
            return Planned(file, "wrong", words=file.wrong)
        if sent.knows(file) and not self.again:
            return Planned(file, "unchanged")
        try:
            officer = directory.officer_by_uid(file.uid, agency=self.agency)
        except NoSuchRecordError:
            return Planned(file, "wrong", words=_NOBODY)
        return Planned(file, "new", officer.id)

    def _send(self, directory: HrDirectory, sent: Sent) -> None:
        new = self._new
        with telling(self._progress, "photos") as tell:
            for number, photo in enumerate(new, 1):
                try:
                    directory.put_photo(photo.officer, photo.file.content())
                except (NotAPhotoError, NoSuchRecordError, OSError) as error:
                    photo.ended, photo.words = "wrong", _wrong(error)
                    click.echo(_line(photo), err=True)
                else:
                    photo.ended = "sent"
                    sent.note(photo.file)
                if number % _KEPT_EACH == 0:
                    sent.keep()
                tell(number, len(new))

    @property
    def _progress(self) -> Progress:
        return False if self.quiet else None

    def _show(self, always: bool) -> None:
        if always or not self.quiet:
            click.echo(f"{plain(self.folder.name)}: {self._counts()}")
        for photo in self._photos:
            if photo.ended == "wrong":
                click.echo(_line(photo), err=True)

    def _counts(self) -> str:
        many = Counter(photo.ended for photo in self._photos)
        return ", ".join(f"{many[name]:,} {name}" for name in _ENDED if many[name]) or "no photos"

    def _report(self, code: Exit, words: str) -> None:
        if self.report_to is None:
            return
        told: dict[str, Any] = {
            "exit_code": int(code),
            "words": words,
            "api": self.settings.api,
            "client_id": self.settings.client_id,
            "agency": self.agency,
            "began_at": self._began_at,
            "ended_at": _now(),
            "photos": [
                {
                    "file": each.file.path.name,
                    "sha256": each.file.digest or None,
                    "outcome": each.ended,
                    "words": each.words,
                }
                for each in self._photos
            ],
        }
        try:
            write_own(self.report_to, json.dumps(told, indent=1, ensure_ascii=False))
        except OSError as error:  # what was sent is sent, and the code says it
            said = f"The report could not be written: {error.filename}: {error.strerror}."
            click.echo(plain(said), err=True)


def _wrong(error: Exception) -> str:
    if isinstance(error, NotAPhotoError):
        return error.problem.detail
    return _NOBODY if isinstance(error, NoSuchRecordError) else str(error)


def _line(photo: Planned) -> str:
    return plain(f"{photo.file.path.name}: {photo.words}")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
