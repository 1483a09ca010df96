"""What Casbin answers for a whole bundle, and what we decide from the table, are the same."""

import logging
import re
import time
from functools import cache
from pathlib import Path

import pytest

import officer_directory
from officer_directory.disclosure.casbin_model import Policy
from officer_directory.disclosure.conditions import CONDITIONS, Situation
from officer_directory.disclosure.decide import decide, visible
from officer_directory.disclosure.fields import FIELDS, RESOURCES
from officer_directory.disclosure.policy import Bundle, forget_what_was_loaded, load
from officer_directory.disclosure.policy_compile import LINE_TREATMENTS, cells
from officer_directory.disclosure.situations import distinct, holding, reachable
from officer_directory.tiers import Tier, Treatment
from tests.bundles import SHIPPED


@pytest.fixture(scope="module")
def whole(bundle: Bundle) -> Policy:
    """One enforcer with every line of the bundle."""
    return Policy(bundle.lines, bundle.includes)


@pytest.mark.parametrize("tier", Tier)
def test_casbin_and_the_table_agree_in_every_cell(
    whole: Policy, bundle: Bundle, tier: Tier
) -> None:
    table = bundle.tables[tier]
    named = {n: frozenset(line.when for line in bundle.lines if line.field == n) for n in _NAMES}
    for resource in RESOURCES:
        gate_cells = {s: _gate_opens(whole, tier, resource, s) for s in distinct(tier, resource)}
        for situation, opens in gate_cells.items():
            assert visible(table, resource, situation) is opens, (resource, situation)
        for field in RESOURCES[resource]:
            conditions = named[field.full_name] | named[resource]
            for situation in cells(tier, resource, conditions):
                decided = decide(table, field.full_name, situation)
                opens = _gate_opens(whole, tier, resource, situation)
                said = _casbin_says(whole, tier, field.full_name, situation)
                _assert_same(decided.treatment, said, opens, bool(table.gate(resource)))


@cache
def _gate_opens(whole: Policy, tier: Tier, resource: str, situation: Situation) -> bool:
    return whole.allows(tier, resource, Treatment.RELEASE, situation)


def _casbin_says(whole: Policy, tier: Tier, name: str, situation: Situation) -> list[Treatment]:
    return [t for t in LINE_TREATMENTS if whole.allows(tier, name, t, situation)]


def _assert_same(decided: Treatment, said: list[Treatment], opens: bool, has_gate: bool) -> None:
    assert len(said) <= 1, "Casbin gives one cell two treatments"
    if opens:
        assert decided is (said[0] if said else Treatment.WITHHOLD)
    else:
        assert decided is (Treatment.GLOMAR if has_gate else Treatment.WITHHOLD)


_NAMES = (*RESOURCES, *FIELDS)


def test_situations_that_no_condition_tells_apart_are_one_cell() -> None:
    """Why a cell stands for many situations: a policy sees them through conditions alone."""
    for tier in Tier:
        for resource in RESOURCES:
            for true, situations in holding(tier, resource).items():
                for situation in situations:
                    held = {n for n, c in CONDITIONS.items() if c.holds(situation)}
                    assert held == true
            kept = set(distinct(tier, resource))
            assert kept <= set(reachable(tier, resource))
            assert {frozenset(n for n, c in CONDITIONS.items() if c.holds(s)) for s in kept} == set(
                holding(tier, resource)
            )


def test_an_enforcer_of_no_lines_allows_nothing() -> None:
    empty = Policy([], [])
    for situation in reachable(Tier.PUBLIC, "officer"):
        assert not empty.allows(Tier.PUBLIC, "officer", Treatment.RELEASE, situation)


def test_casbin_logs_nothing(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """It logs each refusal with all its arguments, unless silenced."""
    with caplog.at_level(logging.DEBUG):
        Policy([], []).allows(Tier.PUBLIC, "officer.photo", Treatment.RELEASE, Situation())
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


def test_the_shipped_policies_load_in_under_two_seconds() -> None:
    """The best of three: what else the machine does is not measured."""
    took = []
    for _ in range(3):
        forget_what_was_loaded()
        start = time.process_time()
        load(SHIPPED)
        took.append(time.process_time() - start)
    assert min(took) < 2


def test_nothing_can_switch_casbin_off_or_match_by_pattern() -> None:
    """`enable_enforce(False)` allows everything, and `regexMatch` is not anchored."""
    source = Path(officer_directory.__file__).parent
    for file in source.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"enable_enforce|regexMatch|keyMatch|regex_match|key_match", text), (
            file
        )
        if file.name != "casbin_model.py":
            assert not re.search(r"^\s*(import|from) casbin", text, re.M), file
