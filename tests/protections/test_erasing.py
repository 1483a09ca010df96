"""Whoever is erased cannot be found in what is left, by anyone who tries them all."""

import json
import re
import time
from contextlib import closing

import pytest
from sqlalchemy import insert, select
from tests.ledger.reading import entries
from tests.ledger.test_append import everything
from tests.ledger.test_sealing import change
from tests.world import FERNHOLLOW

from officer_directory.key_files import open_keys
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.besides import Besides
from officer_directory.ledger.erasing import empty_again
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.naming import Named
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.verify import audit
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_inside, ledger_pseudonym
from officer_directory.store.records import officer
from officer_directory.writer import run

HR = {"tier": "hr", "key": "h1", "label": "Personnel", "subject": "h1", "status": 200}
SET = "UPDATE ledger_inside SET"
REASON = ["--reason", "A court ordered it."]


@pytest.fixture
def entered(settings, world):
    """Diaz looked up by id, uid and name, in lists, and with others; and others without Diaz."""
    diaz, kim = world.diaz, world.kim
    asked = [
        (f"GET /v1/officers/{diaz['id']}", [diaz["id"]], {}),
        (f"GET /v1/officers/by-uid/{diaz['uid']}?agency=F", [diaz["id"]], {}),
        ("GET /v1/officers?q=D%C3%ADaz&limit=5", [diaz["id"], kim["id"]], {}),
        (f"GET /v1/officers?badge_number={diaz['badge_number']}", [], {}),
        ("GET /v1/officers?limit=2", [diaz["id"], kim["id"]], {}),
        ("GET /v1/officers?limit=1", [kim["id"]], {"purpose": "beside officer Diaz"}),
        (f"GET /v1/officers/{kim['id']}", [kim["id"]], {}),
    ]
    ledger = Ledger(settings)
    sealer = Sealer(settings, ledger)
    for address, officers, more in asked:
        ledger.append_and_wait({**HR, "asked": address, "officers": officers, **more}, "inside")
    sealer.seal("inside")
    sealer.stop()
    ledger.close()
    return settings


@pytest.fixture
def erase(cli, world):
    """Two people erase Diaz; what the second one was told."""

    def both(second="T. Achebe"):
        stated = ["--agency", FERNHOLLOW, "--uid", world.diaz["uid"], *REASON]
        code, proposed, said = cli("ledger", "erase", *stated, "--by", "R. Castellanos")
        if code:
            return code, said
        code, _, said = cli("approve", proposed.strip(), "--by", second)
        return code, said

    return both


def rows(settings, table):
    with closing(Database.of_ledger(settings)) as database, database.reading() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
        return found.all()


def wrong(settings):
    with closing(Database.of_ledger(settings)) as database, database.reading() as connection:
        return audit(connection, "inside", LedgerKeys(settings).held()).wrong


def test_nothing_that_is_left_names_whoever_was_erased_or_leads_to_them(entered, world, erase):
    diaz = world.diaz
    before = everything(entered)
    traces = [
        diaz["id"],
        ErasureKeys(entered.data).token(diaz["id"]),
        "q=D%C3%ADaz",
        "officer Diaz",
    ]
    traces.append(f"by-uid/{diaz['uid']}")
    traces.append(f"badge_number={diaz['badge_number']}")
    assert all(any(one.encode() in stored for stored in before) for one in traces)
    assert erase()[0] == 0
    after = everything(entered)
    assert not any(one.encode() in stored for stored in after for one in traces)
    kept = b"".join((entered.data / "keys" / name).read_bytes() for name in ("erasure.json",))
    assert diaz["id"].encode() not in kept


