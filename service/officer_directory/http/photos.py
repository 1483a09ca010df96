"""Photos at the edge: received and rebuilt aside, given by links that are one requester's.

A link is an address of this service with a sealed part: size, form and the moment at which
it ends. It opens for the requester it was made for alone, and even then only decides which
rendition is meant: whether it is shown is decided again, each time.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from officer_directory.disclosure.cursor import Seal
from officer_directory.disclosure.photographs import Photograph
from officer_directory.errors import CursorExpiredError, NoSuchRecordError
from officer_directory.identity.requester import Requester
from officer_directory.photos.kept import Photos
from officer_directory.photos.marking import marked
from officer_directory.photos.rebuilding import rebuild
from officer_directory.photos.renditions import renditions
from officer_directory.photos.sizes import Form, Size
from officer_directory.writer import WriterDesk

LINK_SECONDS: Final = 900
_STEP: Final = 60  # links that are asked for in one minute are one link
_NO_LINK: Final = "No record can be shown here."


@dataclass(frozen=True, slots=True)
class Link:
    size: Size
    form: Form


class PhotoDesk:
    """Receives and gives photos, in threads of their own.

    Neither holds up a question, and what is being decoded holds up no photo that is given.
    """

    def __init__(
        self,
        photos: Photos,
        desk: WriterDesk,
        cursor_key: bytes,
        receiving: ThreadPoolExecutor,
        giving: ThreadPoolExecutor,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._photos = photos
        self._desk = desk
        derived = HKDF(SHA256(), 64, None, b"links to photos")
        self._seal = Seal(derived.derive(cursor_key))
        self.receiving, self.giving = receiving, giving
        self.clock = clock

    def sweep(self, only: str | None = None) -> None:
        """Have what is nobody's removed some time soon; `only`: this one, if it is."""
        self._desk.run_later("photos.sweep", {"only": only})

    def receive(self, content: bytes, sent_as: str, by: str) -> str:
        """Keep what was sent, rebuilt; the id under which it is kept, and nobody's yet.

        Raises:
            NotAPhotoError: it is none.
            NotAnsweredError: it cannot be kept just now.
        """
        pixels = rebuild(content, sent_as)
        digest = self._photos.sealing.digest(content)
        row = self._photos.row(digest, pixels.width, pixels.height)
        photo: str = row["id"]
        self._desk.run_and_wait("hr.receive_photo", {"row": row, "by": by})
        try:
            self._photos.write(row, renditions(pixels))
        except BaseException:
            self.sweep(photo)
            raise
        return photo

    def ends_at(self) -> int:
        """The moment at which a link that is made now ends, in epoch seconds."""
        return int(self.clock()) // _STEP * _STEP + LINK_SECONDS

    def link(self, requester: Requester, officer: str, ends_at: int, link: Link) -> str:
        """The sealed part of an address."""
        return self._seal.seal((ends_at, link.size, link.form), _bound_to(requester, officer))

    def open(self, requester: Requester, officer: str, sealed: str) -> Link:
        """What a link means.

        Raises:
            NoSuchRecordError: it was made for another, of another officer, or has ended.
        """
        try:
            ends_at, size, form = self._seal.open(sealed, _bound_to(requester, officer))
        except CursorExpiredError:
            raise NoSuchRecordError(_NO_LINK) from None
        if self.clock() >= int(ends_at or 0):
            raise NoSuchRecordError(_NO_LINK)
        return Link(Size(str(size)), Form(str(form)))

    def given(self, requester: Requester, photograph: Photograph, link: Link) -> bytes:
        """The rendition, marked with to whom it is given and on which day.

        Raises:
            NotAnsweredError: it cannot be opened just now.
        """
        content = self._photos.read(photograph.kept, link.size, link.form)
        if photograph.unmarked:
            return content
        day = datetime.fromtimestamp(self.clock(), UTC).date().isoformat()
        client = requester.client_id or requester.key_id or ""
        return marked(content, link.form, (requester.tier.value, client, day))


def _bound_to(requester: Requester, officer: str) -> tuple[str, ...]:
    who = (requester.key_id, requester.issuer, requester.client_id, requester.person)
    return ("photo", officer, requester.tier, *(part or "" for part in who))
