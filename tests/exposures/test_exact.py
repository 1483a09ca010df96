"""Exposures are what was given: counted again, from nothing but the bodies of answers."""

import csv
import io
import json
import random
from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from officer_directory.disclosure import view
from officer_directory.disclosure.fields import PLURALS
from officer_directory.exposures.recipients import recipients
from officer_directory.http import parts
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.exposure import disclosed
from officer_directory.ledger.rolling import wrong
from officer_directory.ledger.sealer import at_work
from officer_directory.store.engines import Database

ASKERS = ("hr", "hr_other_agency", "records", "records_other_agency")
PATHS = ("officers", "complaints", "incidents")
UNDER = ("assignments", "salaries", "employments", "documents", "complaints", "incidents")
RESOURCES = {plural: resource for resource, plural in PLURALS.items()}


class Raw:
    """Who was given which officer's which field, from the bodies alone."""

    def __init__(self):
        self.counted = Counter()
        self._bodies = {}

    def count(self, asker, method, url, answer):
        body = answer.content
        if answer.status_code == 200 and method == "GET":
            self._bodies[asker, url] = body
        if answer.status_code == 304:
            body = self._bodies[asker, url]
        elif answer.status_code != 200 or method == "HEAD":
            return
        given = set()
        for resource, record in records_in(url, body):
            fields = {f"{resource}.{name}" for name in record if name != "withheld"}
            for officer in about(resource, record, url):
                given |= {(officer, field) for field in fields}
        self.counted.update((asker, *one) for one in given)


def records_in(url, body):
    path, _, _ = url.partition("?")
    last = path.rsplit("/", 1)[-1]
    name, _, form = last.partition(".")
    if form == "csv":
        return [(RESOURCES[name], row) for row in csv.DictReader(io.StringIO(body.decode()))]
    if form == "ndjson":
        return [(RESOURCES[name], json.loads(line)) for line in body.splitlines()]
    told = json.loads(body)
    for plural, resource in RESOURCES.items():
        if plural in told:
            return [(resource, record) for record in told[plural]]
        if resource in told:
            return [(resource, told[resource])]
    return [("officer", {"photo": None})] if "photo" in told else []


def about(resource, record, url):
    """Whose a record is: as it says, else the one officer whom the address names."""
    if resource == "officer" and "id" in record:
        return [record["id"]]
    if resource == "incident":
        ids = record["officer_ids"]
        return ids.split("|") if isinstance(ids, str) and ids else list(ids or ())
    if record.get("officer_id"):
        return [record["officer_id"]]
    return [url.split("#")[1]] if "#" in url else []


def questions(world, draw):
    """Addresses; after `#`, which is not sent, the officer of whom there is no id in the answer."""
    officers = list(world.officers.values())
    while True:
        one = draw.choice(officers)
        yield draw.choice(
            (
                f"/v1/officers/{one['id']}",
                f"/v1/officers/by-uid/{one['uid']}",
                f"/v1/officers/{one['id']}/{draw.choice(UNDER)}",
                f"/v1/{draw.choice(PATHS)}?limit={draw.randint(1, 9)}",
                f"/v1/{draw.choice(PATHS)}.{draw.choice(('csv', 'ndjson'))}",
                f"/v1/officers.csv?limit={draw.randint(1, 4)}&sort=-last_name",
                f"/v1/officers?fields=id,{draw.choice(('rank', 'race', 'hire_date'))}",
                f"/v1/officers?id={one['id']}&fields=badge_number,rank#{one['id']}",
                f"/v1/officers/{one['id']}/salaries.ndjson?fields=year,base_pay#{one['id']}",
            )
        )


@contextmanager
def reading(settings):
    database = Database.of_ledger(settings)
    try:
        with database.reading() as connection:
            yield connection
    finally:
        database.close()


def exposed(settings, world, labels=ASKERS):
    """The same from the ledger: every officer, recipient and field."""
    found = Counter()
    with reading(settings) as connection:
        for officer in world.officers.values():
            tokens = ErasureKeys(settings.data).tokens_of([officer["id"]])
            lines = disclosed(connection, tokens, 0, 99_999)
            fields = {f for one in recipients(lines, None) for f in one.fields}
            for field in fields:
                for one in recipients(lines, field):
                    if one.label in labels and not field.startswith("exposure."):
                        found[one.label, officer["id"], field] += one.disclosures
    return found


