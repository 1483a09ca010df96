"""A download is whole or not there, and its receipt says what was asked and given."""

import csv
import hashlib
import io
import json
import os
import pty
from contextlib import contextmanager

import pytest
from tests.clients.broken_line import ME, broken_line
from tests.clients.driving import driving
from tests.world import LISTED

from officer_directory_client import Patience, TruncatedError, errors
from officer_directory_client._parts import Part

HEADER, ROW = b"id,last_name\n", b'1,"Diaz, ""Lu""\nB"\n'
POLICY = {"policy": "p", "tier": "public", "bundles": []}


@pytest.fixture
def public(directory_served, shell):
    with driving(shell, "Public", directory_served.api) as directory:
        yield directory


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_everything_that_matches_is_in_the_file_and_counted(public, tmp_path, form):
    done = public.download(tmp_path / "officers", format=form)
    body = done.path.read_bytes()
    assert (done.rows, done.bytes) == (len(LISTED), len(body))
    assert done.sha256 == hashlib.sha256(body).hexdigest()
    assert done.policy == public.policy().policy
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(body.decode())))
    else:
        rows = [json.loads(line) for line in body.splitlines()]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    by_badge = {row["badge_number"]: row["last_name"] for row in rows}
    assert by_badge["0012"] == "Díaz"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["officers", "officers.receipt.json"]


def test_the_receipt_says_what_was_asked_and_given(public, tmp_path):
    done = public.download(tmp_path / "o.csv", rank="Sergeant", fields=["uid", "rank"])
    told = json.loads(done.receipt.read_text())
    asked = "/v1/officers.csv?sort=id&rank=Sergeant&fields=uid%2Crank"
    assert told["request"] == f"GET {public.api}{asked}"
    assert (told["file"], told["tier"], told["rows"]) == ("o.csv", "public", 1)
    assert told["sha256"] == hashlib.sha256((tmp_path / "o.csv").read_bytes()).hexdigest()
    assert (told["policy"], told["disclosure_receipt"]) == (done.policy, None)
    assert told["began_at"] <= told["ended_at"]
    assert [piece["rows"] for piece in told["pieces"]] == [1]


def test_a_receipt_that_the_directory_gives_is_kept(tmp_path, shell):
    def answers(line):
        if line.path == "/v1/officers.csv?sort=id":
            line.whole(HEADER, "text/csv", Disclosure_Receipt="opening")
        else:
            line.whole(json.dumps(POLICY if "policy" in line.path else ME).encode())

    with broken_line(answers) as server, driving(shell, "Public", server.api) as public:
        done = public.download(tmp_path / "o.csv")
    assert (done.rows, done.disclosure_receipt) == (0, "opening")
    assert json.loads(done.receipt.read_text())["disclosure_receipt"] == "opening"


def test_what_belongs_to_one_officer_is_downloaded_alike(public, directory_served, tmp_path):
    world = directory_served.world
    done = public.download(tmp_path / "s.csv", "salaries", officer=world.diaz["id"])
    assert done.rows == len(world.of("salary", "diaz")) > 0


