"""That a record was public is proven to whoever may know of the officer now, and to no other."""

import json
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import update

from officer_directory import writer
from officer_directory.disclosure.locks import lock_publication
from officer_directory.disclosure.publication import refresh
from officer_directory.http.problems import BY_KIND
from officer_directory.ledger import proof as proofs
from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.note import VerifierKey, decoded
from officer_directory.ledger.sealer import at_work
from officer_directory.ledger.tiles import path_of
from officer_directory.ledger.tree import is_included, leaf_hash, root_of
from officer_directory.store.records import officer, protection

TODAY = datetime.now(UTC).date().isoformat()


def keys(ask):
    found = ask("public").get("/v1/ledger/keys").json()
    return [VerifierKey.read(one["vkey"]) for one in found["keys"]]


def told(settings):
    at_work(settings).seal("publication")  # a log begins with its keys
    writer.run(settings, "changes.tell", {})
    at_work(settings).seal("publication")


def address(publication, officer_id):
    return f"/v1/ledger/publications/{publication}/officers/{officer_id}"


def holds(ask, proof):
    """Whether each part of a proof leads to the next, and the last to a signature."""
    entry, leaf = json.loads(proof["entry"]), proof["leaf"].encode()
    path = [decoded(one) for one in proof["path"]]
    root = bytes.fromhex(entry["root"])
    shown = is_included(leaf_hash(leaf), proof["index"], entry["officers"], path, root)
    hashed = leaf_hash(proof["entry"].encode())
    return shown and proofs.read(proof["proof"]).proves(hashed, keys(ask))


@pytest.mark.parametrize(
    ("requester", "publication"),
    [("public", "public"), ("press", "press"), ("press", "public"), ("records", "press")],
)
def test_the_record_that_is_given_is_proven_to_have_been_published(
    ask, world, settings, requester, publication
):
    told(settings)
    answer = ask(requester).get(address(publication, world.diaz["id"]), {"on": TODAY})
    proof = answer.json()
    given = ask(publication).get(f"/v1/officers/{world.diaz['id']}").content
    record = given[len(b'{"officer":') : given.index(b',"withheld":{')]
    leaf = json.loads(proof["leaf"])
    assert holds(ask, proof)
    assert leaf["digest"] == sha256(record).hexdigest()
    assert leaf["officer"] == world.diaz["id"]
    assert json.loads(proof["entry"])["publication"] == publication
    assert answer.content == canonical(proof)


def test_a_proof_is_counted_as_given_of_the_officer(ask, world, settings):
    told(settings)
    assert ask("hr").get(address("public", world.diaz["id"])).status_code == 200
    asked = {"officer": world.diaz["id"]}
    (hr,) = ask("records").get("/v1/exposures", asked).json()["exposure"]["recipients"]
    assert (hr["label"], hr["disclosures"], hr["fields"]) == ("hr", 1, ["officer.id"])


@pytest.mark.parametrize("name", ["nunez", "tran", "quill"])
@pytest.mark.parametrize("requester", ["public", "press", "records"])
def test_of_whom_nobody_may_know_there_is_no_proof_and_no_record(
    ask, world, settings, requester, name
):
    told(settings)
    nobody = ask(requester).get(address("public", "00000000-0000-4000-8000-000000000000"))
    answer = ask(requester).get(address("public", getattr(world, name)["id"]))
    assert answer.status_code == nobody.status_code == 404
    assert answer.content == nobody.content == BY_KIND["no-such-record"].body
    assert set(answer.headers) == set(nobody.headers)


def test_the_public_is_not_told_of_the_publication_of_the_press(ask, world, settings):
    told(settings)
    assert ask("public").get(address("press", world.diaz["id"])).status_code == 404
    assert ask("press").get(address("hr", world.diaz["id"])).status_code == 404


def test_before_an_officer_entered_there_is_nothing_to_prove(ask, world, settings):
    told(settings)
    before = (datetime.now(UTC).date() - timedelta(days=3)).isoformat()
    answer = ask("public").get(address("public", world.diaz["id"]), {"on": before})
    assert answer.content == BY_KIND["no-such-record"].body


def test_of_a_day_to_come_there_is_no_record(ask, world):
    answer = ask("public").get(address("public", world.diaz["id"]), {"on": "9999-12-31"})
    assert answer.content == BY_KIND["no-such-record"].body


@pytest.mark.parametrize("on", ["", "tomorrow", "2026-1-1", "20260101"])
def test_a_day_that_is_none_is_not_understood(ask, world, on):
    answer = ask("public").get(address("public", world.diaz["id"]), {"on": on})
    assert answer.status_code == 422
    twice = [("on", TODAY), ("on", TODAY)]
    assert ask("public").get(address("public", world.diaz["id"]), twice).status_code == 422


