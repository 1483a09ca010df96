"""The service's golden files, checked by a program written from their description alone."""

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parents[2] / "golden/ledger"
KEYS = ("keys.json", "keys.txt")


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("log", ["press", "inside"])
def test_a_golden_receipt_is_proven_with_its_body(checker, log, keys):
    receipt, proof = GOLDEN / f"{log}.receipt", GOLDEN / f"{log}.tlog-proof"
    more = ("--key", GOLDEN / keys, "--body", GOLDEN / "body.json")
    assert checker.runs("receipt", receipt, "--proof", proof, *more) == 0


@pytest.mark.parametrize("keys", KEYS)
@pytest.mark.parametrize("log", ["publication", "press", "inside"])
def test_a_golden_log_is_proven(checker, log, keys):
    head = ("--checkpoint", GOLDEN / f"{log}.checkpoint")
    assert checker.runs("log", GOLDEN / f"{log}.ndjson", *head, "--key", GOLDEN / keys) == 0


def test_a_golden_log_grew(checker):
    heads = (GOLDEN / "press-at-2.checkpoint", GOLDEN / "press.checkpoint")
    by = ("--log", GOLDEN / "press.ndjson", "--key", GOLDEN / "keys.json")
    assert checker.runs("consistency", *heads, *by) == 0


@pytest.mark.parametrize("log", ["press", "inside"])
def test_a_golden_receipt_of_another_log_is_not_proven(checker, log):
    other = {"press": "inside", "inside": "press"}[log]
    receipt, proof = GOLDEN / f"{log}.receipt", GOLDEN / f"{other}.tlog-proof"
    assert checker.runs("receipt", receipt, "--proof", proof, "--key", GOLDEN / "keys.json") == 1


@pytest.mark.parametrize("keys", KEYS)
def test_a_golden_record_was_published(checker, keys):
    more = ("--record", GOLDEN / "body.json", "--key", GOLDEN / keys)
    assert checker.runs("publication", GOLDEN / "publication-proof.json", *more) == 0