def test_a_refusal_leaves_nothing(public, tmp_path):
    (tmp_path / "o.csv").write_text("of yesterday")
    with pytest.raises(errors.NotUnderstoodError):
        public.download(tmp_path / "o.csv", birth_year=1984)
    with pytest.raises(ValueError, match="csv or ndjson"):
        public.download(tmp_path / "o.csv", format="xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["o.csv"]
    assert (tmp_path / "o.csv").read_text() == "of yesterday"


class Breaking:
    """Answers the first streams broken, in a way, and the others whole."""

    def __init__(self, how, times=99):
        self.how = how
        self.left = times
        self.policies = []

    def __call__(self, line):
        if line.path.startswith("/v1/me"):
            line.whole(json.dumps(ME).encode())
        elif line.path.startswith("/v1/policy"):
            policy = self.policies.pop(0) if self.policies else "p"
            line.whole(json.dumps({**POLICY, "policy": policy}).encode())
        elif line.path.startswith("/v1/officers?"):  # how many there are
            line.send_error(422)
        elif self.left:
            self.left -= 1
            self.how(line)
        else:
            line.chunked(HEADER, ROW, ended=True)


WAYS = {
    "without its end": lambda line: line.chunked(HEADER, ROW, ended=False),
    "within a line": lambda line: line.chunked(HEADER, b"1,Di", ended=True),
    "within quotes": lambda line: line.chunked(HEADER, b'1,"Di\n', ended=True),
    "before the header": lambda line: line.chunked(ended=True),
    "without a length": lambda line: line.unframed(HEADER + ROW),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_broke_off_is_begun_again_from_nothing(tmp_path, waits, shell, way):
    with (
        broken_line(Breaking(WAYS[way], times=2)) as server,
        driving(shell, "Public", server.api) as public,
    ):
        done = public.download(tmp_path / "o.csv")
    assert done.path.read_bytes() == HEADER + ROW
    assert (done.rows, done.restarts, len(waits)) == (1, 2, 2)
    assert done.sha256 == hashlib.sha256(HEADER + ROW).hexdigest()


@pytest.mark.parametrize("way", WAYS)
def test_what_breaks_off_each_time_leaves_nothing(tmp_path, waits, shell, way):
    with (
        broken_line(Breaking(WAYS[way])) as server,
        driving(shell, "Public", server.api, patience=Patience(tries=3)) as public,
        pytest.raises(TruncatedError),
    ):
        public.download(tmp_path / "o.csv")
    assert len(server.of("/v1/officers.csv")) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_never_of_two_policies(tmp_path, waits, shell):
    breaking = Breaking(None, times=0)
    breaking.policies = ["old", "new", "new", "new"]
    with broken_line(breaking) as server, driving(shell, "Public", server.api) as public:
        done = public.download(tmp_path / "o.csv")
    assert (done.policy, done.restarts) == ("new", 1)


def test_a_stream_that_is_cut_off_for_a_limit_is_no_shorter_roster(tmp_path, waits, shell):
    def answers(line):
        if line.path.startswith("/v1/me"):
            line.whole(json.dumps(ME).encode())
        elif line.path.startswith("/v1/policy"):
            line.whole(json.dumps(POLICY).encode())
        elif len(server.of("/v1/officers.csv")) == 1:
            line.chunked(HEADER, ROW, ended=False)
        else:
            body = b'{"type":"/problems/quota-exceeded","title":"","status":429,"detail":""}'
            line.send_response(429)
            line.send_header("Retry-After", "40000")
            line.send_header("Content-Length", str(len(body)))
            line.end_headers()
            line.wfile.write(body)

    with broken_line(answers) as server, driving(shell, "Public", server.api) as public:
        with pytest.raises(errors.QuotaExceededError) as raised:
            public.download(tmp_path / "o.csv")
        assert raised.value.retry_after == 40000
    assert list(tmp_path.iterdir()) == []


def test_whoever_wants_to_is_told_how_far_it_is(public, tmp_path):
    told = []
    public.download(tmp_path / "o.csv", progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (len(LISTED), None)


@contextmanager
def terminal():
    """Standard error on a terminal: what is written there, a list of one text afterwards."""
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    seen = []
    with pytest.MonkeyPatch.context() as patch, open(theirs, "w") as screen:  # noqa: PTH123
        patch.setattr("sys.stderr", screen)
        yield seen
        screen.flush()
        seen.append(os.read(ours, 65_536).decode())
    os.close(ours)


def test_a_terminal_has_a_bar(public, tmp_path):
    with terminal() as seen:
        public.download(tmp_path / "o.csv")
    assert "12/12" in seen[0]


def test_where_the_whole_is_not_told_a_terminal_has_a_count(tmp_path, waits, shell):
    breaking = Breaking(None, times=0)
    with (
        broken_line(breaking) as server,
        driving(shell, "Public", server.api) as public,
        terminal() as seen,
    ):
        public.download(tmp_path / "o.csv")
    assert "o.csv: 1" in seen[0]


def test_elsewhere_nothing_is_written(public, tmp_path, capsys):
    public.download(tmp_path / "o.csv")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_records_are_counted_where_lines_break_within_quotes(tmp_path, size):
    rows = [["id", "text"], ["1", 'a "word"\nand\n\nmore'], ["2", ""], ["3", '"'], ["4", "\n"]]
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    body = made.getvalue().encode()
    part = Part(tmp_path / "x.csv", header=True, told=lambda _: None)
    for start in range(0, len(body), size):
        part.write(body[start : start + size])
    assert (part.rows, part.is_whole) == (4, True)
    part.clear()
    assert (part.rows, part.bytes, part.is_whole) == (0, 0, False)
    part.discard()
    assert list(tmp_path.iterdir()) == []
