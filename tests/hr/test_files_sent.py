"""Files that are sent are plain CSV in a charset that is read, or are refused unread."""

import pytest
from tests.hr.test_imports import ADDRESS, BULK, ended

from officer_directory.http.problems import BY_KIND


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"PK\x03\x04", {"Content-Type": "application/zip"}),
        (b"{}", {"Content-Type": "application/json"}),
        (b"x", {}),
        (b"x", {"Content-Type": "multipart/form-data"}),
        (b"x", {"Content-Type": "multipart/form-data; boundary=b"}),
        (b"--b\r\n\r\n--b--", {"Content-Type": "multipart/form-data; boundary=b"}),
    ]
    + [
        (
            b"--b\r\nContent-Disposition: form-data; name=a; filename="
            + name
            + b"\r\n\r\nx\r\n--b--",
            {"Content-Type": "multipart/form-data; boundary=b"},
        )
        for name in (b'"../a.csv"', b'"a/b.csv"', b'"a.zip"', b'".csv"', b'"a.csv\0"', b"a.csv")
    ],
)
def test_what_is_no_plain_form_of_csv_files_is_refused(standing, body, headers):
    _, ask = standing
    done = ask("hr").post(ADDRESS, content=body, headers=headers)
    assert done.content in (BY_KIND["not-csv"].body, BY_KIND["malformed-request"].body)


FORM = (
    b'--b\r\nContent-Disposition: form-data; name="a"; filename="a.csv"\r\n'
    b"Content-Type: text/csv%s\r\n\r\nx\r\n--b--"
)
BOUNDARY = "multipart/form-data; boundary=b"


@pytest.mark.parametrize(
    ("body", "sent_as", "kind"),
    [
        (BULK.encode("utf-16"), "text/csv; charset=utf-16", "not-csv"),
        (BULK.encode(), "text/csv;charset=UTF-16LE", "not-csv"),
        (BULK.encode(), 'text/csv; charset="utf-7"', "not-csv"),
        (BULK.encode(), "text/csv; charset=utf-8; charset=utf-16", "malformed-request"),
        (BULK.encode(), "text/csv; charset=utf-8; Charset=utf-8", "malformed-request"),
        (FORM % b"; charset=utf-16", BOUNDARY, "not-csv"),
        (FORM % b"; charset=utf-8; charset=utf-8", BOUNDARY, "malformed-request"),
        (FORM % b"", f"{BOUNDARY}; boundary=c", "malformed-request"),
        (FORM % b"", f"{BOUNDARY}; boundary=b", "malformed-request"),
        (FORM % b"", f'{BOUNDARY};Boundary="c"', "malformed-request"),
    ],
)
def test_a_charset_that_is_not_read_or_a_parameter_twice_is_refused(standing, body, sent_as, kind):
    _, ask = standing
    done = ask("hr").post(ADDRESS, content=body, headers={"Content-Type": sent_as})
    assert (done.status_code, done.content) == (BY_KIND[kind].status, BY_KIND[kind].body)


def test_two_content_types_are_none(standing):
    _, ask = standing
    twice = [("Authorization", f"Bearer {ask('hr').key}")]
    twice += [("Content-Type", BOUNDARY), ("Content-Type", "multipart/form-data; boundary=c")]
    done = ask("public")._client.post(ADDRESS, content=FORM % b"", headers=twice)
    assert done.content == BY_KIND["not-csv"].body


@pytest.mark.parametrize(
    ("charset", "header"),
    [
        ("utf-8", "; charset=utf-8"),
        ("latin-1", '; charset="ISO-8859-1"'),
        ("utf-8", "; header=present"),
    ],
)
def test_a_charset_that_is_read_may_be_named(ask, world, charset, header):
    content = BULK.replace("Ada", "Zoë").encode(charset)
    done = ask("hr").post(ADDRESS, content=content, headers={"Content-Type": f"text/csv{header}"})
    assert ended(ask, done)["state"] == "done"
    (found,) = ask("hr").get("/v1/officers?uid=90001").json()["officers"]
    assert found["first_name"] == "Zoë"
