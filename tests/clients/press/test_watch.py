"""What is shown otherwise than last time: found out here, and worded as it is seen."""

import json
import re

import pytest
from tests.clients.broken_line import ME, broken_line
from tests.world_people import FERNHOLLOW

from officer_directory_client import ClientSecret, HrDirectory
from officer_directory_client.press.changes import compare, name_of

AGENCY = ("watch", "--agency", "fernhollow")
HOLD = {"kind": "hold", "justification": "A threat was made this morning.", "by": "w.marsh"}


@pytest.fixture
def hr(written_to):
    client = written_to.client()
    with HrDirectory(
        written_to.api, ClientSecret(client.client_id, client.client_secret)
    ) as directory:
        yield directory


def hold(served, officer):
    import httpx2

    done = httpx2.post(
        f"{served.api}/v1/officers/{officer}/protections",
        json=HOLD,
        headers={"Authorization": f"Bearer {served.keys['records']}"},
    )
    assert done.status_code == 201, done.text


def snapshots(desk):
    return sorted((desk.home / "snapshots").glob("*/*"))


def test_what_changed_is_found_by_comparing_with_the_last_snapshot(following, hr, written_to):
    first = following.runs(*AGENCY)
    assert "first snapshot" in first
    assert "Nothing changed" in following.runs(*AGENCY, "--exit-code")
    assert len(snapshots(following)) == 1

    world = written_to.world
    hr.patch_officer(world.diaz["id"], {"rank": "Lieutenant"})
    new = hr.put_officer(
        "90001", {"first_name": "Ada", "last_name": "Newcomb", "status": "active"}, FERNHOLLOW
    )
    hr.put_assignment(new.record.id, "Patrol Watch Two", "2024-03-01")
    hold(written_to, world.okafor["id"])

    said = following.tries(*AGENCY, "--exit-code")
    assert said.exit_code == 3
    assert "changed: Lucía Díaz (uid 30117, badge 0012): rank: Sergeant → Lieutenant" in said.stdout
    assert "no longer shown: Emeka Okafor (uid 30218, badge A117)" in said.stdout
    assert "newly shown: Ada Newcomb (uid 90001)" in said.stdout
    assert "Nothing changed" in following.runs(*AGENCY)
    assert len(snapshots(following)) == 2


def test_who_is_no_longer_shown_is_said_to_be_no_more_than_that(following, written_to):
    following.runs(*AGENCY)
    hold(written_to, written_to.world.okafor["id"])
    said = following.runs(*AGENCY)
    assert "no longer shown: Emeka Okafor" in said
    assert "Why a record is no longer shown is not said." in said
    assert not re.search(r"under ?cover|hidden|secret|removed|deleted|protect|held", said, re.I)


def test_as_json_each_change_has_what_was_and_what_is(following, hr, written_to):
    told = json.loads(following.runs(*AGENCY, "--json"))
    assert told["lists"]["officers"]["changes"] is None
    hr.patch_officer(written_to.world.diaz["id"], {"rank": "Lieutenant"})
    told = json.loads(following.runs(*AGENCY, "--json"))
    (changed,) = told["lists"]["officers"]["changes"]["changed"]
    assert changed["fields"] == {"rank": {"was": "Sergeant", "is": "Lieutenant"}}
    assert changed["record"]["badge_number"] == "0012"
    assert told["agencies"] == [FERNHOLLOW]
    unchanged = json.loads(following.runs(*AGENCY, "--json", "--exit-code"))
    assert not any(unchanged["lists"]["officers"]["changes"].values())
    assert unchanged["snapshot"] is None
    assert told["lists"]["officers"]["since"] <= told["lists"]["officers"]["until"]


def test_other_lists_are_watched_too(anyone):
    lists = ("--list", "complaints", "--list", "incidents")
    assert anyone.runs(*AGENCY, *lists).count("first snapshot") == 2
    assert anyone.runs(*AGENCY, *lists).count("Nothing changed") == 2
    assert "first snapshot" in anyone.runs(*AGENCY)  # of officers there was none yet
    assert anyone.runs(*AGENCY, *lists).count("Nothing changed") == 2


def test_what_is_kept_is_for_its_owner_alone_and_may_be_kept_elsewhere(anyone):
    anyone.runs(*AGENCY)
    (kept,) = snapshots(anyone)
    assert kept.stat().st_mode & 0o077 == kept.parent.stat().st_mode & 0o077 == 0
    assert (kept / "officers.ndjson.receipt.json").exists()
    anyone.runs(*AGENCY, "--snapshots", anyone.folder / "kept")
    assert len(list((anyone.folder / "kept").glob("*/*/officers.ndjson"))) == 1


def test_the_directory_is_asked_for_the_whole_list_and_never_what_changed(nobody):
    """Whoever reads the server's log sees the same question each time."""
    with broken_line(_as_a_directory) as server:
        nobody.runs("login", "--api", server.api, "--no-key")
        server.asked.clear()
        nobody.runs(*AGENCY)
        first = list(server.asked)
        server.asked.clear()
        nobody.runs(*AGENCY)
        assert server.asked == first
    assert any(asked.startswith("/v1/officers.ndjson?sort=id&agency=") for asked in first)


def test_a_list_that_broke_off_is_no_snapshot(nobody, waits):
    cut = []

    def answers(line):
        if cut and line.path.startswith("/v1/officers.ndjson"):
            line.chunked(b'{"id":"1","last_name":"Di', ended=False)
        else:
            _as_a_directory(line)

    with broken_line(answers) as server:
        nobody.runs("login", "--api", server.api, "--no-key")
        nobody.runs(*AGENCY)
        before = snapshots(nobody)
        cut.append(True)
        assert "Nothing was kept" in nobody.refused(*AGENCY)
        assert snapshots(nobody) == before


TOLD = {
    "/v1/me": ME,
    "/v1/policy": {"policy": "p", "tier": "public", "bundles": []},
    "/v1/agencies": {
        "agencies": [{"id": "a1", "name": FERNHOLLOW}],
        "next": None,
        "withheld": {},
        "policy": "p",
    },
}


def _as_a_directory(line):
    told = TOLD.get(line.path.partition("?")[0])
    body = b'{"id":"1","last_name":"Diaz"}\n' if told is None else json.dumps(told).encode()
    line.whole(body, "application/x-ndjson" if told is None else "application/json")


def write(path, *records):
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


def test_a_field_that_every_record_lost_is_said_once(tmp_path):
    before = write(tmp_path / "1", {"id": "a", "rank": "x", "race": "y"}, {"id": "b", "rank": "x"})
    after = write(tmp_path / "2", {"id": "a", "rank": "x", "unit": 1}, {"id": "b", "rank": "x"})
    changes = compare(before, after)
    assert changes.fields_no_longer_shown == ("race",)
    assert changes.fields_newly_shown == ("unit",)
    assert (changes.changed, changes.newly_shown, changes.no_longer_shown) == ((), (), ())
    assert changes


def test_an_empty_list_tells_of_no_fields(tmp_path):
    empty, one = write(tmp_path / "1"), write(tmp_path / "2", {"id": "a", "rank": "x"})
    assert compare(empty, one).newly_shown == ({"id": "a", "rank": "x"},)
    assert compare(empty, one).fields_newly_shown == ()
    assert compare(one, empty).fields_no_longer_shown == ()
    assert not compare(one, one)


def test_a_name_cannot_move_the_cursor():
    assert "\x1b" not in name_of({"id": "1", "first_name": "A\x1b[2J", "last_name": "B\u202e"})
    assert "\u202e" not in name_of({"id": "1", "first_name": None, "last_name": "B\u202e"})
