"""What one import is asked to do."""

from dataclasses import dataclass
from pathlib import Path

ALLOWED_PERCENT = 5.0


@dataclass(frozen=True, slots=True)
class Request:
    """What is imported, into which agency, by whom, and how."""

    path: Path
    format_name: str
    agency: str
    state: str
    by: str
    full: bool = False
    dry_run: bool = False
    allowed_percent: float = ALLOWED_PERCENT
