"""`check` says line by line whether cron could deliver; it ends as a delivery would."""

import json
import time
from types import SimpleNamespace

import pytest
from joserfc.jwk import ECKey
from tests.clients.hr.delivering import bulk, write
from tests.signing_in import bind

from officer_directory_client.hr import checking


def verdicts(ran):
    return {line[4:18].strip(): line[:2] for line in ran.stdout.splitlines()}


def test_everything_in_order_is_said_line_by_line(hr):
    ran = hr.run("check")
    names = ["configuration", "credential", "clock", "token", "scopes", "agency"]
    assert (ran.exit_code, verdicts(ran)) == (0, dict.fromkeys(names, "ok")), ran.output


def signing(hr, **more):
    """A client with a key in a file; its token is bound where it has to be."""
    key = ECKey.generate_key("P-256")
    public = json.dumps(key.as_dict(private=False))
    agency = hr.served.world.agencies["fernhollow"]["id"]
    made = bind(
        hr.served.settings, "hr", "Payroll", agency_ids=[agency], public_keys=public, **more
    )
    write(hr.folder / "payroll.pem", key.as_pem(private=True).decode())
    hr.set(client_id=made.client_id, client_secret_file=None, private_key_file="payroll.pem")
    return made.client_id


def test_a_client_that_signs_and_proves_delivers(hr):
    client_id = signing(hr, require_dpop=True)
    assert hr.run("check").exit_code == 1
    hr.set(client_id=client_id, client_secret_file=None, private_key_file="payroll.pem", dpop=True)
    ran = hr.run("check")
    assert (ran.exit_code, "DPoP" in ran.stdout) == (0, True), ran.output
    assert hr.run("push", hr.file(bulk("90001")), "--yes").exit_code == 0
    assert hr.known().keys() == {"90001"}


def test_a_secret_that_is_not_good_is_found(hr):
    write(hr.folder / "secret", "odsec_wrong")
    ran = hr.run("check")
    assert (ran.exit_code, verdicts(ran)["token"]) == (1, "no")
    assert "odsec_wrong" not in ran.output


def test_a_client_of_another_tier_or_with_too_little_is_found(hr):
    agency = hr.served.world.agencies["fernhollow"]["id"]
    for tier, more, what in (
        ("auditor", {}, "token"),
        ("hr", {"agency_ids": [agency], "scopes": ["officers:read"]}, "scopes"),
    ):
        made = bind(hr.served.settings, tier, "Another", **more)
        write(hr.folder / "secret", made.client_secret)
        hr.set(client_id=made.client_id)
        ran = hr.run("check")
        assert (ran.exit_code, verdicts(ran)[what]) == (1, "no"), ran.output


def test_an_agency_it_is_not_bound_to_is_found(hr):
    hr.set(agency="Brackwater Police Department")
    ran = hr.run("check")
    assert (ran.exit_code, verdicts(ran)["agency"]) == (1, "no")
    assert "Fernhollow Police Department" in ran.stdout


def test_settings_that_others_may_read_are_found(hr):
    hr.config.chmod(0o644)
    ran = hr.run("check")
    assert (ran.exit_code, verdicts(ran)) == (2, {"configuration": "no"})


def test_a_directory_that_is_not_there_is_found_and_is_for_later(hr):
    hr.set(api="http://127.0.0.1:9")
    ran = hr.run("check")
    assert (ran.exit_code, verdicts(ran)["clock"]) == (4, "no")


@pytest.mark.parametrize("off_s", [-90, 90])
def test_a_clock_that_is_wrong_is_found(hr, monkeypatch, off_s):
    monkeypatch.setattr(checking, "time", SimpleNamespace(time=lambda: time.time() + off_s))
    ran = hr.run("check")
    assert (ran.exit_code, verdicts(ran)["clock"]) == (1, "no"), ran.output


def test_a_push_to_a_directory_that_is_not_there_is_for_later(hr):
    hr.set(api="http://127.0.0.1:9")
    ran = hr.run("push", hr.file(bulk("90001")), "--yes")
    assert (ran.exit_code, hr.report["exit_code"]) == (4, 4)
    assert not (hr.folder / "state.json").exists()
