"""What a newsroom keeps proves what it was given, this year and later, with nobody's help."""

import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

import pytest
from tests.clients.proofs.ledger import BEGIN, Log
from tests.clients.proofs.test_rotations import KINDS, PAIRS, served

from officer_directory_client import PublicDirectory
from officer_directory_proofs.command import main as check
from officer_directory_proofs.keys import Kind
from officer_directory_proofs.signing import SigningKey

API = "http://127.0.0.1:9"
CSV = b"id,last_name\n1,D\xc3\xadaz\n"
LATER = {
    "type": "/problems/no-proof-yet",
    "title": "No proof yet",
    "status": 404,
    "detail": "Later.",
}


@dataclass
class Ledger:
    """A directory's ledger on a network that is not there."""

    mocked: object
    log: Log

    def entered(self, desk, name="roster.csv", body=CSV, **receipts):
        """A file that was downloaded, with the receipt that came with it."""
        began = self.log.give(None, stream="csv")
        ended = self.log.give(body, closes="0" * 32, lines=2, ended=True)
        told = {"request": f"GET {API}/v1/officers.csv", "tier": "press", "rows": 1}
        told |= {"began_at": f"2026-11-28T06:0{began}:00Z", "sha256": sha256(body).hexdigest()}
        told |= {"disclosure_receipt": self.receipt(began), "closing_receipt": self.receipt(ended)}
        (desk.folder / name).write_bytes(body)
        (desk.folder / f"{name}.receipt.json").write_text(json.dumps(told | receipts))
        return ended

    def receipt(self, index):
        return self.log.receipt(index).decode().strip().partition(": ")[2]

    def serves(self, index, keys=None, **head):
        """The keys, and the proof of an entry; None: there is none yet."""
        self.mocked.add_response(url=f"{API}/v1/ledger/keys", content=keys or self.log.listed())
        url = f"{API}/v1/ledger/proofs"
        if index is None:
            self.mocked.add_response(404, url=url, json=LATER)
        else:
            self.mocked.add_response(url=url, content=self.log.proof(index, **head))


@pytest.fixture
def ledger(mocked, nobody):
    home = nobody.home
    home.mkdir()
    (home / "account.json").write_text(json.dumps({"api": API, "key": None}))
    (home / "account.json").chmod(0o600)
    return Ledger(mocked, Log())


def verdicts(result):
    told = [json.loads(line) for line in result.stdout.splitlines()]
    return {one["file"].rpartition("/")[2]: one["verdict"] for one in told}


def test_a_file_is_proven_and_what_proves_it_is_kept_beside_it(nobody, ledger):
    ledger.serves(ledger.entered(nobody))
    said = nobody.runs("verify")
    assert said.startswith("proven ")
    assert "given on 28 November 2026, between 06:00 and 07:00 UTC; entry 1" in said
    kept = nobody.folder / "roster.csv.proof"
    assert {each.name for each in kept.iterdir()} == {
        "receipt.txt",
        "receipt.tlog-proof",
        "keys.json",
    }


def test_what_opens_a_receipt_is_not_sent_and_neither_is_the_key(nobody, ledger, mocked):
    (nobody.home / "account.json").write_text(json.dumps({"api": API, "key": "odprs_secret"}))
    ledger.serves(ledger.entered(nobody))
    nobody.runs("verify")
    for request in mocked.get_requests():
        assert "authorization" not in request.headers
        assert b"nonce" not in request.content
        assert b"opening" not in request.content


def test_years_later_it_is_proven_by_what_was_kept_wherever_it_lies(nobody, ledger, tmp_path):
    ledger.serves(ledger.entered(nobody))
    nobody.runs("verify")
    archive = tmp_path / "archive"
    shutil.copytree(nobody.folder, archive)
    shutil.rmtree(nobody.home)
    assert nobody.runs("verify", archive, "--offline").startswith("proven ")
    kept = archive / "roster.csv.proof"
    names = ("receipt", "receipt.txt", "--proof", "receipt.tlog-proof", "--key", "keys.json")
    given = [str(kept / name) if "." in name else name for name in names]
    assert check([*given, "--body", str(archive / "roster.csv")]) == 0


def test_a_file_that_was_edited_is_disproven(nobody, ledger):
    ledger.serves(ledger.entered(nobody))
    nobody.runs("verify")
    (nobody.folder / "roster.csv").write_bytes(CSV.replace(b"D", b"P"))
    result = nobody.tries("verify", "--offline")
    assert result.exit_code == 1
    assert "not, byte for byte" in result.stdout


def test_a_proof_that_is_not_there_yet_is_asked_for_again(nobody, ledger):
    index = ledger.entered(nobody)
    ledger.serves(None)
    first = nobody.tries("verify", "--json")
    assert (first.exit_code, verdicts(first)) == (1, {"roster.csv": "waiting"})
    ledger.serves(index)
    assert verdicts(nobody.tries("verify", "--json")) == {"roster.csv": "proven"}


def test_a_directory_that_cannot_be_asked_disproves_nothing(nobody, ledger):
    ledger.entered(nobody)
    result = nobody.tries("verify", "--offline", "--json")
    assert (result.exit_code, verdicts(result)) == (1, {"roster.csv": "waiting"})


def test_what_came_without_a_key_has_no_receipt_and_is_no_fault(nobody, ledger):
    ledger.entered(nobody, disclosure_receipt=None, closing_receipt=None)
    assert verdicts(nobody.tries("verify", "--offline", "--json")) == {"roster.csv": "no receipt"}


