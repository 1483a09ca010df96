"""A record that was published is proven, and no byte of the proof or the record can be changed."""

import hashlib
import json

import pytest
from tests.clients.proofs import naive
from tests.clients.proofs.ledger import BEGIN, Log, b64, canonical, nonce
from tests.clients.proofs.test_altered import altered, refuses, shortened

from officer_directory_proofs import published
from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.trust import KeyRing

RECORD = b'{"id":"o3","last_name":"D\xc3\xadaz","badge_number":"0012"}'


def leaf(number, record=RECORD):
    digest = None if record is None else hashlib.sha256(record).hexdigest()
    said = {"digest": digest, "officer": f"o{number}", "salt": nonce(number).hex(), "v": 1}
    return canonical(said)


@pytest.fixture
def log():
    made = Log("publication")
    made.entries = [canonical({"at": BEGIN, "kind": "policy", "n": n, "v": 1}) for n in range(5)]
    return made


@pytest.fixture
def ring(log):
    return KeyRing(read_keys(log.listed()))


def proof(log, mine=3, record=RECORD, **said):
    """The proof of one officer of seven, in a change that is entered now."""
    leaves = sorted(leaf(n, record if n == mine else b"another") for n in range(7))
    index = leaves.index(leaf(mine, record))
    told = {"at": BEGIN, "from": BEGIN - 60, "kind": "change", "officers": len(leaves), "v": 1}
    told |= {"publication": "public", "root": naive.root(leaves).hex(), **said}
    log.entries.append(canonical(told))
    shown = {"entry": log.entries[-1].decode(), "index": index, "leaf": leaves[index].decode()}
    path = [b64(one) for one in naive.inclusion(index, leaves)]
    return {**shown, "path": path, "proof": log.proof(len(log.entries) - 1).decode(), "v": 1}


def test_a_record_that_was_published_is_proven(log, ring):
    found = published.published(canonical(proof(log)), ring)
    assert (found.officer, found.publication, found.since) == ("o3", "public", BEGIN - 60)
    assert found.digest == hashlib.sha256(RECORD).hexdigest()
    assert found.index == 5


def test_no_byte_of_a_publication_proof_can_be_changed(log, ring):
    whole = canonical(proof(log))
    for changed in (*altered(whole), *shortened(whole), whole + b"\n", b" " + whole):
        assert refuses(lambda raw: published.published(raw, ring), changed), changed


@pytest.mark.parametrize(
    "content",
    [
        RECORD,
        RECORD + b"\n",
        b'{"officer":' + RECORD + b',"withheld":{"photo":"x"},"policy":"00"}',
        b'{"id":"o1"}\n' + RECORD + b'\n{"id":"o5"}\n',
    ],
)
def test_the_record_is_found_in_what_the_directory_gives(log, ring, tmp_path, content):
    file = tmp_path / "record"
    file.write_bytes(content)
    found = published.published(canonical(proof(log)), ring)
    published.record(found, file)
    file.write_bytes(content.replace(b"0012", b"0013"))
    with pytest.raises(DisprovenError):
        published.record(found, file)


@pytest.mark.parametrize("record", [None])
def test_that_an_officer_left_is_no_record(log, ring, record):
    with pytest.raises(CannotTellError):
        published.published(canonical(proof(log, record=record)), ring)


@pytest.mark.parametrize(
    "said", [{"kind": "policy"}, {"v": 2}, {"from": "x"}, {"officers": True}, {"root": None}]
)
def test_an_entry_that_tells_of_no_change_proves_nothing(log, ring, said):
    with pytest.raises(CannotTellError):
        published.published(canonical(proof(log, **said)), ring)


def test_a_change_of_other_records_proves_nothing_of_this_one(log, ring):
    one, other = proof(log), proof(log, mine=4)
    for name in ("leaf", "path", "entry", "proof"):
        with pytest.raises(DisprovenError):
            published.published(canonical(one | {name: other[name]}), ring)


def test_a_change_in_another_log_proves_nothing(ring):
    press = Log("press")
    press.entries = [b"{}"]
    with pytest.raises(DisprovenError, match="another log"):
        published.published(canonical(proof(press)), KeyRing(read_keys(press.listed())))


def test_the_command_says_what_was_proven_and_what_was_not(log, tmp_path, checker):
    for name, content in (
        ("proof.json", canonical(proof(log))),
        ("keys.json", log.listed()),
        ("record.json", RECORD),
        ("other.json", RECORD.replace(b"0012", b"0013")),
        ("wrong.json", canonical(json.loads(canonical(proof(log))) | {"index": 0})),
    ):
        (tmp_path / name).write_bytes(content)
    keys = ("--key", tmp_path / "keys.json")
    whole, record = tmp_path / "proof.json", ("--record", tmp_path / "record.json")
    assert checker.runs("publication", whole, *keys, *record) == 0
    assert checker.runs("publication", whole, *keys, "--record", tmp_path / "other.json") == 1
    assert checker.runs("publication", tmp_path / "wrong.json", *keys) == 1
