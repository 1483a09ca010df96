"""Signed notes (c2sp.org/signed-note): a text, an empty line, and signatures under it."""

from dataclasses import dataclass
from typing import Final, Self

from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.written import base64_bytes, encoded, lines

_MARK: Final = "— "
_MOST_SIGNATURES: Final = 64
_ID_SIZE: Final = 4


def is_key_name(name: str) -> bool:
    """Whether a key can be called so: no space of any kind, and no plus."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: of the key of this name and id, whatever it is worth."""

    name: str
    key_id: bytes
    signed: bytes

    @classmethod
    def read(cls, line: str) -> Self:
        """A line such as `— example.org/log AbCd…`."""
        if not line.startswith(_MARK):
            raise CannotTellError("A line among the signatures is not a signature.")
        name, space, text = line.removeprefix(_MARK).partition(" ")
        if not space or not is_key_name(name):
            raise CannotTellError("A signature does not say whose it is.")
        blob = base64_bytes(text, "A signature")
        if len(blob) <= _ID_SIZE:
            raise CannotTellError("A signature is too short.")
        return cls(name, blob[:_ID_SIZE], blob[_ID_SIZE:])

    def __str__(self) -> str:
        return f"{_MARK}{self.name} {encoded(self.key_id + self.signed)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """What is signed (with its last line break), and by whom it says to be signed."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """A whole note. Nothing in it is checked against a key yet.

        Raises:
            CannotTellError: it is none.
        """
        every = lines(raw, "The checkpoint")
        if "" not in every:
            raise CannotTellError("The checkpoint has no signatures.")
        blank = len(every) - 1 - every[::-1].index("")
        text, below = every[:blank], every[blank + 1 :]
        if not text or not below:
            raise CannotTellError("The checkpoint has no signatures.")
        if len(below) > _MOST_SIGNATURES:
            raise CannotTellError(f"The checkpoint has more than {_MOST_SIGNATURES} signatures.")
        return cls("\n".join(text) + "\n", tuple(map(Signature.read, below)))

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"
