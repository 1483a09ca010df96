"""The folder for Datasette: whole, as the view shows it, and really opened by Datasette."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import httpx2
import pytest
from tests.http.test_serving import free_port
from tests.world import HIDDEN
from tests.world_people import FERNHOLLOW

from officer_directory_client import Me
from officer_directory_client.about import Exemption, Fields
from officer_directory_client.limits import Limit
from officer_directory_client.press import gathering
from officer_directory_client.press.gathering import check_bounds
from officer_directory_client.press.metadata import metadata
from officer_directory_client.records import Terms

TABLES = {"officers", "employments", "salaries", "documents", "complaints", "incidents"}


def ask(path, question, *given):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question, given).fetchall()


@pytest.fixture
def newsroom(desk):
    desk.runs("open", "newsroom", "--agency", FERNHOLLOW)
    return desk.folder / "newsroom"


@contextmanager
def datasette(folder):
    """What the README says, run."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "directory.db", "-m", "metadata.json"]
    running = subprocess.Popen(
        [*command, "-p", str(port)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        root = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx2.get(root)
                break
            except httpx2.TransportError:
                assert running.poll() is None, running.stderr.read()
                time.sleep(0.1)
        yield root
    finally:
        running.terminate()
        running.communicate(timeout=20)


def test_datasette_opens_the_folder_as_it_is(newsroom):
    command = "datasette directory.db -m metadata.json"
    assert command in (newsroom / "README").read_text()
    with datasette(newsroom) as root:
        found = httpx2.get(f"{root}/directory/officers.json?_search=diaz&_shape=array").json()
        assert [(row["last_name"], row["badge_number"]) for row in found] == [("Díaz", "0012")]
        by_badge = httpx2.get(f"{root}/directory/officers.json?_search=0012&_shape=array").json()
        assert [row["uid"] for row in by_badge] == ["30117"]
        page = httpx2.get(f"{root}/directory/officers").text
        assert "Agency photo policy" in page  # the law of what is withheld
        assert 'name="_search"' in page
        pay = httpx2.get(f"{root}/directory/salaries").text
        assert "Díaz" in pay  # officer_id is a link, with a name
        assert httpx2.get(f"{root}/directory/incident_officers").status_code == 200
        table = httpx2.get(f"{root}/directory/officers.csv?_search=diaz").text
        assert ",0012," in table


def test_each_list_that_the_view_shows_is_a_table(newsroom, directory_served):
    database = newsroom / "directory.db"
    names = {row[0] for row in ask(database, "SELECT name FROM sqlite_master WHERE type='table'")}
    assert names >= TABLES | {"incident_officers"}
    assert "assignments" not in names  # withheld throughout
    world = directory_served.world
    diaz = world.diaz["id"]
    pay = ask(database, "SELECT year, base_pay FROM salaries WHERE officer_id = ?", diaz)
    assert len(pay) == len(world.of("salary", "diaz")) > 0
    assert ask(database, "SELECT title FROM documents WHERE officer_id = ?", diaz)
    assert ask(database, "SELECT * FROM incident_officers WHERE officer_id = ?", diaz)
    columns = [row[1] for row in ask(database, "PRAGMA table_info(officers)")]
    assert "badge_number" in columns
    assert "photo" not in columns


def test_nobody_who_is_hidden_is_anywhere_in_the_folder(newsroom, directory_served):
    world = directory_served.world
    hidden = {world.officers[name]["id"] for name in HIDDEN}
    everything = b"".join(p.read_bytes() for p in newsroom.rglob("*") if p.is_file())
    assert world.diaz["id"].encode() in everything
    assert [each for each in hidden if each.encode() in everything] == []


def test_receipts_are_beside_all_that_came(newsroom, desk):
    files = sorted(p.name for p in newsroom.glob("received/*/*.ndjson"))
    assert files == sorted(f"{name}.ndjson" for name in TABLES)
    told = [json.loads(line) for line in desk.runs("receipts", "--json").splitlines()]
    assert {one["state"] for one in told} == {"unchanged"}
    assert len(told) == len(TABLES)
    rows = {one["file"].rpartition("/")[2]: one["rows"] for one in told}
    assert (
        rows["salaries.ndjson"]
        == ask(newsroom / "directory.db", "SELECT count(*) FROM salaries")[0][0]
    )


def test_meanings_source_and_grounds_are_in_the_metadata(newsroom, directory_served):
    told = json.loads((newsroom / "metadata.json").read_text())
    assert told["source_url"] == directory_served.api
    assert told["license"]
    tables = told["databases"]["directory"]["tables"]
    assert tables.keys() >= TABLES
    columns = [row[1] for row in ask(newsroom / "directory.db", "PRAGMA table_info(officers)")]
    assert list(tables["officers"]["columns"]) == columns
    assert all(tables["officers"]["columns"].values())
    assert "photo" in tables["officers"]["description_html"]
    assert "Agency photo policy" in tables["officers"]["description_html"]
    complaints = tables["complaints"]["description_html"]
    assert "narrative (in some records)</strong>: " in complaints
    assert "unreviewed-text" not in complaints  # the words of the ground, not its code


def test_lists_alone_take_no_question_by_officer(anyone):
    anyone.runs("open", "quick", "--agency", "fernhollow", "--lists-only")
    names = {p.stem for p in (anyone.folder / "quick").glob("received/*/*.ndjson")}
    assert names == {"officers", "complaints", "incidents"}


def test_a_folder_is_made_anew_only_where_that_was_said(anyone):
    asked = ("open", "again", "--agency", "fernhollow", "--lists-only")
    anyone.runs(*asked)
    (anyone.folder / "again/notes.txt").write_text("mine")
    assert "--replace" in anyone.refused(*asked, code=2)
    anyone.runs(*asked, "--replace")
    assert (anyone.folder / "again/notes.txt").read_text() == "mine"
    assert len(list((anyone.folder / "again").glob("received/*/officers.ndjson"))) == 2


def test_who_is_no_longer_shown_while_it_is_read_is_in_no_table(following, written_to, monkeypatch):
    """The hold falls between the roster and what is asked by officer."""
    officer = written_to.world.okafor["id"]
    first = gathering._asked

    def held_first(*given):
        done = httpx2.post(
            f"{written_to.api}/v1/officers/{officer}/protections",
            json={"kind": "hold", "justification": "A threat.", "by": "w.marsh"},
            headers={"Authorization": f"Bearer {written_to.keys['records']}"},
        )
        assert done.status_code == 201
        return first(*given)

    monkeypatch.setattr(gathering, "_asked", held_first)
    following.runs("open", "newsroom", "--agency", "fernhollow")
    database = following.folder / "newsroom/directory.db"
    assert officer.encode() not in database.read_bytes()
    found = ask(database, "SELECT * FROM officers_fts WHERE officers_fts MATCH 'okafor'")
    assert found == []
    assert ask(database, "SELECT * FROM officers_fts WHERE officers_fts MATCH 'diaz'")


def test_more_questions_than_are_left_of_the_day_are_not_begun():
    me = Me("public", None, (), None, (), {"daily": Limit("daily", 100, 86400, 29, 60)}, ())
    check_bounds(me, 14, ["salaries", "documents"])
    with pytest.raises(Exception, match="--lists-only"):
        check_bounds(me, 15, ["salaries", "documents"])


def test_what_a_directory_says_is_no_markup():
    ground = Exemption("x", "CA", "<script>1</script>", "", "<b>no</b>", "ask", None, None, None)
    fields, terms = Fields((), (ground,), "p"), Terms("p", {"<i>": "x"})
    told = metadata(fields, {"officers": terms}, "A", "https://d", "2026-11-28")
    shown = told["databases"]["directory"]["tables"]["officers"]["description_html"]
    assert "<script" not in shown
    assert "<i>" not in shown
    assert "&lt;b&gt;no&lt;/b&gt;" in shown
