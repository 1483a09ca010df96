"""Refusing an application for a key: a reason, and a second person within a day.

A key is no licence, so that one person alone keeps nobody from one for longer than a day:
then the application is open again, and whoever refused it cannot do so a second time. The
applicant reads the reason, and where to appeal, at the address of the application.
"""

from sqlalchemy import Connection

from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import Progress
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity.application_states import WAITING, has_lapsed, state_of
from officer_directory.identity.applications import change, require
from officer_directory.protections import proposals
from officer_directory.protections.persons import named, same_person, stated
from officer_directory.protections.proposals import Proposal


def refuse(connection: Connection, application_id: str, *, by: str, reason: str, now: int) -> str:
    """Refuse an application, and propose that it stays refused; the proposal's id.

    Raises:
        NoSuchRecordError: there is no such application.
        RefusedByRuleError: it is not waiting, or this person's refusal of it has lapsed.
    """
    by, reason = named(by), stated(reason)
    found = require(connection, application_id, lock=True)
    if state_of(found, now) != WAITING:
        raise RefusedByRuleError("This application does not wait for anyone.")
    if found.refused_by is not None and same_person(by, found.refused_by):
        raise RefusedByRuleError(
            "Nobody agreed within a day when this person refused it: another has to."
        )
    change(connection, application_id, refused_at=now, refused_by=by, refusal_reason=reason)
    return proposals.propose(
        connection,
        proposals.REFUSE_APPLICATION,
        application_id,
        {"refused_at": now},
        reason=reason,
        by=by,
        now=now,
    )


def lock_application(connection: Connection, one: Proposal) -> None:
    require(connection, one.subject, lock=True)


def void_refusal(connection: Connection, one: Proposal, now: int) -> str | None:
    """Why the refusal can no longer be confirmed; None while it can."""
    found = require(connection, one.subject)
    if found.granted_on is not None or found.refused_at != one.detail["refused_at"]:
        return "the application was granted, or refused otherwise, since"
    if has_lapsed(found, now):
        return "no second person agreed within a day, so the application is open again"
    return None


def apply_refusal(
    connection: Connection, _: Snapshot, one: Proposal, _now: int, _progress: Progress | None
) -> None:
    """It stays refused."""
    second = proposals.read(connection, one.id).approved_by
    change(connection, one.subject, refusal_confirmed_by=second)
