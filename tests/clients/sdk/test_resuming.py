"""A download by pages goes on where it was broken off, and says of which moments it is."""

import json

import httpx2
import pytest
from tests.clients.driving import driving
from tests.world import LISTED

from officer_directory.disclosure.written import csv_line
from officer_directory_client import NoAnswerError, Patience, PublicDirectory, errors
from officer_directory_client._reading import RELATED
from officer_directory_client._remembered import Remembered
from officer_directory_client.lines import csv_lines, ndjson_lines


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr("officer_directory_client._resuming._PAGE", 5)


class Cut(httpx2.HTTPTransport, httpx2.AsyncHTTPTransport):
    """A line to the real directory that is cut after so many pages."""

    def __init__(self, pages):
        httpx2.HTTPTransport.__init__(self)
        self.line, self.later = httpx2.HTTPTransport(), httpx2.AsyncHTTPTransport()
        self.pages = pages
        self.asked = []

    def _may(self, request):
        if request.url.path == "/v1/officers":
            if len(self.asked) == self.pages:
                raise httpx2.ConnectError("cut")
            self.asked.append(str(request.url))

    def handle_request(self, request):
        self._may(request)
        return self.line.handle_request(request)

    async def handle_async_request(self, request):
        self._may(request)
        return await self.later.handle_async_request(request)

    def close(self):
        self.line.close()

    async def aclose(self):
        await self.later.aclose()


@pytest.fixture
def download(directory_served, shell, tmp_path, waits):
    """A download by pages, which is cut after so many of them; and what was asked."""

    def download(pages=99, form="ndjson", **query):
        line = Cut(pages)
        once = Patience(tries=1)
        made = {"transport": line, "patience": once}
        with driving(shell, "Public", directory_served.api, **made) as directory:
            try:
                done = directory.download(tmp_path / f"o.{form}", format=form, resume=True, **query)
            except NoAnswerError:
                return None, line.asked
            return done, line.asked

    return download


def streamed(directory_served, tmp_path, form="ndjson"):
    with PublicDirectory(directory_served.api) as directory:
        return directory.download(tmp_path / "streamed", format=form).path.read_bytes()


def test_pages_are_the_same_bytes_as_the_stream(download, directory_served, tmp_path):
    done, asked = download()
    assert done.path.read_bytes() == streamed(directory_served, tmp_path)
    assert (done.rows, len(asked), len(done.pieces)) == (len(LISTED), 3, 1)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_what_was_broken_off_goes_on_where_it_was(download, directory_served, tmp_path, form):
    nothing, asked = download(pages=2, form=form)
    assert (nothing, len(asked)) == (None, 2)
    assert not (tmp_path / f"o.{form}").exists()
    done, asked = download(form=form)
    assert len(asked) == 1
    assert [piece.rows for piece in done.pieces] == [10, 2]
    assert done.path.read_bytes() == streamed(directory_served, tmp_path, form)
    told = json.loads(done.receipt.read_text())
    assert [piece["rows"] for piece in told["pieces"]] == [10, 2]
    names = {f"o.{form}", f"o.{form}.receipt.json", "streamed", "streamed.receipt.json"}
    assert {path.name for path in tmp_path.iterdir()} == names


def test_a_line_that_was_half_written_is_cut_off(download, directory_served, tmp_path):
    download(pages=1)
    with (tmp_path / ".o.ndjson.part").open("ab") as file:
        file.write(b'{"id": "half')
    done, _ = download()
    assert done.path.read_bytes() == streamed(directory_served, tmp_path)


@pytest.mark.parametrize("harm", ["changed", "shorter", "gone", "no note", "bad note"])
def test_what_is_not_as_it_was_left_is_begun_again(download, directory_served, tmp_path, harm):
    download(pages=2)
    part, note = tmp_path / ".o.ndjson.part", tmp_path / ".o.ndjson.part.json"
    content = part.read_bytes()
    if harm == "changed":
        part.write_bytes(content[:-3] + b"x" + content[-2:])
    elif harm == "shorter":
        part.write_bytes(content[:-3])
    elif harm == "gone":
        part.unlink()
    elif harm == "no note":
        note.unlink()
    else:
        note.write_text('{"request": 7, "other": 1}')
    done, asked = download()
    assert (len(asked), len(done.pieces)) == (3, 1)
    assert done.path.read_bytes() == streamed(directory_served, tmp_path)


def test_another_question_does_not_go_on_with_it(download):
    download(pages=2)
    done, asked = download(status="active")
    assert done.rows < len(LISTED)
    assert "after=" not in asked[0]


