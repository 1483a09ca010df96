"""Witnesses sign the open checkpoints, and a history that is not theirs closes the directory."""

import json
import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.ledger.test_sealing import change
from tests.writing.test_one_writer import wait_until

from officer_directory.errors import NotAnsweredError, RefusedByRuleError
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.cosigning import Cosigning
from officer_directory.ledger.keys import LedgerKeys
from officer_directory.ledger.proving import opened
from officer_directory.ledger.receipt import read_stub
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.witness import witnesses_in
from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.keys import Kind
from officer_directory_proofs.notes import Note
from officer_directory_proofs.signing import SigningKey
from officer_directory_proofs.trust import KeyRing, TrustedKey
from officer_directory_proofs.witness.kept import Kept
from officer_directory_proofs.witness.serving import WitnessServer
from officer_directory_proofs.witness.witnessing import Witness

KINDS = (Kind.ED25519_COSIGNATURE, Kind.ML_DSA_44_COSIGNATURE)
NAME = "witness.example.net/one"


class Watching:
    """A witness of the client package, served on this machine; it can go, and come back."""

    def __init__(self, folder, settings):
        self._kept = Kept(folder)
        self.keys = [SigningKey(NAME, kind, bytes([n]) * 32) for n, kind in enumerate(KINDS)]
        self.logs = read_keys(json.dumps(LedgerKeys(settings).held().published()).encode())
        self.witness = Witness(self.keys, KeyRing(self.logs), self._kept, lambda: int(time.time()))

    @contextmanager
    def served(self, settings, folder):
        """Settings with this witness, while it is served."""
        with self._kept.alone(), WitnessServer(("127.0.0.1", 0), self.witness) as server:
            threading.Thread(target=server.serve_forever).start()
            keys = " ".join(str(key.public) for key in self.keys)
            address = f"http://127.0.0.1:{server.server_address[1]}"
            file = folder / "witnesses"
            file.write_text(f"# of this test\n\n{address} {keys}\n")
            yield replace(settings, ledger_witnesses=file)
            server.shutdown()


@pytest.fixture
def logs(settings):
    ledger = Ledger(settings)
    sealer = Sealer(settings, ledger)
    yield ledger, sealer
    sealer.stop()
    ledger.close()


@pytest.fixture
def watching(settings, logs, tmp_path):
    return Watching(tmp_path / "kept", settings)


def checkpoint(settings, log="publication"):
    with opened(settings) as proofs:
        return proofs.checkpoint(log)


def is_cosigned(note):
    return {one.name for one in Note.read(note.encode()).signatures} >= {NAME}


def cosigned_once(settings, ledger):
    cosigning = Cosigning(settings, ledger)
    cosigning.look()
    cosigning.stop()
    return cosigning.dispute


def test_open_checkpoints_are_signed_by_the_witness_and_closed_ones_are_not_shown(
    settings, logs, watching, tmp_path
):
    ledger, sealer = logs
    receipt = ledger.append_and_wait({"asked": "GET /v1/officers"}, "press")
    ledger.append_and_wait({}, "inside")
    with watching.served(settings, tmp_path) as with_witness:
        for growth in range(2):
            for log in ("publication", "press", "inside"):
                sealer.seal(log)
            assert cosigned_once(with_witness, ledger) is None
            assert is_cosigned(checkpoint(settings, "press"))
            assert is_cosigned(checkpoint(settings))
            assert not is_cosigned(checkpoint(settings, "inside"))
            if not growth:
                ledger.append_and_wait({"asked": "GET /v1/agencies"}, "press")
    with opened(settings) as proofs:
        proof = proofs.prove(read_stub(receipt.written()))
    assert is_cosigned(proof.note)
    ring = KeyRing((*watching.logs, *(TrustedKey(key.public) for key in watching.keys)))
    head = ring.check(Note.read(proof.note.encode()))
    assert [one.by for one in head.witnesses] == [NAME, NAME]


