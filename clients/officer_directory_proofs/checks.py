"""What a receipt is worth: with its proof and the keys of the ledger, and with what was given."""

from dataclasses import dataclass
from pathlib import Path

from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.reading import digest_of
from officer_directory_proofs.receipts import Receipt
from officer_directory_proofs.tlog_proof import TlogProof
from officer_directory_proofs.tree import root_from_inclusion
from officer_directory_proofs.trust import KeyRing, SignedHead
from officer_directory_proofs.words import plain


@dataclass(frozen=True, slots=True)
class Proven:
    """A receipt, and where in which log it is."""

    receipt: Receipt
    index: int
    head: SignedHead


def receipt(raw: bytes, proof: bytes, ring: KeyRing) -> Proven:
    """That the entry of a receipt is in a log that was signed.

    Raises:
        DisprovenError: it is not, or the proof is of something else.
        CannotTellError: one of them cannot be read, or nobody who is trusted signed.
    """
    shown, shows = Receipt.read(raw), TlogProof.read(proof)
    if shows.extra is not None:
        raise CannotTellError("The proof has an addition that nobody signed.")
    head = ring.check(shows.note)
    checkpoint = head.checkpoint
    if checkpoint.origin.rpartition("/")[2] != shown.log:
        raise DisprovenError("The proof is of another log than the receipt.")
    root = root_from_inclusion(shows.index, checkpoint.size, shown.leaf, shows.path)
    if root != checkpoint.root:
        raise DisprovenError("The receipt is not the entry of the log that the proof is of.")
    return Proven(shown, shows.index, head)


def body(of: Receipt, file: Path) -> None:
    """That a file is the answer that a receipt is of.

    Raises:
        DisprovenError: it is not.
        CannotTellError: the receipt does not say, or the file cannot be read.
    """
    if of.digest is None:
        raise CannotTellError("This receipt does not say what the answer contained.")
    if digest_of(file, "The file of the answer") != of.digest:
        raise DisprovenError(
            f"The file {plain(file.name)} is not, byte for byte, the answer that was given."
        )
