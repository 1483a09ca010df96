"""Facts as files state them: the one shape that every format is brought to.

A fact names its officer by `uid`, as written. `None` is unknown, and never erases what is
known. Dates are ISO text, money is whole cents, everything else is text as recorded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from officer_directory.intake.problems import Place


@dataclass(slots=True)
class OfficerFact:
    place: Place
    uid: str
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    suffix: str | None = None
    badge_number: str | None = None
    rank: str | None = None
    status: str | None = None
    status_detail: str | None = None
    hire_date: str | None = None
    separation_date: str | None = None
    separation_reason: str | None = None
    race: str | None = None
    gender: str | None = None
    birth_year: int | None = None
    certification_action: str | None = None
    hr_id: str | None = None


@dataclass(slots=True)
class EmploymentFact:
    place: Place
    uid: str
    employer: str | None = None
    rank: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    status: str | None = None
    status_detail: str | None = None
    separation_reason: str | None = None


@dataclass(slots=True)
class AssignmentFact:
    place: Place
    uid: str
    unit: str | None = None
    bureau: str | None = None
    title: str | None = None
    badge_number: str | None = None
    start_date: str | None = None
    end_date: str | None = None


@dataclass(slots=True)
class RankFact:
    place: Place
    uid: str
    rank: str | None = None
    badge_number: str | None = None
    start_date: str | None = None


@dataclass(slots=True)
class SalaryFact:
    place: Place
    uid: str
    year: int
    is_fiscal_year: bool | None = None
    base_pay: int | None = None
    overtime_pay: int | None = None
    total_pay: int | None = None


@dataclass(slots=True)
class ComplaintFact:
    """One allegation; `uid` is None where the file names no officer."""

    place: Place
    uid: str | None = None
    number: str | None = None
    received_date: str | None = None
    closed_date: str | None = None
    category: str | None = None
    condition: str | None = None
    allegation: str | None = None
    finding: str | None = None
    disposition: str | None = None
    penalty: str | None = None
    narrative: str | None = None


@dataclass(slots=True)
class IncidentFact:
    """`reference` is the source's own key for it, where it has one besides the number."""

    place: Place
    reference: str | None = None
    number: str | None = None
    date: str | None = None
    category: str | None = None
    condition: str | None = None
    city: str | None = None
    state: str | None = None
    narrative: str | None = None
    officer_uids: tuple[str, ...] = ()


@dataclass(slots=True)
class DocumentFact:
    place: Place
    uid: str
    title: str | None = None
    kind: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(slots=True)
class Facts:
    """All that one import states.

    `current_unit_only`: the source tells only the unit an officer is in now, so that a
    unit it no longer tells has been left. `officer_columns` and `if_unknown` are for a person
    who is told of an officer who is not known: the column of each kind that names the officer,
    and what to do.
    """

    source: str
    officers: list[OfficerFact] = field(default_factory=list)
    employments: list[EmploymentFact] = field(default_factory=list)
    assignments: list[AssignmentFact] = field(default_factory=list)
    ranks: list[RankFact] = field(default_factory=list)
    salaries: list[SalaryFact] = field(default_factory=list)
    complaints: list[ComplaintFact] = field(default_factory=list)
    incidents: list[IncidentFact] = field(default_factory=list)
    documents: list[DocumentFact] = field(default_factory=list)
    current_unit_only: bool = False
    officer_columns: Mapping[str, str] = field(default_factory=dict)
    if_unknown: str = "import the officers first, correct the number, or take the row out"

    def named_uids(self) -> Iterator[tuple[Place, str | None, str]]:
        """Each officer that a fact other than an allegation names, with its place and column."""
        for kind in ("employments", "assignments", "ranks", "salaries", "documents"):
            column = self.officer_columns.get(kind)
            for fact in getattr(self, kind):
                yield fact.place, column, fact.uid
        column = self.officer_columns.get("incidents")
        for incident in self.incidents:
            for uid in incident.officer_uids:
                yield incident.place, column, uid
