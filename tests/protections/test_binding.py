"""Whoever is bound to see what others may not: entered, and told to those who watch."""

import json

import pytest
from tests.http.test_clients import PAYROLL, add, get, token
from tests.ledger.reading import entries
from tests.world_people import BRACKWATER, FERNHOLLOW

from officer_directory.ledger.note import decoded
from officer_directory.ledger.owed import FILE, Owed
from officer_directory.protections import binding


def notices(ask, held):
    return get(ask, "/v1/me", held).json()["notices"]


def bind(ask, **body):
    return ask("admin").app.state.running.desk.run_and_wait("clients.add", body)


def test_overseers_and_auditors_are_told_who_was_bound_since(ask):
    overseer = token(ask, add(ask, tier="oversight", label="Inspector", agencies=[FERNHOLLOW]))
    auditor = token(ask, add(ask, tier="auditor", label="Auditor"))
    elsewhere = token(ask, add(ask, tier="oversight", label="Other", agencies=[BRACKWATER]))
    before = [len(notices(ask, held)) for held in (overseer, auditor, elsewhere)]
    body = {"tier": "oversight", "label": "Shadow", "agencies": [FERNHOLLOW], "person": "Q. Vane"}
    added = bind(ask, **body, by="os:root")
    for held, was, told in zip((overseer, auditor, elsewhere), before, (1, 1, 0), strict=True):
        now = notices(ask, held)
        assert len(now) == was + told
        assert any(added["client_id"] in n and "for Q. Vane" in n for n in now) == bool(told)
    own = notices(ask, token(ask, added))
    assert not any(added["client_id"] in n for n in own)  # nobody is told of themselves


def test_an_admin_is_told_of_to_every_overseer_and_a_system_to_nobody(ask):
    overseer = token(ask, add(ask, tier="oversight", label="Inspector", agencies=[FERNHOLLOW]))
    add(ask, **PAYROLL)
    assert notices(ask, overseer) == []
    added = bind(ask, tier="admin", label="New admin", agencies=[], person="Q. Vane")
    (notice,) = notices(ask, overseer)
    assert f"{added['client_id']} (New admin) was bound to tier admin, for Q. Vane" in notice
    bind(ask, tier="records", label="Desk", agencies=[BRACKWATER], person="R. Castellanos")
    assert notices(ask, overseer) == [notice]


def test_it_is_told_for_ninety_days_and_not_once_it_is_revoked(ask, database):
    overseer = add(ask, tier="oversight", label="Inspector", agencies=[FERNHOLLOW])
    added = bind(ask, tier="records", label="Desk", agencies=[FERNHOLLOW], person="Q. Vane")

    def told(days):
        with database.reading() as connection:
            at = database.now() + days * 86_400
            return binding.notices(connection, "", overseer["client_id"], at)

    assert (len(told(0)), len(told(89)), len(told(91))) == (1, 1, 0)
    desk = ask("admin").app.state.running.desk
    desk.run_and_wait("clients.revoke", {"client_id": added["client_id"], "by": "os:root"})
    assert told(0) == []


@pytest.mark.parametrize("tier", ["records", "oversight"])
def test_a_binding_is_entered_with_who_did_it(ask, settings, tier):
    body = {"tier": tier, "label": "Desk", "agencies": [FERNHOLLOW], "person": "Q. Vane"}
    added = bind(ask, **body, by="os:root")
    (entry,) = _owed(settings, added["client_id"])
    told = {name: entry[name] for name in ("command", "to", "for", "by")}
    assert told == {"command": "clients.add", "to": tier, "for": "Q. Vane", "by": "os:root"}


def _owed(settings, client_id):
    waiting = (settings.data / FILE).read_text().splitlines() if Owed(settings.data).any() else []
    rows = [json.loads(one)["row"] for one in waiting if "row" in one]
    parts = [[json.loads(decoded(row[n])[32:]) for n in ("opening", "summary")] for row in rows]
    found = [opening | summary for opening, summary in parts]
    found += [entry for _, entry in entries(settings)]
    return [entry for entry in found if entry.get("bound") == client_id]