def test_a_witness_that_is_away_is_said_once_and_nothing_waits_for_it(
    settings, logs, watching, tmp_path, caplog
):
    ledger, sealer = logs
    with watching.served(settings, tmp_path) as with_witness:
        pass
    cosigning = Cosigning(with_witness, ledger)
    sealer.seal("publication")
    for _ in range(3):
        cosigning.look()
    cosigning.stop()
    said = [one for one in caplog.messages if "a witness is away" in one]
    assert (len(said), cosigning.dispute) == (1, None)
    assert not is_cosigned(checkpoint(settings))
    assert caplog.records[-1].levelno == logging.ERROR


def test_what_was_missed_is_signed_when_the_witness_is_back(settings, logs, watching, tmp_path):
    ledger, sealer = logs
    for _ in range(3):
        ledger.append_and_wait({}, "press")
        sealer.seal("press")
    with watching.served(settings, tmp_path) as with_witness:
        assert cosigned_once(with_witness, ledger) is None
        ledger.append_and_wait({}, "press")
        sealer.seal("press")
        cosigned_once(with_witness, ledger)
        assert is_cosigned(checkpoint(settings, "press"))
        # A replica that does not know where the witness is asks it.
        change(settings, "DELETE FROM ledger_cosignature")
        ledger.append_and_wait({}, "press")
        sealer.seal("press")
        assert cosigned_once(with_witness, ledger) is None
    assert is_cosigned(checkpoint(settings, "press"))


def rolled_back(settings, size):
    """What an older copy of the database is like."""
    change(settings, f"DELETE FROM ledger_batch WHERE log = 'press' AND size > {size}")
    change(settings, "DELETE FROM ledger_node WHERE log = 'press'")


@pytest.mark.parametrize("grows", [False, True])
def test_an_older_copy_or_another_history_is_disputed_and_nothing_above_public_is_answered(
    settings, logs, watching, tmp_path, grows
):
    ledger, sealer = logs
    for _ in range(2):
        ledger.append_and_wait({}, "press")
        sealer.seal("press")
    with watching.served(settings, tmp_path) as with_witness:
        cosigned_once(with_witness, ledger)
        rolled_back(settings, 16)
        if grows:  # the order is drawn anew: another history of the same size
            again = Sealer(settings, ledger)
            again.seal("press")
            again.stop()
        dispute = cosigned_once(with_witness, ledger)
    assert "the press log is disputed" in dispute
    closed = Sealer(settings, ledger, dispute=lambda: dispute)
    closed.start()
    with pytest.raises(NotAnsweredError):
        ledger.append_and_wait({}, "inside")
    closed.stop()


def test_a_dispute_closes_at_once_and_ends_when_the_witness_signs_again(
    settings, logs, watching, tmp_path
):
    ledger, sealer = logs
    for _ in range(2):
        ledger.append_and_wait({}, "press")
        sealer.seal("press")
    with watching.served(settings, tmp_path) as with_witness:
        cosigned_once(with_witness, ledger)
        rolled_back(settings, 16)
        cosigning = Cosigning(with_witness, ledger)
        working = Sealer(settings, ledger, dispute=lambda: cosigning.dispute)
        working.start()
        assert ledger.append_and_wait({}, "inside")
        cosigning.look()
        wait_until(lambda: ledger._shut)
        with pytest.raises(NotAnsweredError):
            ledger.append_and_wait({}, "inside")
        for one in (tmp_path / "kept").glob("*/checkpoint"):
            one.unlink()  # its own people have it begin again
        cosigning.look()
        assert cosigning.dispute is None
        working.compare()
        assert ledger.append_and_wait({}, "inside")
        working.stop()
        cosigning.stop()


@pytest.mark.parametrize(
    "line",
    [
        "http://127.0.0.1:1",
        "ftp://127.0.0.1 {key}",
        "http://127.0.0.1:1 {key} {other}",
        "http://127.0.0.1:1 nonsense",
    ],
)
def test_a_line_that_names_no_witness_is_refused_by_its_number(tmp_path, line):
    kind = KINDS[0]
    key, other = (SigningKey(name, kind, b"k" * 32).public for name in (NAME, "another.example"))
    (tmp_path / "witnesses").write_text("\n" + line.format(key=key, other=other) + "\n")
    with pytest.raises(RefusedByRuleError, match="line 2"):
        witnesses_in(tmp_path / "witnesses")
