"""One answer about exposure, put together; the same for the service and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from officer_directory.disclosure.assigned import placed
from officer_directory.exposures import could_see
from officer_directory.exposures.could_see import CouldSee
from officer_directory.exposures.question import Question
from officer_directory.exposures.recipients import Recipient, in_view, recipients
from officer_directory.identity.live import Live, live
from officer_directory.ledger.exposure import disclosed
from officer_directory.ledger.publishing import policies_told
from officer_directory.moments import moment
from officer_directory.tiers import Tier

NOTES: Final = (
    "What oversight looked at cannot be read here, and is left out of the recipients.",
    "What the press and the public asked cannot be known: the keys listed could have asked.",
    "Publications are known from when changes in them began to be recorded.",
    "A disclosure is one answer's of one officer; days are in UTC. An answer that says that"
    " nothing has changed (304) counts.",
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was asked (`officer`, `unit` or `policy`, and the question), and the answer to it."""

    about: dict[str, str | None]
    could_see: list[CouldSee]
    press_keys: list[Live]
    recipients: list[Recipient]


@dataclass(frozen=True, slots=True)
class Sources:
    """One snapshot of each database, and the clock, in epoch seconds."""

    records: Connection
    ledger: Connection
    tokens_of: Callable[[list[str]], Mapping[str, str]]  # officers by their tokens there
    now: int


def of_officers(
    at: Sources, subject: dict[str, str | None], officers: list[str], question: Question
) -> Exposure:
    """Who could see any of these officers, and who was given any.

    Raises:
        NotAnsweredError: too much of the log is not counted yet.
    """
    told = policies_told(at.ledger)
    seen = could_see.of_officers(at.records, told, officers, question, at.now)
    agencies = {agency for agency, _ in placed(at.records, officers).values()}
    found = disclosed(at.ledger, at.tokens_of(officers), *question.days) if officers else []
    given = recipients(in_view(at.records, found, agencies), question.field)
    return Exposure(_about(subject, question), seen, _press(at, seen), given)


def under_policy(at: Sources, policy: str, question: Question) -> Exposure:
    """What each tier could see while a policy was in force."""
    told = policies_told(at.ledger)
    seen = could_see.under_policy(at.records, told, policy, question, at.now)
    return Exposure(_about({"policy": policy}, question), seen, _press(at, seen), [])


def _about(subject: dict[str, str | None], question: Question) -> dict[str, str | None]:
    asked = {"field": question.field, "since": question.since, "until": question.until}
    return {**subject, **asked}


def _press(at: Sources, seen: list[CouldSee]) -> list[Live]:
    """The press's credentials that were good while there was something for the press to see."""
    spans = {(one.since, one.until) for one in seen if one.tier == Tier.PRESS}
    found = {
        one: None
        for since, until in sorted(spans, key=lambda span: span[0])
        for one in live(at.records, Tier.PRESS, since, until or at.now + 1, at.now)
    }
    return list(found)


def as_json(exposure: Exposure) -> dict[str, Any]:
    """The answer as it is written: instants as ISO 8601, days as `YYYY-MM-DD`."""
    return {
        **exposure.about,
        "could_see": [_seen(one) for one in exposure.could_see],
        "press_keys": [_key(one) for one in exposure.press_keys],
        "recipients": [_recipient(one) for one in exposure.recipients],
        "notes": list(NOTES),
    }


def _seen(one: CouldSee) -> dict[str, Any]:
    return {
        "tier": one.tier,
        "since": moment(one.since),
        "until": moment(one.until),
        "policy": one.policy,
        "bundle": one.bundle,
        "treatment": one.treatment,
        "when": list(one.when),
        "fields": list(one.fields),
    }


def _key(one: Live) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "label": one.label,
        "organisation": one.organisation,
        "since": moment(one.since),
        "until": moment(one.until),
    }


def _recipient(one: Recipient) -> dict[str, Any]:
    return {
        "tier": one.tier,
        "person": one.person,
        "key": one.key,
        "issuer": one.issuer,
        "client": one.client,
        "label": one.label,
        "disclosures": one.disclosures,
        "officers": None if one.everyone else len(one.officers),
        "first_day": _day(one.first),
        "last_day": _day(one.last),
        "fields": sorted(one.fields) if one.fields_known else None,
        "policies": sorted(one.policies),
    }


def _day(number: int) -> str:
    return moment(number * 86_400)[:10]
