"""How many answers of each status class left; nothing about what was asked, or by whom.

Counts are shown in whole hundreds: one answer more or less cannot be seen in them.
"""

from collections import Counter
from typing import Final

STEP: Final = 100


class Counts:
    def __init__(self) -> None:
        self._answers: Counter[int] = Counter()

    def add(self, status: int) -> None:
        self._answers[status // 100] += 1

    def as_text(self) -> str:
        """In Prometheus' text format."""
        name = "officer_directory_answers_total"
        lines = [f"# HELP {name} Answers by class of status.", f"# TYPE {name} counter"]
        for kind in range(2, 6):
            lines.append(f'{name}{{status="{kind}xx"}} {self._answers[kind] // STEP * STEP}')
        return "\n".join(lines) + "\n"
