"""`clients`, `persons` and `issuer` at the command line: JSON alone, and what two people do."""

import getpass
import json

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import select, update
from tests.world import FERNHOLLOW

from officer_directory.cli.serve import address_of
from officer_directory.store.identity import client, person
from officer_directory.store.records import proposal


def added(cli, *more):
    code, out, _ = cli("clients", "add", *more)
    assert code == 0
    return json.loads(out)


def test_adding_prints_one_json_object_alone(cli, tmp_path):
    hr = ["--tier", "hr", "--label", "Payroll", "--agency", FERNHOLLOW]
    assert added(cli, *hr).keys() == {"id", "client_id", "client_secret"}
    file = tmp_path / "key.pem"
    file.write_bytes(ECKey.generate_key("P-256").as_pem(private=False))
    assert added(cli, *hr, "--public-key", str(file), "--require-dpop").keys() == {
        "id",
        "client_id",
    }
    foreign = ["--issuer", "https://login.example", "--client-id", "payroll app"]
    assert added(cli, *hr, *foreign, "--person", "R. Castellanos")["client_id"] == "payroll app"
    _, listed, _ = cli("clients", "list")
    assert len(listed.splitlines()) == 4
    assert "https://login.example" in listed


def test_what_does_not_go_together_is_refused_in_one_sentence(cli, tmp_path):
    code, out, err = cli("clients", "add", "--tier", "press", "--label", "x")
    assert (code, out) == (1, "")
    assert "API key" in err
    code, out, err = cli("clients", "add", "--tier", "auditor", "--label", "x", "--client-id", "y")
    assert (code, out) == (1, "")
    missing = ["--public-key", str(tmp_path / "none")]
    code, out, err = cli("clients", "add", "--tier", "auditor", "--label", "x", *missing)
    assert (code, out) == (1, "")


def test_a_client_is_revoked_at_once_and_oversight_by_two(cli, database):
    auditor = added(cli, "--tier", "auditor", "--label", "Proofs")["client_id"]
    assert cli("clients", "revoke", auditor, "--by", "W. Marsh")[:2] == (0, "")
    inspector = added(cli, "--tier", "oversight", "--label", "Inspector")["client_id"]
    code, waiting, _ = cli("clients", "revoke", inspector, "--by", "W. Marsh", "--reason", "Gone.")
    assert code == 0
    assert cli("approve", waiting.strip(), "--by", "marsh w")[0] == 1
    revoked = select(client.c.revoked_at).where(client.c.client_id == inspector)
    with database.reading() as connection:
        assert connection.scalar(revoked) is None
    assert cli("approve", waiting.strip(), "--by", "T. Achebe")[0] == 0
    with database.reading() as connection:
        assert connection.scalar(revoked)
    assert cli("clients", "revoke", "nobody", "--by", "W. Marsh")[0] == 1


def test_whoever_names_nobody_is_the_operating_systems_user(cli, database):
    inspector = added(cli, "--tier", "oversight", "--label", "Inspector")["client_id"]
    code, waiting, _ = cli("clients", "revoke", inspector)
    assert code == 0
    with database.reading() as connection:
        by = connection.scalar(select(proposal.c.proposed_by))
    assert by == f"os:{getpass.getuser()}"
    code, _, err = cli("approve", waiting.strip())
    assert (code, "second person" in err) == (1, True)


def test_a_person_is_linked_listed_and_put_out(cli):
    added(cli, "--tier", "auditor", "--label", "Proofs", "--person", "R. Castellanos")
    link = ["persons", "link", "Castellanos R", "--issuer", "https://login.example"]
    assert cli(*link, "--subject", "42")[:2] == (0, "")
    _, listed, _ = cli("persons", "list")
    assert listed.splitlines()[1].startswith("R. Castellanos\t1\t1\t")
    assert cli("persons", "revoke", "R. Castellanos", "--by", "W. Marsh")[:2] == (0, "")
    assert cli(*link, "--subject", "43")[0] == 1
    assert cli("persons", "revoke", "Nobody", "--by", "W. Marsh")[0] == 1


def test_a_person_is_let_in_again_by_two_others(cli):
    added(cli, "--tier", "auditor", "--label", "Proofs", "--person", "R. Castellanos")
    code, _, err = cli("persons", "revoke", "R. Castellanos", "--by", "castellanos r")
    assert (code, "themselves" in err) == (1, True)
    restore = ["persons", "restore", "R. Castellanos", "--reason", "A mistake"]
    assert cli(*restore, "--by", "W. Marsh")[0] == 1  # who is not out
    assert cli("persons", "revoke", "R. Castellanos", "--by", "W. Marsh")[0] == 0
    assert "R. Castellanos (person revoked)" in cli("clients", "list")[1]
    assert cli(*restore, "--by", "R. Castellanos")[0] == 1
    code, waiting, _ = cli(*restore, "--by", "W. Marsh")
    assert code == 0
    assert "restore_person\tR. Castellanos\t" in cli("proposals")[1]
    for same in ("W. Marsh", "R. Castellanos"):
        assert cli("approve", waiting.strip(), "--by", same)[0] == 1
    assert "person revoked" in cli("clients", "list")[1]
    assert cli("approve", waiting.strip(), "--by", "T. Achebe")[0] == 0
    assert "person revoked" not in cli("clients", "list")[1]
    assert cli("approve", waiting.strip(), "--by", "T. Achebe")[0] == 1


def test_a_proposal_to_let_in_is_void_once_the_person_was_put_out_anew(cli, database):
    added(cli, "--tier", "auditor", "--label", "Proofs", "--person", "R. Castellanos")
    revoke = ["persons", "revoke", "R. Castellanos", "--by", "W. Marsh"]
    restore = ["persons", "restore", "R. Castellanos", "--by", "W. Marsh", "--reason", "A mistake"]
    cli(*revoke)
    waiting = cli(*restore)[1].strip()
    with database.transaction() as connection:
        connection.execute(update(person).values(revoked_at=database.now() + 1))
    code, _, err = cli("approve", waiting, "--by", "T. Achebe")
    assert (code, "void" in err) == (1, True)


def test_rotating_prints_the_new_key_alone(cli):
    code, kid, _ = cli("issuer", "rotate")
    assert (code, len(kid.strip())) == (0, 43)
    assert cli("issuer", "rotate")[1] != kid


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("localhost", "http://localhost:80"),
    ],
)
def test_the_address_of_a_server_is_one_that_can_be_reached(host, address):
    assert address_of(host, 80) == address
