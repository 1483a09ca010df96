"""What is asked again, how often, and after how long."""

import httpx
import pytest
from tests.clients.broken_line import ME
from tests.clients.driving import driving

from officer_directory_client import NoAnswerError, Patience, UnexpectedAnswerError, errors
from officer_directory_client._core import Question
from officer_directory_client.errors import Problem
from officer_directory_client.limits import Limit, limits_of, retry_after_of

API = "https://directory.example"


def refusal(kind, status, **headers):
    document = {"type": f"/problems/{kind}", "title": "T", "status": status, "detail": "D"}
    return {"status_code": status, "json": document, "headers": headers}


QUOTA = refusal("quota-exceeded", 429, **{"retry-after": "7"})
AWAY = refusal("not-answered", 503, **{"retry-after": "2"})


@pytest.fixture
def public(mocked, waits, shell):
    with driving(shell, "Public", API, patience=Patience(tries=3)) as directory:
        yield directory


@pytest.mark.parametrize(("refused", "least"), [(QUOTA, 7), (AWAY, 2)])
def test_it_is_asked_again_no_sooner_than_retry_after(mocked, public, waits, refused, least):
    mocked.add_response(**refused)
    mocked.add_response(json=ME)
    assert public.me().tier == "public"
    assert len(waits) == 1
    assert least <= waits[0] <= least + 1


def test_a_long_wait_is_not_waited_but_raised_at_once(mocked, public, waits):
    mocked.add_response(**refusal("quota-exceeded", 429, **{"retry-after": "3600"}))
    with pytest.raises(errors.QuotaExceededError) as raised:
        public.me()
    assert (raised.value.retry_after, waits) == (3600, [])


def test_it_is_asked_a_bounded_number_of_times(mocked, public, waits):
    mocked.add_exception(httpx.ConnectError("refused"), is_reusable=True)
    with pytest.raises(NoAnswerError):
        public.me()
    assert len(mocked.get_requests()) == 3
    assert len(waits) == 2


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_is_away_is_asked_again(mocked, public, waits, status):
    mocked.add_response(status, html="<h1>Away</h1>")
    mocked.add_response(json=ME)
    assert public.me().tier == "public"
    assert len(waits) == 1


@pytest.mark.parametrize(
    "kind", sorted(errors.OF_KIND.keys() - {"quota-exceeded", "not-answered", "still-under-way"})
)
def test_what_asking_again_does_not_help_is_asked_once(kind):
    error = errors.OF_KIND[kind](Problem(kind, "", 400, ""), retry_after=1.0)
    assert Patience().wait(1, error) is None


def test_waits_double_and_differ_by_chance_within_bounds():
    patience = Patience(tries=20, first_wait_s=1, longest_wait_s=10)
    longest = [patience.wait(n, NoAnswerError(), lambda: 1.0) for n in range(1, 7)]
    shortest = [patience.wait(n, NoAnswerError(), lambda: 0.0) for n in range(1, 7)]
    assert longest == [1, 2, 4, 8, 10, 10]
    assert shortest == [0.5, 1, 2, 4, 5, 5]
    assert patience.wait(20, NoAnswerError()) is None
    assert patience.wait(1, UnexpectedAnswerError("", 302)) is None


def test_a_write_without_an_idempotency_key_is_never_sent_twice(mocked, public, waits):
    mocked.add_exception(httpx.ReadTimeout("half sent"))
    directory = public.directory
    steps = directory._core.ask(Question("POST", "/v1/imports"))
    with pytest.raises(NoAnswerError):
        public.call(directory._shell.run, steps)
    assert len(mocked.get_requests()) == 1


def test_a_write_is_sent_again_with_the_same_key(mocked, waits, shell):
    mocked.add_response(url=f"{API}/.well-known/oauth-authorization-server", json={"issuer": API})
    token = {"access_token": "t", "token_type": "Bearer", "expires_in": 300}
    mocked.add_response(url=f"{API}/oauth/token", json=token)
    put = f"{API}/v1/officers/by-uid/7.json"
    mocked.add_exception(httpx.ReadTimeout("half sent"), url=put)
    mocked.add_response(url=put, **refusal("still-under-way", 409, **{"retry-after": "1"}))
    mocked.add_response(url=put, status_code=201, json={"officer": {"uid": "7"}, "policy": "p"})
    from officer_directory_client import ClientSecret

    with driving(shell, "Hr", API, ClientSecret("c", "s")) as hr:
        written = hr.put_officer("7", {"last_name": "Newcomb"})
    assert (written.new, written.record.uid) == (True, "7")
    sent = mocked.get_requests(url=put)
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert [request.read() for request in sent] == [b'{"last_name": "Newcomb"}'] * 3


def test_where_nothing_is_left_the_next_question_waits_until_it_renews(mocked, public, waits):
    told = {"ratelimit-policy": '"burst";q=100;w=60', "ratelimit": '"burst";r=0;t=12'}
    mocked.add_response(json=ME, headers=told)
    mocked.add_response(json=ME)
    public.me()
    assert public.limits == {"burst": Limit("burst", 100, 60, 0, 12)}
    public.me()
    assert waits == [12]


def test_where_it_renews_too_late_it_is_asked_and_the_directory_refuses(mocked, public, waits):
    mocked.add_response(json=ME, headers={"ratelimit": '"records";r=0;t=40000'})
    mocked.add_response(**refusal("quota-exceeded", 429, **{"retry-after": "40000"}))
    public.me()
    with pytest.raises(errors.QuotaExceededError):
        public.me()
    assert waits == []


@pytest.mark.parametrize(
    ("told", "limits"),
    [
        ("", {}),
        ("nonsense", {}),
        ('"a";q=5', {"a": Limit("a", 5)}),
        ('"a";q=5;w=60, "b, c";q=9', {"a": Limit("a", 5, 60), "b, c": Limit("b, c", 9)}),
        ('"a";q=x;w=60', {"a": Limit("a", None, 60)}),
    ],
)
def test_limits_are_read_as_far_as_they_can_be(told, limits):
    assert limits_of({"ratelimit-policy": told}) == limits


def test_retry_after_is_seconds_or_a_date():
    from datetime import UTC, datetime

    now = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)
    told = ["120", "Sat, 28 Nov 2026 12:00:30 GMT", "Sat, 28 Nov 2026 11:00:00 GMT", "soon", ""]
    read = [retry_after_of({"retry-after": each}, now) for each in told]
    assert read == [120, 30, 0, None, None]
