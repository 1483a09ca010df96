"""An auditor checks a whole log, and that it only grew."""

import json

import pytest
from tests.clients.proofs.ledger import filled
from tests.clients.proofs.naive import consistency, root

from officer_directory_proofs.tiles import WIDTH, path
from officer_directory_proofs.tree import leaf_hash
from officer_directory_proofs.written import encoded


@pytest.fixture
def audit(checker):
    """Audits an export of a log under heads of these sizes."""

    def run(log, export, *sizes, key=None):
        file = checker.file("log.ndjson", export)
        keys = checker.file("keys", key or log.listed())
        heads = [checker.file(f"at-{size}", log.checkpoint(size)) for size in sizes]
        named = [each for head in heads for each in ("--checkpoint", head)]
        return checker.runs("log", file, *named, "--key", keys)

    run.checker = checker
    return run


@pytest.mark.parametrize("size", [1, 2, 5, 300])
@pytest.mark.parametrize("openings", [False, True])
def test_an_exported_log_is_proven(audit, size, openings):
    log = filled("inside", size)
    assert audit(log, log.export(openings), size) == 0
    assert "none of them changed" in audit.checker.said
    assert ("committed to is in the file" in audit.checker.said) == openings


def test_an_empty_log_is_proven_empty(audit):
    log = filled(entries=0)
    assert audit(log, b"", 0) == 0


def test_what_a_checkpoint_does_not_cover_is_said(audit):
    log = filled(entries=9)
    assert audit(log, log.export(), 4) == 0
    assert "first 4 entries" in audit.checker.said
    assert "Anything of the 5 entries after that" in audit.checker.said


@pytest.mark.parametrize("at", [0, 3, 8])
@pytest.mark.parametrize(
    "change",
    [
        lambda lines, at: [*lines[:at], lines[at].replace(b"06Z", b"07Z"), *lines[at + 1 :]],
        lambda lines, at: [*lines[:at], *lines[at + 1 :]],
        lambda lines, at: [*lines[:at], lines[at], *lines[at:]],
        lambda lines, at: [*lines[:at], b"{}\n", *lines[at + 1 :]],
        lambda lines, at: [*lines[:at], b"\xff\n", *lines[at + 1 :]],
    ],
    ids=["altered", "removed", "repeated", "emptied", "garbled"],
)
def test_the_first_wrong_entry_is_named(audit, at, change):
    log = filled(entries=9)
    whole = log.export().splitlines(keepends=True)
    lines = change(whole, at)
    assert audit(log, b"".join(lines), 9) == 1
    named = at + 1 if lines[: at + 1] == whole[: at + 1] else at
    assert f"DISPROVEN Entry {named} " in audit.checker.said


def test_an_entry_that_was_changed_with_its_hash_is_found_by_the_root(audit):
    log, other = filled(entries=9), filled(entries=9)
    other.entries[5] = other.entries[5].replace(b"06Z", b"07Z")
    assert audit(log, other.export(), 9) == 1
    assert "Entries 0 to 8 are not all as they were signed" in audit.checker.said
    assert audit(log, other.export(), 9, 3, 6) == 1
    assert "Entries 3 to 5 are not all" in audit.checker.said
    assert audit(log, other.export(), 5) == 0


def test_an_opening_that_was_exchanged_is_found(audit):
    log, other = filled("inside", 3), filled("inside", 3)
    other.openings[1] = other.openings[2]
    assert audit(log, other.export(openings=True), 3) == 1
    assert "Entry 1 has an answer that it did not commit to" in audit.checker.said


def test_an_opening_that_was_erased_is_no_fault(audit):
    log = filled("inside", 3)
    lines = [json.loads(line) for line in log.export(openings=True).splitlines()]
    for name in ("opening", "nonce", "summary", "summary_nonce"):
        lines[1][name] = None
    erased = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    assert audit(log, erased, 3) == 0
    assert "2 entries committed to" in audit.checker.said


