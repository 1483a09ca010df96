"""Addresses in their one plain spelling, formats as they are asked for, bodies read strictly."""

import pytest

from officer_directory.disclosure.given import Chunk
from officer_directory.http.address import check_path, pairs
from officer_directory.http.bodies import strict_json
from officer_directory.http.cutting import at_most
from officer_directory.http.formats import Form, form_of_list
from officer_directory.http.problems import (
    ALL,
    CREDENTIAL_IN_ADDRESS,
    MALFORMED,
    NO_SUCH_RECORD,
    NOT_ACCEPTABLE,
    ProblemError,
)


@pytest.mark.parametrize("path", [b"/", b"/v1/officers", b"/v1/officers/by-uid/A%20117", b"/a.b"])
def test_a_plain_path_passes(path):
    check_path(path)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        (b"/v1/officers;x", NO_SUCH_RECORD),
        (b"/v1//officers", NO_SUCH_RECORD),
        (b"//", NO_SUCH_RECORD),
        (b"/v1/officers/", NO_SUCH_RECORD),
        (b"/v1/officers%2fx", NO_SUCH_RECORD),
        (b"/v1/officers%00", NO_SUCH_RECORD),
        (b"/v1/%2e%2e/x", NO_SUCH_RECORD),
        (b"/v1/../x", NO_SUCH_RECORD),
        (b"/v1/..", NO_SUCH_RECORD),
        (b"/v1/a\\b", NO_SUCH_RECORD),
        (b"/v1/%zz", MALFORMED),
        (b"/v1/%ff", MALFORMED),
    ],
)
def test_another_spelling_of_a_path_is_refused(path, problem):
    with pytest.raises(ProblemError) as refused:
        check_path(path)
    assert refused.value.problem is problem


def test_a_query_is_decoded_in_order():
    assert pairs(b"a=b+c&d=%C3%AD&e=&f&a=2") == [
        ("a", "b c"),
        ("d", "í"),
        ("e", ""),
        ("f", ""),
        ("a", "2"),
    ]


@pytest.mark.parametrize("query", [b"a=%", b"a=%f", b"a=%ff", b"a=\x00", b"a=%ed%a0%80", b"a=\xe9"])
def test_a_badly_encoded_query_is_malformed(query):
    with pytest.raises(ProblemError) as refused:
        pairs(query)
    assert refused.value.problem is MALFORMED


@pytest.mark.parametrize("name", [b"api_key", b"API_KEY", b"access_token", b"key", b"%6bey"])
def test_a_credential_in_the_address_is_refused_with_advice(name):
    with pytest.raises(ProblemError) as refused:
        pairs(name + b"=secret")
    assert refused.value.problem is CREDENTIAL_IN_ADDRESS
    assert "Authorization: Bearer" in CREDENTIAL_IN_ADDRESS.detail


def form(suffix: str, *accept: str) -> Form:
    headers = [(b"accept", a.encode()) for a in accept]
    return form_of_list({"path_params": {"form": suffix}, "headers": headers})


def test_a_suffix_goes_before_the_accept_header():
    assert form("csv", "application/json") is Form.CSV
    assert form("", "text/csv") is Form.CSV
    assert form("") is Form.JSON
    assert form("", "text/html,application/xhtml+xml,*/*;q=0.8") is Form.JSON
    assert form("", "application/json;q=0.1, application/x-ndjson") is Form.NDJSON


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "nonsense", ""])
def test_what_cannot_be_given_is_not_acceptable(accept):
    with pytest.raises(ProblemError) as refused:
        form("", accept)
    assert refused.value.problem is NOT_ACCEPTABLE


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":"\\ud800"}',
        b'{"\\udfff":1}',
        b"[" * 100_000,
        b"[[[[[[[[[[1]]]]]]]]]]",
        b"1" * 5_000,
        b"1." + b"1" * 5_000,
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b"\xff",
        b"",
        b"{",
        b"{} {}",
    ],
    ids=range(15),
)
def test_json_that_two_readers_could_read_differently_is_malformed(body):
    with pytest.raises(ProblemError) as refused:
        strict_json(body)
    assert refused.value.problem is MALFORMED


def test_plain_json_is_read():
    assert strict_json(b'{"a": [1, 2.5, "\xc3\xad", null, true]}') == {
        "a": [1, 2.5, "í", None, True]
    }


def first(records, contents):
    chunks = (Chunk(content, lambda _: ()) for content in contents)
    return b"".join(chunk.content for chunk in at_most(records, chunks))


def test_a_stream_is_cut_after_whole_records():
    csv = [b'1,"a\r\nb"\r\n2,"c ""d"""\r\n', b"3,x\r\n"]
    assert first(1, csv) == b'1,"a\r\nb"\r\n'
    assert first(2, csv) == csv[0]
    assert first(9, csv) == b"".join(csv)
    lines = [b'{"a":"\\""}\n{"b":2}\n']
    assert first(1, lines) == b'{"a":"\\""}\n'


def test_every_problem_has_a_kind_of_its_own():
    assert len({problem.kind for problem in ALL}) == len(ALL)