def drive(ask, world, raw, draw, many):
    for url, _ in zip(questions(world, draw), range(many), strict=False):
        asker = draw.choice(ASKERS)
        method = "HEAD" if draw.random() < 0.1 else "GET"
        sent = url.partition("#")[0]
        answer = ask(asker).request(method, sent)
        raw.count(asker, method, url, answer)
        if draw.random() < 0.2 and "etag" in answer.headers and method == "GET":
            tag = {"If-None-Match": answer.headers["etag"]}
            raw.count(asker, method, url, ask(asker).get(sent, headers=tag))


def test_exposures_are_exactly_what_the_answers_had(ask, world, settings):
    raw, draw = Raw(), random.Random("traffic")
    drive(ask, world, raw, draw, 60)
    assert exposed(settings, world) == raw.counted  # nothing is rolled yet
    sealer = at_work(settings)
    sealer.seal("inside")
    assert exposed(settings, world) == raw.counted
    drive(ask, world, raw, draw, 60)
    assert exposed(settings, world) == raw.counted  # some is, and some is not
    sealer.seal("inside")
    assert len(raw.counted) > 500
    assert exposed(settings, world) == raw.counted
    before = rows(settings)
    sealer.recount(lambda _: None)
    assert exposed(settings, world) == raw.counted
    assert rows(settings) == before
    with reading(settings) as connection:
        assert list(wrong(connection)) == []


def rows(settings):
    with reading(settings) as connection:
        query = "SELECT name, day, kind, disclosures FROM ledger_exposure ORDER BY 1, 2, 3"
        found = [tuple(row) for row in connection.execute(text(query))]
        generations = connection.execute(text("SELECT DISTINCT generation FROM ledger_exposure"))
        assert len(generations.all()) == 1
    return found


def test_over_http_the_count_of_a_field_is_the_same(ask, world):
    raw, draw = Raw(), random.Random("over http")
    drive(ask, world, raw, draw, 40)
    wanted = [one for one in sorted(raw.counted) if one[2] == "officer.rank"][:6]
    assert wanted
    for asker, officer, field in wanted:
        own = "records" if asker in ("hr", "records") else "records_other_agency"
        answer = ask(own).get("/v1/exposures", {"officer": officer, "field": field})
        told = {r["label"]: r["disclosures"] for r in answer.json()["exposure"]["recipients"]}
        assert told[asker] == raw.counted[asker, officer, field]


def test_a_stream_in_many_parts_is_one_disclosure_of_each(ask, world, settings, monkeypatch):
    monkeypatch.setattr(view, "_CHUNK", 1)
    monkeypatch.setattr(view, "_UNSORTED_CHUNK", 3)
    monkeypatch.setattr(parts, "MOST_OFFICERS", 2)
    raw = Raw()
    for url in (
        "/v1/complaints.csv",
        "/v1/incidents.ndjson?sort=-city",
        "/v1/officers.csv?limit=3",
    ):
        raw.count("records", "GET", url, ask("records").get(url))
    assert set(raw.counted.values()) == {1}
    assert exposed(settings, world) == raw.counted


@pytest.mark.parametrize("change", ["disclosures = disclosures + 1", "day = day - 1"])
def test_a_wrong_count_is_named_and_made_right(ask, world, settings, change):
    raw = Raw()
    drive(ask, world, raw, random.Random("wrong"), 12)
    sealer = at_work(settings)
    sealer.seal("inside")
    ledger = Database.of_ledger(settings)
    with ledger.transaction() as connection:
        name = connection.scalar(text("SELECT min(name) FROM ledger_exposure"))
        statement = text(f"UPDATE ledger_exposure SET {change} WHERE name = :name")
        connection.execute(statement, {"name": name})
    with ledger.reading() as connection:
        found = list(wrong(connection))
    assert found
    assert all(name in line for line in found)
    sealer.recount(lambda _: None)
    with ledger.reading() as connection:
        assert list(wrong(connection)) == []
    ledger.close()
    assert exposed(settings, world) == raw.counted