def test_the_beginning_of_a_stream_alone_cannot_tell(nobody, ledger, mocked):
    ledger.entered(nobody, closing_receipt=None)
    with PublicDirectory(API) as directory:
        told = json.loads((nobody.folder / "roster.csv.receipt.json").read_text())
        began = told["disclosure_receipt"]
        mocked.add_response(json={"stream": "x", "receipt": ledger.receipt(1)})
        assert directory.ledger.end_of_stream(began) == ledger.receipt(1)
        with pytest.raises(ValueError, match="no receipt"):
            directory.ledger.end_of_stream("nonsense")
        with pytest.raises(ValueError, match="no receipt"):
            directory.ledger.proof("nonsense")
    result = nobody.tries("verify", "--offline", "--json")
    assert (result.exit_code, verdicts(result)) == (1, {"roster.csv": "cannot tell"})


def test_keys_that_were_exchanged_are_noticed(nobody, ledger):
    ledger.serves(ledger.entered(nobody))
    nobody.runs("verify")
    others = Log(kinds=ledger.log.kinds[:1]).listed()
    ledger.mocked.add_response(url=f"{API}/v1/ledger/keys", content=others)
    result = nobody.tries("verify", "--json")
    assert (result.exit_code, verdicts(result)) == (1, {"roster.csv": "disproven"})
    assert verdicts(nobody.tries("verify", "--offline", "--json")) == {"roster.csv": "proven"}


def test_new_keys_that_the_old_ones_did_not_sign_for_are_noticed(nobody, ledger):
    ledger.serves(ledger.entered(nobody))
    nobody.runs("verify")
    told = json.loads(ledger.log.listed())
    stranger = SigningKey(ledger.log.origin, Kind.ED25519, b"\7" * 32)
    told["keys"].append({**told["keys"][0], "vkey": str(stranger.public)})
    url = f"{API}/v1/ledger/keys"
    ledger.mocked.add_response(url=url, content=json.dumps(told).encode())
    result = nobody.tries("verify", "--json")
    assert (result.exit_code, verdicts(result)) == (1, {"roster.csv": "cannot tell"})


def test_new_keys_that_the_old_ones_signed_for_take_their_place(nobody, ledger, monkeypatch):
    old, new = PAIRS[:2]
    with monkeypatch.context() as patched:
        patched.setattr(Log, "keys", property(lambda log: signing(log, old)))
        index = ledger.entered(nobody)
        ledger.serves(index, json.dumps(served([old])).encode())
        nobody.runs("verify")
    for keys, verdict in ((served([old, new]), "proven"), (served([old, new], 1), "cannot tell")):
        url = f"{API}/v1/ledger/keys"
        (nobody.folder / "roster.csv.proof/keys.json").write_text(json.dumps(served([old])))
        ledger.mocked.add_response(url=url, content=json.dumps(keys).encode())
        assert verdicts(nobody.tries("verify", "--json")) == {"roster.csv": verdict}


def signing(log, pair):
    return [SigningKey(log.origin, kind, pair[name]) for name, kind in KINDS.items()]


@contextmanager
def another_ledger(ledger):
    """The same keys sign another history of the same size."""
    whole = ledger.log
    ledger.log = Log()
    try:
        yield
    finally:
        ledger.log = whole


def test_two_ledgers_that_were_shown_to_one_desk_are_noticed(nobody, ledger):
    ledger.serves(ledger.entered(nobody, "monday.csv"))
    nobody.runs("verify")
    with another_ledger(ledger):
        index = ledger.entered(nobody, "tuesday.csv", CSV + b"2,Kim\n")
        ledger.mocked.add_response(url=f"{API}/v1/ledger/keys", content=ledger.log.listed())
        ledger.serves(index)
        result = nobody.tries("verify", "--json")
    assert sorted(verdicts(result).values()) == ["disproven", "proven"]
    assert "you were shown two ledgers" in result.stdout


def test_a_ledger_that_became_smaller_is_noticed(nobody, ledger):
    for _ in range(6):
        ledger.log.give()
    ledger.serves(ledger.entered(nobody, "monday.csv"))
    nobody.runs("verify")
    with another_ledger(ledger):
        index = ledger.entered(nobody, "tuesday.csv", CSV + b"2,Kim\n")
        ledger.mocked.add_response(url=f"{API}/v1/ledger/keys", content=ledger.log.listed())
        ledger.serves(index, time=BEGIN + 9)
        result = nobody.tries("verify", "--json")
    assert "disproven" in verdicts(result).values()
    assert "became smaller" in result.stdout


def test_a_file_from_another_directory_is_not_asked_for_here(nobody, ledger, mocked):
    ledger.entered(nobody, request="GET https://elsewhere.example/v1/officers.csv")
    assert verdicts(nobody.tries("verify", "--json")) == {"roster.csv": "waiting"}
    assert mocked.get_requests() == []


@pytest.mark.parametrize(("tier", "words"), [("public", "without a key"), ("press", "in parts")])
def test_a_file_without_a_receipt_is_told_why_there_is_none(ledger, nobody, tier, words):
    ledger.entered(nobody, tier=tier, disclosure_receipt=None, closing_receipt=None)
    assert words in nobody.runs("verify", "--offline")


def test_where_there_is_no_receipt_it_says_where_they_are(ledger, nobody):
    assert "beside what was downloaded" in nobody.runs("verify")
    assert nobody.runs("verify", "--json") == ""
