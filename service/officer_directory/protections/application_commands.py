"""Applications for a key, as named commands."""

from officer_directory.commands import Answer, Desk, command
from officer_directory.errors import RefusedByRuleError
from officer_directory.identity import applications
from officer_directory.identity.applications import Applicant
from officer_directory.identity.key_format import parse
from officer_directory.identity.keys import require, shown
from officer_directory.key_files import open_keys
from officer_directory.protections import key_refusals, proposals
from officer_directory.protections.approve import approve
from officer_directory.protections.persons import named


@command("applications.apply")
def apply(
    desk: Desk,
    *,
    name: str,
    contact: str,
    organisation: str | None = None,
    purpose: str | None = None,
    most_waiting: int,
    by_rule: int,
) -> Answer:
    """Apply for a key: `token` is that of the application's address, and is seen this once.

    No rule grants a key where some bundle shows the press more than the public.
    """
    no_more_than_public = all(one.press_equals_public for one in desk.snapshot.bundles.values())
    now = desk.database.now()
    with desk.database.transaction() as connection:
        token = applications.apply(
            connection,
            Applicant(name, contact, organisation, purpose),
            most_waiting=most_waiting,
            by_rule=by_rule if no_more_than_public else 0,
            now=now,
        )
    return {"token": token}


@command("applications.grant")
def grant(desk: Desk, *, application: str, by: str) -> Answer:
    """Grant an application: its link shows the key from now on."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        applications.grant(connection, application, by=named(by), now=now)
        applications.forget(connection, now)
    return {}


@command("applications.refuse")
def refuse(desk: Desk, *, application: str, by: str, reason: str) -> Answer:
    """Refuse an application, for a day; for good once someone has approved the `proposal`."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        proposed = key_refusals.refuse(connection, application, by=by, reason=reason, now=now)
        applications.forget(connection, now)
    return {"proposal": proposed}


@command("applications.confirm_refusal")
def confirm_refusal(desk: Desk, *, application: str, by: str) -> Answer:
    """A second person agrees to the refusal that waits."""
    now = desk.database.now()
    with desk.database.transaction() as connection:
        applications.require(connection, application)
        kind = proposals.REFUSE_APPLICATION
        waiting = proposals.waiting_for(connection, kind, application, now)
        if not waiting:
            raise RefusedByRuleError("No refusal of this application waits for a second person.")
        approve(connection, desk.snapshot, waiting[-1].id, by=by, now=now)
    return {}


@command("applications.take")
def take(desk: Desk, *, link: str) -> Answer:
    """Make the key of a link: `key` is the only time it is seen."""
    pepper, now = open_keys(desk.settings.data).pepper, desk.database.now()
    with desk.database.transaction() as connection:
        key = applications.take(connection, pepper, link, now=now)
        form = parse(key)
        assert form is not None
        return {"key": key, "shown": shown(require(connection, form.key_id), now)}
