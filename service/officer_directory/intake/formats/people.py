"""Officers as several rows tell of them: numbered or not, told once or again and again.

Where a source gives no number, an officer is known by names, hire date and birth year.
Such a key stays in memory: it stands in for a `uid` until the officer is found in the
record store or given a random one, so that no number shown to anyone is made of facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import AssignmentFact, EmploymentFact, OfficerFact, SalaryFact
from officer_directory.intake.problems import Place, Problems
from officer_directory.store.folding import fold

UNNUMBERED = "\0"
"""Begins the stand-in of an officer without a number; no cell can hold it."""

_IDENTITY = ("first_name", "middle_name", "last_name", "suffix", "hire_date", "birth_year")
_FIXED = ("birth_year", "gender", "race", "hire_date", "hr_id")
_NAMES = ("first_name", "middle_name", "last_name", "suffix")
_MERGED = (*_NAMES, *_FIXED)
_TOLD = tuple(f.name for f in fields(OfficerFact) if f.name not in ("place", "uid"))


def stand_in(values: object) -> str:
    """What an officer without a number is known by, from a fact or a recorded row."""
    parts = (getattr(values, name) for name in _IDENTITY)
    return UNNUMBERED + "|".join("" if part is None else fold(str(part)) for part in parts)


class Ids:
    """Ids of one file, each of which may be there once."""

    def __init__(self) -> None:
        self._seen: dict[str, Place] = {}

    def earlier(self, cells: Cells, value: str) -> Place | None:
        """The place of an earlier row with it, if there is one."""
        first = self._seen.setdefault(fold(value), cells.place)
        return None if first == cells.place else first

    def claim(self, cells: Cells, column: str, value: str | None) -> None:
        """A second row with the same value is a problem; blanks are not compared."""
        if value is not None and (first := self.earlier(cells, value)):
            cells.wrong(column, f"`{value}` is already on {first}", "keep one of the two rows")


class People:
    """Officers gathered from many rows each; `settle` makes one fact of each.

    `columns` has what the source calls a fact, where that is another word.
    """

    def __init__(self, problems: Problems, columns: Mapping[str, str] | None = None) -> None:
        self._columns = columns or {}
        self._rows: dict[str, list[OfficerFact]] = defaultdict(list)
        self._problems = problems

    def add(self, fact: OfficerFact) -> None:
        """Rows of one officer are added oldest first, as far as the source tells."""
        self._rows[fold(fact.uid)].append(fact)

    def settle(self) -> list[OfficerFact]:
        """One fact of each officer: of what rows tell differently, the last is taken.

        A name may change between rows (which is noted); a birth year, gender, race or hire
        date may not, nor may first and last name both: that is a problem.
        """
        return [self._one(told) for told in self._rows.values()]

    def _one(self, told: Sequence[OfficerFact]) -> OfficerFact:
        whole = replace(told[0])
        origin = dict.fromkeys(_TOLD, whole.place)
        for fact in told[1:]:
            if self._conflict(whole, fact, origin):
                continue
            for name in _TOLD:
                value = getattr(fact, name)
                if value is not None and value != getattr(whole, name):
                    setattr(whole, name, value)
                    origin[name] = fact.place
        return whole

    def _conflict(self, whole: OfficerFact, fact: OfficerFact, origin: dict[str, Place]) -> bool:
        differ = [name for name in _MERGED if _differ(getattr(whole, name), getattr(fact, name))]
        impossible = [name for name in differ if name in _FIXED]
        if {"first_name", "last_name"} <= set(differ):
            impossible.append("last_name")
        shown = "without a number" if fact.uid.startswith(UNNUMBERED) else fact.uid
        for name in impossible:
            what = self._columns.get(name, name)
            what = "first_name and last_name" if name == "last_name" else what
            wrong = f"differs from {origin[name]} for the same officer ({shown})"
            self._problems.add(fact.place, what, wrong, "correct one of the rows, or its number")
        if differ and not impossible:
            told = f"{', '.join(differ)} differ from an earlier row of the same officer"
            self._problems.note(f"{told}: this row was taken, which is the later one.", fact.place)
        return bool(impossible)


def _differ(one: object, other: object) -> bool:
    if one is None or other is None:
        return False
    return fold(str(one)) != fold(str(other))


Stint = TypeVar("Stint", AssignmentFact, EmploymentFact)


def latest_of_each(stints: Iterable[Stint]) -> dict[str, Stint]:
    """By folded uid, the stint in force, else the one that ended last."""
    latest: dict[str, Stint] = {}
    for stint in stints:
        key = fold(stint.uid)
        if key not in latest or in_time(stint) >= in_time(latest[key]):
            latest[key] = stint
    return latest


def in_time(stint: AssignmentFact | EmploymentFact) -> tuple[str, str]:
    """Orders stints: no end is later than any end."""
    return stint.end_date or "9999-99-99", stint.start_date or ""


def one_salary_a_year(salaries: Iterable[SalaryFact], problems: Problems) -> None:
    """Two different salaries of one officer for one year are a problem."""
    seen: dict[tuple[str, int, bool | None], SalaryFact] = {}
    for fact in salaries:
        first = seen.setdefault((fold(fact.uid), fact.year, fact.is_fiscal_year), fact)
        pay = (first.base_pay, first.overtime_pay, first.total_pay)
        if pay != (fact.base_pay, fact.overtime_pay, fact.total_pay):
            wrong = f"another salary for {fact.year} than on {first.place}"
            problems.add(fact.place, "salary", wrong, "keep one of the two rows, or add them up")