def test_until_it_is_signed_there_is_no_proof_yet(ask, world, database, snapshot, settings):
    told(settings)
    with database.transaction() as connection:
        lock_publication(connection)
        mine = officer.c.id == world.diaz["id"]
        connection.execute(update(officer).where(mine).values(race="Unknown"))
        refresh(connection, snapshot, officer_ids=[world.diaz["id"]])
    answer = ask("public").get(address("public", world.diaz["id"]))
    assert answer.content == BY_KIND["no-proof-yet"].body
    told(settings)
    proof = ask("public").get(address("public", world.diaz["id"])).json()
    assert holds(ask, proof)


def test_a_time_in_which_nobody_might_know_of_an_officer_does_not_show(
    ask, world, settings, database, snapshot
):
    told(settings)
    hold = {"agency": world.agencies["fernhollow"]["name"], "uid": world.diaz["uid"]}
    hold |= {"kind": "hold", "protection_class": "held", "justification": "A threat", "by": "Ada"}
    time.sleep(1.1)
    writer.run(settings, "protections.add", hold)
    told(settings)
    assert ask("public").get(address("public", world.diaz["id"])).status_code == 404
    time.sleep(1.1)
    lift(database, snapshot, world.diaz["id"])
    told(settings)
    proof = ask("public").get(address("public", world.diaz["id"]), {"on": TODAY}).json()
    assert json.loads(proof["leaf"])["digest"] is not None
    assert json.loads(proof["entry"])["from"] >= world.at + 2


def lift(database, snapshot, officer_id):
    with database.transaction() as connection:
        lock_publication(connection)
        connection.execute(protection.delete().where(protection.c.officer_id == officer_id))
        refresh(connection, snapshot, officer_ids=[officer_id])


@pytest.mark.parametrize("log", ["publication", "press"])
def test_a_stranger_works_the_root_out_from_the_tiles(ask, world, settings, log):
    ask("press").get("/v1/officers")
    told(settings)
    at_work(settings).seal("press")
    public = ask("public")
    head = public.get(f"/v1/ledger/{log}/checkpoint")
    assert head.text == public.get(f"/v1/ledger/checkpoints/{log}").text
    size, root = head.text.split("\n")[1:3]
    tile = public.get(f"/v1/ledger/{log}/{path_of(0, 0, int(size))}")
    assert tile.headers["content-type"] == "application/octet-stream"
    hashes = [tile.content[i : i + 32] for i in range(0, len(tile.content), 32)]
    assert len(hashes) == int(size)
    assert root_of(hashes) == decoded(root)
    smaller = public.get(f"/v1/ledger/{log}/{path_of(0, 0, 1)}")
    assert smaller.content == hashes[0]


def test_the_entries_of_the_publication_log_are_open(ask, world, settings):
    told(settings)
    public = ask("public")
    size = int(public.get("/v1/ledger/publication/checkpoint").text.split("\n")[1])
    hashes = public.get(f"/v1/ledger/publication/{path_of(0, 0, size)}").content
    bundle = public.get(f"/v1/ledger/publication/{path_of('entries', 0, size)}").content
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    assert b"".join(map(leaf_hash, entries)) == hashes
    assert {json.loads(one)["kind"] for one in entries} == {"keys", "policy", "change"}
    of_a_change = {"at", "from", "kind", "officers", "publication", "root", "v"}
    changes = [json.loads(one) for one in entries if b'"kind":"change"' in one]
    assert all(one.keys() == of_a_change for one in changes)


@pytest.mark.parametrize(
    ("requester", "path"),
    [
        ("public", "inside/checkpoint"),
        ("press", "inside/tile/0/000.p/1"),
        ("public", "press/tile/entries/000.p/1"),
        ("auditor", "inside/tile/entries/000.p/1"),
        ("public", "publication/tile/0/000"),
        ("public", "publication/tile/0/000.p/01"),
        ("public", "publication/tile/0/000.p/256"),
        ("public", "publication/tile/0/x000/000.p/1"),
        ("public", "publication/tile/8/000.p/1"),
        ("public", "publication/tile/0/001.p/1"),
        ("public", "nothing/tile/0/000.p/1"),
    ],
)
def test_what_is_closed_or_not_there_is_no_tile(ask, world, settings, requester, path):
    told(settings)
    ask("hr").get("/v1/me")
    at_work(settings).seal("inside")
    answer = ask(requester).get(f"/v1/ledger/{path}")
    assert answer.status_code == 404
    if requester == "public":
        assert answer.content == BY_KIND["no-such-record"].body


def test_tiles_of_the_inside_log_are_for_those_inside(ask, world, settings):
    ask("hr").get("/v1/me")
    at_work(settings).seal("inside")
    assert ask("auditor").get("/v1/ledger/inside/checkpoint").status_code == 200
    assert len(ask("auditor").get("/v1/ledger/inside/tile/0/000.p/1").content) == 32
