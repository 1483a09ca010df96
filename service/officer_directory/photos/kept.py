"""The photos of one directory: written whole, read one rendition at a time, removed whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from officer_directory.errors import NotAnsweredError
from officer_directory.photos.objects import Objects
from officer_directory.photos.sealing import Sealing, new_salt
from officer_directory.photos.sizes import NAMES, Form, Size
from officer_directory.settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """What the database has of a photo: `salt` and `key_id` are needed to open it."""

    id: str
    salt: str
    key_id: str
    width: int
    height: int


class Photos:
    """Objects under the key of a data folder."""

    def __init__(self, settings: Settings) -> None:
        """Raises KeyFileError where there is no key that can be used."""
        self.sealing = Sealing(settings.prepare_data())
        self._objects = Objects(settings)

    def row(self, digest: str, width: int, height: int) -> dict[str, Any]:
        """What the database is to have of a new photo, before anything of it is kept."""
        about = {"digest": digest, "width": width, "height": height}
        return {"id": str(uuid4()), "salt": new_salt(), "key_id": self.sealing.key_id, **about}

    def write(self, row: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
        """Keep the files of a photo; all of them are kept when this returns.

        Raises:
            NotAnsweredError: some of them may be kept.
        """
        for name, content in files.items():
            sealed = self.sealing.seal(row["salt"], f"{row['id']}/{name}", content)
            self._objects.put(f"{row['id']}/{name}", sealed)

    def read(self, kept: Kept, size: Size, form: Form) -> bytes:
        """A rendition.

        Raises:
            NotAnsweredError: it cannot be reached, or the key that opens it is not here.
        """
        if kept.key_id != self.sealing.key_id:
            raise NotAnsweredError("The key this photo was sealed with is not here: restore it.")
        name = f"{kept.id}/{size}.{form}"
        return self.sealing.open(kept.salt, name, self._objects.get(name))

    def remove(self, photo: str) -> None:
        """Remove whatever is kept of a photo.

        Raises:
            NotAnsweredError: something may still be there.
        """
        self._objects.remove(f"{photo}/{name}" for name in NAMES)
        self._objects.remove_folder(photo)
