"""Everything random in the demo comes from one seeded generator, ids included."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Draw(random.Random):
    """A seeded generator that also draws ids, days and numbers used once."""

    def identifier(self) -> str:
        """A UUID of version 4, as random as the generator: no order, no gaps."""
        return str(UUID(int=self.getrandbits(128), version=4))

    def weighted(self, choices: Sequence[tuple[T, float]]) -> T:
        totals = list(accumulate(weight for _, weight in choices))
        return self.choices([choice for choice, _ in choices], cum_weights=totals)[0]

    def happens(self, probability: float) -> bool:
        return self.random() < probability

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both possible; first where last is earlier."""
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def days(self, number: int, first: date, last: date) -> list[date]:
        """That many days or fewer, in order, none twice."""
        return sorted({self.day(first, last) for _ in range(number)})

    def serials(self, number: int, digits: int) -> list[str]:
        """Different numbers of so many digits, in no order, zeros in front kept."""
        return [f"{n:0{digits}d}" for n in self.sample(range(1, 10**digits), number)]
