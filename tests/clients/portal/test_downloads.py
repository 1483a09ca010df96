"""The whole roster as files: what they hold, how they are sent, and when they are made anew."""

import asyncio
import base64
import csv
import hashlib
import io
import json
import sqlite3
import stat
from contextlib import closing

import pytest
from tests.clients.portal.conftest import portal_of, read
from tests.world import HIDDEN, LISTED

from officer_directory_client import AsyncPublicDirectory, PublicDirectory, errors
from officer_directory_portal.downloads import Downloads


def links_of(browser):
    page = read(browser.get("/download/files"))
    return {link.rpartition("/")[2]: link for link in page.links if link.startswith("/download/")}


@pytest.fixture
def apart(api):
    """A portal of this test's own: nothing was made yet."""
    with portal_of(api.api) as browser:
        yield browser


def test_csv_is_byte_for_byte_what_the_directory_writes(apart, api, tmp_path):
    given = apart.get(links_of(apart)["officers.csv"]).content
    with PublicDirectory(api.api) as directory:
        directory.download(tmp_path / "officers.csv", progress=False)
    assert given == (tmp_path / "officers.csv").read_bytes()
    assert given.count(b"\r\n") == len(LISTED) + 1


def test_the_three_files_hold_the_same_and_nobody_who_is_hidden(apart, api, tmp_path):
    links = links_of(apart)
    rows = list(csv.DictReader(io.StringIO(apart.get(links["officers.csv"]).text)))
    lines = [json.loads(x) for x in apart.get(links["officers.ndjson"]).text.splitlines()]
    (tmp_path / "it.sqlite").write_bytes(apart.get(links["officers.sqlite"]).content)
    with closing(sqlite3.connect(tmp_path / "it.sqlite")) as made:
        made.row_factory = sqlite3.Row
        stored = [dict(row) for row in made.execute("SELECT * FROM officers")]
        kind = made.execute("SELECT typeof(badge_number) FROM officers").fetchone()[0]
        meant = dict(made.execute("SELECT name, meaning FROM fields").fetchall())
    assert stored == lines
    assert [{k: v or None for k, v in row.items()} for row in rows] == lines
    assert {row["id"] for row in lines} == {api.world.officers[name]["id"] for name in LISTED}
    assert not {row["uid"] for row in lines} & {api.world.officers[n]["uid"] for n in HIDDEN}
    assert kind == "text"
    assert "0012" in {row["badge_number"] for row in stored}
    assert meant.keys() == stored[0].keys()


def test_each_file_is_told_with_its_size_digest_and_day_and_in_the_receipt(apart):
    page, links = read(apart.get("/download/files")), links_of(apart)
    receipt = apart.get(links["receipt.json"]).json()
    assert receipt["rows"] == len(LISTED)
    assert receipt["policy"] in page.text
    assert receipt["began_at"] <= receipt["ended_at"]
    day = receipt["ended_at"][:10]
    proofs = f"/v1/ledger/publications/public/officers/{{id}}?on={day}"
    assert receipt["proof_of_a_line"] == proofs
    for told in receipt["files"]:
        answer = apart.get(links[told["name"]])
        digest = hashlib.sha256(answer.content)
        assert told["sha256"] == digest.hexdigest()
        assert told["sha256"] in page.text
        assert int(answer.headers["content-length"]) == told["bytes"] == len(answer.content)
        assert base64.b64encode(digest.digest()).decode() in answer.headers["repr-digest"]
        ending, day = told["name"].split(".")[1], receipt["ended_at"][:10]
        named = f'attachment; filename="officers-{day}.{ending}"'
        assert answer.headers["content-disposition"] == named


def test_what_the_reader_has_is_not_sent_again_and_head_has_no_body(apart):
    link = links_of(apart)["officers.csv"]
    etag = apart.get(link).headers["etag"]
    again = apart.get(link, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    head = apart.head("/download/latest/officers.csv")
    assert (head.status_code, head.headers["etag"], head.content) == (200, etag, b"")


def test_another_version_is_gone_and_another_name_is_no_page(apart):
    assert apart.get("/download/0123456789abcdef/officers.csv").status_code == 410
    for name in ("officers.xlsx", "..%2fportal.css", "officers.csv%00"):
        assert apart.get(f"/download/latest/{name}").status_code == 404


def test_many_who_ask_at_once_are_served_by_one_stream(api, monkeypatch):
    made = []

    async def everyone():
        async with AsyncPublicDirectory(api.api) as directory:
            again = directory.download

            async def counting(*given, **named):
                made.append(named)
                return await again(*given, **named)

            monkeypatch.setattr(directory, "download", counting)
            downloads, fields = Downloads(directory, lambda: clock[0]), await directory.fields()
            found = await asyncio.gather(*(downloads.fresh(fields, "") for _ in range(5)))
            assert len({snapshot.folder for snapshot in found}) == len(made) == 1
            clock[0] = 29.9
            assert await downloads.fresh(fields, "") is found[0]
            mode = stat.S_IMODE(found[0].folder.parent.stat().st_mode)
            clock[0] = 30.0
            later = await downloads.fresh(fields, "")
            assert later is not found[0]
            assert later.version == found[0].version  # the same roster, byte for byte
            assert not found[0].folder.exists()
            await downloads.close()
            assert not later.folder.parent.exists()
            return mode

    clock = [0.0]
    assert asyncio.run(everyone()) == 0o700
    assert len(made) == 2


def test_where_the_directory_is_too_busy_a_page_says_when_to_come_back(apart, monkeypatch):
    problem = errors.Problem("/problems/quota-exceeded", "Quota exceeded", 429, "")

    async def busy(*given, **named):
        raise errors.QuotaExceededError(problem, 90)

    directory = apart.app.state.site.directory
    monkeypatch.setattr(directory, "download", busy)
    answer = apart.get("/download/files")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "90")
    assert "Please try again in 2 minutes." in read(answer).text
    monkeypatch.undo()
    assert apart.get("/download/files").status_code == 200  # a failure is not kept


def test_a_file_under_way_is_finished_when_a_newer_one_takes_its_place(apart):
    site = apart.app.state.site
    first = apart.portal.call(site.fields)
    snapshot = apart.portal.call(site.downloads.fresh, first, "")
    from officer_directory_portal.sending import Sent

    file = snapshot.named("officers.ndjson")
    under_way = Sent(file, "officers.ndjson", '"x"')
    site.downloads._began -= 31
    apart.portal.call(site.downloads.fresh, first, "")
    assert not file.path.exists()
    sent = []

    async def send(message):
        sent.append(message.get("body", b""))

    apart.portal.call(under_way, {"type": "http", "method": "GET"}, None, send)
    assert hashlib.sha256(b"".join(sent)).hexdigest() == file.sha256
