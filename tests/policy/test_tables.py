"""What a loaded policy promises to those who use it."""

import shutil
from pathlib import Path

import pytest

from officer_directory.disclosure.conditions import Situation
from officer_directory.disclosure.decide import GLOMAR, Verdict, decide, visible
from officer_directory.disclosure.fields import FIELDS
from officer_directory.disclosure.policy import Bundle, Snapshot, load
from officer_directory.disclosure.situations import reachable
from officer_directory.disclosure.tables import Table
from officer_directory.tiers import OUTSIDE, ProtectionClass, Tier, Treatment
from tests.bundles import SHIPPED

OPEN = Situation(protection_class=ProtectionClass.OPEN)


def test_a_released_field_needs_no_exemption(shipped: Snapshot) -> None:
    table = shipped.table("california", Tier.PUBLIC)
    assert decide(table, "officer.rank", OPEN) == Verdict(Treatment.RELEASE)


def test_a_withheld_field_has_its_exemption(shipped: Snapshot) -> None:
    verdict = decide(shipped.table("california", Tier.PUBLIC), "officer.photo", OPEN)
    assert verdict == Verdict(Treatment.WITHHOLD, "agency-photo-policy")


@pytest.mark.parametrize("hidden", [ProtectionClass.UNDERCOVER, ProtectionClass.HELD])
def test_hidden_officers_are_no_record_at_all(shipped: Snapshot, hidden: ProtectionClass) -> None:
    table = shipped.table("california", Tier.PRESS)
    situation = Situation(protection_class=hidden)
    assert not visible(table, "officer", situation)
    assert all(
        decide(table, name, situation) == GLOMAR
        for name in FIELDS
        if name.startswith(("officer.", "employment.", "salary.", "document."))
    )


def test_a_resource_without_any_gate_is_withheld_whatever_the_record(shipped: Snapshot) -> None:
    table = shipped.table("california", Tier.PUBLIC)
    verdicts = {decide(table, "assignment.unit", s) for s in reachable(Tier.PUBLIC, "assignment")}
    assert verdicts == {Verdict(Treatment.WITHHOLD, "assignment-safety")}
    assert not table.shown("assignment")


def test_what_no_line_names_is_withheld_under_the_default_exemption() -> None:
    table = Table(Tier.PUBLIC, {}, "no-rule")
    assert decide(table, "officer.rank", OPEN) == Verdict(Treatment.WITHHOLD, "no-rule")
    assert decide(table, "officer.invented", OPEN) == Verdict(Treatment.WITHHOLD, "no-rule")
    assert not visible(table, "officer", OPEN)


@pytest.mark.parametrize("tier", OUTSIDE)
def test_outside_no_verdict_tells_classes_apart(bundle: Bundle, tier: Tier) -> None:
    """`open` looks like `sensitive`; undercover and held look like no officer at all."""
    table = bundle.tables[tier]
    for name, field in FIELDS.items():
        by_class: dict[ProtectionClass | None, list[Verdict]] = {}
        for situation in reachable(tier, field.resource):
            verdicts = by_class.setdefault(situation.protection_class, [])
            verdicts.append(decide(table, name, situation))
        same = [by_class.get(c) for c in (ProtectionClass.OPEN, ProtectionClass.SENSITIVE)]
        assert same[0] == same[1]
        hidden = [by_class.get(c) for c in (ProtectionClass.UNDERCOVER, ProtectionClass.HELD)]
        assert hidden[0] == hidden[1]
        if field.resource in ("complaint", "incident"):
            assert hidden[0] == by_class[None]


def test_in_hr_no_verdict_tells_classes_apart(bundle: Bundle) -> None:
    for name, field in FIELDS.items():
        verdicts: dict[ProtectionClass | None, list[Verdict]] = {}
        for situation in reachable(Tier.HR, field.resource):
            if situation.own_agency and situation.protection_class is not None:
                verdict = decide(bundle.tables[Tier.HR], name, situation)
                verdicts.setdefault(situation.protection_class, []).append(verdict)
        assert len({tuple(v) for v in verdicts.values()}) <= 1


@pytest.mark.parametrize("tier", Tier)
def test_the_reason_depends_on_tier_and_policy_alone(bundle: Bundle, tier: Tier) -> None:
    table = bundle.tables[tier]
    for name, field in FIELDS.items():
        for situation in reachable(tier, field.resource):
            verdict = decide(table, name, situation)
            if verdict.treatment is Treatment.WITHHOLD:
                assert verdict.exemption == table.reason(name)


@pytest.mark.parametrize("tier", [Tier.HR, Tier.RECORDS, Tier.OVERSIGHT])
def test_inside_tiers_see_nothing_of_agencies_that_are_not_theirs(
    bundle: Bundle, tier: Tier
) -> None:
    for field in FIELDS.values():
        for situation in reachable(tier, field.resource):
            if not (situation.own_agency or situation.in_charge):
                assert not visible(bundle.tables[tier], field.resource, situation)


def test_a_states_bundle_is_its_own_else_the_strict_one(shipped: Snapshot) -> None:
    assert shipped.bundle_for_state("CA") == "california"
    assert shipped.bundle_for_state("WY") == "us"


def test_the_hash_of_a_tier_changes_with_what_that_tier_can_meet_and_with_nothing_else(
    shipped: Snapshot, tmp_path: Path
) -> None:
    """The words of an exemption that hr alone meets leave the public's hash as it was."""
    folder = shutil.copytree(SHIPPED, tmp_path / "policies")
    file = folder / "california" / "exemptions.toml"
    words = "Personnel systems see what they need"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(words, "Payroll sees what it needs"), encoding="utf-8")
    changed = load(folder)
    assert changed.hash != shipped.hash
    differ = {t for t in Tier if changed.tier_hash[t] != shipped.tier_hash[t]}
    assert differ == {Tier.HR}


def test_a_snapshot_cannot_be_changed(shipped: Snapshot) -> None:
    table = shipped.table("us", Tier.PUBLIC)
    with pytest.raises(TypeError):
        table.rules["officer"] = ()  # type: ignore[index]
    with pytest.raises(AttributeError):
        table.tier = Tier.ADMIN  # type: ignore[misc]
