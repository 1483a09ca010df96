"""Downloads: a list as a file that is whole or not there, and the receipt beside it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from officer_directory_client._version import __version__


@dataclass(frozen=True, slots=True)
class Piece:
    """What came in one go: its records, and between which moments (ISO 8601) they were read."""

    rows: int
    began_at: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was written, whole.

    The directory reads a long list bit by bit, so a file is of the time between `began_at`
    and `ended_at`, and not of one moment. One that was resumed has several `pieces`. All of
    it was given under one `policy`. `restarts`: how often it broke off and began again.
    """

    path: Path
    receipt: Path
    rows: int
    bytes: int
    sha256: str
    policy: str
    pieces: tuple[Piece, ...]
    restarts: int
    disclosure_receipt: str | None = None
    """Of the beginning, from which alone the end can be asked for."""
    closing_receipt: str | None = None
    """Of the end, with the digest of all that came: what proves the file."""

    @property
    def began_at(self) -> str:
        """When the first of it was asked for."""
        return self.pieces[0].began_at

    @property
    def ended_at(self) -> str:
        """When the last of it had come."""
        return self.pieces[-1].ended_at

    def write_receipt(self, request: str, tier: str) -> None:
        """Say beside the file what was asked and given."""
        told: dict[str, Any] = {
            "file": self.path.name,
            "request": request,
            "tier": tier,
            "policy": self.policy,
            "began_at": self.began_at,
            "ended_at": self.ended_at,
            "pieces": [asdict(piece) for piece in self.pieces],
            "rows": self.rows,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "disclosure_receipt": self.disclosure_receipt,
            "closing_receipt": self.closing_receipt,
            "written_by": f"officer-directory-client {__version__}",
        }
        text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        replace_text(self.receipt, text)


def receipt_path(path: Path) -> Path:
    """Where the receipt of a file is."""
    return path.with_name(f"{path.name}.receipt.json")


def replace_text(path: Path, text: str) -> None:
    """Write a small file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
