"""Every disclosable fact, declared once.

A field's `resource` and `name` make its policy name (`officer.badge_number`); its name is
the JSON key and the CSV column. A column of the record store that is not named here can be
shown to nobody. Order here is the order of keys in an answer and of columns in a CSV.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field's values are, and so how they are compared and written."""

    ID = "id"  # UUIDv4 text, compared exactly
    TEXT = "text"  # compared by its folded key
    PROSE = "prose"  # free text: never filtered or sorted
    DATE = "date"  # ISO `YYYY-MM-DD` text; redacted to `YYYY`
    YEAR = "year"  # integer
    COUNT = "count"  # integer
    MONEY = "money"  # dollars in JSON and CSV, whole cents in the store
    FLAG = "flag"  # true or false
    INSTANT = "instant"  # epoch seconds in the store, ISO 8601 UTC in an answer
    IDS = "ids"  # list of ids; `|` between them in a CSV; never filtered or sorted


_LONG = {f"complaint.{name}" for name in ("allegation", "finding", "disposition", "penalty")}


@dataclass(frozen=True, slots=True)
class Field:
    resource: str
    name: str
    kind: Kind
    meaning: str

    @property
    def full_name(self) -> str:
        return f"{self.resource}.{self.name}"

    @property
    def filterable(self) -> bool:
        return self.kind not in (Kind.PROSE, Kind.IDS)

    @property
    def sortable(self) -> bool:
        """Texts as long as pages are not: a cursor holds what it is sorted by."""
        return self.filterable and self.full_name not in _LONG

    @property
    def redactable(self) -> bool:
        return self.kind is Kind.DATE


def _fields(resource: str, *rows: tuple[str, Kind, str]) -> tuple[Field, ...]:
    return tuple(Field(resource, name, kind, meaning) for name, kind, meaning in rows)


OFFICER = _fields(
    "officer",
    ("id", Kind.ID, "Random, stable identifier of this record."),
    ("uid", Kind.TEXT, "The agency's public number: serial number, tax id or state number."),
    ("first_name", Kind.TEXT, "Given name."),
    ("middle_name", Kind.TEXT, "Middle name or initial."),
    ("last_name", Kind.TEXT, "Family name in use; former names are never given."),
    ("suffix", Kind.TEXT, "Jr, Sr, II, III, IV or V."),
    ("badge_number", Kind.TEXT, "Badge, star or shield number, as text: leading zeros count."),
    ("rank", Kind.TEXT, "Rank or job title."),
    ("agency", Kind.TEXT, "The agency that holds this record."),
    ("status", Kind.TEXT, "`active` or `separated`."),
    ("status_detail", Kind.TEXT, "Kind of status as the agency records it, leave included."),
    ("hire_date", Kind.DATE, "First day with the agency."),
    ("separation_date", Kind.DATE, "Last day with the agency."),
    ("separation_reason", Kind.TEXT, "Why the officer left."),
    ("race", Kind.TEXT, "Race or ethnicity as the agency recorded it."),
    ("gender", Kind.TEXT, "Gender as the agency recorded it."),
    ("birth_year", Kind.YEAR, "Year of birth; full birth dates are never held."),
    ("certification_action", Kind.TEXT, "Action the state took on the officer's certification."),
    ("unit", Kind.TEXT, "Unit of the assignment in force."),
    ("bureau", Kind.TEXT, "Bureau of the assignment in force."),
    ("photo", Kind.TEXT, "Address of the official photo."),
    ("hr_id", Kind.TEXT, "Payroll key; never leaves the agency."),
    ("protection_class", Kind.TEXT, "How the officer is treated now."),
)

EMPLOYMENT = _fields(
    "employment",
    ("id", Kind.ID, "Random, stable identifier of this employment."),
    ("officer_id", Kind.ID, "The officer employed."),
    ("employer", Kind.TEXT, "The employing agency."),
    ("rank", Kind.TEXT, "Rank or type of appointment held there."),
    ("start_date", Kind.DATE, "First day of the employment."),
    ("end_date", Kind.DATE, "Last day of the employment; may lie in the future."),
    ("status", Kind.TEXT, "`active` or `separated`."),
    ("status_detail", Kind.TEXT, "Status as the source records it."),
    ("separation_reason", Kind.TEXT, "Why this employment ended."),
)

ASSIGNMENT = _fields(
    "assignment",
    ("id", Kind.ID, "Random, stable identifier of this assignment."),
    ("officer_id", Kind.ID, "The officer assigned."),
    ("unit", Kind.TEXT, "Unit worked in."),
    ("bureau", Kind.TEXT, "Bureau the unit belongs to."),
    ("title", Kind.TEXT, "Title held during the assignment."),
    ("badge_number", Kind.TEXT, "Badge carried during the assignment."),
    ("start_date", Kind.DATE, "First day of the assignment."),
    ("end_date", Kind.DATE, "Last day of the assignment."),
)

