"""`python -m tests.ledger.golden` writes small vectors of the format into tests/golden/ledger.

ML-DSA signs with fresh randomness, so the files differ in its signatures each time: they are
written once, and a change of them is a change of the format.
"""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from officer_directory.ledger.canonical import canonical
from officer_directory.ledger.changed import Told
from officer_directory.ledger.changing import Change, leaf
from officer_directory.ledger.checkpoint import Checkpoint, sign
from officer_directory.ledger.commitment import Opening, inside_entry, press_entry
from officer_directory.ledger.note import ALGORITHMS, encoded
from officer_directory.ledger.proof import Proof
from officer_directory.ledger.receipt import Receipt
from officer_directory.ledger.signing import SigningPair, keys_entry
from officer_directory.ledger.tree import inclusion_path, leaf_hash, root_of, within

FOLDER = Path(__file__).parent.parent / "golden" / "ledger"
NAME = "directory.example"
AT = 1_795_848_000  # 2026-11-28 06:40 UTC
PAIR = SigningPair.from_seeds(bytes(range(32)), bytes(range(1, 33)))
NEXT = SigningPair.from_seeds(bytes(range(32, 64)), bytes(range(33, 65)))
BODY = b'{"officer":{"id":"11111111-1111-4111-8111-111111111111"},"withheld":{}}'


def nonce(of: str) -> bytes:
    return sha256(of.encode()).digest()


def opening(log: str) -> Opening:
    said = {
        "asked": "GET /v1/officers/11111111-1111-4111-8111-111111111111",
        "digest": sha256(BODY).hexdigest(),
        "key": "k1",
        "log": log,
        "policy": "ab" * 32,
        "records": 1,
        "status": 200,
        "v": 1,
    }
    return Opening(nonce(f"nonce of {log}"), canonical(said))


@cache
def entries(log: str) -> list[bytes]:
    if log == "publication":
        return [keys_entry(NAME, AT, PAIR, None), keys_entry(NAME, AT + 60, NEXT, PAIR)]
    made = []
    for n in range(5):
        commitment = opening(log).commitment() if n == 3 else nonce(f"commitment {n}").hex()
        if log == "press":
            made.append(press_entry(commitment, AT))
        else:
            made.append(inside_entry(commitment, nonce(f"summary {n}").hex(), AT + n))
    return made


def checkpoint(log: str, size: int) -> str:
    root = root_of(map(leaf_hash, entries(log)[:size]))
    return sign(Checkpoint(f"{NAME}/{log}", size, root), PAIR, AT + 60)


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    keys = []
    for log in ("publication", "press", "inside"):
        found = entries(log)
        lines = [
            {"index": index, "hash": encoded(leaf_hash(one)), "entry": one.decode()}
            for index, one in enumerate(found)
        ]
        put(f"{log}.ndjson", "".join(json.dumps(line) + "\n" for line in lines))
        put(f"{log}.checkpoint", checkpoint(log, len(found)))
        for key in PAIR.verifier_keys(f"{NAME}/{log}"):
            named = {"log": log, "origin": key.name, "algorithm": ALGORITHMS[key.type]}
            keys.append({**named, "vkey": key.written(), "from": AT, "until": None})
    rotations = [one.decode() for one in entries("publication")]
    put("keys.json", json.dumps({"name": NAME, "keys": keys, "rotations": rotations}, indent=1))
    put("keys.txt", "# one for each line\n" + "".join(f"{key['vkey']}\n" for key in keys))
    put("press-at-2.checkpoint", checkpoint("press", 2))
    for log in ("press", "inside"):
        receipt = Receipt(log, entries(log)[3], opening(log))
        path = inclusion_path(3, 5, within([leaf_hash(one) for one in entries(log)]))
        put(f"{log}.receipt", receipt.written() + "\n")
        put(f"{log}.tlog-proof", Proof(3, tuple(path), checkpoint(log, 5)).written())
    put("body.json", BODY.decode())
    put("publication-proof.json", published())


def published() -> str:
    """The proof that the officer of `body.json` was public, in a log of the keys and one change."""
    record = BODY[len(b'{"officer":') : BODY.index(b',"withheld"')]
    officer = json.loads(record)["id"]
    mine = leaf(officer, sha256(record).digest(), nonce("salt"))
    others = [leaf(f"o{n}", nonce(f"record {n}"), nonce(f"salt {n}")) for n in range(4)]
    change = Change.of("public", AT - 3_600, [mine, *others])
    log = [*entries("publication"), change.entry(AT + 30)]
    hashes = [leaf_hash(one) for one in log]
    note = sign(Checkpoint(f"{NAME}/publication", len(log), root_of(hashes)), PAIR, AT + 60)
    path = inclusion_path(len(log) - 1, len(log), within(hashes))
    index, steps = change.path(mine)
    told = Told(mine, index, tuple(steps), log[-1])
    return told.written(Proof(len(log) - 1, tuple(path), note).written()).decode()


def put(name: str, text: str) -> None:
    (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
