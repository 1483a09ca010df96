"""An exported publication holds what its tier sees, in id order, and no times."""

import csv
import json
import sqlite3
import time
from pathlib import Path

import pytest
from tests.disclosure.conftest import ViewOf
from tests.world import HIDDEN, LISTED, World

from officer_directory.disclosure import export
from officer_directory.disclosure.opened import watched_views
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.views import LEASE_SECONDS
from officer_directory.identity.requester import PUBLIC
from officer_directory.settings import Settings


def quiet(*_: object) -> None:
    pass


@pytest.mark.parametrize("tier", ["public", "press"])
def test_a_database_holds_the_listed_alone_in_id_order(
    view_of: ViewOf, world: World, tier: str, tmp_path: Path
) -> None:
    out = tmp_path / "directory.db"
    export.write_sqlite(view_of(tier), out, quiet)
    database = sqlite3.connect(out)
    ids = [row[0] for row in database.execute("SELECT id FROM officers ORDER BY rowid")]
    assert ids == sorted(world.officers[name]["id"] for name in LISTED)
    assert database.execute("SELECT badge_number FROM officers WHERE uid = '30117'").fetchall() == [
        ("0012",)
    ]
    everything = out.read_bytes()
    for name in HIDDEN:
        assert world.officers[name]["id"].encode() not in everything
        assert (
            world.officers[name]["uid"].encode() not in everything
            or len(world.officers[name]["uid"]) < 5
        )
    columns = {
        column[1]
        for table in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for column in database.execute(f'PRAGMA table_info("{table[0]}")')
    }
    assert not columns & {"valid_from", "valid_until", "recorded_at", "starts_at", "generation"}
    database.close()


def test_csv_and_ndjson_agree(view_of: ViewOf, tmp_path: Path) -> None:
    export.write_csv(view_of("public"), tmp_path / "o.csv", quiet)
    export.write_ndjson(view_of("public"), tmp_path / "o.ndjson", quiet)
    with (tmp_path / "o.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = [
        json.loads(line)
        for line in (tmp_path / "o.ndjson").read_text(encoding="utf-8").splitlines()
    ]
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    assert [list(row) for row in rows] == [list(line) for line in lines]
    for row, line in zip(rows, lines, strict=True):
        assert row == {k: "" if v is None else str(v) for k, v in line.items()}


def test_what_reads_for_longer_than_a_lease_is_still_answered(
    settings: Settings, snapshot: Snapshot, world: World
) -> None:
    assert world
    with watched_views(settings, snapshot, b"k" * 64) as views:
        view = views.of(PUBLIC)
        time.sleep(LEASE_SECONDS + 0.5)
        assert view.still_in_force()