SALARY = _fields(
    "salary",
    ("id", Kind.ID, "Random, stable identifier of this salary."),
    ("officer_id", Kind.ID, "The officer paid."),
    ("year", Kind.YEAR, "Year of payment."),
    ("is_fiscal_year", Kind.FLAG, "Whether the year is a fiscal year."),
    ("base_pay", Kind.MONEY, "Base pay, in dollars."),
    ("overtime_pay", Kind.MONEY, "Overtime, in dollars."),
    ("total_pay", Kind.MONEY, "Total pay, in dollars."),
)

COMPLAINT = _fields(
    "complaint",
    ("id", Kind.ID, "Random, stable identifier of this allegation."),
    ("number", Kind.TEXT, "The agency's case number; one case may hold several allegations."),
    ("agency", Kind.TEXT, "The agency that holds this record."),
    ("officer_id", Kind.ID, "The officer complained of, where one may be named."),
    ("received_date", Kind.DATE, "Day the complaint was received."),
    ("closed_date", Kind.DATE, "Day the complaint was closed."),
    ("category", Kind.TEXT, "Class of record under Penal Code 832.7(b), or `other`."),
    ("condition", Kind.TEXT, "`sustained_final`, `resigned_before_finding` or `delayed`."),
    ("allegation", Kind.TEXT, "What was alleged, in the agency's terms."),
    ("finding", Kind.TEXT, "What the investigation recommended."),
    ("disposition", Kind.TEXT, "Sustained, not sustained, exonerated or unfounded."),
    ("penalty", Kind.TEXT, "Discipline imposed."),
    ("narrative", Kind.PROSE, "Account of what happened, as reviewed."),
)

INCIDENT = _fields(
    "incident",
    ("id", Kind.ID, "Random, stable identifier of this incident."),
    ("number", Kind.TEXT, "The agency's report number."),
    ("agency", Kind.TEXT, "The agency that holds this record."),
    ("date", Kind.DATE, "Day of the incident."),
    ("category", Kind.TEXT, "Class of record under Penal Code 832.7(b), or `other`."),
    ("condition", Kind.TEXT, "`sustained_final`, `resigned_before_finding` or `delayed`."),
    ("city", Kind.TEXT, "City of the incident."),
    ("state", Kind.TEXT, "State of the incident."),
    ("narrative", Kind.PROSE, "Account of what happened, as reviewed."),
    ("officer_ids", Kind.IDS, "Officers involved, as far as they may be named."),
)

DOCUMENT = _fields(
    "document",
    ("id", Kind.ID, "Random, stable identifier of this document."),
    ("officer_id", Kind.ID, "The officer it concerns."),
    ("title", Kind.PROSE, "Title of the document, as reviewed."),
    ("kind", Kind.TEXT, "Kind of document."),
    ("date", Kind.DATE, "Date of the document."),
    ("url", Kind.PROSE, "Where the document is."),
)

AGENCY = _fields(
    "agency",
    ("id", Kind.ID, "Random, stable identifier of this agency."),
    ("name", Kind.TEXT, "Name of the agency."),
    ("state", Kind.TEXT, "Two-letter code of its state."),
    ("jurisdiction", Kind.TEXT, "The policy bundle that governs it."),
    (
        "complaints_not_listed",
        Kind.COUNT,
        "How many complaints are not open one by one.",
    ),
)

PROTECTION = _fields(
    "protection",
    ("id", Kind.ID, "Random, stable identifier of this protection."),
    ("officer_id", Kind.ID, "The officer protected."),
    ("kind", Kind.TEXT, "`finding`, `hold`, `order`, or `carried` over from an ended assignment."),
    ("protection_class", Kind.TEXT, "The class it gives."),
    ("justification", Kind.PROSE, "The particularised reason."),
    ("author", Kind.TEXT, "Who decided."),
    ("recorded_at", Kind.INSTANT, "When it was entered."),
    ("starts_at", Kind.INSTANT, "From when it holds."),
    ("ends_at", Kind.INSTANT, "Until when it holds."),
    ("review_date", Kind.DATE, "When it is to be reviewed."),
)

RESOURCES: dict[str, tuple[Field, ...]] = {
    "officer": OFFICER,
    "employment": EMPLOYMENT,
    "assignment": ASSIGNMENT,
    "salary": SALARY,
    "complaint": COMPLAINT,
    "incident": INCIDENT,
    "document": DOCUMENT,
    "agency": AGENCY,
    "protection": PROTECTION,
}

PLURALS = {
    "officer": "officers",
    "employment": "employments",
    "assignment": "assignments",
    "salary": "salaries",
    "complaint": "complaints",
    "incident": "incidents",
    "document": "documents",
    "agency": "agencies",
    "protection": "protections",
}

FIELDS: dict[str, Field] = {f.full_name: f for fields in RESOURCES.values() for f in fields}
