"""No byte of what a proof consists of can be changed and the proof still holds."""

from io import BytesIO

import pytest
from tests.clients.proofs.ledger import filled

from officer_directory_proofs import checks, exports
from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.notes import Note
from officer_directory_proofs.outcomes import CheckError, DisprovenError
from officer_directory_proofs.trust import KeyRing

FLIPS = (0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80)
LONG = 500
OTHERS = b' \n\r\t"0A=\x00'


def altered(raw):
    """Each change of one byte: every bit of it, and what text is made of.

    In what is long each byte is changed once, in all these ways in turn.
    """
    for at, byte in enumerate(raw):
        every = [*(byte ^ flip for flip in FLIPS), *OTHERS]
        long = at > LONG
        for new in [every[at % len(every)]] if long else every:
            if new != byte:
                yield raw[:at] + bytes([new]) + raw[at + 1 :]


def shortened(raw):
    return (raw[:at] for at in range(len(raw)))


def refuses(check, changed):
    try:
        check(changed)
    except CheckError:
        return True
    return False


@pytest.fixture(scope="module")
def log():
    return filled(entries=6)


@pytest.fixture(scope="module")
def ring(log):
    return KeyRing(read_keys(log.listed()))


@pytest.mark.parametrize("name", ["press", "inside"])
def test_no_byte_of_a_receipt_can_be_changed(name):
    made = filled(name)
    whole, proof = made.receipt(2), made.proof(2)
    keys = KeyRing(read_keys(made.listed()))
    checks.receipt(whole, proof, keys)
    for raw in (whole, whole.lower().replace(b"disclosure-receipt", b"", 1)):
        for changed in altered(raw):
            assert refuses(lambda text: checks.receipt(text, proof, keys), changed), changed
    for changed in shortened(whole[:-1]):
        assert refuses(lambda text: checks.receipt(text, proof, keys), changed), changed


def test_no_byte_of_a_proof_can_be_changed(log, ring):
    receipt, whole = log.receipt(2), log.proof(2)
    checks.receipt(receipt, whole, ring)
    for changed in (*altered(whole), *shortened(whole)):
        assert refuses(lambda text: checks.receipt(receipt, text, ring), changed), changed


def test_no_byte_of_a_checkpoint_can_be_changed(log, ring):
    whole = log.checkpoint()
    ring.check(Note.read(whole))
    for changed in (*altered(whole), *shortened(whole)):
        assert refuses(lambda text: ring.check(Note.read(text)), changed), changed


@pytest.mark.parametrize("spelled", [{}, {"separators": None}, {"ensure_ascii": False}])
@pytest.mark.parametrize("openings", [False, True])
def test_no_byte_of_an_export_can_be_changed_and_its_entry_is_named(openings, spelled):
    log = filled("inside", 3)
    log.entries[1] = log.entries[1].replace(b'"v"', '"said":"Díaz \\" \\\\","v"'.encode())
    whole, heads = log.export(openings, **spelled), [log.head()]
    assert exports.audit(BytesIO(whole), heads).entries == 3
    for changed in altered(whole):
        at = next(i for i, (a, b) in enumerate(zip(whole, changed, strict=True)) if a != b)
        with pytest.raises(DisprovenError) as found:
            exports.audit(BytesIO(changed), heads)
        assert found.value.index == whole[:at].count(b"\n"), changed
    for cut in shortened(whole):
        assert refuses(lambda text: exports.audit(BytesIO(text), heads), cut)
