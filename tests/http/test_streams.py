"""Streams keep to their share, and have an end in the ledger however they end."""

import socket
import threading
import time

import pytest
import uvicorn
from tests.asking import serving
from tests.ledger.reading import facts
from tests.writing.test_one_writer import wait_until

from officer_directory.app import create_app
from officer_directory.disclosure import statements, view
from officer_directory.http import streams
from officer_directory.http.protocol import Protocol
from officer_directory.identity import keys
from officer_directory.key_files import open_keys

STREAM = "/v1/officers.csv"


def entries(settings):
    return [entry for entry in facts(settings) if entry.get("asked") == f"GET {STREAM}"]


def test_a_stream_has_an_entry_before_its_first_byte_and_after_its_last(ask, settings):
    lines = ask("records").get(STREAM).text.count("\n")
    opening, part, closing = entries(settings)
    assert opening["stream"] == "csv"
    assert part["part_of"] == "csv"
    assert len(part["officers"]) == lines - 1
    assert (closing["ended"], closing["lines"]) == (True, lines - 1)


@pytest.fixture
def slowly(monkeypatch):
    """One record in a chunk, and a pause before each."""
    monkeypatch.setattr(view, "_CHUNK", 1)
    monkeypatch.setattr(view, "_UNSORTED_CHUNK", 1)
    rows = statements.rows

    def later(*arguments):
        time.sleep(0.2)
        return rows(*arguments)

    monkeypatch.setattr(statements, "rows", later)


def test_a_stream_whose_client_leaves_has_an_entry_that_says_how_far_it_came(
    settings, world, database, slowly
):
    agencies = [agency["id"] for agency in world.agencies.values()]
    with database.transaction() as connection:
        pepper = open_keys(settings.prepare_data()).pepper
        now = database.now()
        key = keys.issue(connection, pepper, "records", "o", agency_ids=agencies, now=now)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, http=Protocol))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    with socket.create_connection(("127.0.0.1", port)) as client:
        head = f"GET {STREAM} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n\r\n"
        client.sendall(head.encode())
        assert client.recv(15) == b"HTTP/1.1 200 OK"
        time.sleep(0.5)
    wait_until(lambda: "ended" in entries(settings)[-1])
    server.should_exit = True
    thread.join()
    _, *parts, closing = entries(settings)
    assert closing["ended"] is False
    assert 0 <= closing["lines"] < 5
    assert closing["lines"] <= sum(len(part["officers"]) for part in parts) < 6
    assert len(closing["digest"]) == 64


def test_when_too_many_stream_the_next_is_told_to_come_later_and_others_are_answered(
    settings, world, slowly, monkeypatch
):
    monkeypatch.setattr(streams, "MOST_AT_ONCE", 2)
    with serving(settings, world) as ask:
        threads = [threading.Thread(target=lambda: ask("public").get(STREAM)) for _ in range(2)]
        for thread in threads:
            thread.start()
        taken = ask("public").app.state.running.streams
        wait_until(lambda: taken._at_once == 2)
        refused = ask("public").get(STREAM)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "2"
        assert ask("public").get("/v1/me").status_code == 200
        for thread in threads:
            thread.join()
        assert taken._at_once == 0
        assert ask("public").head(STREAM).status_code == 200
        assert taken._at_once == 0
