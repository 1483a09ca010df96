"""Whoever sends a request slowly, or none at all, holds no place for long."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from tests.http.test_serving import free_port

from officer_directory_client import AsyncPublicDirectory
from officer_directory_portal import create_app, receiving
from officer_directory_portal.cli import served

SECONDS = 0.4
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A portal as its command serves it, with less patience; its directory is not needed."""
    monkeypatch.setattr(receiving, "SECONDS", SECONDS)
    taken = free_port()
    app = create_app(AsyncPublicDirectory("http://127.0.0.1:9"))
    server = uvicorn.Server(served(app, "127.0.0.1", taken))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started and running.is_alive():
        time.sleep(0.01)
    try:
        yield taken
    finally:
        server.should_exit = True
        running.join()


def told(port: int, *sent: bytes, every: float = 0.0) -> tuple[bytes, float]:
    """What comes back, until the connection ends, and after how many seconds it does."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for part in sent:
            line.sendall(part)
            time.sleep(every)
        came = b"".join(iter(lambda: line.recv(65_536), b""))
    return came, time.monotonic() - began


def test_headers_that_do_not_end_are_answered_408(port):
    came, seconds = told(port, GET[:-2])
    assert came.startswith(b"HTTP/1.1 408 ")
    assert SECONDS * 0.9 <= seconds < 5


def test_each_byte_gives_no_more_time(port):
    with pytest.raises(OSError):  # the line is closed while it still sends
        told(port, *(GET[n : n + 1] for n in range(len(GET))), every=SECONDS / 8)


def test_a_body_that_does_not_come_ends_the_connection(port):
    head = (
        b"POST /keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname="
    )
    came, seconds = told(port, head)
    assert b" 200 " not in came
    assert seconds < 5


def test_a_connection_on_which_nothing_comes_ends_without_a_word(port):
    came, seconds = told(port)
    assert came == b""
    assert SECONDS * 0.9 <= seconds < 5


def test_a_request_that_is_whole_in_time_is_answered_and_the_next_has_time_of_its_own(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        for _ in range(2):
            line.sendall(GET[:-2])
            time.sleep(SECONDS * 0.6)
            line.sendall(GET[-2:])
            assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")


CHUNKED = b"POST /officers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "sent", [(CHUNKED + b"zz\r\n",), (CHUNKED, b"zz\r\n"), (CHUNKED + b"3\r\nabc\r\n", b"zz\r\n")]
)
def test_a_body_that_cannot_be_read_is_answered_once_and_fails_nothing(port, caplog, capfd, sent):
    came, _ = told(port, *sent, every=SECONDS / 4)
    assert came.count(b"HTTP/1.1 ") == 1
    assert came.startswith(b"HTTP/1.1 4")
    assert "Traceback" not in caplog.text + capfd.readouterr().err


def test_a_body_with_two_framings_is_refused_and_nothing_behind_it_is_read(port):
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 4\r\n\r\n")
    came, _ = told(port, head + b"0\r\n\r\n" + GET)
    assert came.startswith(b"HTTP/1.1 400 ")
    assert came.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    "sent",
    [
        GET.replace(b"\r\n", b"\n"),
        GET.replace(b"1.1\r\n", b"1.1\n"),
        GET[:-2] + b"X: y\n\r\n",
        GET + GET.replace(b"1.1\r\n", b"1.1\n"),
    ],
    ids=["all", "first", "last", "of the next request"],
)
def test_a_line_that_ends_with_a_bare_lf_is_refused(port, sent):
    came, _ = told(port, sent)
    assert came.count(b"HTTP/1.1 400 ") == 1
    assert came.count(b"HTTP/1.1 200 ") == sent.count(GET)


def test_a_body_may_have_a_bare_lf(port):
    head = (
        b"POST /officers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 8\r\n"
    )
    came, _ = told(port, head + b"\r\na=b\nc\n\nd")
    assert came.startswith(b"HTTP/1.1 405 ")


def test_nothing_behind_a_chunked_body_is_read(port):
    came, _ = told(port, CHUNKED + b"0\r\nX: y\n\n" + GET)
    assert came.count(b"HTTP/1.1 ") == 1
