"""What others signed and published is read and checked here as they did."""

import hashlib
from pathlib import Path

import pytest

from officer_directory_proofs.checkpoints import Checkpoint
from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.keys import Kind, VerifyingKey, message
from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CannotTellError, DisprovenError
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.tiles import path
from officer_directory_proofs.tlog_proof import TlogProof
from officer_directory_proofs.trust import KeyRing, TrustedKey
from officer_directory_proofs.written import base64_bytes

FILES = Path(__file__).parent / "vectors"

# A public log's key, and its signature in the example of c2sp.org/tlog-checkpoint, which shows
# it under another name.
SUM_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_ORIGIN = "go.sum database tree"
EXAMPLE = (FILES / "example.checkpoint").read_text(encoding="utf-8")


def test_the_signature_of_a_public_log_is_checked():
    key, note = VerifyingKey.read(SUM_KEY), Note.read(EXAMPLE.encode())
    shown = Checkpoint.of(note)
    signed = Checkpoint(SUM_ORIGIN, shown.size, shown.root)
    by_log, by_witness = note.signatures
    assert by_log.key_id == key.id
    assert key.when_signed(signed, by_log.signed) == 0
    assert key.when_signed(shown, by_log.signed) is None
    assert int.from_bytes(by_witness.signed[:8], "big") == 1679315147
    assert len(by_witness.signed) == 8 + 64


def test_a_note_and_a_key_are_written_as_they_were_read():
    assert str(Note.read(EXAMPLE.encode())) == EXAMPLE
    assert str(VerifyingKey.read(SUM_KEY)) == SUM_KEY
    shown = Checkpoint.of(Note.read(EXAMPLE.encode()))
    assert EXAMPLE.startswith(f"{shown}\n")


def test_a_checkpoint_that_another_program_signed_with_ml_dsa_44_is_checked():
    """From the tests of a witness written in Go; its log says no time."""
    ring = KeyRing(read_keys((FILES / "ml-dsa-44.key").read_bytes()))
    whole = (FILES / "ml-dsa-44.checkpoint").read_bytes()
    head = ring.check(Note.read(whole))
    assert head.checkpoint.size == 1
    assert head.time is None
    assert head.post_quantum
    with pytest.raises(DisprovenError):
        ring.check(Note.read(whole.replace(b"\n1\n", b"\n2\n")))


def test_a_cosigned_message_has_the_published_layout():
    root = hashlib.sha256(b"").digest()
    head = Checkpoint("example.com/log", 258, root)
    assert message(Kind.ML_DSA_44_COSIGNATURE, "w.example/1", head, 5) == (
        b"subtree/v1\n\0"
        + b"\x0bw.example/1"
        + bytes(7)
        + b"\x05"
        + b"\x0fexample.com/log"
        + bytes(8)
        + bytes(6)
        + b"\x01\x02"
        + root
    )
    assert message(Kind.ED25519_COSIGNATURE, "w.example/1", head, 5) == (
        b"cosignature/v1\ntime 5\n" + str(head).encode()
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_signed_is_checked_and_a_private_key_is_read_again(kind):
    key = SigningKey("log.example", kind, b"\7" * 32)
    head = Checkpoint("log.example", 3, b"\1" * 32)
    signature = key.sign(head, 17)
    assert key.public.when_signed(head, signature.signed) == (17 if kind.is_timed else 0)
    other = Checkpoint("log.example", 4, b"\1" * 32)
    assert key.public.when_signed(other, signature.signed) is None
    assert SigningKey.read(str(key)) == key
    assert "07" not in repr(key)
    with pytest.raises(CannotTellError):
        SigningKey.read(str(key).replace("log.example", "log.example2"))


def test_a_key_that_was_altered_is_none():
    for at in range(len(SUM_KEY)):
        for new in "aA0+/ =é":
            changed = SUM_KEY[:at] + new + SUM_KEY[at + 1 :]
            if changed != SUM_KEY:
                with pytest.raises(CannotTellError):
                    VerifyingKey.read(changed)


@pytest.mark.parametrize(
    "line",
    [
        "— a b/c AAAAAAA=",
        "- a AAAAAAAAAA==",
        "— a+b AAAAAAAAAA==",
        "—  AAAAAAAAAA==",
        "— a AAAAAA==",
        "— a AAAAAAAAAA",
        "— a AAAAAAAAAB==",
        "— a\u3000b AAAAAAAAAA==",
        "— a AAAAAAAAAA== ",
        "",
    ],
)
def test_a_line_that_is_no_signature_makes_the_note_none(line):
    head = "log.example\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    Note.read(f"{head}\n— a AAAAAAAAAA==\n".encode())
    with pytest.raises(CannotTellError):
        Note.read(f"{head}\n— a AAAAAAAAAA==\n{line}\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        "log\n1\n",
        "log\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n١\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n1\nAAAA\n",
        "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        "\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nmore\n",
    ],
)
def test_a_note_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(CannotTellError):
        Checkpoint.of(Note.read(f"{text}\n— a AAAAAAAAAA==\n".encode()))


def test_lines_that_ml_dsa_44_does_not_sign_are_not_passed_over():
    head = Checkpoint("log.example", 3, b"\1" * 32, ("more",))
    keys = {kind: SigningKey("log.example", kind, b"\7" * 32) for kind in Kind}
    both = [keys[Kind.ED25519], keys[Kind.ML_DSA_44_COSIGNATURE]]
    note = Note(str(head), tuple(key.sign(head, 1) for key in both))
    KeyRing(tuple(TrustedKey(key.public) for key in both)).check(note)
    with pytest.raises(CannotTellError):
        KeyRing((TrustedKey(both[1].public),)).check(note)


def test_the_example_of_a_proof_is_read():
    """That of c2sp.org/tlog-proof, with the signatures of the example above."""
    steps = [
        "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=",
        "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=",
    ]
    text = "\n".join(("c2sp.org/tlog-proof@v1", "extra eA==", "index 73894", *steps, "", EXAMPLE))
    read = TlogProof.read(text.encode())
    assert (read.index, read.extra, len(read.path)) == (73894, b"x", 2)
    assert read.path[0] == base64_bytes(steps[0], "")
    assert str(read) == text


@pytest.mark.parametrize(
    ("level", "number", "width", "where"),
    [
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 5, 256, "tile/1/005"),
        (0, 273, 112, "tile/0/273.p/112"),
        (2, 0, 1, "tile/2/000.p/1"),
        (0, 1000, 256, "tile/0/x001/000"),
    ],
)
def test_tiles_are_where_the_specification_has_them(level, number, width, where):
    assert path(level, number, width) == where
