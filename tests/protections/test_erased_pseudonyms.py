"""No pseudonym that is left says whose it was: not a later look-up under it, and no count."""

import time

from tests.ledger.reading import entries
from tests.ledger.test_append import everything
from tests.protections.test_erasing import HR, REASON, erase, rows
from tests.world import FERNHOLLOW

from officer_directory.ledger.append import Ledger
from officer_directory.ledger.erasure_keys import ErasureKeys
from officer_directory.ledger.sealer import Sealer
from officer_directory.store.ledger import ledger_exposure, ledger_pseudonym
from officer_directory.writer import run

__all__ = ["erase"]


def test_no_count_says_who_looked_at_whoever_was_erased_and_the_others_counts_are_right(
    settings, world, cli
):
    """A name in the counts that is nobody's would be known as theirs: the proposal says whose."""
    diaz, both = world.diaz["id"], (world.diaz["id"], world.kim["id"])
    ledger = Ledger(settings)
    sealer = Sealer(settings, ledger)
    for officers in ((diaz,), both):
        given = {"officers": officers, "given": [("officer:id", officers)]}
        ledger.append_and_wait({**HR, "asked": "GET /v1/officers?limit=2", **given}, "inside")
    sealer.seal("inside")
    sealer.stop()
    ledger.close()
    assert sum(row["disclosures"] for row in rows(settings, ledger_exposure)) == 3
    stated = ["--agency", FERNHOLLOW, "--uid", world.diaz["uid"], *REASON]
    proposed = cli("ledger", "erase", *stated, "--by", "R. Castellanos")[1].strip()
    assert cli("approve", proposed, "--by", "T. Achebe")[0] == 0
    names = {row["name"] for row in rows(settings, ledger_pseudonym)}
    assert {row["name"] for row in rows(settings, ledger_exposure)} <= names
    assert cli("ledger", "rollup")[0] == 0


def look_up(world, ledger):
    asked = f"GET /v1/officers/{world.diaz['id']}"
    ledger.append_and_wait({**HR, "asked": asked, "officers": [world.diaz["id"]]}, "inside")


def test_a_look_up_between_approval_and_erasure_does_not_say_whose_the_pseudonym_was(
    settings, world, cli
):
    """Else every list of the month, which stays as it was asked, would be known to show them."""
    ledger, officers = Ledger(settings), [world.diaz["id"], world.kim["id"]]
    page = {**HR, "asked": "GET /v1/officers?limit=2", "officers": officers}
    ledger.append_and_wait(page, "inside")
    stated = ["--agency", FERNHOLLOW, "--uid", world.diaz["uid"], *REASON]
    proposed = cli("ledger", "erase", *stated, "--by", "R. Castellanos")[1].strip()
    run(settings, "approve", {"proposal": proposed, "by": "T. Achebe"})
    time.sleep(1.1)  # an approval is known to the second
    look_up(world, ledger)
    ledger.close()
    assert run(settings, "ledger.erase_approved", {"proposal": proposed})["entries"] == 1
    assert not any(officers[0].encode() in one for one in everything(settings))
    told = [one for _, one in entries(settings) if one.get("asked")]
    assert [one["asked"] for one in told] == [page["asked"]]


def test_a_process_that_has_not_read_the_keys_again_does_not_say_it_either(
    settings, world, monkeypatch, erase
):
    ledger, destroy = Ledger(settings), ErasureKeys.destroy
    look_up(world, ledger)

    def destroyed_while_somebody_asks(keys, officer, generation):
        destroy(keys, officer, generation)
        look_up(world, ledger)

    monkeypatch.setattr(ledger._names, "forget_erased", lambda: None)
    monkeypatch.setattr(ErasureKeys, "destroy", destroyed_while_somebody_asks)
    assert erase()[0] == 0
    ledger.close()
    assert not any(world.diaz["id"].encode() in one for one in everything(settings))
