"""Ranks with the share of officers who hold them, what they pay, and who gets promoted to what."""

from dataclasses import dataclass

from officer_directory.demo.draw import Draw


@dataclass(frozen=True, slots=True)
class Rank:
    title: str
    share: float
    """Of a thousand officers."""
    pay: int
    """Base pay of a year, in dollars."""


RANKS = (
    Rank("Police Officer I", 120, 78_400),
    Rank("Police Officer II", 430, 96_200),
    Rank("Police Officer III", 170, 104_900),
    Rank("Detective I", 80, 112_300),
    Rank("Detective II", 45, 121_800),
    Rank("Sergeant I", 70, 124_500),
    Rank("Sergeant II", 40, 131_700),
    Rank("Lieutenant I", 20, 148_600),
    Rank("Lieutenant II", 12, 156_900),
    Rank("Captain", 8, 178_300),
    Rank("Commander", 3, 203_500),
    Rank("Deputy Chief", 1.5, 231_000),
)
"""Lowest first."""

CHIEF = Rank("Chief of Police", 0, 312_000)

SUPERVISED = 9
"""Ranks below this place in `RANKS` may work in a marked unit; the rest lead."""

_WEIGHTS = [(place, rank.share) for place, rank in enumerate(RANKS)]


def draw_rank(draw: Draw) -> int:
    """A place in `RANKS`, the lower ones far more likely."""
    return draw.weighted(_WEIGHTS)


def path_to(place: int, steps: int) -> list[Rank]:
    """The ranks held on the way up, the present one last."""
    below = RANKS[:place]
    stride = max(1, len(below) // max(1, steps - 1))
    return [*below[::stride][: max(0, steps - 1)], RANKS[place]]
