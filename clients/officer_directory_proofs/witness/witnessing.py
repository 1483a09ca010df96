"""What a witness signs, in the order in which c2sp.org/tlog-witness has it looked at."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.notes import Note, Signature
from officer_directory_proofs.outcomes import CannotTellError, CheckError, DisprovenError
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.tree import EMPTY_ROOT, check_consistency
from officer_directory_proofs.trust import KeyRing, SignedHead
from officer_directory_proofs.witness.asked import Asked
from officer_directory_proofs.witness.kept import Kept

TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"


class NotSignedError(Exception):
    """The witness does not sign: the status of its answer, and what it says."""

    def __init__(self, status: HTTPStatus, said: str, media_type: str = TEXT) -> None:
        super().__init__(said)
        self.status, self.said, self.media_type = status, f"{said}\n", media_type


class Witness:
    """Signs one head at a time, so that none can overtake another."""

    def __init__(
        self, keys: Sequence[SigningKey], logs: KeyRing, kept: Kept, clock: Callable[[], int]
    ) -> None:
        self._keys = keys
        self._logs = logs
        self.kept = kept
        self._clock = clock
        self._one_by_one = threading.Lock()

    def add(self, raw: bytes) -> str:
        """Its signature lines on the checkpoint in a request, kept before they are returned.

        Raises:
            NotSignedError: it does not sign that.
        """
        try:
            asked = Asked.read(raw)
        except CheckError as error:
            raise NotSignedError(HTTPStatus.BAD_REQUEST, str(error)) from None
        head = self._signed_by_its_log(asked)
        if asked.old_size > asked.checkpoint.size:
            raise NotSignedError(
                HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint's."
            )
        with self._one_by_one:
            self._grown(asked)
            return self._sign(asked, head)

    def _signed_by_its_log(self, asked: Asked) -> SignedHead:
        origin = asked.checkpoint.origin
        if all(each.key.name != origin for each in self._logs.trusted):
            raise NotSignedError(HTTPStatus.NOT_FOUND, "That log is not watched here.")
        try:
            return self._logs.check(asked.note)
        except CheckError as error:
            raise NotSignedError(HTTPStatus.FORBIDDEN, str(error)) from None

    def _grown(self, asked: Asked) -> None:
        now, last = asked.checkpoint, self._last(asked.checkpoint.origin)
        if asked.old_size != last.size:
            raise NotSignedError(HTTPStatus.CONFLICT, str(last.size), SIZE)
        if now.size == last.size and now.root != last.root:
            raise NotSignedError(HTTPStatus.CONFLICT, "Another log of this size was signed before.")
        try:
            check_consistency(last.size, last.root, now.size, now.root, asked.path)
        except DisprovenError as error:
            raise NotSignedError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None

    def _last(self, origin: str) -> Checkpoint:
        try:
            note = self.kept.last(origin)
            return Checkpoint(origin, 0, EMPTY_ROOT) if note is None else Checkpoint.of(note)
        except CannotTellError as error:
            raise NotSignedError(HTTPStatus.INTERNAL_SERVER_ERROR, str(error)) from None

    def _sign(self, asked: Asked, head: SignedHead) -> str:
        time = self._clock()
        cosigned = tuple(key.sign(asked.checkpoint, time) for key in self._keys)
        self.kept.keep(
            asked.checkpoint.origin,
            replace(asked.note, signatures=(*_by_the_log(asked.note, head), *cosigned)),
        )
        return "".join(map(str, cosigned))


def _by_the_log(note: Note, head: SignedHead) -> list[Signature]:
    own = {(key.name, key.id) for key in head.keys}
    return [each for each in note.signatures if (each.name, each.key_id) in own]
