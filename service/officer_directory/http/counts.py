"""How many answers of each status class left; nothing about what was asked, or by whom."""

from collections import Counter


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
            lines.append(f'{name}{{status="{kind}xx"}} {self._answers[kind]}')
        return "\n".join(lines) + "\n"
