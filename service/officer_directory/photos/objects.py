"""Where photos lie: a folder of this machine, or a bucket that speaks S3.

An object is on the disk, or in the bucket, when `put` returns. Names are ids that tell
nothing. For a bucket the usual AWS_* variables, or the machine's own role, say who we are
and where it is.
"""

import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from officer_directory.errors import NotAnsweredError
from officer_directory.settings import Settings

_PATIENCE: Final = timedelta(seconds=15)
_NOT_REACHED: Final = "Where photos are kept cannot be reached just now. Try again shortly."

_log = logging.getLogger(__name__)


class Objects:
    """Bytes by name."""

    def __init__(self, settings: Settings) -> None:
        place = urlsplit(settings.photos)
        self._folder: Path | None = None
        self._store: LocalStore | S3Store
        if place.scheme == "s3":
            prefix = place.path.strip("/") or None
            self._store = S3Store(
                place.netloc,
                prefix=prefix,
                retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
            )
            return
        self._folder = Path(settings.photos) if settings.photos else settings.data / "photos"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._store = LocalStore(self._folder)

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under a name.

        Raises:
            NotAnsweredError: they cannot be kept just now.
        """
        try:
            obstore.put(self._store, name, content)
            if self._folder is not None:
                _on_disk(self._folder / name)
        except (BaseError, OSError) as error:
            raise _not_reached(error) from error

    def get(self, name: str) -> bytes:
        """The bytes of a name.

        Raises:
            NotAnsweredError: they are not there, or cannot be reached.
        """
        try:
            return bytes(obstore.get(self._store, name).bytes())
        except (BaseError, OSError) as error:
            raise _not_reached(error) from error

    def remove(self, names: Iterable[str]) -> None:
        """Remove what there is under these names.

        Raises:
            NotAnsweredError: something may still be there.
        """
        for name in names:
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise _not_reached(error) from error

    def remove_folder(self, name: str) -> None:
        """Take away the empty folder in which objects of a name were; a bucket has none."""
        if self._folder is not None:
            with suppress(FileNotFoundError):  # another sweep was faster
                (self._folder / name).rmdir()


def _not_reached(error: Exception) -> NotAnsweredError:
    _log.error("photos: %s", type(error).__name__)  # its text has addresses, and may have more
    return NotAnsweredError(_NOT_REACHED)


def _on_disk(path: Path) -> None:
    """Have a file, and its name in its folder, outlive a power cut."""
    for one in (path, path.parent):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
