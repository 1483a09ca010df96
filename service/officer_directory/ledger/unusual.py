"""What is unusual in a requester's day, held against their own days before: pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from officer_directory.ledger.alert_rules import LOOKS_BACK, Rules

MOST: Final = 10_000
"""Officers of a day that are counted: whoever sees more sees as many every day, or is a program."""


@dataclass(slots=True)
class Day:
    """Whom one requester was given in a day (UTC), as tokens."""

    officers: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    by_hour: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, hour: int, officers: list[str]) -> None:
        room = max(0, MOST - len(self.officers))
        self.officers.update(officers[:room])
        self.by_hour[hour].update(officers[:room])
        if len(officers) == 1:
            self.alone.update(officers)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a day meets, in words for whoever looks into it."""

    rule: str
    words: str


def findings(days: Mapping[int, Day], today: int, rules: Rules) -> Iterator[Finding]:
    """What is unusual on a day; days are counted from 1970."""
    now = days.get(today)
    if now is None:
        return
    before = {day: one for day, one in days.items() if today - LOOKS_BACK <= day < today}
    yield from _many(now, before, rules)
    yield from _again(now, before, rules)
    yield from _hours(now, before, rules)


def _many(now: Day, before: Mapping[int, Day], rules: Rules) -> Iterator[Finding]:
    rule, seen = rules.many, len(now.officers)
    most = max((len(one.officers) for one in before.values()), default=0)
    if len(before) >= rule.days and seen >= rule.officers and seen > rule.times * most:
        words = f"{seen} different officers in a day; on {len(before)} days before, {most} at most."
        yield Finding("many", words)


def _again(now: Day, before: Mapping[int, Day], rules: Rules) -> Iterator[Finding]:
    on = Counter(officer for one in before.values() for officer in one.alone)
    days = max((on[officer] + 1 for officer in now.alone), default=0)
    if days >= rules.again.days:
        words = f"One and the same officer, alone, on {days} days of the last {LOOKS_BACK + 1}."
        yield Finding("again", words)


def _hours(now: Day, before: Mapping[int, Day], rules: Rules) -> Iterator[Finding]:
    rule = rules.hours
    if len(before) < rule.days:
        return
    usual = {
        (hour + by) % 24 for one in before.values() for hour in one.by_hour for by in (-1, 0, 1)
    }
    for hour, officers in sorted(now.by_hour.items()):
        if hour not in usual and len(officers) >= rule.officers:
            words = (
                f"{len(officers)} different officers between {hour:02}:00 and {hour:02}:59 (UTC);"
                f" on {len(before)} days before, nothing near that time."
            )
            yield Finding("hours", words)
            return
