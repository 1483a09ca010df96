"""The witness over HTTP, as a process that is killed and by those who mean no good."""

import http.client
import signal
import socket
import subprocess
import sys
import threading

import pytest
from tests.clients.proofs.ledger import BEGIN, NAME, filled
from tests.clients.proofs.watching import KEYS, request

from officer_directory_proofs.key_files import read_keys
from officer_directory_proofs.notes import Note
from officer_directory_proofs.trust import KeyRing
from officer_directory_proofs.witness.command import main
from officer_directory_proofs.witness.kept import Kept, name_of
from officer_directory_proofs.witness.serving import MOST_AT_ONCE, MOST_BYTES, WitnessServer
from officer_directory_proofs.witness.witnessing import Witness


@pytest.fixture
def log():
    return filled(entries=12)


@pytest.fixture
def witness(log, tmp_path):
    return Witness(KEYS, KeyRing(read_keys(log.listed())), Kept(tmp_path), lambda: BEGIN + 60)


@pytest.fixture
def listening(witness):
    with WitnessServer(("127.0.0.1", 0), witness) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address
        server.shutdown()
        thread.join()


def says(address, raw):
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(raw)
        return connection.recv(4096).decode("latin-1")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n", 411),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST /other HTTP/1.1\r\nHost: w\r\nContent-Length: 0\r\n\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.1\r\nHost: w\r\n\r\n", 404),
        (b"GET /" + b"a" * 64 + b"/checkpoint HTTP/1.1\r\nHost: w\r\n\r\n", 404),
        (b"DELETE / HTTP/1.1\r\nHost: w\r\n\r\n", 501),
    ],
)
def test_what_is_no_request_of_the_protocol_is_refused(listening, raw, status):
    assert f" {status} " in says(listening, raw).partition("\r\n")[0]


def test_a_request_that_is_too_long_is_refused_before_it_is_read(listening):
    raw = f"POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: {MOST_BYTES + 1}\r\n\r\n"
    assert " 413 " in says(listening, raw.encode())


def test_whoever_is_beyond_the_places_is_hung_up_on(listening):
    held = [socket.create_connection(listening, timeout=10) for _ in range(MOST_AT_ONCE)]
    try:
        with socket.create_connection(listening, timeout=10) as late:
            assert late.recv(1) == b""
    finally:
        for each in held:
            each.close()


class Served:
    """A witness as a process of its own."""

    def __init__(self, folder, *more):
        given = ["serve", "--folder", folder / "state", "--key-file", folder / "private", *more]
        code = "from officer_directory_proofs.witness.command import run; run()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, given), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.said = self.process.stdout.readline()
        self.port = int(self.said.rpartition(":")[2])

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers["Content-Type"]
        finally:
            connection.close()

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        return code


@pytest.fixture
def served(log, tmp_path, capsys):
    """Starts a witness of this tmp_path, again and again."""
    given = ["new-key", "--name", KEYS[0].name, "--key-file", str(tmp_path / "private")]
    assert main(given) == 0
    (tmp_path / "witness.keys").write_text(capsys.readouterr().out)
    (tmp_path / "log.keys").write_bytes(log.listed())
    running = []

    def start():
        running.append(Served(tmp_path, "--log", tmp_path / "log.keys"))
        return running[-1]

    yield start
    for each in running:
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


def test_a_witness_that_is_killed_goes_on_where_it_was(served, log, tmp_path):
    old = 0
    for new in (2, 5, 9, 12):
        server = served()
        status, said, _ = server.ask("POST", "/add-checkpoint", request(log, old, new))
        assert status == 200
        assert said.startswith("— witness.example.net/w ".encode())
        assert server.ask("POST", "/add-checkpoint", request(log, 0, new)) == (
            409,
            f"{new}\n".encode(),
            "text/x.tlog.size",
        )
        server.end(signal.SIGKILL)
        old = new
    server = served()
    status, kept, _ = server.ask("GET", f"/{name_of(f'{NAME}/press')}/checkpoint")
    assert status == 200
    keys = read_keys((tmp_path / "witness.keys").read_bytes()) + read_keys(log.listed())
    assert len(KeyRing(keys).check(Note.read(kept)).witnesses) == 2
    assert server.end() == 0


def test_a_witness_does_not_start_twice_or_with_a_key_that_others_may_read(served, log, tmp_path):
    served()
    given = ["serve", "--folder", tmp_path / "state", "--key-file", tmp_path / "private"]
    given = [*map(str, given), "--log", str(tmp_path / "log.keys"), "--port", "0"]
    assert main(given) == 1
    (tmp_path / "private").chmod(0o644)
    assert main([*given[:2], str(tmp_path / "other"), *given[3:]]) == 1
    assert main(["new-key", "--name", "a", "--key-file", str(tmp_path / "private")]) == 1
    assert main(["new-key", "--name", "a b", "--key-file", str(tmp_path / "new")]) == 1


def test_a_private_key_is_the_owners_alone(served, tmp_path):
    assert (tmp_path / "private").stat().st_mode & 0o077 == 0
    served()
    assert (tmp_path / "state").stat().st_mode & 0o077 == 0
    assert [each.name for each in (tmp_path / "state").iterdir()] == ["lock"]