def test_under_another_policy_all_of_it_begins_again(download, directory_served, tmp_path):
    download(pages=2)
    note = tmp_path / ".o.ndjson.part.json"
    state = json.loads(note.read_text())
    with PublicDirectory(directory_served.api) as directory:
        other = directory.page(limit=5, sort="-id").next  # a cursor that is not good here
    note.write_text(json.dumps({**state, "after": other}))
    done, asked = download()
    assert (done.restarts, len(asked), len(done.pieces)) == (1, 4, 1)
    assert done.path.read_bytes() == streamed(directory_served, tmp_path)


def test_nothing_that_was_kept_names_a_credential(directory_served, shell, tmp_path):
    key = directory_served.keys["press"]
    made = {"transport": Cut(1), "patience": Patience(tries=1)}
    with (
        driving(shell, "Press", directory_served.api, key, **made) as press,
        pytest.raises(NoAnswerError),
    ):
        press.download(tmp_path / "o.ndjson", format="ndjson", resume=True)
    kept = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert kept.keys() == {".o.ndjson.part", ".o.ndjson.part.json"}
    assert not [name for name, text in kept.items() if key in text]


def test_a_whole_that_is_empty_is_whole(download):
    done, _ = download(last_name="Nobody")
    assert (done.rows, done.path.read_bytes(), len(done.pieces)) == (0, b"", 1)


@pytest.mark.parametrize(
    "asked",
    [{"format": "csv", "sort": "uid"}, {"format": "ndjson", "sort": "uid"}, {"limit": 3}],
)
def test_what_cannot_be_resumed_is_refused(directory_served, shell, tmp_path, asked):
    with (
        driving(shell, "Public", directory_served.api) as public,
        pytest.raises(ValueError, match="in the order of id"),
    ):
        public.download(tmp_path / "o", resume=True, **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_on_the_way_keeps_what_has_come(download, tmp_path, monkeypatch):
    download(pages=2)
    problem = {"type": "/problems/quota-exceeded", "title": "", "status": 429, "detail": ""}
    settle = Remembered.settle

    def refused(self, key, answer):
        if "/v1/officers?" in key[1]:
            return type(answer)(429, {"retry-after": "40000"}, json.dumps(problem).encode())
        return settle(self, key, answer)

    with monkeypatch.context() as patch:
        patch.setattr(Remembered, "settle", refused)
        with pytest.raises(errors.QuotaExceededError):
            download()
    done, asked = download()
    assert (len(asked), done.rows) == (1, len(LISTED))


KEYS = ("public", "press", "hr", "records", "oversight")


@pytest.mark.parametrize("tier", KEYS)
def test_a_csv_by_pages_is_the_same_bytes_as_the_stream_of_every_list(
    directory_served, tmp_path, tier
):
    """Of every tier: those inside have columns that may be empty for a reason."""
    key = None if tier == "public" else directory_served.keys[tier]
    world, compared = directory_served.world, 0
    with PublicDirectory(directory_served.api, key=key) as directory:
        lists = [(name, None) for name in ("officers", "agencies", "complaints", "incidents")]
        lists += [(name, world.diaz["id"]) for name in RELATED]
        for name, officer in lists:
            given = {"resource": name, "officer": officer, "format": "csv"}
            try:
                stream = directory.download(tmp_path / "stream.csv", **given)
            except (errors.WithheldError, errors.NoSuchRecordError, errors.NotUnderstoodError):
                continue
            pages = directory.download(tmp_path / "pages.csv", resume=True, **given)
            assert pages.path.read_bytes() == stream.path.read_bytes(), name
            assert (pages.rows, pages.sha256) == (stream.rows, stream.sha256)
            compared += stream.rows > 0
    assert compared >= 5


def test_lines_are_quoted_as_the_directory_quotes_them():
    """Held against the directory's own writer, for what its world does not say."""
    values = [None, "", "=1+1", "-5", "@a", "a,b", 'say "x"', "a\nb", "a\r", "\ttab", "Díaz"]
    values += [True, False, 0, 2024, -3, 1234.5, 0.1, ["a", "b,c"], []]
    columns = [f"c{n}" for n in range(len(values))]
    row = dict(zip(columns, values, strict=True))
    assert csv_lines(columns, [row]) == csv_line(values)
    assert json.loads(ndjson_lines([row])) == row


def test_a_csv_whose_header_is_of_another_policy_begins_again(download, directory_served, tmp_path):
    download(pages=2, form="csv")
    note = tmp_path / ".o.csv.part.json"
    note.write_text(json.dumps({**json.loads(note.read_text()), "policy": "another"}))
    done, asked = download(form="csv")
    assert (done.restarts, len(asked), len(done.pieces)) == (1, 4, 1)
    assert done.path.read_bytes() == streamed(directory_served, tmp_path, "csv")
