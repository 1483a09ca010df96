"""One write of a personnel system: locked, checked, written, published, answered, kept.

All in one transaction, so that what is answered is committed with the moment from which it
is public, or nothing was changed. Nothing here depends on whether anyone is protected.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from officer_directory.commands import Answer, Desk
from officer_directory.disclosure import envelope
from officer_directory.disclosure.locks import lock_subjects
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.publication import refresh
from officer_directory.disclosure.view import View
from officer_directory.disclosure.within import view_within
from officer_directory.errors import FieldsRefusedError, NoSuchRecordError, RefusedByRuleError
from officer_directory.intake.contention import clashes_refused
from officer_directory.intake.facts import Facts
from officer_directory.intake.hr.call import Call
from officer_directory.intake.hr.kept import find_kept, keep
from officer_directory.intake.problems import Place
from officer_directory.intake.upsert.assignments import Classes, Ended
from officer_directory.intake.upsert.carry import carry_lowered, carry_to_namesakes, propose_ends
from officer_directory.intake.upsert.report import Report
from officer_directory.intake.upsert.writing import Writing
from officer_directory.protections.persons import named
from officer_directory.store.folding import fold
from officer_directory.store.records import agency, officer
from officer_directory.tiers import Tier

SOURCE = "hr"
NOWHERE = Place(SOURCE, 0)
NOT_SHOWN = "No record can be shown here."


@dataclass(frozen=True, slots=True)
class Shows:
    """What a write is answered with: a record, and whether it is new.

    `recorded` is of a fact that no view shows: what the writer stated of it, as it is kept.
    """

    resource: str
    id: str
    is_new: bool = False
    recorded: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Hand:
    """What one write has at hand."""

    connection: Connection
    snapshot: Snapshot
    call: Call
    view: View
    now: int

    def body(self, resource: str, record_id: str) -> bytes | None:
        """The record as the writer is shown it, as it is now, in its envelope."""
        record = self.view.one(resource, record_id)
        return None if record is None else envelope.single(self.view, resource, record)

    def require(self, resource: str, record_id: str | None) -> None:
        """Hold the call to its conditions about a record, or about none."""
        body = None if record_id is None else self.body(resource, record_id)
        self.call.require(None if body is None else envelope.tag_of(body))

    def agency(self, name: str | None) -> Row[Any]:
        return own_agency(self.connection, self.call.agency_ids, name)

    def officer(self, officer_id: str, *others: str) -> tuple[Row[Any], "Writing"]:
        """An officer of the writer's agencies, locked with `others`, and the write begun.

        Raises:
            NoSuchRecordError: there is none, or it is another agency's.
        """
        lock_subjects(self.connection, (officer_id, *others))
        found = self.connection.execute(
            select(officer).where(
                officer.c.id == officer_id, officer.c.agency_id.in_(sorted(self.call.agency_ids))
            )
        ).first()
        if found is None or self.view.one("officer", officer_id) is None:
            raise NoSuchRecordError(NOT_SHOWN)
        of = select(agency).where(agency.c.id == found.agency_id)
        writing = self.begin(self.connection.execute(of).one())
        writing.only = frozenset((officer_id, *others))
        writing.officers, writing.uids = {found.uid_key: found.id}, {found.id: found.uid}
        return found, writing

    def begin(self, of: Row[Any]) -> Writing:
        """A write into an agency, of an officer nobody knows yet."""
        by = named(self.call.by)
        facts, report = Facts(SOURCE), Report(of.name)
        begun = Writing(self.connection, of, facts, False, by, self.now, report, _unwatched)
        begun.only, begun.through, begun.alike = frozenset(), self.call.through, True
        return begun


def own_agency(connection: Connection, ids: Iterable[str], name: str | None) -> Row[Any]:
    """The one of the writer's agencies that is named, or the only one there is.

    Raises:
        NoSuchRecordError: it is not the writer's, whoever's it is.
        FieldsRefusedError: the writer has several and names none.
    """
    own = select(agency).where(agency.c.id.in_(sorted(ids)))
    if name is not None:
        own = own.where(agency.c.name_key == fold(name))
    found = connection.execute(own).all()
    if not found:
        raise NoSuchRecordError(NOT_SHOWN)
    if len(found) > 1:
        raise FieldsRefusedError({"agency": "is needed: you write for several"})
    return found[0]


Work = Callable[[Hand], Shows]
_TRIES = 3


def write(desk: Desk, call: Call, work: Work) -> Answer:
    """Do one write and answer it, or give the answer that was given before.

    Returns `status`, `headers` and `body` (text). `public_from` among the headers is the
    same for everyone: from then on the public sees as much of it as it may see at all.
    """

    def done(hand: Hand) -> Answer:
        shows = work(hand)
        headers = {"resource": shows.resource, "id": shows.id, "recorded": shows.recorded}
        status = 201 if shows.is_new else 200
        return {"status": status, "headers": headers, "body": _shown(hand, shows)}

    return answer_once(desk, call, done, _once_more)


def answer_once(
    desk: Desk,
    call: Call,
    done: Callable[[Hand], Answer],
    once_more: Callable[[Hand, Answer], Answer],
) -> Answer:
    """Do in one transaction what is answered, and keep the answer in it.

    An answer that was kept is given by `once_more`. `public_from` and `policy` are added to
    its headers. What another writer was in the way of is tried again.
    """
    for tries in range(_TRIES):
        try:
            with clashes_refused(), desk.database.transaction() as connection:
                now = desk.database.now()
                view = view_within(connection, desk.snapshot, Tier(call.tier), call.agency_ids)
                hand = Hand(connection, desk.snapshot, call, view, now)
                if (kept := find_kept(connection, call, now)) is not None:
                    return once_more(hand, kept)
                answer = done(hand)
                answer["headers"] |= {"public_from": desk.database.now(), "policy": view.policy}
                keep(connection, call, answer, now)
                return answer
        except RefusedByRuleError as refused:
            if refused.__cause__ is None or tries == _TRIES - 1:
                raise  # a rule, and not another writer's row
    raise AssertionError


def _once_more(hand: Hand, kept: Answer) -> Answer:
    """A kept answer; what was shown under another policy is shown anew."""
    headers = kept["headers"]
    if headers.get("policy") not in (None, hand.view.policy):
        kept["body"] = _shown(hand, _shows(headers))
    return kept


def _shows(headers: Mapping[str, Any]) -> Shows:
    return Shows(headers["resource"], headers["id"], recorded=headers.get("recorded"))


def _shown(hand: Hand, shows: Shows) -> str:
    body = hand.body(shows.resource, shows.id)
    if body is None:  # a policy under which one may not see what one writes
        raise NoSuchRecordError(NOT_SHOWN)
    return body.decode()


def finish(
    hand: Hand, writing: Writing, ended: list[Ended] | None = None, before: Classes | None = None
) -> None:
    """What follows every write: nothing is lowered, ends are proposed, all is published."""
    carry_lowered(writing, before or {})
    carry_to_namesakes(writing)
    propose_ends(writing, ended or [])
    touched = writing.touched_officers
    if not touched:
        return
    officers, incidents = lock_subjects(hand.connection, touched - writing.added_officers)
    refresh(
        hand.connection,
        hand.snapshot,
        officer_ids={*officers, *touched},
        incident_ids=incidents,
        complaint_ids=writing.touched_complaints,
    )


def _unwatched(_done: int, _total: int, _what: str) -> None:
    """One write is over before anyone could look."""
