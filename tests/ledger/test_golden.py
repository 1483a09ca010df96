"""The vectors that another implementation is held against are what ours says."""

import json
from hashlib import sha256

import pytest
from tests.ledger.golden import BODY, FOLDER, NAME, entries, opening

from officer_directory.ledger import proof as proofs
from officer_directory.ledger import receipt as receipts
from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.checkpoint import is_signed, open_note
from officer_directory.ledger.note import VerifierKey, decoded
from officer_directory.ledger.tree import is_included, leaf_hash, root_of

LOGS = ("publication", "press", "inside")


def read(name):
    return (FOLDER / name).read_text(encoding="utf-8")


KEYS = [VerifierKey.read(one["vkey"]) for one in json.loads(read("keys.json"))["keys"]]


def test_the_two_forms_of_a_key_file_hold_the_same_keys():
    lines = [line for line in read("keys.txt").splitlines() if not line.startswith("#")]
    assert [VerifierKey.read(line) for line in lines] == KEYS


@pytest.mark.parametrize("log", LOGS)
def test_an_exported_log_has_the_root_that_was_signed(log):
    lines = [json.loads(line) for line in read(f"{log}.ndjson").splitlines()]
    if log != "publication":  # whose signatures are other ones each time
        assert [line["entry"].encode() for line in lines] == entries(log)
    signed = open_note(read(f"{log}.checkpoint"))
    assert is_signed(signed, KEYS)
    assert signed.checkpoint.origin == f"{NAME}/{log}"
    assert signed.checkpoint.root == root_of(leaf_hash(line["entry"].encode()) for line in lines)


@pytest.mark.parametrize("log", LOGS[1:])
def test_a_receipt_is_of_its_body_and_its_proof_holds(log):
    receipt = receipts.read(read(f"{log}.receipt"))
    assert receipt.opening == opening(log)
    assert receipt.holds_together()
    assert read("body.json").encode() == BODY
    assert proofs.read(read(f"{log}.tlog-proof")).proves(receipt.leaf, KEYS)


def test_the_record_of_the_body_is_proven_to_have_been_published():
    proof = json.loads(read("publication-proof.json"))
    assert canonical(proof) == read("publication-proof.json").encode()
    record = BODY[len(b'{"officer":') : BODY.index(b',"withheld"')]
    leaf, entry = json.loads(proof["leaf"]), json.loads(proof["entry"])
    assert leaf["digest"] == sha256(record).hexdigest()
    path, root = [decoded(one) for one in proof["path"]], bytes.fromhex(entry["root"])
    hashed = leaf_hash(proof["leaf"].encode())
    assert is_included(hashed, proof["index"], entry["officers"], path, root)
    assert proofs.read(proof["proof"]).proves(leaf_hash(proof["entry"].encode()), KEYS)
