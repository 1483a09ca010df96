"""Whatever is given to the command: a clear sentence, the right code, and no traceback."""

import json
import os
import subprocess
import sys
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.clients.proofs.ledger import filled

from officer_directory_proofs import checks, consistency, exports
from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.outcomes import CheckError
from officer_directory_proofs.reading import MOST_BYTES
from officer_directory_proofs.trust import KeyRing

DEEP = b'{"keys":' + b"[" * 200_000
HOSTILE = {
    "empty": b"",
    "not UTF-8": b"\xff\xfe" * 50,
    "UTF-16": "v=1, log=press".encode("utf-16"),
    "zeros": bytes(10_000),
    "huge": b"A" * (MOST_BYTES + 2),
    "one long line": b"{" + b"A" * 3_000_000 + b"}\n",
    "deep JSON": DEEP,
    "a huge number": b'{"index":' + b"9" * 100_000 + b"}\n",
    "a list": b"[]\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "terminal": b"\x1b]0;title\x07\x1b[2J" * 10,
    "commas": b", " * 100_000,
    "equals": b"a=" * 100_000,
    "colons": b"v=1, log=press, leaf=:" + b"A" * 100_000,
    "an empty object": b"{}\n",
    "NaN": b'{"keys":NaN}',
    "a key twice": b'{"keys":[],"keys":[]}',
    "lone surrogate": b'{"index":0,"hash":"","entry":"\\ud800"}\n',
}


@pytest.mark.parametrize("part", ["receipt", "proof", "key", "log", "checkpoint", "consistency"])
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_cannot_be_read_is_cannot_tell(checker, part, raw):
    log = filled(entries=3)
    good = {"receipt": log.receipt(0), "proof": log.proof(0), "key": log.listed()}
    good |= {"log": log.export(), "checkpoint": log.checkpoint(), "consistency": b"old 1\n"}
    files = {name: checker.file(name, whole) for name, whole in (good | {part: raw}).items()}
    key = ("--key", files["key"])
    if part in ("receipt", "proof", "key"):
        code = checker.runs("receipt", files["receipt"], "--proof", files["proof"], *key)
    elif part in ("log", "checkpoint"):
        code = checker.runs("log", files["log"], "--checkpoint", files["checkpoint"], *key)
    else:
        one = checker.file("one", log.checkpoint(1))
        by = ("--proof", files["consistency"])
        code = checker.runs("consistency", one, files["checkpoint"], *by, *key)
    if part == "log" and not raw:
        assert code == 1  # no entries, where three were signed
    else:
        assert code == 2, checker.said
        assert checker.said.startswith("CANNOT TELL")
    assert "\x1b" not in checker.said
    assert len(checker.said) < 600


def test_what_is_no_file_is_cannot_tell(checker, tmp_path):
    log = filled(entries=3)
    good = checker.file("good", log.receipt(0))
    for bad in (tmp_path, tmp_path / "missing", "\0", "x" * 5000, "/dev/null"):
        assert checker.runs("receipt", bad, "--proof", good, "--key", good) == 2
        assert checker.runs("log", bad, "--checkpoint", good, "--key", good) == 2


def test_a_file_without_an_end_is_not_read_to_its_end(checker):
    good = checker.file("keys", filled().listed())
    assert checker.runs("receipt", "/dev/zero", "--proof", "/dev/zero", "--key", good) == 2


def test_wrong_usage_is_cannot_tell(checker):
    for given_ in ((), ("receipt",), ("log", "x"), ("--nonsense",), ("receipt", "a", "--key", "b")):
        assert checker.runs(*given_) == 2


def test_nothing_in_a_receipt_moves_the_cursor(checker):
    log = filled(entries=0)
    log.give(asked="GET /v1/officers?q=\x1b[2J\x1b]0;x\x07‮\n\nPROVEN", key="k" * 5000)
    receipt = checker.file("receipt", log.receipt(0))
    proof, key = checker.file("proof", log.proof(0)), checker.file("key", log.listed())
    assert checker.runs("receipt", receipt, "--proof", proof, "--key", key) == 0
    assert "\x1b" not in checker.said
    assert "‮" not in checker.said
    assert r"q=\x1b[2J" in checker.said
    assert "k" * 400 not in checker.said


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_at_all_are_proven_or_break_a_check(raw):
    log = filled(entries=2)
    ring = KeyRing(read_keys(log.vkeys()))
    for check in (
        lambda: checks.receipt(raw, log.proof(0), ring),
        lambda: checks.receipt(log.receipt(0), raw, ring),
        lambda: exports.audit([raw], [log.head()]),
        lambda: exports.audit([*log.export().splitlines(keepends=True)[:1], raw], [log.head()]),
        lambda: read_keys(raw),
        lambda: consistency.read_proof(raw),
    ):
        with pytest.raises(CheckError):
            check()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)


@settings(max_examples=200)
@given(st.sampled_from(["index", "hash", "entry", "opening", "nonce", "summary"]), json_values)
def test_an_export_with_anything_in_a_place_is_not_proven(name, value):
    log = filled("inside", 2)
    lines = [json.loads(line) for line in log.export(openings=True).splitlines()]
    if lines[1][name] == value and type(lines[1][name]) is type(value):
        return
    lines[1][name] = value
    with pytest.raises(CheckError):
        exports.audit([json.dumps(line).encode() + b"\n" for line in lines], [log.head()])


@settings(max_examples=200)
@given(st.sampled_from(["vkey", "until", "keys"]), json_values)
def test_a_file_of_keys_with_anything_in_a_place_is_read_or_refused(name, value):
    told = json.loads(filled(entries=1).listed())
    place = told if name == "keys" else told["keys"][0]
    place[name] = value
    with suppress(CheckError):
        assert read_keys(json.dumps(told).encode())


def test_a_large_log_is_not_held_in_memory():
    log = filled(entries=1)
    line = json.loads(log.export())
    many = (json.dumps(line | {"index": index}).encode() + b"\n" for index in range(5_000))
    tracemalloc.start()
    try:
        assert exports.audit(many, [log.head()]).entries == 5_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_an_error_of_the_program_itself_is_no_verdict(tmp_path):
    """Python ends with 1 then, which would say: disproven."""
    broken = "import officer_directory_proofs.checks as c; c.receipt = None; "
    run = "import sys; from officer_directory_proofs.command import run; run()"
    log = filled(entries=1)
    files = {"receipt": log.receipt(0), "proof": log.proof(0), "key": log.listed()}
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    given_ = ["receipt", "receipt", "--proof", "proof", "--key", "key"]
    for code, expected in ((broken + run, 2), (run, 0)):
        ran = subprocess.run(
            [sys.executable, "-c", code, *given_],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
        )
        assert ran.returncode == expected, ran.stderr
        assert "Traceback" not in ran.stderr
