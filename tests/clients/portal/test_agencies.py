"""Agencies in numbers over what is published, complaints by themselves, and what is kept of it."""

import asyncio
import re
from datetime import date

import pytest
from tests.clients.portal.conftest import read
from tests.world import CLASSES, LISTED

from officer_directory_client import AsyncPublicDirectory, PublicDirectory
from officer_directory_portal import Settings, tallies
from officer_directory_portal.career import stints_of
from officer_directory_portal.charts import Pay, columns, pay_of
from officer_directory_portal.remembered import Remembered
from officer_directory_portal.site import Site


def rows_of(answer, caption):
    table = next(t for t in re.findall(r"<table.*?</table>", answer.text, re.S) if caption in t)
    cells = re.findall(r'<th scope="row">(.*?)</th><td class="amount">(.*?)</td>', table, re.S)
    return {re.sub("<.*?>", "", head).strip(): int(n) for head, n in cells}


def test_numbers_of_an_agency_are_those_of_its_published_roster(browser, api):
    agency = api.world.agencies["fernhollow"]
    answer = browser.get(f"/agencies/{agency['id']}")
    with PublicDirectory(api.api) as directory:
        officers = list(directory.officers(agency=agency["name"], status="active"))
        complaints = list(directory.complaints(agency=agency["name"]))
    ranks = rows_of(answer, "by rank")
    assert ranks == {o.rank: sum(x.rank == o.rank for x in officers) for o in officers if o.rank}
    service = rows_of(answer, "by years")
    assert sum(service.values()) == sum(officer.hire_date is not None for officer in officers)
    outcomes = rows_of(answer, "by outcome")
    assert sum(outcomes.values()) == len(complaints)
    assert f"{len(officers)} officers who work here now" in read(answer).text


def test_a_closed_agency_is_no_record(browser, api):
    closed = api.world.agencies["mistlake"]["id"]
    nobody = browser.get("/agencies/00000000-0000-4000-8000-000000000000")
    there = browser.get(f"/agencies/{closed}")
    assert (there.status_code, there.content) == (404, nobody.content)


def test_an_agency_costs_a_bounded_number_of_questions_and_none_within_30_s(api):
    async def asked():
        async with AsyncPublicDirectory(api.api) as directory:
            sent = []
            again = directory._core._signed

            def counting(question, *given, **named):
                sent.append(question.path)
                return again(question, *given, **named)

            directory._core._signed = counting
            site = Site(directory, Settings())
            name = api.world.agencies["fernhollow"]["name"]
            counts = []
            for _ in range(2):
                await tallies.by_rank(site, name)
                await tallies.by_service(site, name, date(2026, 11, 28))
                await tallies.by_disposition(site, name)
                counts.append(len(sent))
            return counts

    first, second = asyncio.run(asked())
    assert first == second <= 2 * tallies.MOST_RANKS + 2 + len(tallies.SERVED) + 5


def test_too_many_ranks_are_not_counted_but_typed(browser, api, monkeypatch):
    monkeypatch.setattr(tallies, "MOST_RANKS", 0)
    browser.app.state.site.remembered = Remembered()
    page = read(browser.get("/officers"))
    assert any(field.get("name") == "rank" for field in page.every("input"))
    monkeypatch.undo()
    browser.app.state.site.remembered = Remembered()


def test_a_complaint_without_a_name_stays_with_its_reason(browser, api):
    with PublicDirectory(api.api) as directory:
        nameless = next(one for one in directory.complaints() if one.officer_id is None)
        named = next(one for one in directory.complaints() if one.officer_id is not None)
    page = read(browser.get(f"/complaints/{nameless.id}"))
    assert "no officer can be named in it here" in page.text
    assert not any(link.startswith("/officers/") for link in page.links)
    assert f"/officers/{named.officer_id}" in read(browser.get(f"/complaints/{named.id}")).links
    assert f"/complaints/{nameless.id}" in read(browser.get("/complaints")).links


@pytest.mark.parametrize("outcome", ["sustained", "not sustained", "none"])
def test_complaints_are_listed_by_outcome_as_they_are_counted(browser, api, outcome):
    agency = api.world.agencies["fernhollow"]["name"]
    page = read(browser.get("/complaints", params={"agency": agency, "outcome": outcome}))
    with PublicDirectory(api.api) as directory:
        wanted = {
            one.id
            for one in directory.complaints(agency=agency)
            if (one.disposition or "none") == outcome
        }
    assert {link[12:] for link in page.links if link.startswith("/complaints/")} == wanted