def test_every_proof_verifies_and_the_others_entries_open_as_before(entered, world, erase):
    before = [row["opening"] for row in rows(entered, ledger_inside)]
    assert erase()[0] == 0
    assert wrong(entered) == ()
    told = [entry for _, entry in entries(entered)]
    kim, page = world.kim["id"], told[4]
    assert told[6]["asked"] == f"GET /v1/officers/{kim}"
    assert (page["asked"], kim in page["officers"]) == ("GET /v1/officers?limit=2", True)
    assert world.diaz["id"] not in page["officers"]
    assert [one.get("asked") for one in told[:4]] == [None] * 4
    assert len(told[2]["officers"]) == 2  # of those who were listed beside, it stays who saw them
    assert before[6] == rows(entered, ledger_inside)[6]["opening"]


def test_who_tries_all_officers_in_an_older_copy_of_the_table_finds_the_others_alone(
    entered, world, erase, database
):
    copy = rows(entered, ledger_pseudonym)
    assert erase()[0] == 0
    keys = ErasureKeys(entered.data)
    with database.reading() as connection:
        everyone = list(connection.scalars(select(officer.c.id)))
    tokens = {keys.token_of(one, n): one for one in everyone for n in range(3)}
    found = {tokens[row["officer"]] for row in copy if row["officer"] in tokens}
    assert found == {world.kim["id"]}
    assert world.diaz["id"] in everyone


def test_an_older_copy_of_the_database_is_emptied_again_when_it_is_served(entered, world, erase):
    copy, names = rows(entered, ledger_inside), rows(entered, ledger_pseudonym)
    assert erase()[0] == 0
    with closing(Database.of_ledger(entered)) as database, database.transaction() as connection:
        connection.execute(ledger_pseudonym.delete())
        connection.execute(insert(ledger_pseudonym), [dict(row) for row in names])
    for row in copy:
        opened = bytes(row["opening"]).hex()
        literal = f"decode('{opened}', 'hex')" if not entered.is_sqlite else f"X'{opened}'"
        change(
            entered, f"UPDATE ledger_inside SET opening = {literal} WHERE number = {row['number']}"
        )
    assert any(world.diaz["id"].encode() in one for one in everything(entered))
    with closing(Database.of_ledger(entered)) as database:
        empty_again(database, entered.data)
    assert not any(world.diaz["id"].encode() in one for one in everything(entered))
    assert any(world.kim["id"].encode() in one for one in everything(entered))


def test_one_person_erases_nobody(entered, world, erase):
    code, said = erase(second="r. CASTELLANOS")
    assert (code, "second person" in said) == (1, True)
    assert any(world.diaz["id"].encode() in one for one in everything(entered))


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_a_legal_hold_stops_an_erasure(entered, world, cli, whole, when):
    def hold():
        uid = [] if whole else ["--uid", world.diaz["uid"]]
        stated = ["--agency", FERNHOLLOW, *uid, "--reason", "A suit.", "--by", "R. Castellanos"]
        code, placed, _ = cli("ledger", "holds", "add", *stated)
        assert code == 0
        assert placed.strip() in cli("ledger", "holds", "list")[1]

    if when == "before":
        hold()
    stated = ["--agency", FERNHOLLOW, "--uid", world.diaz["uid"], *REASON]
    code, proposed, said = cli("ledger", "erase", *stated, "--by", "R. Castellanos")
    if when != "before":
        assert code == 0
        if when == "between":
            hold()
            code, _, said = cli("approve", proposed.strip(), "--by", "T. Achebe")
        else:
            run(entered, "approve", {"proposal": proposed.strip(), "by": "T. Achebe"})
            hold()  # before it was carried out
            with pytest.raises(Exception, match="legal hold") as refused:
                run(entered, "ledger.erase_approved", {"proposal": proposed.strip()})
            code, said = 1, str(refused.value)
    assert (code, "legal hold" in said) == (1, True)
    assert any(world.diaz["id"].encode() in one for one in everything(entered))


def test_what_names_somebody_under_a_hold_stays_and_that_is_said(entered, world, erase, cli):
    stated = ["--agency", FERNHOLLOW, "--uid", world.kim["uid"], "--reason", "A suit."]
    assert cli("ledger", "holds", "add", *stated, "--by", "R. Castellanos")[0] == 0
    code, said = erase()
    assert (code, "2 stay as they are" in said) == (0, True)
    told = [entry.get("asked") for _, entry in entries(entered)]
    assert told[:3] == [None, None, "GET /v1/officers?q=D%C3%ADaz&limit=5"]


