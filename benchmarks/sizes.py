"""How much is measured: officers, rounds, and requests of each kind in a round."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sizes:
    officers: int
    rounds: int
    folder: Path
    postgres: str  # a server on which databases may be made
    single_requests: int = 3_000
    page_requests: int = 1_000
    seconds: float = 5.0  # of one side of one round, at most
