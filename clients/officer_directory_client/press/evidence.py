"""What proves a file, kept beside it: `FILE.proof/` with the receipt, its proof and the keys.

They are plain files for `officer-directory-verify`, and go where the file goes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from officer_directory_client.downloads import replace_text
from officer_directory_client.errors import DirectoryError, ProblemError
from officer_directory_client.outside import PublicDirectory
from officer_directory_proofs import checks, rotations
from officer_directory_proofs.key_files import read_keys, read_rotations
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.receipts import Receipt
from officer_directory_proofs.trust import KeyRing

_RECEIPT: Final = "receipt.txt"
_PROOF: Final = "receipt.tlog-proof"
_KEYS: Final = "keys.json"
_LATER: Final = "no-proof-yet"


class WaitingError(Exception):
    """There is no proof yet, or nobody to ask for it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of a file that was downloaded, in a folder of its own."""

    file: Path

    @property
    def folder(self) -> Path:
        return self.file.with_name(f"{self.file.name}.proof")

    def gather(self, told: dict[str, str | None], directory: PublicDirectory | None) -> None:
        """Ask for what is missing; `told` are the receipts that came with the file.

        Raises:
            WaitingError: it is not to be had now.
            CannotTellError: it is not to be had any more.
            DisprovenError: the directory has other keys than those that were kept.
        """
        self._receipt(told, directory)
        if directory is None:
            return
        self._keys(directory.ledger.keys())
        if not (self.folder / _PROOF).exists():
            self._keep(_PROOF, _proof(directory, self._read(_RECEIPT).decode()))

    def check(self) -> checks.Proven:
        """That the file is what was given.

        Raises:
            CheckError: it is not, or it cannot be told.
        """
        ring = KeyRing(read_keys(self._read(_KEYS)))
        proven = checks.receipt(self._read(_RECEIPT), self._read(_PROOF), ring)
        checks.body(proven.receipt, self.file)
        return proven

    def _receipt(self, told: dict[str, str | None], directory: PublicDirectory | None) -> None:
        if (self.folder / _RECEIPT).exists():
            return
        receipt, began = told["closing_receipt"], told["disclosure_receipt"]
        if receipt is None and began is not None:
            receipt = began if _has_digest(began) else _end(directory, began)
        if receipt is None:
            raise CannotTellError("The receipt of its end was not kept; it is given for a day.")
        self._keep(_RECEIPT, receipt.encode())

    def _keys(self, served: bytes) -> None:
        """The keys as served now, if they follow from those that were kept."""
        if (self.folder / _KEYS).exists():
            now, kept = read_keys(served), read_keys(self._read(_KEYS))
            if not {each.key for each in kept} <= {each.key for each in now}:
                raise DisprovenError("The directory no longer owns to the keys that you have kept.")
            if len(now) > len(kept):
                pairs = rotations.chain(read_rotations(served))
                rotations.check_served(now, pairs)
                rotations.check_known(kept, pairs)
        self._keep(_KEYS, served)

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise WaitingError("Not all that proves it is here yet.") from None

    def _keep(self, name: str, raw: bytes) -> None:
        self.folder.mkdir(exist_ok=True)
        replace_text(self.folder / name, raw.decode())


def _has_digest(receipt: str) -> bool:
    return Receipt.read(receipt.encode()).digest is not None


def _end(directory: PublicDirectory | None, began: str) -> str | None:
    if directory is None:
        return None
    try:
        return directory.ledger.end_of_stream(began)
    except ProblemError:
        return None


def _proof(directory: PublicDirectory, receipt: str) -> bytes:
    try:
        return directory.ledger.proof(receipt)
    except ProblemError as error:
        if error.problem.type.endswith(f"/{_LATER}"):
            raise WaitingError("No proof yet: there is one within a minute or two.") from None
        raise
    except ValueError as error:
        raise CannotTellError(str(error)) from None
    except DirectoryError as error:
        raise WaitingError(str(error)) from None