def test_an_incident_names_those_who_may_be_named(browser, api):
    with PublicDirectory(api.api) as directory:
        for incident in directory.incidents():
            page = read(browser.get(f"/incidents/{incident.id}"))
            named = {link[10:] for link in page.links if link.startswith("/officers/")}
            assert named == set(incident.officer_ids or ())
            assert named <= {api.world.officers[name]["id"] for name in LISTED}
    assert len(CLASSES) > len(LISTED)


def test_what_was_asked_is_kept_for_30_s_once_for_all_who_ask_and_failures_never():
    clock, asked = [0.0], []

    async def asking():
        asked.append(clock[0])
        await asyncio.sleep(0)
        if len(asked) == 1:
            raise ValueError
        return len(asked)

    async def everyone():
        kept = Remembered(most=2, now=lambda: clock[0])
        with pytest.raises(ValueError):
            await kept.ask("a", asking)
        assert await asyncio.gather(*(kept.ask("a", asking) for _ in range(3))) == [2, 2, 2]
        clock[0] = 14.9
        assert await kept.ask("a", asking) == 2
        clock[0] = 30.0
        assert await kept.ask("a", asking) == 3
        assert [await kept.ask(key, asking) for key in ("b", "c", "a")] == [4, 5, 6]

    asyncio.run(everyone())


def test_what_will_soon_be_too_old_is_asked_for_beside_and_nobody_waits():
    clock, asked = [0.0], []

    async def asking():
        asked.append(clock[0])
        await asyncio.sleep(0)
        if len(asked) == 2:
            raise ValueError
        return len(asked)

    async def everyone():
        kept = Remembered(now=lambda: clock[0])
        assert await kept.ask("a", asking) == 1
        clock[0] = 15.0
        assert [await kept.ask("a", asking) for _ in range(2)] == [1, 1]
        await asyncio.sleep(0.01)  # the second answer failed: the first is good until it is old
        clock[0] = 20.0
        assert await kept.ask("a", asking) == 1
        await asyncio.sleep(0.01)
        clock[0] = 49.9
        assert await kept.ask("a", asking) == 3
        await asyncio.sleep(0.01)
        assert asked == [0.0, 15.0, 20.0, 49.9]
        clock[0] = 50.1
        assert await kept.ask("a", asking) == 4
        await kept.close()

    asyncio.run(everyone())


def test_columns_stand_on_the_ground_and_are_as_high_as_the_pay():
    pays = [Pay(2020, 50.0, 25.0, 100.0, False), Pay(2022, 100.0, 50.0, 200.0, False)]
    drawn = columns(pays)
    assert drawn is not None
    heights = {}
    for bar in drawn.bars:
        heights[bar.x] = heights.get(bar.x, 0) + bar.height
    low, high = (heights[x] for x in sorted(heights))
    assert high == pytest.approx(2 * low, abs=0.2)
    assert {round(bar.y + bar.height, 1) for bar in drawn.bars if bar.kind == "base"} == {
        float(drawn.ground)
    }
    assert [mark.value for mark in drawn.years] == [2020, 2021, 2022]
    assert drawn.lines[-1].value == 200


def test_pay_that_no_chart_can_show_is_only_told():
    assert columns([Pay(2020, 1.0, 1.0, 2.0, False)]) is None
    assert columns([Pay(2020, 1.0, 1.0, 2.0, False), Pay(2020, 1.0, 1.0, 2.0, True)]) is None
    assert columns([Pay(2020, None, None, None, False), Pay(2021, 0.0, 0.0, 0.0, False)]) is None
    assert pay_of({"base_pay": 3.0}) is None
    assert pay_of({"year": 2020, "base_pay": 3.0, "overtime_pay": 1.0}).total == 4.0
    assert Pay(2020, 90.0, 20.0, 100.0, False).parts == [("base", 100.0)]  # less than its parts


def test_a_career_is_told_from_its_beginning():
    jobs = [
        {"employer": "B", "start_date": "2015-01-01", "end_date": None, "status": "active"},
        {"employer": "A", "start_date": "2001-01-01", "end_date": "2014-01-01"},
        {"employer": "?", "start_date": None, "end_date": None, "status": "separated"},
    ]
    told = stints_of(jobs)
    assert [(stint.employer, stint.is_over) for stint in told] == [
        ("?", True),
        ("A", True),
        ("B", False),
    ]
