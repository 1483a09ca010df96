"""Requests that are wrong in every way a reader, or an attacker, may get them wrong."""

import base64
from collections.abc import Iterator
from urllib.parse import quote

from officer_directory.disclosure.fields import FIELDS
from tests.noninterference.observing import Asking, Header
from tests.noninterference.secrets import Secrets

ACCEPTED = (
    *(b"application/json", b"text/csv", b"application/x-ndjson", b"text/*", b"*/*", b""),
    *(b"image/png", b"text/csv;q=0", b"text/html, application/json;q=0.5", b"\xff\xfe", b";q="),
)
_BAD_QUERIES = (
    *(b"limit=0", b"limit=501", b"limit=NaN", b"limit=1&limit=2", b"limit=%EF%BC%91"),
    *(b"after=", b"after=AAAA", b"after=%00", b"count=perhaps", b"sort=", b"sort=,", b"fields="),
    *(b"sort=last_name,last_name", b"q=", b"q=%00", b"q=%ED%A0%80", b"q=%E2%80%AE", b"%", b"=&="),
    *(b"last_name=%", b"last_name__regex=.*", b"last_name__contains=%25", b"last_name__like=D%25"),
    *(b"hire_date=2020-02-30", b"hire_date__gt=soon", b"include_hidden=true", b"debug=1"),
    *(b"where[unit]=x", b"meta=*", b"token=abc", b"api_key=odpub_x", b"include=score"),
)
_BAD_TAILS = (
    *(b"/", b"//", b"/x.css", b";x=1", b"%2f", b"%00", b"/..", b"/.", b"%3b", b".xml", b".csv"),
    *(b"/photo.jpg", b"/history", b"/protections", b"/PHOTO", b"%", b"%zz", b"?"),
)


def headers(tag: bytes) -> Iterator[Header]:
    """Headers that select, condition, cut, or try to override an answer."""
    for accept in ACCEPTED:
        yield b"accept", accept
    for tags in (tag, b"W/" + tag, b'"old", ' + tag, b"*", b'"nothing"', tag[:-2] + b'"'):
        yield b"if-none-match", tags
        yield b"if-match", tags
        yield b"if-range", tags
    for moment in (b"Thu, 01 Jan 1970 00:00:00 GMT", b"Fri, 01 Jan 2100 00:00:00 GMT", b"soon"):
        yield b"if-modified-since", moment
        yield b"if-unmodified-since", moment
    for span in (b"bytes=0-10", b"bytes=-5", b"bytes=99999-", b"records=0-1"):
        yield b"range", span
    yield b"accept-encoding", b"gzip, br, zstd"
    yield b"prefer", b"count=estimated"
    yield b"x-http-method-override", b"DELETE"
    yield b"origin", b"https://elsewhere.example"
    yield b"x-forwarded-for", b"10.0.0.1"
    yield b"cookie", b"tier=oversight"


def credentials() -> Iterator[Header]:
    """Credentials that are not good."""
    basic = base64.b64encode(b"odprs_nobody:").decode()
    for scheme in ("Bearer x", "bearer", f"Basic {basic}", "Basic !", "Digest a=b", ""):
        yield b"authorization", scheme.encode()
    yield b"authorization", b"Bearer odprs_" + b"0" * 61
    yield b"x-api-key", b"odovs_" + b"z" * 61
    yield b"x-api-key", b"\xff" * 600


def askings(secrets: Secrets) -> Iterator[Asking]:
    for query in _BAD_QUERIES:
        for path in (b"/v1/officers", b"/v1/complaints.csv", b"/v1/incidents.ndjson"):
            yield Asking("GET", path, query)
    some = secrets.ids("officer", 1)
    for officer in some:
        for tail in _BAD_TAILS:
            yield Asking("GET", f"/v1/officers/{officer}".encode() + tail)
        yield Asking("GET", f"/v1/officers/{officer.upper()}".encode())
        yield Asking("GET", f"/v1/officers/{{{officer}}}".encode())
        for prefix in ("/v1/photos/", "/media/", "/v1/agencies/", "/v1/units/", "/v2/officers/"):
            yield Asking("GET", f"{prefix}{officer}".encode())
    for value in secrets.values(FIELDS["officer.unit"], 2):
        for path in ("/v1/units/", "/v1/officers/", "/v1/officers/by-uid/"):
            yield Asking("GET", f"{path}{quote(value)}".encode())
    for header in credentials():
        for officer in some:
            yield Asking("GET", f"/v1/officers/{officer}".encode(), b"", (header,))
        yield Asking("GET", b"/v1/officers", b"", (header,))
    for hosts in ((b"a", b"b"), (b"",), (b"\xff",)):
        yield Asking("GET", b"/v1/officers", b"", tuple((b"host", host) for host in hosts))
    yield Asking("GET", b"/v1/officers", b"", (), b"a body")
    yield Asking("POST", b"/v1/orders", b"", ((b"content-type", b"application/json"),), b"[" * 99)
