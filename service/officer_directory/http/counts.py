"""How many answers of each status class left, and how many limits refused.

Nothing here is about what was asked, or by whom.

Counts are shown in whole hundreds: one answer more or less cannot be seen in them.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

STEP: Final = 100
LIMITS: Final = ("burst", "daily", "records", "officers")


class Counts:
    def __init__(self) -> None:
        self._answers: Counter[int] = Counter()
        self._refused: Counter[str] = Counter()

    def add(self, status: int) -> None:
        self._answers[status // 100] += 1

    def refuse(self, limits: Iterable[str]) -> None:
        """Count a refusal by the names of the limits that were used up."""
        self._refused.update(limits)

    def as_text(self, alone: bool) -> str:
        """In Prometheus' text format; `alone`: limits are counted without the shared store."""
        name = "officer_directory_answers_total"
        lines = [f"# HELP {name} Answers by class of status.", f"# TYPE {name} counter"]
        for kind in range(2, 6):
            lines.append(f'{name}{{status="{kind}xx"}} {self._answers[kind] // STEP * STEP}')
        name = "officer_directory_refused_total"
        lines += [f"# HELP {name} Refusals by limit.", f"# TYPE {name} counter"]
        for limit in LIMITS:
            lines.append(f'{name}{{limit="{limit}"}} {self._refused[limit] // STEP * STEP}')
        name = "officer_directory_limits_alone"
        lines += [f"# HELP {name} The shared store of limits is gone.", f"# TYPE {name} gauge"]
        lines.append(f"{name} {int(alone)}")
        return "\n".join(lines) + "\n"
