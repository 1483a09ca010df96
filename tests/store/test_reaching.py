"""A PostgreSQL that vanished is noticed in two seconds, on every connection that is made."""

import ast
import os
import socket
from pathlib import Path

import pytest

from officer_directory.identity.reading import _open
from officer_directory.ledger.store import open_store
from officer_directory.store.engines import Database
from officer_directory.store.inside_reader import InsideReader
from officer_directory.store.reaching import NOTICED_SECONDS
from officer_directory.store.reader import OutsideReader

SERVICE = Path(__file__).parents[2] / "service/officer_directory"


def opened(settings):
    database = Database(settings)
    connection = database.engine.connect()
    yield connection.connection.driver_connection
    connection.close()
    database.close()
    for reader, attribute in ((OutsideReader, "_postgres"), (InsideReader, "_connection")):
        made = reader(settings)
        yield getattr(made, attribute)
        made.close()
    store = open_store(settings)
    yield store._connection
    store.close()
    keys = _open(settings)
    yield keys
    keys.close()


@pytest.fixture
def on_postgresql(make_settings, tmp_path):
    return make_settings("postgresql", tmp_path / "data")


def test_every_connection_looks_whether_the_other_side_is_there(on_postgresql):
    for connection in opened(on_postgresql):
        with socket.socket(fileno=os.dup(connection.fileno())) as wire:
            option = wire.getsockopt
            assert option(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert option(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 1000 * NOTICED_SECONDS
            assert option(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 1
            assert option(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 1
            assert option(socket.IPPROTO_TCP, socket.TCP_KEEPCNT) == NOTICED_SECONDS
        assert connection.info.get_parameters()["connect_timeout"] == str(NOTICED_SECONDS)


def test_no_connection_is_made_in_another_way():
    """Whatever calls `connect` of psycopg names how."""
    without = [
        f"{path.name}:{node.lineno}"
        for path in SERVICE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "psycopg.connect"
        and "**REACHING" not in ast.unparse(node)
    ]
    assert without == []
