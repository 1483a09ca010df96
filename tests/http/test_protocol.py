"""How requests are received: by a real server, over real sockets."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from officer_directory.app import create_app
from officer_directory.http import receiving
from officer_directory.http.protocol import MOST_HEADER_BYTES, Protocol

PLAIN = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory, sqlite_template) -> Iterator[int]:
    import shutil

    from officer_directory.settings import Settings

    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(sqlite_template, data)
    app = create_app(Settings(data=data))
    config = uvicorn.Config(app, port=0, http=Protocol, ws="none", log_level="critical")
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    running.join()


def said(port: int, *parts: bytes, wait: float = 0.0) -> bytes:
    """All that the server says until it closes, or has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as asking:
        for part in parts:
            with contextlib.suppress(OSError):
                asking.sendall(part)
            time.sleep(wait)
        with contextlib.suppress(OSError):
            asking.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(OSError):
            while chunk := asking.recv(65_536):
                answer += chunk
        return answer


def test_a_plain_request_is_answered(port):
    assert said(port, PLAIN + b"\r\n").startswith(b"HTTP/1.1 200")


def test_requests_may_follow_one_another_and_come_in_pieces(port):
    many = said(port, (PLAIN + b"\r\n") * 3 + PLAIN, b"X-A: b\r\n\r\n", wait=0.05)
    assert many.count(b"HTTP/1.1 200") == 4


@pytest.mark.parametrize(
    "request_text",
    [
        b"GET /healthz HTTP/1.1\r\n\r\n",
        PLAIN + b"Host: other\r\n\r\n",
        b"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        PLAIN + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        PLAIN + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        PLAIN + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        PLAIN + b"Content-Length: -1\r\n\r\n",
        PLAIN + b"Content-Length: +3\r\n\r\nabc",
        PLAIN + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        PLAIN + b"X-A: a\r\n folded\r\n\r\n",
        PLAIN + b"X-A : a\r\n\r\n",
        PLAIN + b"X-A: a\0b\r\n\r\n",
        b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
        b"GET /health z HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"GET /healthz#part HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /healthz?a=b#part HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /h\xc3\xa9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_what_two_servers_could_read_differently_is_refused(port, request_text):
    answer = said(port, request_text)
    assert answer.startswith(b"HTTP/1.1 400"), answer
    assert b"application/problem+json" in answer
    assert b"connection: close" in answer
    assert b"localhost" not in answer


@pytest.mark.parametrize("pieces", [1, 40])
def test_headers_are_capped(port, pieces):
    big = PLAIN + b"X-A: " + b"a" * (MOST_HEADER_BYTES + 500) + b"\r\n\r\n"
    size = len(big) // pieces
    parts = [big[i : i + size] for i in range(0, len(big), size)]
    answer = said(port, *parts, wait=0.002)
    assert answer.startswith(b"HTTP/1.1 431") or answer == b""
    assert said(port, PLAIN + b"X-A: " + b"a" * 8_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_whoever_is_too_slow_is_told_so(port, monkeypatch):
    monkeypatch.setattr(receiving, "PLAIN", receiving.Receipt(65_536, 0.2))
    assert said(port, PLAIN, wait=0.6).startswith(b"HTTP/1.1 408")
    dripped = [bytes([byte]) for byte in PLAIN]
    assert said(port, *dripped, wait=0.02).startswith(b"HTTP/1.1 408")
    slow_body = b"POST /v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
    assert b" 200 " not in said(port, slow_body, wait=0.6)


def test_one_connection_too_many_is_told_to_come_later(port, monkeypatch):
    made = Protocol.__init__

    def crowded(self, *arguments, **options):
        made(self, *arguments, **options)
        self._most_at_once = 0

    monkeypatch.setattr(Protocol, "__init__", crowded)
    answer = said(port, PLAIN + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in answer
    assert b"/problems/not-answered" in answer


def test_a_request_that_is_answered_slowly_is_not_too_slow(port, monkeypatch):
    monkeypatch.setattr(receiving, "PLAIN", receiving.Receipt(65_536, 0.2))
    assert said(port, PLAIN + b"\r\n", wait=0.5).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", [b"/v1/corrections", b"/v1/key-applications", b"/oauth/token"])
def test_whoever_leaves_in_the_middle_of_a_body_is_no_failure(port, caplog, path):
    """Otherwise anyone could fill the log with failures, and hide one among them."""
    kind = b"application/x-www-form-urlencoded" if b"oauth" in path else b"application/json"
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n" % (path, kind)
    with socket.create_connection(("127.0.0.1", port), timeout=3) as leaving:
        leaving.sendall(head + b"Content-Length: 9\r\n\r\n{")
        time.sleep(0.1)
    time.sleep(0.2)
    assert said(port, PLAIN + b"\r\n").startswith(b"HTTP/1.1 200")
    assert "failed" not in caplog.text


CHUNKED = b"POST /oauth/token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
CHUNKS = (
    b"zz\r\nabc\r\n0\r\n\r\n",
    b"-1\r\nabc\r\n0\r\n\r\n",
    b"0x3\r\nabc\r\n0\r\n\r\n",
    b"3\r\nabcd\r\n0\r\n\r\n",
    b"3\nabc\r\n0\r\n\r\n",
    b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
)


def one_problem_and_no_more(answer: bytes, status: int) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["status"] == status  # one document, and nothing behind it


@pytest.mark.parametrize("wait", [0.0, 0.1])
@pytest.mark.parametrize("chunks", CHUNKS)
@pytest.mark.parametrize("read", [b"Content-Type: application/x-www-form-urlencoded\r\n", b""])
def test_malformed_chunks_are_answered_once_and_the_connection_closes(port, read, chunks, wait):
    """Also where the answer does not wait for the body."""
    follows = PLAIN + b"\r\n"  # what an attacker would have answered as another request
    answer = said(port, CHUNKED + read + b"\r\n", chunks, follows, wait=wait)
    if read:
        one_problem_and_no_more(answer, 400)
        assert b"connection: close" in answer
    else:
        assert answer.count(b"HTTP/1.1 ") == 1
        assert answer.startswith(b"HTTP/1.1 400")
    assert said(port, PLAIN + b"\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("version", [b"2.0", b"0.9"])
def test_another_version_of_http_is_not_spoken_on_this_socket(port, version):
    spoken = b"GET /healthz HTTP/%s\r\nHost: localhost\r\n\r\n" % version
    answer = said(port, spoken, PLAIN + b"\r\n")
    one_problem_and_no_more(answer, 505)
    assert b"connection: close" in answer


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"identity, gzip", b"GZIP"])
@pytest.mark.parametrize("path", [b"/v1/imports", b"/oauth/token", b"/v1/orders"])
def test_an_encoded_body_is_refused_unread(port, coding, path):
    head = b"POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" % path
    for framing in (
        b"Content-Length: 3\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        answer = said(port, head + b"Content-Encoding: " + coding + b"\r\n" + framing)
        one_problem_and_no_more(answer, 415)
        assert b"accept-encoding: identity" in answer
    plain = said(port, head + b"Content-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc")
    assert not plain.startswith(b"HTTP/1.1 415")
