"""A witness signs a log that grows, and no other; what it signed outlasts it."""

import threading
from http import HTTPStatus

import pytest
from tests.clients.proofs.ledger import BEGIN, filled
from tests.clients.proofs.watching import KEYS, request

from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.keys import Kind
from officer_directory_proofs.notes import Note, Signature
from officer_directory_proofs.outcomes import CannotTellError
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.trust import KeyRing, TrustedKey
from officer_directory_proofs.witness import kept as keeping
from officer_directory_proofs.witness.kept import Kept, name_of
from officer_directory_proofs.witness.witnessing import NotSignedError, Witness
from officer_directory_proofs.written import encoded


@pytest.fixture
def log():
    return filled(entries=12)


@pytest.fixture
def witness(log, tmp_path):
    return Witness(KEYS, KeyRing(read_keys(log.listed())), Kept(tmp_path), lambda: BEGIN + 60)


@pytest.fixture(autouse=True)
def folder(tmp_path):
    return tmp_path


def refused(witness, raw):
    with pytest.raises(NotSignedError) as found:
        witness.add(raw)
    return found.value.status, found.value.said, found.value.media_type


def test_a_log_that_grows_is_signed_each_time(witness, log):
    old = 0
    for new in (1, 2, 2, 7, 12):
        lines = witness.add(request(log, old, new)).splitlines()
        note = log.note(new)
        signed = Note(note.text, (*note.signatures, *map(Signature.read, lines)))
        ring = KeyRing(tuple(TrustedKey(key.public) for key in (*log.keys, *KEYS)))
        seen = ring.check(signed).witnesses
        assert [(each.by, each.time) for each in seen] == [(KEYS[0].name, BEGIN + 60)] * 2
        old = new


def test_what_was_signed_is_remembered_by_the_next_one(witness, log, folder):
    witness.add(request(log, 0, 7))
    after = Witness(KEYS, KeyRing(read_keys(log.listed())), Kept(folder), lambda: 0)
    assert refused(after, request(log, 0, 7)) == (409, "7\n", "text/x.tlog.size")
    after.add(request(log, 7, 12))


def test_a_smaller_log_is_refused(witness, log):
    witness.add(request(log, 0, 7))
    assert refused(witness, request(log, 0, 5)) == (409, "7\n", "text/x.tlog.size")
    assert refused(witness, request(log, 5, 6))[:2] == (409, "7\n")
    assert refused(witness, request(log, 7, 5))[0] == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("new", [7, 8, 12])
def test_a_fork_is_refused(witness, log, new):
    witness.add(request(log, 0, 7))
    fork = filled(entries=12)
    fork.entries[3] = fork.entries[3].replace(b"06Z", b"07Z")
    status, said, _ = refused(witness, request(fork, 7, new))
    assert status == (409 if new == 7 else 422)
    assert said != "7\n"
    witness.add(request(log, 7, 12))


def test_what_is_not_of_a_watched_log_is_refused(witness, log):
    stranger = filled("inside", 3)
    assert refused(witness, request(stranger, 0, 3))[0] == HTTPStatus.NOT_FOUND
    forged = str(Note(str(log.head(3)), filled("inside", 3).note().signatures)).encode()
    assert refused(witness, request(log, 0, 3, forged))[0] == HTTPStatus.FORBIDDEN
    signature = log.note(3).signatures[0]
    broken = Signature(signature.name, signature.key_id, signature.signed[::-1])
    note = Note(str(log.head(3)), (broken, *log.note(3).signatures[1:]))
    assert refused(witness, request(log, 0, 3, str(note).encode()))[0] == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"old 0\n",
        b"\n\n",
        b"old 00\n\n",
        b"old -1\n\n",
        b"old 0\nAAAA\n\n",
        b"\xff\n\n",
        b"old 0\n" + (encoded(b"\0" * 32) + "\n").encode() * 64 + b"\n",
    ],
)
def test_what_is_no_request_is_refused(witness, log, raw):
    assert refused(witness, raw + log.checkpoint(1))[0] == HTTPStatus.BAD_REQUEST


def test_a_proof_where_none_belongs_is_refused(witness, log):
    step = (encoded(b"\0" * 32) + "\n").encode()
    raw = b"old 0\n" + step + b"\n" + log.checkpoint(3)
    assert refused(witness, raw)[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_only_what_the_log_and_the_witness_signed_is_kept(witness, log, folder):
    other = SigningKey("stranger.example", Kind.ED25519_COSIGNATURE, b"\3" * 32)
    witness.add(request(log, 0, 3, log.checkpoint(3, cosigners=[other])))
    kept = Note.read(witness.kept.named(name_of(log.origin)))
    assert {each.name for each in kept.signatures} == {log.origin, KEYS[0].name}
    assert len(kept.signatures) == 4


def test_what_cannot_be_kept_is_not_signed(witness, log, monkeypatch):
    witness.add(request(log, 0, 3))

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(keeping.os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            witness.add(request(log, 3, 7))
    assert witness.kept.last(log.origin).text == str(log.head(3))
    witness.add(request(log, 3, 7))


def test_what_was_kept_and_cannot_be_read_is_not_taken_for_nothing(witness, log, folder):
    witness.add(request(log, 0, 7))
    (folder / name_of(log.origin) / "checkpoint").write_bytes(b"broken")
    for old in (0, 7):
        assert refused(witness, request(log, old, 12))[0] == HTTPStatus.INTERNAL_SERVER_ERROR


def test_two_witnesses_never_share_a_folder(folder):
    with Kept(folder).alone(), pytest.raises(CannotTellError), Kept(folder).alone():
        pass
    with Kept(folder).alone():
        pass


def test_of_two_forks_at_the_same_time_one_is_signed(witness, log):
    fork = filled(entries=12)
    fork.entries[3] = fork.entries[3].replace(b"06Z", b"07Z")
    witness.add(request(log, 0, 2))
    raws = [request(each, 2, size) for each in (log, fork) for size in (4, 7, 9, 12)]
    signed, start = [], threading.Barrier(len(raws))

    def ask(raw):
        start.wait()
        try:
            witness.add(raw)
        except NotSignedError:
            return
        signed.append(raw)

    threads = [threading.Thread(target=ask, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 1
