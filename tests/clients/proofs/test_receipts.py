"""A journalist proves what was given, with a receipt, a proof and the keys."""

import hashlib

import pytest
from tests.clients.proofs.ledger import BEGIN, BODY, Log, filled

from officer_directory_proofs.keys import Kind
from officer_directory_proofs.signing import SigningKey

SIZES = (1, 2, 3, 7, 8)


@pytest.fixture
def check(checker):
    """Checks a receipt of a log, as files; parts may be replaced."""

    def run(log, index=0, size=None, *more, **parts):
        files = {
            "receipt": log.receipt(index),
            "proof": log.proof(index, size),
            "key": log.listed(),
        } | parts
        paths = {name: checker.file(name, raw) for name, raw in files.items()}
        given = ("--proof", paths["proof"], "--key", paths["key"], *more)
        return checker.runs("receipt", paths["receipt"], *given)

    run.checker = checker
    return run


@pytest.mark.parametrize("log", ["press", "inside"])
@pytest.mark.parametrize("size", SIZES)
def test_each_receipt_of_a_log_is_proven(check, log, size):
    made = filled(log, size)
    for index in range(size):
        assert check(made, index) == 0
        assert f"entry {index} of {size}" in check.checker.said


def test_what_is_proven_reads_well(check):
    assert check(filled()) == 0
    said = check.checker.said
    assert said.startswith("PROVEN The ledger directory.example.org/press holds this receipt")
    assert "made on 28 November 2026, between 06:00 and 07:00 UTC" in said
    assert "with Ed25519 and ML-DSA-44" in said
    assert "- asked: GET /v1/officers?limit=1" in said
    assert "What this does not prove" in said
    assert "no witness that you trust" in said


def test_the_file_that_was_given_is_proven_to_be_it_and_another_is_not(check):
    log = filled()
    body = check.checker.file("officers.json", BODY)
    other = check.checker.file("edited.json", BODY.replace(b"0012", b"0013"))
    assert check(log, 0, None, "--body", body) == 0
    assert "officers.json is, byte for byte, the answer" in check.checker.said
    assert check(log, 0, None, "--body", other) == 1
    assert "edited.json is not, byte for byte" in check.checker.said
    assert check(log, 0, None, "--body", check.checker.folder / "missing") == 2


def test_a_key_for_each_algorithm_wants_its_signature(check):
    both = filled()
    for kind in both.kinds:
        one = Log(kinds=(kind,), entries=both.entries, openings=both.openings)
        assert check(both, key=one.vkeys()) == 0
        assert check(one) == 0
        assert check(one, key=both.vkeys()) == 2
        assert "did not sign this checkpoint with" in check.checker.said


def test_another_log_its_keys_or_its_receipts_prove_nothing(check):
    press, inside = filled(), filled("inside")
    assert check(press, proof=inside.proof(0), key=press.listed()) == 2
    assert check(press, proof=inside.proof(0), key=inside.listed()) == 1
    assert check(press, receipt=press.receipt(1)) == 1
    assert check(press, proof=press.proof(1)) == 1
    stranger = [SigningKey(press.origin, kind, b"\5" * 32) for kind in press.kinds]
    keys = "".join(f"{key.public}\n" for key in stranger).encode()
    assert check(press, key=keys) == 2


def test_a_replaced_key_counts_for_what_it_signed_before(check):
    log = filled()
    assert check(log, key=log.listed(until=BEGIN)) == 0
    assert check(log, key=log.listed(until=BEGIN - 1)) == 2
    assert "after it was replaced" in check.checker.said


def test_the_header_is_taken_as_it_comes(check):
    log = filled()
    written = log.receipt(0).decode().strip()
    value = written.removeprefix("Disclosure-Receipt: ")
    for text in (written, f"disclosure-receipt: {value}\r\n", value, f"{value}\n"):
        assert check(log, receipt=text.encode()) == 0
    with_more = f"{value}, later=2;a=b"
    assert check(log, receipt=with_more.encode()) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("v=1", "v=2"),
        lambda text: text.replace("log=press", "log=inside"),
        lambda text: text.replace("nonce=", "nonces="),
        lambda text: f"{text}, v=1",
        lambda text: text.replace("leaf=:", "leaf="),
        lambda text: text.replace("v=1, ", ""),
        lambda text: "",
        lambda text: text[:100],
    ],
)
def test_what_is_no_receipt_or_contradicts_itself_proves_nothing(check, change):
    log = filled()
    assert check(log, receipt=change(log.receipt(0).decode().strip()).encode()) in (1, 2)


def test_a_receipt_of_a_stream_says_where_that_of_its_end_is(check):
    log = Log()
    began = log.give(None, stream="csv")
    ended = log.give(BODY, closes="ab" * 16, lines=3, ended=True)
    assert check(log, began) == 0
    identity = hashlib.sha256(
        b"officer-directory/ledger/v1/stream\n" + hashlib.sha256(b"nonce 0").digest()
    )
    assert f"/v1/ledger/streams/{identity.hexdigest()[:32]}" in check.checker.said
    body = check.checker.file("all.csv", BODY)
    assert check(log, began, None, "--body", body) == 2
    assert check(log, ended, None, "--body", body) == 0
    assert "the stream ended: whole" in check.checker.said


def test_a_witness_is_counted_when_it_is_trusted(check):
    log = filled()
    one = SigningKey("witness.example.net", Kind.ED25519_COSIGNATURE, b"\1" * 32)
    two = SigningKey("other.example.net", Kind.ML_DSA_44_COSIGNATURE, b"\2" * 32)
    keys = {
        name: check.checker.file(name, f"{key.public}\n".encode())
        for name, key in (("one", one), ("two", two))
    }
    seen = log.proof(0, cosigners=[one, two])
    trusting = ("--witness", keys["one"], "--witness", keys["two"])
    assert check(log, 0, None, *trusting, "--quorum", 2, proof=seen) == 0
    assert "The witness witness.example.net saw the same ledger" in check.checker.said
    assert "no witness that you trust" not in check.checker.said
    assert check(log, 0, None, proof=seen) == 0
    assert "no witness that you trust" in check.checker.said
    once = log.proof(0, cosigners=[one])
    assert check(log, 0, None, *trusting, proof=once) == 0
    assert check(log, 0, None, *trusting, "--quorum", 2, proof=once) == 2
    assert check(log, 0, None, "--witness", keys["two"], proof=once) == 2
    later = one.sign(log.head(), BEGIN + 1)
    forged = str(log.note(cosigners=[one])).replace(
        str(one.sign(log.head(), BEGIN)),
        str(type(later)(later.name, later.key_id, later.signed[::-1])),
    )
    proof = once[: once.index(b"\n\n") + 2] + forged.encode()
    assert check(log, 0, None, *trusting, proof=proof) == 1
