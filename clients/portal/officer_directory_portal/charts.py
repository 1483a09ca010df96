"""Charts as geometry: bars in a box of units, drawn by a template as inline SVG.

A chart repeats what the table beside it says; nothing is told by colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 640
HEIGHT: Final = 260
_LEFT, _TOP, _BOTTOM = 84, 12, 28
_WIDEST = 56.0


@dataclass(frozen=True, slots=True)
class Pay:
    """The pay of one year in dollars; `other` is what is left of the total."""

    year: int
    base: float | None
    overtime: float | None
    total: float | None
    is_fiscal: bool

    @property
    def other(self) -> float | None:
        if self.total is None or self.base is None or self.overtime is None:
            return None
        return round(self.total - self.base - self.overtime, 2)

    @property
    def parts(self) -> list[tuple[str, float]]:
        """What is stacked, from the ground up: kind and dollars."""
        if self.other is None or self.other < 0:
            return [("base", max(0.0, self.total or self.base or 0.0))]
        known = (("base", self.base), ("overtime", self.overtime), ("other", self.other))
        return [(kind, amount) for kind, amount in known if amount and amount > 0]


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a kind."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis, and what stands there."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of stacked columns over years."""

    bars: Sequence[Bar]
    years: Sequence[Mark]
    lines: Sequence[Mark]
    left: int = _LEFT
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - _BOTTOM


def pay_of(salary: Mapping[str, Any]) -> Pay | None:
    """The pay that a record tells; None where its year is not shown."""
    year = salary.get("year")
    if not isinstance(year, int):
        return None
    amounts = (salary.get(name) for name in ("base_pay", "overtime_pay", "total_pay"))
    base, overtime, total = (float(a) if a is not None else None for a in amounts)
    if total is None and base is not None and overtime is not None:
        total = base + overtime
    return Pay(year, base, overtime, total, bool(salary.get("is_fiscal_year")))


def columns(pays: Sequence[Pay]) -> Columns | None:
    """Pay by year; None where there are too few years for a picture, or two of one year."""
    years = [pay.year for pay in pays]
    if len(pays) < 2 or len(set(years)) < len(years) or years[-1] - years[0] > 60:
        return None
    top = _round_up(max(sum(amount for _, amount in pay.parts) for pay in pays))
    if top <= 0:
        return None
    slots = years[-1] - years[0] + 1
    slot = (WIDTH - _LEFT) / slots
    tall = HEIGHT - _TOP - _BOTTOM
    bars: list[Bar] = []
    for pay in pays:
        wide = min(_WIDEST, slot * 0.7)
        x = _LEFT + (pay.year - years[0] + 0.5) * slot - wide / 2
        ground = float(HEIGHT - _BOTTOM)
        for kind, amount in pay.parts:
            height = amount / top * tall
            ground -= height
            bars.append(Bar(kind, round(x, 1), round(ground, 1), round(wide, 1), round(height, 1)))
    every = -(-slots // 10)
    marks = [
        Mark(round(_LEFT + (year - years[0] + 0.5) * slot, 1), year)
        for year in range(years[0], years[-1] + 1, every)
    ]
    lines = [Mark(round(HEIGHT - _BOTTOM - tall * n / 4, 1), top * n / 4) for n in range(5)]
    return Columns(bars, marks, lines)


def _round_up(amount: float) -> float:
    """The next amount whose quarters are easy to read."""
    if amount <= 0:
        return 0.0
    step = 10.0 ** (len(str(int(amount))) - 1)
    return next(n * step for n in (1, 2, 4, 6, 8, 10) if n * step >= amount)
