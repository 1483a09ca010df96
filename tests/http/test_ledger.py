"""Each answer above the public tier has a receipt, and the receipt a proof."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text
from tests.asking import serving
from tests.ledger.reading import entries
from tests.ledger.test_append import everything
from tests.writing.test_one_writer import wait_until

from officer_directory.http.problems import BY_KIND
from officer_directory.ledger import proof as proofs
from officer_directory.ledger import receipt as receipts
from officer_directory.ledger.checkpoint import is_signed, open_note
from officer_directory.ledger.commitment import stream_id
from officer_directory.ledger.note import VerifierKey
from officer_directory.ledger.owed import Owed
from officer_directory.ledger.sealer import at_work
from officer_directory.store.engines import Database
from officer_directory.store.ledger import ledger_metadata

ABOVE = ["press", "hr", "records", "oversight", "auditor", "admin"]


def receipt_of(answer):
    return receipts.read(answer.headers["disclosure-receipt"])


def keys(ask):
    found = ask("public").get("/v1/ledger/keys").json()
    return [VerifierKey.read(one["vkey"]) for one in found["keys"]]


def prove(ask, written, who="public"):
    return ask(who).post("/v1/ledger/proofs", json={"receipt": written})


def seal(settings, *logs):
    for log in logs:
        at_work(settings).seal(log)


@pytest.mark.parametrize("requester", ABOVE)
@pytest.mark.parametrize(
    "path", ["/v1/me", "/v1/officers?limit=1", "/v1/officers/x", "/docs", "/openapi.json"]
)
def test_every_answer_above_the_public_has_a_receipt_of_its_bytes(ask, world, requester, path):
    answer = ask(requester).get(path)
    receipt = receipt_of(answer)
    told = json.loads(receipt.opening.content)
    assert receipt.holds_together()
    assert receipt.log == ("press" if requester == "press" else "inside")
    assert told["asked"] == f"GET {path}"
    assert told["status"] == answer.status_code
    assert told["digest"] == sha256(answer.content).hexdigest()


@pytest.mark.parametrize("requester", ["public", "portal"])
def test_the_public_has_no_receipt_and_leaves_no_trace(ask, world, settings, requester):
    for path in ("/v1/me", "/v1/officers", "/v1/officers.csv", "/v1/ledger/keys", "/v1/officers/x"):
        assert "disclosure-receipt" not in ask(requester).get(path).headers
    assert entries(settings) == []


@pytest.mark.parametrize("requester", ["press", "hr"])
def test_a_receipt_is_turned_into_a_proof_by_anyone_once_a_checkpoint_covers_it(
    ask, world, settings, requester
):
    answer = ask(requester).get("/v1/officers")
    written, receipt = answer.headers["disclosure-receipt"], receipt_of(answer)
    early = prove(ask, written)
    assert early.content == BY_KIND["no-proof-yet"].body
    assert early.headers["retry-after"]
    seal(settings, receipt.log)
    # Without what opens it: whoever proves learns nothing of what was asked.
    bare = ", ".join(p for p in written.split(", ") if not p.startswith(("nonce=", "opening=")))
    for sent, who in ((written, "public"), (bare, "public"), (bare, requester)):
        proof = prove(ask, sent, who)
        assert proof.headers["content-type"] == "text/plain; charset=utf-8"
        assert proofs.read(proof.text).proves(receipt.leaf, keys(ask))


def test_what_is_no_receipt_has_no_proof(ask, world):
    answer = ask("press").get("/v1/officers")
    written = answer.headers["disclosure-receipt"]
    for wrong in ("", "v=1", written.replace("log=press", "log=publication"), written[:-9]):
        assert prove(ask, wrong).status_code == 422
    receipt = receipt_of(answer)
    other = receipts.Receipt("press", b'{"commitment":"00","hour":"x","v":1}', receipt.opening)
    assert prove(ask, other.written()).status_code == 404
    leaf = written.replace("leaf=:", "leaf=:AAAA").replace("AAAA", "", 0)
    assert prove(ask, leaf).status_code == 422
    assert ask("public").post("/v1/ledger/proofs", json={"receipt": 1}).status_code == 422
    assert ask("public").get("/v1/ledger/proofs").status_code == 405


@pytest.mark.parametrize(
    ("log", "entry"),
    [
        ("inside", b'{"at":1e999}'),
        ("inside", b'{"at":99999999999999999999}'),
        ("inside", b'{"at":9223372036854775807}'),
        ("inside", b'{"at":-99999999999999999999}'),
        ("inside", b"[" * 1_400),
        ("press", b'{"hour":"9999-12-31T23Z"}'),
        ("press", b'{"hour":"0001-01-01T00Z"}'),
    ],
)
def test_an_entry_that_was_made_at_no_time_has_no_proof(ask, world, log, entry):
    receipt = receipts.Receipt(log, entry, receipt_of(ask("hr").get("/v1/me")).opening)
    stub = receipt.written().partition(", opening=")[0]
    answer = prove(ask, stub)
    assert (answer.status_code, answer.content) == (404, BY_KIND["no-proof-yet"].body)


def test_checkpoints_of_the_open_logs_are_open_and_of_the_inside_log_to_those_inside(
    ask, world, settings
):
    ask("press").get("/v1/officers")
    ask("hr").get("/v1/officers")
    seal(settings, "publication", "press", "inside")
    for requester in ("public", "press", "auditor"):
        for log in ("publication", "press"):
            answer = ask(requester).get(f"/v1/ledger/checkpoints/{log}")
            assert is_signed(open_note(answer.text), keys(ask))
    assert is_signed(open_note(ask("hr").get("/v1/ledger/checkpoints/inside").text), keys(ask))
    for requester, log in (("public", "inside"), ("press", "inside"), ("hr", "other")):
        assert ask(requester).get(f"/v1/ledger/checkpoints/{log}").status_code == 404


def test_nothing_that_is_stored_tells_what_the_press_asked(ask, world, settings):
    press = ask("press")
    answers = [
        press.get("/v1/officers?last_name=diaz"),
        press.get(f"/v1/officers/{world.diaz['id']}"),
        press.get("/v1/officers.csv?last_name=diaz"),
        press.get("/v1/officers/no-such"),
    ]
    seal(settings, "press")
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        stored = [
            str(value).encode() if not isinstance(value, bytes | memoryview) else bytes(value)
            for table in ledger_metadata.sorted_tables
            for row in connection.execute(text(f"SELECT * FROM {table.name}"))
            for value in row
        ]
    database.close()
    for answer in answers:
        receipt = receipt_of(answer)
        told = json.loads(receipt.opening.content)
        secrets = (receipt.opening.nonce, told["key"].encode(), told["asked"].encode())
        assert not any(secret in one for secret in secrets for one in stored)
    everything = b"".join(path.read_bytes() for path in settings.data.rglob("*.ndjson"))
    assert everything == b""


@pytest.mark.parametrize("requester", ["press", "records"])
def test_a_streams_end_is_had_by_whoever_had_its_beginning(ask, world, requester):
    answer = ask(requester).get("/v1/officers.csv")
    opening = receipt_of(answer)
    name = stream_id(opening.opening.nonce)
    assert json.loads(opening.opening.content)["stream"] == "csv"
    ended = ask("public").get(f"/v1/ledger/streams/{name}").json()
    closing = receipts.read(ended["receipt"])
    told = json.loads(closing.opening.content)
    assert closing.holds_together()
    assert ended["stream"] == told["closes"] == name
    assert told["ended"] is True
    assert told["digest"] == sha256(answer.content).hexdigest()
    assert told["lines"] == answer.text.count("\n") - 1
    assert ask(requester).get(f"/v1/ledger/streams/{'0' * 32}").status_code == 404


@pytest.mark.parametrize("requester", ["press", "records", "oversight"])
def test_a_streams_end_is_had_after_a_restart_and_from_every_replica(settings, world, requester):
    with serving(settings, world) as ask:
        answer = ask(requester).get("/v1/officers.ndjson")
    name = stream_id(receipt_of(answer).opening.nonce)
    with serving(settings, world) as ask:
        ended = ask("public").get(f"/v1/ledger/streams/{name}").json()
    told = json.loads(receipts.read(ended["receipt"]).opening.content)
    assert (told["closes"], told["digest"]) == (name, sha256(answer.content).hexdigest())


def test_what_is_stored_of_a_streams_end_opens_to_nobody_who_does_not_know_its_name(
    ask, world, settings
):
    answer = ask("press").get("/v1/officers.csv?last_name=Diaz")
    name = stream_id(receipt_of(answer).opening.nonce)
    closing = ask("public").get(f"/v1/ledger/streams/{name}").json()["receipt"]
    receipt = receipts.read(closing)
    stored = everything(settings)
    secrets = (name.encode(), bytes.fromhex(name), receipt.opening.nonce, receipt.opening.content)
    assert not any(secret in one for secret in secrets for one in stored)
    assert not any(closing.encode()[:80] in one for one in stored)
    other = name[:-1] + ("0" if name[-1] != "0" else "1")
    assert ask("public").get(f"/v1/ledger/streams/{other}").status_code == 404


def test_the_end_of_a_stream_is_kept_for_a_day_at_least_and_three_at_most(ask, world, settings):
    ask("press").get("/v1/officers.csv")
    ledger = ask("press").app.state.running.ledger
    now = datetime.now(UTC).date()
    for days, left in ((1, 1), (2, 0)):
        before = (now + timedelta(days=days)).isoformat()
        ledger.run(lambda store, before=before: store.forget_seen(before))
        database = Database.of_ledger(settings)
        with database.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM ledger_ending")) == left
        database.close()


def test_the_end_of_a_stream_that_is_owed_is_had_once_it_is_written(settings, world):
    with serving(settings, world) as ask:
        ledger = ask("press").app.state.running.ledger
        name, facts = "ab" * 16, {"asked": "GET /v1/officers.csv", "closes": "ab" * 16}
        owed = Owed(settings.data)
        owed.keep(ledger._make(facts, "press").row)
        wait_until(lambda: not owed.any())
        assert ask("public").get(f"/v1/ledger/streams/{name}").status_code == 200


def test_a_purpose_and_the_fields_asked_for_are_kept_for_the_agency_alone(ask, world, settings):
    headers = {"Disclosure-Purpose": "case 12-3"}
    answer = ask("hr").get("/v1/officers?fields=id,rank&limit=1", headers=headers)
    ((_, entry),) = entries(settings)
    assert (entry["purpose"], entry["fields"]) == ("case 12-3", "id,rank")
    assert entry["route"] == "GET /v1/officers"
    assert b"case" not in receipt_of(answer).opening.content


def test_a_write_has_a_receipt_too(ask, world):
    body = {"rank": "Captain"}
    answer = ask("hr").patch(f"/v1/officers/{world.diaz['id']}", json=body)
    told = json.loads(receipt_of(answer).opening.content)
    assert told["digest"] == sha256(answer.content).hexdigest()
    assert told["asked"].startswith("PATCH /v1/officers/")


def test_the_publication_log_says_which_policy_is_in_force_and_once(ask, world, settings):
    policy = ask("public").get("/v1/policy").json()
    seal(settings, "publication")
    seal(settings, "publication")
    database = Database.of_ledger(settings)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT entry FROM ledger_publication ORDER BY number"))
        said = [json.loads(bytes(row.entry)) for row in rows]
    database.close()
    keys_said, told = (one for one in said if one["kind"] != "change")
    assert keys_said["kind"] == "keys"
    assert (told["kind"], told["was"]) == ("policy", None)
    assert len(told["policy"]) == 64
    assert told["since"] <= told["at"]
    assert policy
