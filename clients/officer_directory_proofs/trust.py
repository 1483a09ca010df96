"""Whom a reader trusts, and what their signatures say of a checkpoint.

The log's own keys are those named like the log; all others are witnesses'. A checkpoint counts
when the log signed it with each algorithm that it has a trusted key of: where there are Ed25519
and ML-DSA-44 keys, both must hold. A key that was replaced counts for what it signed before.
"""

from dataclasses import dataclass

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.keys import VerifyingKey
from officer_directory_proofs.notes import Note, Signature
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.words import plain


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key, and the POSIX time at which another took its place, if one did."""

    key: VerifyingKey
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that saw this head, grown from every earlier one, and when by its clock."""

    by: str
    time: int


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint whose signatures were checked."""

    checkpoint: Checkpoint
    keys: tuple[VerifyingKey, ...]
    witnesses: tuple[Cosigned, ...]
    time: int | None
    """When the log signed it, by its own clock; None if it does not say."""

    @property
    def post_quantum(self) -> bool:
        """Whether the log signed with ML-DSA-44 too."""
        return any(key.kind.is_post_quantum for key in self.keys)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys that a reader trusts."""

    trusted: tuple[TrustedKey, ...]

    def check(self, note: Note) -> SignedHead:
        """The checkpoint in a note, when the log signed it.

        Raises:
            DisprovenError: a signature of a trusted key is not of this text.
            CannotTellError: a signature that is needed is missing, or looks altered.
        """
        checkpoint = Checkpoint.of(note)
        own = [each for each in self.trusted if each.key.name == checkpoint.origin]
        if not own:
            raise CannotTellError(
                f"You have no key of the log that calls itself {plain(checkpoint.origin)}."
            )
        signed = self._signed(note, checkpoint)
        _refuse_missing(own, signed)
        _refuse_unsigned_lines(checkpoint, own)
        time = _time(own, signed)
        mine = {each.key for each in own}
        witnesses = tuple(Cosigned(key.name, at) for key, at in signed.items() if key not in mine)
        return SignedHead(checkpoint, tuple(k for k in signed if k in mine), witnesses, time)

    def _signed(self, note: Note, checkpoint: Checkpoint) -> dict[VerifyingKey, int]:
        keys = [each.key for each in self.trusted]
        known = {(key.name, key.id): key for key in keys}
        found: dict[VerifyingKey, int] = {}
        strange = []
        for signature in note.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is None:
                strange.append(signature)
                continue
            time = key.when_signed(checkpoint, signature.signed)
            if time is None:
                raise DisprovenError(
                    f"The signature of {plain(key.name)} does not fit this checkpoint: "
                    "one of the two was altered."
                )
            found[key] = time
        _refuse_look_alikes(strange, [key for key in keys if key not in found])
        return found


def _refuse_missing(own: list[TrustedKey], signed: dict[VerifyingKey, int]) -> None:
    for kind in sorted({each.key.kind for each in own}):
        if not any(each.key.kind is kind and each.key in signed for each in own):
            name = "ML-DSA-44" if kind.is_post_quantum else "Ed25519"
            raise CannotTellError(
                f"The log did not sign this checkpoint with {name}, though you have its key."
            )


def _refuse_look_alikes(strange: list[Signature], silent: list[VerifyingKey]) -> None:
    """An unknown signature counts for nothing; one with half of a trusted key's label was altered.

    Only where that key did not sign: after a rotation a log may sign with a key not known here.
    """
    for signature in strange:
        for key in silent:
            if signature.name == key.name or signature.key_id == key.id:
                raise CannotTellError(
                    f"A signature looks like one of {plain(key.name)}, and is of no key of yours. "
                    "It was altered, or you need newer keys."
                )


def _refuse_unsigned_lines(checkpoint: Checkpoint, own: list[TrustedKey]) -> None:
    if checkpoint.extensions and all(each.key.kind.is_post_quantum for each in own):
        raise CannotTellError("The checkpoint has lines that ML-DSA-44 does not sign.")


def _time(own: list[TrustedKey], signed: dict[VerifyingKey, int]) -> int | None:
    """When the log signed; a replaced key must not have signed since."""
    times = [signed[each.key] for each in own if signed.get(each.key) and each.key.kind.is_timed]
    latest = max(times, default=None)
    for each in own:
        late = each.until is not None and latest is not None and latest > each.until
        if each.key in signed and late:
            raise CannotTellError("The checkpoint was signed with a key after it was replaced.")
    return latest