def test_an_erasure_is_entered_under_its_proposals_id_and_can_be_begun_again(
    entered, world, erase, cli
):
    assert erase()[0] == 0
    ledger = Ledger(entered)
    ledger.append_and_wait(
        {**HR, "asked": "GET /v1/officers", "officers": [world.diaz["id"]]}, "inside"
    )
    ledger.close()
    said = [entry for _, entry in entries(entered) if entry.get("did") == "erasure"]
    (told,) = said
    assert (told["by"], told["approved_by"]) == ("R. Castellanos", "T. Achebe")
    assert not re.search(f"{world.diaz['id']}|{world.diaz['last_name']}", json.dumps(told))
    again = run(entered, "ledger.erase_approved", {"proposal": told["proposal"]})
    assert again == {"entries": 0, "kept": 0}
    assert cli("ledger", "erase-again", told["proposal"])[0] == 0
    assert cli("ledger", "erase-again", world.diaz["id"])[0] == 1
    (looked,) = [one for _, one in entries(entered) if one.get("asked") == "GET /v1/officers"]
    assert looked["officers"] == [world.diaz["id"]]  # who looks now is known


def test_a_server_names_whoever_was_erased_anew(entered, world, erase):
    ledger = Ledger(entered)
    facts = {**HR, "asked": "GET /v1/officers", "officers": [world.diaz["id"], world.kim["id"]]}
    ledger.append_and_wait(facts, "inside")
    names = {row["name"] for row in rows(entered, ledger_pseudonym)}
    assert erase()[0] == 0
    ledger._names.forget_erased()
    ledger.append_and_wait(facts, "inside")
    ledger.close()
    fresh = [row for row in rows(entered, ledger_pseudonym) if row["name"] not in names]
    keys = ErasureKeys(entered.data)
    assert {row["officer"] for row in fresh} == {keys.token(one) for one in facts["officers"]}


def test_an_officers_id_that_an_earlier_release_wrote_becomes_a_token(settings, world):
    open_keys(settings.prepare_data())
    row = {"name": "a" * 32, "officer": world.diaz["id"], "month": "2026-11"}
    with closing(Database.of_ledger(settings)) as database, database.transaction() as connection:
        connection.execute(insert(ledger_pseudonym), row)
    ledger = Ledger(settings)
    with closing(Database.of_ledger(settings)) as database:
        Besides(settings, database, lambda: None, lambda _: None).do(time.time(), shut=False)
    ledger.close()
    (after,) = rows(settings, ledger_pseudonym)
    token = ErasureKeys(settings.data).token(world.diaz["id"])
    assert dict(after) == {**row, "officer": token}


NAMED = Named.of("0f8fad5b-0000-4000-8000-000000000001", ["17", "B-204"], ["García-Lopez"])


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"asked": "GET /v1/officers/0f8fad5b-0000-4000-8000-000000000001.json"}, True),
        ({"asked": "GET /v1/officers/by-uid/17?agency=F"}, True),
        ({"asked": "GET /v1/officers?uid__in=3,17"}, True),
        ({"asked": "GET /v1/officers?badge_number=b-204"}, True),
        ({"asked": "GET /v1/officers?last_name__startswith=GARCIA"}, True),
        ({"asked": "GET /v1/officers?q=lopez"}, True),
        ({"arguments": {"facts": [{"uid": "17"}]}}, True),
        ({"purpose": "about García, complaint 9"}, True),
        ({"asked": "GET /v1/officers?limit=17&sort=lopez"}, False),
        ({"asked": "GET /v1/officers?uid=171"}, False),
        ({"asked": "GET /v1/officers?q=garcilaso"}, False),
        ({"route": "GET /v1/officers/{id}", "officers": ["17"]}, False),
    ],
)
def test_what_names_an_officer(told, named):
    assert NAMED.is_in(told) == named
