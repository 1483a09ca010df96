"""Asking for a key: anyone may, with a name and a contact.

A key is made when its applicant first follows the link, is shown in that answer, and is
kept as a digest, like every key. What is known of the applicant moves to the key then; of
an application that came to nothing it is deleted ninety days after its last step. One that
nobody has decided is kept until somebody does: to forget it would be to refuse it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from officer_directory.errors import NoSuchRecordError, NotAnsweredError, RefusedByRuleError
from officer_directory.identity import keys
from officer_directory.identity.application_states import (
    GRANTED,
    KEPT_DAYS,
    TAKEN,
    day_of,
    state_of,
)
from officer_directory.identity.application_tokens import digest, link_of, new_token
from officer_directory.identity.holders import Holder, visible
from officer_directory.identity.key_format import parse
from officer_directory.identity.key_states import DAY
from officer_directory.store.asks import key_application
from officer_directory.tiers import Tier

RULE: Final = "rule"
_A = key_application.c
_NOT_FOUND: Final = "There is no such application, or its key was taken."


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: a name, a contact, and what else they wish to say."""

    name: str
    contact: str
    organisation: str | None = None
    purpose: str | None = None

    def stated(self) -> dict[str, str | None]:
        """Each as it is stored.

        Raises:
            RefusedByRuleError: name or contact is unsaid, or a line is not visible.
        """
        return {
            **Holder(self.organisation, None, self.purpose).stated(),
            "name": visible(self.name, "Say a name, in at most 200 visible characters."),
            "contact": visible(self.contact, "Say where to reach you, in visible characters."),
        }


def apply(
    connection: Connection, applicant: Applicant, *, most_waiting: int, by_rule: int, now: int
) -> str:
    """Write an application down, and return the token of its address: nobody else has it.

    `by_rule` is how many of a day are granted at once.

    Raises:
        RefusedByRuleError: something that was said cannot be read.
        NotAnsweredError: as many as may wait are waiting.
    """
    stated = applicant.stated()
    _alone(connection)
    forget(connection, now)
    if _count(connection, _undecided()) >= most_waiting:
        raise NotAnsweredError("Too many applications wait; ask again later.")
    token, today = new_token(), day_of(now)
    row = {
        "id": str(uuid4()),
        "token_digest": digest(token),
        "link_digest": digest(link_of(token)),
        "applied_on": today,
        **stated,
    }
    if _count(connection, and_(_A.granted_on == today, _A.granted_by == RULE)) < by_rule:
        row |= {"granted_on": today, "granted_by": RULE}
    connection.execute(insert(key_application), row)
    return token


def find(connection: Connection, token: str) -> Row[Any]:
    """The application of an address.

    Raises:
        NoSuchRecordError: there is none.
    """
    return _one(connection, _A.token_digest == digest(token))


def require(connection: Connection, application_id: str, *, lock: bool = False) -> Row[Any]:
    """The application with this id, locked for this transaction if asked.

    Raises:
        NoSuchRecordError: there is none.
    """
    return _one(connection, _A.id == application_id, lock=lock)


def listed(connection: Connection) -> list[Row[Any]]:
    """Every application whose key was not taken, oldest first, without the digests."""
    columns = [c for c in _A if c.name not in ("token_digest", "link_digest")]
    found = select(*columns).where(_A.key_id.is_(None)).order_by(_A.applied_on, _A.id)
    return list(connection.execute(found))


def grant(connection: Connection, application_id: str, *, by: str, now: int) -> None:
    """Grant an application, a refused one too: the link shows the key from now on.

    Raises:
        NoSuchRecordError: there is none with this id.
        RefusedByRuleError: it was granted before, and the link is still good or was used.
    """
    found = require(connection, application_id, lock=True)
    if state_of(found, now) in (GRANTED, TAKEN):
        raise RefusedByRuleError("This application was granted already.")
    change(connection, application_id, granted_on=day_of(now), granted_by=by)


def take(connection: Connection, pepper: bytes, link: str, *, now: int) -> str:
    """Make the key of a link and return it: the only time it is seen.

    Raises:
        NoSuchRecordError: the link was used, is too old, or never was one.
    """
    found = _one(connection, _A.link_digest == digest(link), lock=True)
    if state_of(found, now) != GRANTED:
        raise NoSuchRecordError(_NOT_FOUND)
    holder = Holder(found.organisation, found.contact, found.purpose)
    key = keys.issue(
        connection, pepper, Tier.PRESS, found.name, agency_ids=(), now=now, holder=holder
    )
    form = parse(key)
    assert form is not None
    erased = dict.fromkeys(("name", "contact", "organisation", "purpose"))
    change(connection, found.id, key_id=form.key_id, **erased)
    return key


def change(connection: Connection, application_id: str, **values: Any) -> None:
    connection.execute(update(key_application).where(_A.id == application_id).values(**values))


def forget(connection: Connection, now: int) -> None:
    """Delete what was decided, and came to its end, ninety days ago."""
    before = now - KEPT_DAYS * DAY
    day = (datetime.fromtimestamp(now, UTC).date() - timedelta(days=KEPT_DAYS)).isoformat()
    refused = and_(_A.granted_on.is_(None), _A.refusal_confirmed_by.is_not(None))
    over = or_(_A.granted_on < day, and_(refused, _A.refused_at < before))
    connection.execute(delete(key_application).where(over))


def _undecided() -> ColumnElement[bool]:
    return and_(_A.granted_on.is_(None), _A.refusal_confirmed_by.is_(None))


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(key_application).where(which)) or 0


def _one(connection: Connection, which: ColumnElement[bool], *, lock: bool = False) -> Row[Any]:
    one = select(key_application).where(which)
    found = connection.execute(one.with_for_update() if lock else one).first()
    if found is None:
        raise NoSuchRecordError(_NOT_FOUND)
    return found


def _alone(connection: Connection) -> None:
    """What is counted stays so until this is written; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE key_application IN SHARE ROW EXCLUSIVE MODE"))
