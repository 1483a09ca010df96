"""What the service signs, exports and proves is proven by the program that knows nothing of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger.test_verify import command, filled

from officer_directory.ledger.sealer import at_work
from officer_directory_proofs.receipts import stub

__all__ = ["command", "filled"]


def checked(*arguments):
    ran = subprocess.run(
        [Path(sys.executable).with_name("officer-directory-verify"), *map(str, arguments)],
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("log", ["publication", "press", "inside"])
def test_an_exported_log_is_proven_and_a_changed_one_is_not(command, ask_keys, tmp_path, log):
    out, note, keys = tmp_path / "log.ndjson", tmp_path / "note", tmp_path / "keys.json"
    note.write_text(command("checkpoint", "--log", log).stdout, "utf-8")
    command("export", "--log", log, "--out", str(out))
    keys.write_bytes(ask_keys())
    said = ("--checkpoint", note, "--key", keys)
    code, told = checked("log", out, *said)
    assert code == 0, told
    lines = out.read_text("utf-8").splitlines(keepends=True)
    changed = json.loads(lines[-1])
    changed["entry"] = changed["entry"].replace("1", "2", 1)
    out.write_text("".join([*lines[:-1], json.dumps(changed, ensure_ascii=False) + "\n"]), "utf-8")
    code, told = checked("log", out, *said)
    assert code == 1, told
    assert str(len(lines) - 1) in told


@pytest.fixture
def ask_keys(filled):
    from officer_directory.ledger.keys import LedgerKeys

    return lambda: json.dumps(LedgerKeys(filled).held().published()).encode()


@pytest.mark.parametrize("requester", ["press", "records"])
def test_a_receipt_is_proven_with_its_body(ask, world, settings, tmp_path, requester):
    answer = ask(requester).get("/v1/officers?limit=2")
    written = answer.headers["disclosure-receipt"]
    at_work(settings).seal("press" if requester == "press" else "inside")
    sent = {"receipt": stub(written.encode())}
    proof = ask("public").post("/v1/ledger/proofs", json=sent)
    assert proof.status_code == 200
    for name, content in (
        ("receipt", written.encode()),
        ("proof", proof.content),
        ("keys", ask("public").get("/v1/ledger/keys").content),
        ("body", answer.content),
    ):
        (tmp_path / name).write_bytes(content)
    given = [tmp_path / "receipt", "--proof", tmp_path / "proof", "--key", tmp_path / "keys"]
    code, told = checked("receipt", *given, "--body", tmp_path / "body")
    assert code == 0, told
    (tmp_path / "body").write_bytes(answer.content.replace(b'"id"', b'"iD"', 1))
    assert checked("receipt", *given, "--body", tmp_path / "body")[0] == 1
