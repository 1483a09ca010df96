"""Plain words for what a record says in the terms of an agency or of the law.

A value that is not known here is shown as it was recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from officer_directory_portal.languages import marked as _


@dataclass(frozen=True, slots=True)
class Word:
    """A value in plain words, and what it means."""

    words: str
    meaning: str = ""


DISPOSITIONS: Final[Mapping[str, Word]] = {
    "sustained": Word(
        _("Sustained"), _("The agency found that it happened, and that it broke the rules.")
    ),
    "not sustained": Word(
        _("Not sustained"),
        _("The agency could not prove it either way. This does not mean that it did not happen."),
    ),
    "exonerated": Word(
        _("Exonerated"), _("The agency found that it happened, and that the rules allowed it.")
    ),
    "unfounded": Word(_("Unfounded"), _("The agency found that it did not happen.")),
}
NO_DISPOSITION: Final = Word(
    _("No outcome recorded"), _("The record does not say how the agency closed this complaint.")
)

CATEGORIES: Final[Mapping[str, str]] = {
    "shooting": _("Shooting at a person"),
    "great_bodily_injury": _("Force that killed or badly hurt someone"),
    "sexual_assault": _("Sexual assault"),
    "dishonesty": _("Lying on the job"),
    "excessive_force": _("Too much force"),
    "failure_to_intervene": _("Not stopping another officer who used too much force"),
    "bias": _("Unfair treatment of a group of people"),
    "unlawful_arrest_or_search": _("Arrest or search against the law"),
    "other": _("Other"),
}

CONDITIONS: Final[Mapping[str, str]] = {
    "sustained_final": _("The finding is final: the time to appeal is over."),
    "resigned_before_finding": _(
        "The officer left before the agency had finished. The law keeps the record open all the"
        " same."
    ),
    "delayed": _("Parts may be held back while the case is still being looked into."),
}

VALUES: Final[Mapping[str, Mapping[str, str]]] = {
    "status": {"active": _("Works there now"), "separated": _("No longer works there")},
    "race": {
        "BLACK": _("Black"),
        "WHITE": _("White"),
        "ASIAN": _("Asian"),
        "HISPANIC": _("Hispanic"),
        "NATIVE AMERICAN": _("Native American"),
        "PACIFIC ISLANDER": _("Pacific Islander"),
        "Other": _("Other"),
    },
    "gender": {"M": _("Man"), "F": _("Woman"), "Other": _("Other")},
    "category": CATEGORIES,
    "finding": {value: word.words for value, word in DISPOSITIONS.items()},
    "disposition": {value: word.words for value, word in DISPOSITIONS.items()},
}
"""Field → value as recorded → words for it."""

LABELS: Final[Mapping[str, str]] = {
    "id": _("Record ID"),
    "uid": _("Public ID number"),
    "name": _("Name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "last_name": _("Last name"),
    "suffix": _("Suffix"),
    "badge_number": _("Badge number"),
    "rank": _("Rank"),
    "agency": _("Agency"),
    "status": _("Status"),
    "status_detail": _("Kind of leave or status"),
    "hire_date": _("Hired"),
    "separation_date": _("Left"),
    "separation_reason": _("Reason for leaving"),
    "race": _("Race or ethnic group"),
    "gender": _("Gender"),
    "birth_year": _("Year of birth"),
    "certification_action": _("Action by the state on the officer’s license"),
    "unit": _("Unit"),
    "bureau": _("Bureau"),
    "photo": _("Photo"),
    "hr_id": _("Payroll number"),
    "protection_class": _("Protection"),
    "officer_id": _("Officer"),
    "officer_ids": _("Officers"),
    "employer": _("Employer"),
    "start_date": _("Start"),
    "end_date": _("End"),
    "title": _("Title"),
    "year": _("Year"),
    "is_fiscal_year": _("Fiscal year"),
    "base_pay": _("Base pay"),
    "overtime_pay": _("Overtime"),
    "total_pay": _("Total pay"),
    "number": _("Case number"),
    "received_date": _("Received"),
    "closed_date": _("Closed"),
    "category": _("Kind"),
    "condition": _("Why it is public"),
    "allegation": _("What was claimed"),
    "finding": _("What the inquiry found"),
    "disposition": _("Outcome"),
    "penalty": _("Discipline"),
    "narrative": _("What happened"),
    "date": _("Date"),
    "city": _("City"),
    "state": _("State"),
    "kind": _("Kind"),
    "url": _("Link"),
    "jurisdiction": _("Rules that apply"),
    "complaints_not_listed": _("Complaints not listed one by one"),
    "justification": _("Reason"),
    "author": _("Who decided"),
    "recorded_at": _("Recorded"),
    "starts_at": _("From"),
    "ends_at": _("Until"),
    "review_date": _("Review"),
}
"""Field → what it is called on a page."""

RESOURCES: Final[Mapping[str, str]] = {
    "officers": _("Officers"),
    "employments": _("Jobs"),
    "assignments": _("Assignments"),
    "salaries": _("Pay"),
    "complaints": _("Complaints"),
    "incidents": _("Incidents"),
    "documents": _("Documents"),
    "agencies": _("Agencies"),
    "protections": _("Protections"),
}

BASES: Final[Mapping[str, str]] = {
    "statute": _("A law says so"),
    "case": _("A court has said so"),
    "agency-policy": _("The agency’s own choice, not a law"),
    "balancing": _("The agency weighed both sides, as a law allows"),
}


def label_of(field: str) -> str:
    """What a field is called; one that is not known here by its name."""
    return LABELS.get(field) or RESOURCES.get(field) or field.replace("_", " ").capitalize()


def value_of(field: str, value: str) -> str:
    """A value in words."""
    return VALUES.get(field, {}).get(value, value)
