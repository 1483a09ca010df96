"""What is remembered of answers: what may be, in bounds, by credential, and never used unasked."""

import pytest
from tests.clients.driving import driving

from officer_directory_client._remembered import Remembered
from officer_directory_client._steps import Answer

API = "https://directory.example"
PAGE = {"officers": [{"id": "1"}], "next": None, "withheld": {}, "policy": "p"}
MAY = {"etag": '"a"', "cache-control": "public, max-age=30, must-revalidate"}
MAY_NOT = {"etag": '"a"', "cache-control": "private, no-store"}


def test_what_may_be_kept_is_asked_about_by_its_etag(mocked, shell):
    mocked.add_response(json=PAGE, headers=MAY)
    mocked.add_response(304, headers=MAY, match_headers={"If-None-Match": '"a"'}, is_reusable=True)
    with driving(shell, "Public", API) as public:
        pages = [public.page() for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]
    sent = [request.headers.get("if-none-match") for request in mocked.get_requests()]
    assert sent == [None, '"a"', '"a"']


def test_what_may_not_be_kept_is_not(mocked, shell):
    mocked.add_response(json=PAGE, headers=MAY_NOT, is_reusable=True)
    with driving(shell, "Press", API, "key") as press:
        assert press.page() == press.page()
    assert all("if-none-match" not in request.headers for request in mocked.get_requests())


def test_what_changed_takes_the_place_of_what_was_known(mocked, shell):
    mocked.add_response(json=PAGE, headers=MAY)
    mocked.add_response(json={**PAGE, "officers": []}, headers={**MAY, "etag": '"b"'})
    mocked.add_response(304, headers={"etag": '"b"'}, match_headers={"If-None-Match": '"b"'})
    with driving(shell, "Public", API) as public:
        assert [len(public.page().records) for _ in range(3)] == [1, 0, 0]


def test_a_record_that_is_gone_is_gone(mocked, shell):
    mocked.add_response(json={"officer": {"id": "1"}, "policy": "p"}, headers=MAY)
    gone = {"type": "/problems/no-such-record", "title": "", "status": 404, "detail": ""}
    mocked.add_response(404, json=gone)
    mocked.add_response(404, json=gone)
    from officer_directory_client.errors import NoSuchRecordError

    with driving(shell, "Public", API) as public:
        assert public.officer("1").id == "1"
        for _ in range(2):
            with pytest.raises(NoSuchRecordError):
                public.officer("1")
    assert "if-none-match" not in mocked.get_requests()[2].headers


def test_a_real_directory_answers_that_nothing_changed(directory_served, shell, monkeypatch):
    seen = []
    settle = Remembered.settle
    monkeypatch.setattr(
        Remembered, "settle", lambda self, key, a: seen.append(a.status) or settle(self, key, a)
    )
    with driving(shell, "Public", directory_served.api) as public:
        assert public.page() == public.page()
    assert seen == [200, 304]


def answer(size, etag='"a"'):
    return Answer(200, {**MAY, "etag": etag}, b"x" * size)


def test_memory_is_bounded_and_what_was_used_last_stays():
    remembered = Remembered(most=3, most_bytes=1000)
    for name in "abcd":
        remembered.settle(("me", name), answer(10))
    assert [remembered.etag(("me", name)) for name in "abcd"] == [None, '"a"', '"a"', '"a"']
    remembered.settle(("me", "b"), Answer(304, {"etag": '"a"'}))
    remembered.settle(("me", "e"), answer(10))
    assert [remembered.etag(("me", name)) for name in "bc"] == ['"a"', None]
    for name in "fghijkl":
        remembered.settle(("me", name), answer(125))
    assert remembered._bytes <= 1000
    remembered.settle(("me", "large"), answer(126))
    assert remembered.etag(("me", "large")) is None


def test_one_credential_is_never_given_what_another_was():
    remembered = Remembered()
    remembered.settle(("one", "url"), answer(10))
    assert remembered.etag(("other", "url")) is None
    assert remembered.settle(("other", "url"), Answer(304, {})) is None


def test_credentials_have_names_of_their_own():
    from officer_directory_client import PublicDirectory

    with PublicDirectory(API) as one, PublicDirectory(API, key="k") as other:
        assert one._core._signer.name != other._core._signer.name
