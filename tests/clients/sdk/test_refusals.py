"""One exception for each problem; what is not of the directory is said to be so."""

from pathlib import Path

import httpx
import pytest
from tests.clients.driving import driving

from officer_directory.http import problems, protocol
from officer_directory_client import DirectoryError, NoAnswerError, UnexpectedAnswerError, errors

API = "https://directory.example"
EARLY = {
    "too-slow",
    "headers-too-large",
    "http-version-not-supported",
}  # answered before a request is one


@pytest.fixture
def public(mocked, waits, shell):
    with driving(shell, "Public", API) as directory:
        yield directory


def test_each_problem_of_the_service_has_an_exception_and_no_other_is_made_up():
    ours = {problem.kind for problem in problems.ALL}
    assert set(errors.OF_KIND) == ours | EARLY
    assert all(kind in Path(protocol.__file__).read_text() for kind in EARLY)


@pytest.mark.parametrize("problem", problems.ALL, ids=lambda problem: problem.kind)
def test_a_problem_raises_its_own_exception(mocked, public, problem):
    headers = {**problem.headers, "content-type": problems.MEDIA_TYPE, "x-request-id": "0f0f"}
    mocked.add_response(
        problem.status, headers=headers, content=problem.body, is_reusable=True, is_optional=True
    )
    with pytest.raises(errors.OF_KIND[problem.kind]) as raised:
        public.me()
    told = raised.value.problem
    assert (told.type, told.title) == (f"/problems/{problem.kind}", problem.title)
    assert (told.status, told.detail, told.request_id) == (problem.status, problem.detail, "0f0f")
    after = problem.headers.get("retry-after")
    assert raised.value.retry_after == (None if after is None else float(after))
    assert isinstance(raised.value, DirectoryError)


def test_a_problem_of_a_later_service_is_a_problem_all_the_same(mocked, public):
    mocked.add_response(418, json={"type": "/problems/new", "title": "New", "detail": "Words."})
    with pytest.raises(errors.ProblemError) as raised:
        public.me()
    assert type(raised.value) is errors.ProblemError
    assert str(raised.value) == "418 New: Words."


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway", b"[]", b'{"type": 3}', b"\xff"])
def test_what_is_in_between_is_not_taken_for_the_directory(mocked, public, body):
    mocked.add_response(400, content=body)
    with pytest.raises(UnexpectedAnswerError, match="400, and not from the directory"):
        public.me()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"tier": "public"}', b"\xff", b"{"])
def test_an_answer_that_is_none_is_unexpected(mocked, public, body):
    mocked.add_response(200, content=body, is_reusable=True)
    for ask in (public.me, public.policy, public.fields, public.page):
        with pytest.raises(UnexpectedAnswerError):
            ask()
    with pytest.raises(UnexpectedAnswerError):
        public.officer("7")


def test_a_page_of_another_shape_is_unexpected(mocked, public):
    mocked.add_response(json={"policy": "p", "officers": {}}, is_reusable=True)
    with pytest.raises(UnexpectedAnswerError, match="without officers"):
        public.page()
    with pytest.raises(UnexpectedAnswerError, match="without officer"):
        public.officer("7")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(mocked, waits, shell, status):
    mocked.add_response(status, headers={"location": "https://elsewhere.example/v1/me"})
    with (
        driving(shell, "Press", API, "a-key") as press,
        pytest.raises(UnexpectedAnswerError, match="redirect"),
    ):
        press.me()
    assert [request.url.host for request in mocked.get_requests()] == ["directory.example"]


@pytest.mark.httpx_mock(assert_all_requests_were_expected=False)
def test_traffic_that_is_not_mocked_fails(mocked, public):
    with pytest.raises(NoAnswerError, match="No response can be found"):
        public.me()


@pytest.mark.parametrize("failure", [httpx.ConnectError, httpx.ReadTimeout, httpx.ReadError])
def test_no_answer_is_an_exception_of_its_own_without_the_request(mocked, public, failure):
    mocked.add_exception(failure("of no use"), is_reusable=True)
    with pytest.raises(NoAnswerError, match="of no use") as raised:
        public.me()
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
