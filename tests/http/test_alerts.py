"""Alerts are read by those who watch, of their agency, and to anybody else there is no address."""

import pytest
from sqlalchemy import insert, select

from officer_directory.store.engines import Database
from officer_directory.store.identity import api_key
from officer_directory.store.ledger import ledger_alert

ALERTS = "/v1/ledger/alerts"


@pytest.fixture
def alerted(ask, settings, database):
    """An alert about each key of an agency's."""
    with database.reading() as connection:
        keys = list(connection.scalars(select(api_key.c.key_id)))
    ledger = Database.of_ledger(settings)
    with ledger.transaction() as connection:
        for key in keys:
            row = {"rule": "many", "about": key, "day": "2026-11-28", "words": "60.", "key": key}
            connection.execute(insert(ledger_alert), row)
    ledger.close()
    return keys


def about(answer):
    assert answer.status_code == 200
    return {one["about"] for one in answer.json()["alerts"]}


def test_records_reads_those_of_its_agency_and_none_about_itself(ask, alerted, database):
    shown = about(ask("records").get(ALERTS))
    with database.reading() as connection:
        rows = connection.execute(select(api_key.c.key_id, api_key.c.agency_ids, api_key.c.tier))
        agencies = {row.key_id: (row.agency_ids, row.tier) for row in rows}
    tiers = {agencies[one][1] for one in shown}
    assert "records" not in tiers  # the other records officer is of another agency
    assert "hr" in tiers
    assert len({agencies[one][0] for one in shown if agencies[one][1] == "hr"}) == 1


@pytest.mark.parametrize("requester", ["auditor", "oversight"])
def test_those_who_watch_everyone_read_all_but_their_own(ask, alerted, requester):
    shown = about(ask(requester).get(ALERTS))
    assert len(shown) == len(alerted) - 1


@pytest.mark.parametrize(
    "requester", ["public", "portal", "press", "hr", "hr_other_agency", "admin"]
)
def test_to_anybody_else_it_is_no_address(ask, alerted, requester):
    nothing = ask(requester).get("/v1/ledger/nothing")
    answer = ask(requester).get(ALERTS)
    assert answer.status_code == nothing.status_code == 404
    assert answer.json() == nothing.json()
    described = ask(requester).get("/openapi.json").json()
    assert ALERTS not in described["paths"]


def test_those_who_watch_are_told_of_the_address(ask, world):
    for requester in ("records", "oversight", "auditor"):
        assert ALERTS in ask(requester).get("/openapi.json").json()["paths"]
