"""The how-to of whoever checks a receipt is run from top to bottom, and prints what it says."""

import re
import shlex
from hashlib import sha256
from pathlib import Path

from tests.clients.proofs.ledger import BODY, filled

from officer_directory_proofs.command import main

PAGE = Path(__file__).parents[3] / "docs/how-to/check-a-receipt.md"
CONSOLE = re.compile(r"<!-- run -->\n```console\n(.*?)```", re.DOTALL)


def shown():
    """Each command, with what it is said to print."""
    for console in CONSOLE.findall(PAGE.read_text()):
        for part in console.split("$ officer-directory-verify ")[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def test_the_how_to_prints_what_it_says(tmp_path, monkeypatch, capsys):
    log, body = filled(entries=40), BODY + b" " * 3
    export = log.export()
    files = {
        "receipt.txt": log.receipt(3),
        "receipt.tlog-proof": log.proof(3),
        "keys.json": log.listed(),
        "roster.json": body,
        "edited.json": body.replace(b"0012", b"0013"),
        "press.ndjson": export,
        "press.checkpoint": log.checkpoint(),
        "monday.checkpoint": log.checkpoint(16),
        "altered.ndjson": altered(export, 17),
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    monkeypatch.chdir(tmp_path)
    commands = list(shown())
    assert len(commands) == 6
    for command, printed in commands:
        code = main(shlex.split(command))
        out, err = capsys.readouterr()
        assert out + err == printed, command
        first = printed.partition("\n")[0]
        assert code == {"PROVEN": 0, "DISPROVEN": 1, "CANNOT TELL": 2}[first]
    assert sha256(body).hexdigest() in PAGE.read_text()


def altered(export, index):
    lines = export.splitlines(keepends=True)
    lines[index] = lines[index].replace(b"06Z", b"07Z")
    return b"".join(lines)
