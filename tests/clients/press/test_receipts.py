"""What was given, when, and whether the file is still what came."""

import json


def test_receipts_are_listed_with_whether_the_file_is_as_it_came(desk):
    desk.runs("officers", "--agency", "fernhollow", "--out", "a.csv")
    desk.runs("officers", "--agency", "brackwater", "--out", "b.csv")
    desk.runs("officers", "--agency", "brackwater", "--format", "sqlite", "--out", "c.db")
    desk.runs("watch", "--agency", "fernhollow")
    with (desk.folder / "b.csv").open("a") as file:
        file.write("edited\n")
    (desk.folder / "c.ndjson").unlink()
    told = [json.loads(line) for line in desk.runs("receipts", "--json").splitlines()]
    states = {one["file"].rpartition("/")[2]: one["state"] for one in told}
    assert states == {
        "a.csv": "unchanged",
        "b.csv": "changed",
        "c.ndjson": "missing",
        "officers.ndjson": "unchanged",
    }
    assert {one["tier"] for one in told} == {"press"}
    assert [one["began_at"] for one in told] == sorted(one["began_at"] for one in told)
    said = desk.runs("receipts")
    assert len(said.splitlines()) == 4
    assert "b.csv" in said


def test_a_folder_is_listed_once_and_what_is_no_receipt_not_at_all(desk):
    desk.runs("officers", "--agency", "fernhollow", "--out", "a.csv")
    (desk.folder / "other.receipt.json").write_text('{"shop": 3}')
    (desk.folder / "broken.receipt.json").write_text("{")
    assert len(desk.runs("receipts", ".", desk.folder).splitlines()) == 1
    desk.refused("receipts", "missing", code=2)


def test_where_there_is_none_it_says_where_they_are(nobody):
    assert "beside what was downloaded" in nobody.runs("receipts")
