"""That a record was public is asked for by a client, and proven by the verifier alone."""

from datetime import UTC, date, datetime

import pytest

from officer_directory import writer
from officer_directory.ledger.sealer import at_work
from officer_directory_client import PressDirectory, PublicDirectory
from officer_directory_client.errors import NoSuchRecordError
from officer_directory_proofs.command import main


def signed(directory):
    at_work(directory.settings).seal("publication")
    writer.run(directory.settings, "changes.tell", {})
    at_work(directory.settings).seal("publication")


@pytest.mark.parametrize("publication", ["public", "press"])
def test_what_a_client_is_given_the_verifier_proves(written_to, tmp_path, capsys, publication):
    signed(written_to)
    officer = written_to.world.diaz["id"]
    with PressDirectory(written_to.api, written_to.keys["press"]) as press:
        on = datetime.now(UTC).date()
        proof = press.ledger.published(officer, publication, on=on)
        (tmp_path / "keys").write_bytes(press.ledger.keys())
        press.download(tmp_path / "roster.ndjson", "officers", "ndjson", progress=False)
    (tmp_path / "proof").write_bytes(proof)
    names = {name: str(tmp_path / name) for name in ("proof", "keys", "roster.ndjson")}
    check = ["publication", names["proof"], "--key", names["keys"]]
    assert main([*check, "--record", names["roster.ndjson"]]) == 0
    assert officer in capsys.readouterr().out
    roster = (tmp_path / "roster.ndjson").read_text()
    (tmp_path / "roster.ndjson").write_text(roster.replace(officer, officer[::-1]))
    assert main([*check, "--record", names["roster.ndjson"]]) == 1


def test_of_another_day_or_a_hidden_officer_there_is_no_such_record(written_to):
    signed(written_to)
    with PublicDirectory(written_to.api) as public:
        for officer, on in (("diaz", date(2001, 1, 1)), ("tran", None)):
            with pytest.raises(NoSuchRecordError):
                public.ledger.published(getattr(written_to.world, officer)["id"], on=on)
