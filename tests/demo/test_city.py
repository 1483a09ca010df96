"""The synthetic city is the same for a seed, has every kind of fact, and nobody real."""

import re
from collections import Counter
from uuid import UUID

import pytest

from officer_directory.demo import city
from officer_directory.demo.city import CITY, TOWN, VILLAGE, protected_by_unit
from officer_directory.disclosure.conditions import FINAL, RELEASED_UNLESS_DELAYED
from officer_directory.disclosure.conditions import RELEASED_WHEN_FINAL as WHEN_FINAL

AT = 1_790_000_000


@pytest.fixture(scope="module")
def demo():
    return city(at=AT)


@pytest.fixture(scope="module")
def facts(demo):
    return demo[0]


@pytest.fixture(scope="module")
def marigold(facts):
    agency = next(a for a in facts["agency"] if a["name"] == CITY)
    return [o for o in facts["officer"] if o["agency_id"] == agency["id"]]


def test_the_same_seed_gives_the_same_city():
    assert city(officers=60, seed=5, at=AT) == city(officers=60, seed=5, at=AT)
    assert city(officers=60, seed=5, at=AT) != city(officers=60, seed=6, at=AT)


@pytest.mark.parametrize("seed", range(12))
def test_a_small_city_has_every_highlight(seed):
    facts, highlights = city(officers=50, seed=seed, at=AT)
    ids = {row["id"] for table in ("officer", "incident", "complaint") for row in facts[table]}
    assert set(highlights.as_dict().values()) <= ids


@pytest.mark.parametrize("officers", [50, 170, 200, 260, 700, 1_500, 3_000])
def test_a_city_of_any_size_is_made(officers):
    facts, _ = city(officers=officers, seed=1, at=AT)
    numbers = [one["number"] for one in facts["complaint"]]
    assert len(set(numbers)) >= officers // 4


def test_the_city_has_9310_officers_of_whom_300_are_protected_by_their_unit(facts, marigold):
    assert len(marigold) == 9310
    protected = protected_by_unit(facts)
    here = Counter(protected[o["id"]] for o in marigold if o["id"] in protected)
    assert sum(here.values()) == 300
    assert set(here) == {"sensitive", "undercover"}
    assert all(o["status"] == "active" for o in marigold if o["id"] in protected)


def test_two_agencies_are_opened_and_one_is_still_closed(facts):
    opened = {a["name"]: a["opened_at"] is not None for a in facts["agency"]}
    assert opened == {CITY: True, TOWN: True, VILLAGE: False}


def test_some_are_protected_by_a_finding_one_is_held_and_one_incident_is_under_order(facts):
    kinds = Counter((p["kind"], p["protection_class"]) for p in facts["protection"])
    assert kinds["finding", "undercover"]
    assert kinds["finding", "sensitive"]
    assert kinds["hold", "held"] == 1
    assert len(facts["incident_order"]) == 1


def test_every_id_is_a_random_uuid_used_once(facts):
    ids = [row["id"] for rows in facts.values() for row in rows if "id" in row]
    assert len(ids) == len(set(ids))
    assert {UUID(i).version for i in ids[::97]} == {4}


def test_numbers_are_text_with_leading_zeros_and_letters_and_used_once(marigold):
    badges = [o["badge_number"] for o in marigold]
    assert len(set(badges)) == len(badges)
    assert any(re.fullmatch(r"0\d{3}", b) for b in badges)
    assert any(re.fullmatch(r"[A-Z]\d+", b) for b in badges)
    uids = [o["uid"] for o in marigold]
    assert len(set(uids)) == len(uids)
    assert uids != sorted(uids)


def test_names_have_marks_hyphens_and_apostrophes(marigold):
    names = {o["last_name"] for o in marigold}
    assert {"Díaz", "Ñuñez", "O'Brien", "Müller"} <= names


def test_ranks_are_a_pyramid_under_one_chief(marigold):
    ranks = Counter(o["rank"] for o in marigold)
    assert ranks["Chief of Police"] == 1
    steps = ("Police Officer II", "Sergeant I", "Lieutenant I", "Captain", "Deputy Chief")
    assert [ranks[s] for s in steps] == sorted((ranks[s] for s in steps), reverse=True)


def test_every_disclosable_class_occurs_with_every_condition(facts):
    seen = {(c["category"], c["condition"]) for c in facts["complaint"]}
    for category in RELEASED_UNLESS_DELAYED:
        assert {(category, None), (category, "delayed")} <= seen
    for category in WHEN_FINAL:
        assert {(category, condition) for condition in (*FINAL, "delayed", None)} <= seen
    assert ("other", None) in seen


def test_one_case_may_hold_several_allegations(facts):
    assert max(Counter(c["number"] for c in facts["complaint"]).values()) > 1


def test_narratives_and_documents_are_reviewed_and_not(facts):
    for table in ("complaint", "incident", "document"):
        reviewed = {row.get("reviewed_at") is not None for row in facts[table]}
        assert reviewed == {True, False}


def test_a_reviewed_narrative_names_nobody(facts):
    surnames = {o["last_name"] for o in facts["officer"]}
    for row in facts["complaint"] + facts["incident"]:
        if row.get("reviewed_at") is not None:
            assert not surnames & set(re.findall(r"[\w'-]+", row["narrative"]))


def test_complaints_and_incidents_concern_hidden_and_listed_officers(facts):
    protected = set(protected_by_unit(facts))
    assert any(c["officer_id"] in protected for c in facts["complaint"])
    members = Counter(i["incident_id"] for i in facts["involvement"])
    mixed = {i["incident_id"] for i in facts["involvement"] if i["officer_id"] in protected}
    assert any(members[incident] > 1 for incident in mixed)


def test_people_are_linked_across_agencies_and_one_is_under_cover_only_elsewhere(demo):
    facts, highlights = demo
    persons = Counter(o["person_id"] for o in facts["officer"])
    assert sum(1 for n in persons.values() if n > 1) >= 4
    here = next(o for o in facts["officer"] if o["id"] == highlights.elsewhere_undercover_officer)
    there = next(
        o for o in facts["officer"] if o["person_id"] == here["person_id"] and o["id"] != here["id"]
    )
    marks = protected_by_unit(facts)
    assert here["id"] not in marks
    assert marks[there["id"]] == "undercover"
    assert there["last_name"] == here["last_name"]


def test_careers_are_told_in_order(facts):
    hired = {o["id"]: o["hire_date"] for o in facts["officer"]}
    for row in facts["assignment"]:
        assert hired[row["officer_id"]] <= row["start_date"]
        assert row["end_date"] is None or row["start_date"] <= row["end_date"]
    for row in facts["salary"]:
        assert row["total_pay"] >= row["base_pay"] + row["overtime_pay"]
    for row in facts["complaint"]:
        assert hired[row["officer_id"]] <= row["received_date"]


def test_some_worked_elsewhere_before_and_some_have_left(facts):
    assert max(Counter(e["officer_id"] for e in facts["employment"]).values()) == 2
    left = [o for o in facts["officer"] if o["status"] == "separated"]
    assert {o["separation_reason"] for o in left} >= {"Service retirement"}
    assert any(o.get("certification_action") for o in left)
    assert any(o["status_detail"].startswith("Leave") for o in facts["officer"])


def test_the_number_of_a_case_does_not_tell_of_its_officer(facts):
    uids = {o["id"]: o["uid"] for o in facts["officer"]}
    for complaint in facts["complaint"]:
        assert uids[complaint["officer_id"]] not in complaint["number"]
