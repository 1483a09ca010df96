"""How a process asks the server to run a command: JSON lines on an owner-only Unix socket.

Asked with `{"command", "arguments"}`; answered with any number of `{"progress": [done,
total, what]}` and then one `{"result"}` or `{"error", "message"}`. Only processes of the
same user are heard.
"""

import contextlib
import json
import os
import socket
import stat
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from officer_directory import errors
from officer_directory.commands import Answer, Arguments, Progress

Runs = Callable[[str, Arguments, Progress], Answer]

_LONGEST_PATH = 100  # of a socket's address, in bytes; the kernel's limit is near 104
_BETWEEN_PROGRESS = 0.2
_LAST_MOMENT = 2.0
_NAME = "writer.sock"


@contextmanager
def _address(data: Path) -> Iterator[str]:
    """The socket's path, shortened by way of an open folder where it is too long."""
    path = str(data / _NAME)
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield path
        return
    folder = os.open(data, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{_NAME}"
    finally:
        os.close(folder)


def hand_over(data: Path, name: str, arguments: Arguments, progress: Progress) -> Answer:
    """Have the server of this data folder run a command; its answer or its error.

    Raises:
        NotBegunError: nobody there takes it; nothing was done.
        DirectoryError: as the command raised it.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        try:
            with _address(data) as address:
                asking.connect(address)
        except OSError as error:
            raise errors.NotBegunError("No server answers at this data folder.") from error
        with asking.makefile("rw", encoding="utf-8", newline="\n") as lines:
            with contextlib.suppress(BrokenPipeError):  # what it said before it left is read below
                lines.write(json.dumps({"command": name, "arguments": arguments}) + "\n")
                lines.flush()
            with contextlib.suppress(ConnectionResetError):
                for line in lines:
                    said = json.loads(line)
                    if "progress" in said:
                        progress(*said["progress"])
                    elif "error" in said:
                        raise _error(said)
                    else:
                        return dict(said["result"])
    raise errors.NotAnsweredError(
        "The server stopped before it said whether this was done; look, then ask again."
    )


class WriterSocket:
    """The server's end: hears each caller in a thread of its own."""

    def __init__(self, data: Path, runs: Runs) -> None:
        self._data = data
        self._runs = runs
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._hearing: list[threading.Thread] = []

    def open(self) -> None:
        """Listen; the caller holds the writer lock, so a socket that lies there is stale."""
        path = self._data / _NAME
        path.unlink(missing_ok=True)
        before = os.umask(stat.S_IRWXG | stat.S_IRWXO | stat.S_IXUSR)
        try:
            with _address(self._data) as address:
                self._listening.bind(address)
        finally:
            os.umask(before)
        self._listening.listen()
        threading.Thread(target=self._accept, name="writer-socket", daemon=True).start()

    def close(self) -> None:
        (self._data / _NAME).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def let_answers_out(self) -> None:
        """Give those who were heard a moment to read their answer."""
        end = time.monotonic() + _LAST_MOMENT
        for hearing in self._hearing:
            hearing.join(max(0.0, end - time.monotonic()))

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            hearing = threading.Thread(target=self._hear, args=(caller,), daemon=True)
            self._hearing = [t for t in self._hearing if t.is_alive()] + [hearing]
            hearing.start()

    def _hear(self, caller: socket.socket) -> None:
        with caller, caller.makefile("rw", encoding="utf-8", newline="\n") as lines:
            if not _same_user(caller):
                return
            with contextlib.suppress(OSError, ValueError, KeyError):
                asked = json.loads(lines.readline())
                answer = self._answer(asked, _Teller(lines))
                lines.write(json.dumps(answer) + "\n")
                lines.flush()

    def _answer(self, asked: dict[str, Any], progress: Progress) -> dict[str, Any]:
        try:
            return {"result": self._runs(asked["command"], asked["arguments"], progress)}
        except errors.DirectoryError as error:
            return {"error": _known_name(error), "message": str(error)}
        except Exception as error:
            kind = type(error).__name__
            message = f"The command failed in the server ({kind}); its log has the details."
            return {"error": "NotAnsweredError", "message": message}


class _Teller:
    """Progress over the socket, now and then; a caller who left is no reason to stop."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._next = 0.0

    def __call__(self, done: int, total: int, what: str) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BETWEEN_PROGRESS
        with contextlib.suppress(OSError, ValueError):
            self._lines.write(json.dumps({"progress": [done, total, what]}) + "\n")
            self._lines.flush()


def _same_user(caller: socket.socket) -> bool:
    if not hasattr(socket, "SO_PEERCRED"):  # elsewhere the folder's mode alone keeps others out
        return True
    size = struct.calcsize("3i")
    _, user, _ = struct.unpack("3i", caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
    return bool(user == os.geteuid())


def _known_name(error: errors.DirectoryError) -> str:
    return next(c.__name__ for c in type(error).__mro__ if c.__module__ == errors.__name__)


def _error(said: dict[str, Any]) -> errors.DirectoryError:
    kind = getattr(errors, said["error"], errors.DirectoryError)
    if kind is errors.IntakeError:
        return errors.IntakeError(said["message"].split("\n"))
    made: errors.DirectoryError = kind(said["message"])
    return made
