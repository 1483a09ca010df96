"""Signed notes, checkpoints, proofs and receipts: the bytes that others verify."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from officer_directory.ledger import note as notes
from officer_directory.ledger import proof as proofs
from officer_directory.ledger import receipt as receipts
from officer_directory.ledger.checkpoint import Checkpoint, is_signed, open_note, sign
from officer_directory.ledger.commitment import (
    Opening,
    inside_entry,
    padding_entry,
    press_entry,
    stream_id,
    summary_opens,
)
from officer_directory.ledger.note import ED25519, NoteError, VerifierKey
from officer_directory.ledger.proof import Proof
from officer_directory.ledger.receipt import Receipt, ReceiptError
from officer_directory.ledger.signing import SigningPair, is_attested, keys_entry
from officer_directory.ledger.tree import inclusion_path, leaf_hash, root_of, within

PAIR = SigningPair.from_seeds(bytes(range(32)), bytes(range(1, 33)))
OTHER = SigningPair.from_seeds(bytes(32), bytes(32))
ORIGIN = "directory.example/press"
KEYS = PAIR.verifier_keys(ORIGIN)
# The example of C2SP signed-note, and the key that the notes of Go's documentation use.
EXAMPLE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def signed(size=3, at=1_795_848_000, pair=PAIR):
    root = root_of([leaf_hash(str(n).encode()) for n in range(size)])
    return sign(Checkpoint(ORIGIN, size, root), pair, at)


def test_the_note_that_another_implementation_signed_is_read_and_its_key_has_that_id():
    note, key = notes.read(EXAMPLE), VerifierKey.read(EXAMPLE_KEY)
    assert note.text.startswith("If you think")
    assert note.written() == EXAMPLE
    assert key.written() == EXAMPLE_KEY
    assert (note.signatures[0].name, note.signatures[0].key_id) == (key.name, key.key_id)
    public = Ed25519PublicKey.from_public_bytes(key.public)
    public.verify(note.signatures[0].bytes, note.text.encode())


def test_the_checkpoint_of_the_specification_is_read():
    text = (
        "example.com/behind-the-sofa\n20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
        "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    found = open_note(text)
    assert found.checkpoint.origin == "example.com/behind-the-sofa"
    assert found.checkpoint.size == 20_852_163
    assert found.checkpoint.text() == found.note.text
    assert found.at is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "text\n",
        "text\n\n",
        "\n\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAA\n",
        "te\rxt\n\n— a AAAAAAA=\n",
        "text\n\n" + "— a AAAAAAA=\n" * 65,
    ],
)
def test_what_is_not_a_note_is_refused(broken):
    with pytest.raises(NoteError):
        notes.read(broken)


@pytest.mark.parametrize(
    "lines",
    [
        "origin\n3",
        "origin\n03\nAA==",
        "origin\n-3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "origin\n3\nAAAA",
        "origin\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nextension",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(lines):
    with pytest.raises(NoteError):
        open_note(f"{lines}\n\n— a AAAAAAA=\n")


def test_a_checkpoint_is_signed_twice_and_by_nobody_else():
    found = open_note(signed())
    assert found.at == 1_795_848_000
    assert is_signed(found, KEYS)
    assert is_signed(found, KEYS[:1])
    assert is_signed(found, KEYS[1:])
    assert not is_signed(found, OTHER.verifier_keys(ORIGIN))
    assert not is_signed(found, [KEYS[0], OTHER.verifier_keys(ORIGIN)[1]])
    assert not is_signed(found, PAIR.verifier_keys("directory.example/inside"))
    assert not is_signed(found, [])


def test_no_part_of_a_checkpoint_can_be_another():
    note = signed()
    for place in range(len(note)):
        changed = note[:place] + chr(ord(note[place]) ^ 1) + note[place + 1 :]
        try:
            found = open_note(changed)
        except NoteError:
            continue
        assert not is_signed(found, KEYS), place


def test_a_verifier_key_is_refused_when_it_is_not_what_it_says():
    written = KEYS[0].written()
    assert VerifierKey.read(written) == KEYS[0]
    assert VerifierKey.read(KEYS[1].written()) == KEYS[1]
    for wrong in (
        written.replace("press", "inside"),
        written[:-2],
        VerifierKey("a", 0x07, bytes(32)).written(),
        VerifierKey("a", ED25519, bytes(31)).written(),
        "",
    ):
        with pytest.raises(NoteError):
            VerifierKey.read(wrong)


def test_a_proof_is_read_as_it_was_written_and_proves_one_leaf():
    leaves = [leaf_hash(str(n).encode()) for n in range(3)]
    proof = Proof(1, tuple(inclusion_path(1, 3, within(leaves))), signed())
    again = proofs.read(proof.written())
    assert again == proof
    assert again.proves(leaves[1], KEYS)
    assert not again.proves(leaves[0], KEYS)
    assert not again.proves(leaves[1], OTHER.verifier_keys(ORIGIN))
    extra = proof.written().replace("\nindex", "\nextra AAAA\nindex", 1)
    assert proofs.read(extra) == proof
    for wrong in ("index 1", "c2sp.org/tlog-proof@v1\nindex 01", "c2sp.org/tlog-proof@v1"):
        with pytest.raises(NoteError):
            proofs.read(f"{wrong}\n\n{signed()}")
    with pytest.raises(NoteError):
        proofs.read(proof.written().replace("index 1\n", "index 1\nAAAA\n"))


OPENING = Opening(bytes(32), b'{"log":"press","v":1}')


def test_press_entries_are_alike_to_the_byte_whatever_they_are_of():
    real, padding = press_entry(OPENING.commitment(), 1_795_848_000), padding_entry(1_795_848_000)
    assert len(real) == len(padding) == 111
    assert json.loads(real).keys() == json.loads(padding).keys()
    assert json.loads(real)["hour"] == json.loads(padding)["hour"] == "2026-11-28T06Z"


def test_a_receipt_holds_together_and_only_with_its_own_opening():
    receipt = Receipt("press", press_entry(OPENING.commitment(), 0), OPENING)
    again = receipts.read(receipt.written())
    assert again == receipt
    assert again.holds_together()
    other = Receipt("press", receipt.entry, Opening(bytes(31) + b"1", OPENING.content))
    assert not receipts.read(other.written()).holds_together()
    stub = receipts.read_stub(
        receipt.written().partition(", nonce")[0] + f", entry=:{_entry(receipt)}:"
    )
    assert (stub.log, stub.leaf, stub.entry) == ("press", receipt.leaf, receipt.entry)


def _entry(receipt):
    return notes.encoded(receipt.entry)


@pytest.mark.parametrize(
    "change",
    [
        ("v=1", "v=2"),
        ("log=press", "log=public"),
        ("log=press, ", ""),
        ("nonce=:A", "nonce=:B"),
        ("leaf=:", "leaf=:AAAA"),
        ("v=1, ", "v=1, v=1, "),
        (", opening", "; opening"),
        ("nonce=:AAAA", "nonce=:"),
    ],
)
def test_what_is_not_a_receipt_is_refused_or_does_not_hold_together(change):
    receipt = Receipt("press", press_entry(OPENING.commitment(), 0), OPENING)
    written = receipt.written().replace(*change, 1)
    assert written != receipt.written()
    try:
        found = receipts.read(written)
    except ReceiptError:
        return
    assert not found.holds_together()


def test_an_inside_entry_commits_to_what_is_kept_as_well():
    kept = Opening.of({"tier": "records"})
    entry = inside_entry(OPENING.commitment(), kept.summary_commitment(), 5)
    assert summary_opens(entry, Opening.from_kept(kept.kept()))
    assert not summary_opens(entry, OPENING)
    assert json.loads(entry)["at"] == 5
    assert len(stream_id(kept.nonce)) == 32


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_two_commitments_to_the_same_thing_have_nothing_in_common(content):
    try:
        one, two = Opening.of(content), Opening.of(content)
    except UnicodeEncodeError:  # half of a character is no text
        return
    assert one.content == two.content
    assert one.commitment() != two.commitment()


@pytest.mark.parametrize("previous", [None, OTHER])
def test_new_keys_are_attested_by_themselves_and_by_the_old(previous):
    entry = json.loads(keys_entry("directory.example", 5, PAIR, previous))
    statement = entry["statement"].encode()
    said = json.loads(statement)
    assert (said["previous"] is None) == (previous is None) == ("old" not in entry["signatures"])
    for which, keys in (("new", said), ("old", said["previous"])):
        if keys is None:
            continue
        made = entry["signatures"][which]
        parts = [notes.decoded(x[a]) for x in (keys, made) for a in ("ed25519", "ml-dsa-44")]
        assert is_attested(statement, parts[0], parts[1], (parts[2], parts[3]))
        assert not is_attested(statement + b" ", parts[0], parts[1], (parts[2], parts[3]))
