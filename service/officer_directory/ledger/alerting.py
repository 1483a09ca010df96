"""Alerts on unusual look-ups, found in the inside log by whoever signs it: off every answer's path.

They are about requesters of hr and of records. Whom oversight looked at is not here to be read,
and nobody is alerted about it. An alert names no officer: who may look into it finds them.
"""

import time
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from officer_directory.ledger.alert_rules import LOOKS_BACK, Rules
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.kept import made_at, told
from officer_directory.ledger.unusual import Day, Finding, findings
from officer_directory.ledger.writing import write
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_alert, ledger_inside, ledger_pseudonym
from officer_directory.tiers import Tier

_DAY: Final = 86_400
_AT_ONCE = 500
_WATCHED = frozenset((Tier.HR, Tier.RECORDS))
_i, _p, _a = ledger_inside.c, ledger_pseudonym.c, ledger_alert.c


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asked, as entries name them: a person whatever client they use, else the credential."""

    name: str
    key: str | None = field(compare=False)
    issuer: str | None = field(compare=False)
    client: str | None = field(compare=False)


class Alerts:
    """Reads what is new in the inside log, and enters what is unusual in it."""

    def __init__(self, database: Database, ledger: Ledger, rules: Rules) -> None:
        self._database, self._ledger, self._rules = database, ledger, rules
        self._days: dict[Requester, dict[int, Day]] = defaultdict(dict)
        self._last: int | None = None

    def look(self, now: float) -> int:
        """Read on, and enter alerts of today and yesterday; how many there were."""
        today = int(now) // _DAY
        asked = self._read_on(today)
        for days in self._days.values():
            for old in [day for day in days if day < today - LOOKS_BACK - 1]:
                del days[old]
        made = 0
        for requester in asked:
            for day in (today - 1, today):
                for finding in findings(self._days[requester], day, self._rules):
                    made += self._enter(requester, day, finding)
        return made

    def _read_on(self, today: int) -> set[Requester]:
        asked: set[Requester] = set()
        if self._last is None:
            self._last = self._begin((today - LOOKS_BACK - 1) * _DAY)
        while True:
            query = select(ledger_inside).where(_i.number > self._last, _i.summary.is_not(None))
            with self._database.reading() as connection:
                rows = connection.execute(query.order_by(_i.number).limit(_AT_ONCE)).all()
                said = [(made_at(row), told(row.summary)) for row in rows]
                tokens = _tokens(connection, [one for _, one in said])
            if not rows:
                return asked
            for at, one in said:
                if requester := _asked(one):
                    officers = [tokens[name] for name in one["officers"] if name in tokens]
                    day = self._days[requester].setdefault(at // _DAY, Day())
                    day.add(at % _DAY // 3_600, officers)
                    asked.add(requester)
            self._last = rows[-1].number
            time.sleep(0.01)  # answers go first

    def _begin(self, since: int) -> int:
        """The number after which entries are as young as that."""
        with self._database.reading() as connection:
            last = int(connection.scalar(select(func.coalesce(func.max(_i.number), 0))) or 0)

            def at(number: int) -> int:
                query = select(ledger_inside).where(_i.number >= number).order_by(_i.number)
                row = connection.execute(query.limit(1)).first()
                return since if row is None else made_at(row)

            return bisect_left(range(1, last + 1), since, key=at)

    def _enter(self, requester: Requester, day: int, finding: Finding) -> int:
        """Enter an alert that was not entered before, then list it."""
        on = time.strftime("%Y-%m-%d", time.gmtime(day * _DAY))
        known = select(_a.rule).where(
            _a.rule == finding.rule, _a.about == requester.name, _a.day == on
        )
        with self._database.reading() as connection:
            if connection.execute(known).first() is not None:
                return 0
        facts = {"did": "alert", "rule": finding.rule, "about": requester.name, "day": on}
        self._ledger.append_and_wait({**facts, "words": finding.words}, "inside")
        row = {"rule": finding.rule, "about": requester.name, "day": on, "words": finding.words}
        whose = {"key": requester.key, "issuer": requester.issuer, "client": requester.client}
        kept = insert(ledger_alert).values({**row, **whose})
        write(self._database, lambda connection: connection.execute(kept))
        return 1


def listed(connection: Connection) -> list[Any]:
    """Every alert that is kept, newest first."""
    order = (_a.day.desc(), _a.about, _a.rule)
    return list(connection.execute(select(ledger_alert).order_by(*order)))


def _asked(said: dict[str, Any]) -> Requester | None:
    """Who was given officers by an answer; None where nobody is watched, or there was none."""
    if said.get("tier") not in _WATCHED or not said.get("officers"):
        return None
    key, issuer, client = (said.get(part) for part in ("key", "issuer", "client"))
    name = said.get("person") or key or f"{issuer or ''} {client or ''}"
    return Requester(str(name), key, issuer, client)


def _tokens(connection: Connection, said: list[dict[str, Any]]) -> dict[str, str]:
    """The tokens of officers, by the pseudonyms that these entries have."""
    names = sorted({name for one in said if _asked(one) for name in one["officers"]})
    found: dict[str, str] = {}
    for begin in range(0, len(names), _AT_ONCE):
        some = names[begin : begin + _AT_ONCE]
        rows = connection.execute(select(_p.name, _p.officer).where(_p.name.in_(some)))
        found.update((row.name, row.officer) for row in rows)
    return found