@pytest.mark.parametrize("at", [0, 2])
def test_an_entry_that_the_directory_lost_is_named(audit, at):
    log = filled(entries=3)
    lines = [json.loads(line) for line in log.export().splitlines()]
    lines[at] |= {"hash": None, "entry": None}
    assert audit(log, b"".join(json.dumps(line).encode() + b"\n" for line in lines), 3) == 1
    assert f"Entry {at} is missing" in audit.checker.said


def test_a_log_that_is_too_short_is_disproven(audit):
    log = filled(entries=5)
    short = b"".join(log.export().splitlines(keepends=True)[:3])
    assert audit(log, short, 5) == 1
    assert "Entry 3 is missing" in audit.checker.said


def tiles_of(log, folder):
    """The log as c2sp.org/tlog-tiles lays it out."""
    level, hashes = 0, [leaf_hash(entry) for entry in log.entries]
    while hashes:
        for start in range(0, len(hashes), WIDTH):
            part = hashes[start : start + WIDTH]
            file = folder / path(level, start // WIDTH, len(part))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"".join(part))
        wide = WIDTH ** (level + 1)
        full = len(log.entries) // wide
        level += 1
        hashes = [root(log.entries[at * wide : (at + 1) * wide]) for at in range(full)]


def proof_of(log, old, new):
    steps = consistency(old, log.entries[:new])
    return "".join(f"{line}\n" for line in (f"old {old}", *map(encoded, steps))).encode()


@pytest.fixture
def compare(checker):
    """Compares two heads, with whatever shows that the log grew."""

    def run(log, one, other, *by, other_log=None):
        first = checker.file("one", log.checkpoint(one))
        second = checker.file("other", (other_log or log).checkpoint(other))
        return checker.runs("consistency", first, second, "--key", key(checker, log), *by)

    def key(checker, log):
        return checker.file("keys", log.listed())

    run.checker = checker
    return run


@pytest.mark.parametrize(("old", "new"), [(1, 2), (4, 7), (256, 300), (299, 300), (513, 600)])
def test_a_log_that_only_grew_is_proven_so_in_each_way(compare, old, new, tmp_path):
    log = filled(entries=new)
    tiles_of(log, tmp_path / "tiles")
    export = compare.checker.file("log.ndjson", log.export())
    proof = compare.checker.file("proof", proof_of(log, old, new))
    for by in (("--log", export), ("--proof", proof), ("--tiles", tmp_path / "tiles")):
        assert compare(log, old, new, *by) == 0
        assert compare(log, new, old, *by) == 0
        assert f"had {old:,} entries at the earlier checkpoint" in compare.checker.said
    assert compare(log, old, new) == 2
    assert "it takes a proof" in compare.checker.said
    assert compare(log, old, old) == 0


def test_a_log_that_was_rewritten_is_found_in_each_way(compare, tmp_path):
    log, other = filled(entries=7), filled(entries=7)
    other.entries[2] = other.entries[2].replace(b"06Z", b"07Z")
    tiles_of(other, tmp_path / "tiles")
    export = compare.checker.file("log.ndjson", other.export())
    proof = compare.checker.file("proof", proof_of(other, 4, 7))
    for by in (("--log", export), ("--proof", proof), ("--tiles", tmp_path / "tiles")):
        assert compare(log, 4, 7, *by, other_log=other) == 1
    assert compare(log, 4, 4, other_log=other) == 1
    assert "Two logs of one size have different contents" in compare.checker.said


def test_what_shows_nothing_cannot_tell(compare, tmp_path):
    log = filled(entries=7)
    for raw in (b"", b"old 4", b"old 04\n", b"new 4\n", b"old 4\nxyz\n", proof_of(log, 3, 7)):
        proof = compare.checker.file("proof", raw)
        assert compare(log, 4, 7, "--proof", proof) == 2
    assert compare(log, 4, 7, "--tiles", tmp_path / "none") == 2
    assert compare(log, 4, 7, other_log=filled("inside", 7)) == 2
