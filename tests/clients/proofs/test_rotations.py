"""Whoever kept keys can tell whether those served years later follow from them."""

import json
from itertools import pairwise

import pytest
from tests.clients.proofs.ledger import BEGIN, NAME, b64, canonical

from officer_directory_proofs.keys import Kind
from officer_directory_proofs.signing import _OF_SEED, SigningKey

KINDS = {"ed25519": Kind.ED25519, "ml-dsa-44": Kind.ML_DSA_44_COSIGNATURE}
LOGS = ("publication", "press", "inside")


def seeds(number):
    return {name: bytes([number, kind]) * 16 for name, kind in KINDS.items()}


def public(pair):
    return {
        name: b64(SigningKey("x", KINDS[name], seed).public.public) for name, seed in pair.items()
    }


def signed(pair, text):
    prefix = b"officer-directory/ledger/v1/keys\n"
    return {
        name: b64(_OF_SEED[KINDS[name]](seed).sign(prefix + text)) for name, seed in pair.items()
    }


def rotation(number, pair, last):
    said = {"at": BEGIN + number, "name": NAME, "previous": last and public(last), **public(pair)}
    text = canonical(said)
    signatures = {"new": signed(pair, text)} | ({"old": signed(last, text)} if last else {})
    entry = {"at": BEGIN + number, "kind": "keys", "statement": text.decode(), "v": 1}
    return canonical(entry | {"signatures": signatures}).decode()


def served(pairs, begin=0):
    """What `/v1/ledger/keys` answers after these pairs, one after the other."""
    keys = [
        {
            "log": log,
            "origin": f"{NAME}/{log}",
            "algorithm": name,
            "vkey": str(SigningKey(f"{NAME}/{log}", KINDS[name], seed).public),
            "from": BEGIN + number,
            "until": None if number == len(pairs) - 1 else BEGIN + number + 1,
        }
        for number, pair in enumerate(pairs)
        for log in LOGS
        for name, seed in pair.items()
    ]
    steps = enumerate(pairwise([None, *pairs]))
    rotations = [rotation(number, pair, last) for number, (last, pair) in steps]
    return {"name": NAME, "keys": keys, "rotations": rotations[begin:]}


PAIRS = [seeds(1), seeds(2), seeds(3)]


@pytest.fixture
def keys(checker):
    def run(now, known=None):
        more = (
            () if known is None else ("--known", checker.file("known", json.dumps(known).encode()))
        )
        return checker.runs("keys", checker.file("now", json.dumps(now).encode()), *more)

    run.checker = checker
    return run


@pytest.mark.parametrize("count", [1, 2, 3])
def test_keys_that_follow_from_those_known_are_proven(keys, count):
    for kept in range(1, count + 1):
        assert keys(served(PAIRS[:count]), served(PAIRS[:kept])) == 0
        assert "The keys that you know are among them" in keys.checker.said
    assert keys(served(PAIRS[:count])) == 0
    assert "Anyone can make such a file" in keys.checker.said


def test_keys_of_another_ledger_are_disproven(keys):
    assert keys(served([seeds(8), seeds(9)]), served(PAIRS)) == 1
    assert "do not follow from those that you know" in keys.checker.said


def test_a_pair_that_the_one_before_did_not_sign_for_is_disproven(keys):
    now = served(PAIRS)
    stranger = rotation(2, seeds(3), seeds(9))
    told = json.loads(stranger)
    said = json.loads(told["statement"]) | {"previous": public(PAIRS[1])}
    told["statement"] = canonical(said).decode()
    told["signatures"] = {
        "new": signed(seeds(3), told["statement"].encode()),
        "old": signed(seeds(9), told["statement"].encode()),
    }
    for forged in (stranger, canonical(told).decode()):
        now["rotations"][2] = forged
        assert keys(now, served(PAIRS[:1])) == 1


def test_a_chain_without_a_link_or_with_other_keys_is_not_proven(keys):
    whole = served(PAIRS)
    middle = whole | {"rotations": [whole["rotations"][at] for at in (0, 2)]}
    late = whole | {"rotations": whole["rotations"][:2]}
    turned = whole | {"rotations": whole["rotations"][::-1]}
    for broken in (middle, late, served(PAIRS, begin=1), turned):
        assert keys(broken) in (1, 2)
    for rotations in ([], None, 3, [3], ["{}"], ["["], [{}]):
        assert keys(whole | {"rotations": rotations}) == 2


def test_no_byte_of_a_rotation_can_be_changed(keys):
    now = served(PAIRS[:2])
    whole = now["rotations"][1]
    for at in range(0, len(whole), 29):
        now["rotations"][1] = whole[:at] + chr(ord(whole[at]) ^ 1) + whole[at + 1 :]
        assert keys(now) in (1, 2) or unsigned(whole, at), whole[at - 20 : at + 20]


def unsigned(whole, at):
    """The entry's own `at` and `v` are signed with the log that it is in, and not here."""
    return whole[at - 5 : at + 15].find('"at":') >= 0 or at == len(whole) - 2
