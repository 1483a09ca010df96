"""Protecting an officer, as named commands: at once, or as soon as the database answers.

A hold that cannot be recorded is kept as pending, and recorded before the server of its
data folder answers anything more.
"""

import json
import logging
import time
from uuid import uuid4

from sqlalchemy import select

from officer_directory.commands import Answer, Arguments, Desk, command
from officer_directory.errors import DirectoryError, NotAnsweredError
from officer_directory.ledger.owed import Owed
from officer_directory.protections.drafts import Ground, draft
from officer_directory.protections.look_up import find_agency, find_officer
from officer_directory.protections.pending import PendingHolds
from officer_directory.protections.protect import protect
from officer_directory.settings import Settings
from officer_directory.store.records import protection as protections

_log = logging.getLogger(__name__)


def _is_hold(arguments: Arguments) -> bool:
    return arguments.get("kind") == Ground.HOLD


def keep_hold(settings: Settings, arguments: Arguments) -> Answer:
    """Keep a hold that cannot be recorded now; it begins now all the same.

    Raises:
        RefusedByRuleError: it could never be recorded as it is stated.
        NotAnsweredError: it cannot be kept either, or no server has this data folder.
    """
    now = int(time.time())
    draft(
        *(arguments[key] for key in ("kind", "protection_class", "justification", "by")),
        now=now,
        zone="UTC",  # the agency's is not known here; the words alone are looked at
        starts=arguments.get("starts"),
        ends=arguments.get("ends"),
        review_date=arguments.get("review_date"),
    )
    kept = {**arguments, "protection": arguments.get("protection") or str(uuid4())}
    PendingHolds(settings.data).keep({"arguments": kept, "entered_at": now})
    return {"protection": kept["protection"], "pending": True}


@command("protections.add", overtakes=_is_hold, later=keep_hold)
def add_protection(
    desk: Desk,
    *,
    agency: str,
    uid: str,
    kind: str,
    protection_class: str | None,
    justification: str,
    by: str,
    starts: str | None = None,
    ends: str | None = None,
    review_date: str | None = None,
    protection: str | None = None,
    entered_at: int | None = None,
) -> Answer:
    """Protect an officer; with an id for the `protection` it is recorded once at most.

    `entered_at` is when it was stated, where that was before now.
    """
    now = desk.database.now()
    with desk.database.transaction() as connection:
        found = find_agency(connection, agency)
        officer = find_officer(connection, found.id, uid)
        drafted = draft(
            kind,
            protection_class,
            justification,
            by,
            now=entered_at or now,
            zone=found.zone,
            starts=starts,
            ends=ends,
            review_date=review_date,
        )
        known = select(protections.c.id).where(protections.c.id == protection)
        if protection is None or connection.scalar(known) is None:
            protection = protect(
                connection, desk.snapshot, officer.id, drafted, now=now, by=by, known_as=protection
            )
    return {"protection": protection, "starts_at": drafted.starts_at, "ends_at": drafted.ends_at}


@command("protections.pending", overtakes=lambda _: True)
def record_pending(desk: Desk) -> Answer:
    """Record every pending hold; one that no rule or record allows is set aside for a person."""
    holds = PendingHolds(desk.settings.data)
    recorded = 0
    for line in holds.waiting():
        told = json.loads(line)
        try:
            done = add_protection(desk, entered_at=told["entered_at"], **told["arguments"])
        except NotAnsweredError:
            raise
        except DirectoryError as error:
            _log.error("a pending hold cannot be recorded: see %s", holds.set_aside(line, error))
        else:
            Owed(desk.settings.data).add({**told, "did": "recorded a pending hold"}, "inside")
            recorded += bool(done)
        holds.remove(line)
    return {"recorded": recorded}
