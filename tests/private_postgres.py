"""A PostgreSQL of one's own, of the programs on this machine: for drills, and for a whole run.

As a program it runs a command beside one, in `OFFICER_DIRECTORY_TEST_POSTGRES`, and ends as the
command does: a run has more servers at a time than the hundred connections of another's take.
Where a server is given, or PostgreSQL's programs are not there, the command runs as it is.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

GIVEN = "OFFICER_DIRECTORY_TEST_POSTGRES"
CONNECTIONS = 300


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


class PrivatePostgres:
    """A server that can go, come back, and have a bad disk; for root it runs as another user.

    `folder` is made; whoever it runs as must be able to enter the folder above.
    """

    def __init__(self, folder: Path, environ: dict[str, str] | None = None) -> None:
        binaries = programs()
        assert binaries is not None, "PostgreSQL's own programs are needed"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._postgres = binaries / "postgres"
        self._folder, self._environ = folder / "data", os.environ | (environ or {})
        self._log = folder / "log"
        is_root = os.geteuid() == 0
        self._user = "postgres" if is_root else pwd.getpwuid(os.geteuid()).pw_name
        folder.mkdir()
        if is_root:
            shutil.chown(folder, "postgres")
        options = ["-D", str(self._folder), "-A", "trust", "-U", "postgres", "--no-sync"]
        subprocess.run(
            [str(binaries / "initdb"), *options],
            check=True,
            user=self._user,
            extra_groups=[],
            stdout=subprocess.DEVNULL,
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def start(self, *more: str) -> None:
        """Start it, with settings as `fsync=off`; it is not waited for."""
        options = ["-p", str(self._port), "-k", "", "-c", "listen_addresses=127.0.0.1"]
        options += [part for one in more for part in ("-c", one)]
        with self._log.open("ab") as said:
            self._process = subprocess.Popen(
                [str(self._postgres), "-D", str(self._folder), *options],
                env=self._environ,
                stderr=said,
                user=self._user,
                extra_groups=[],
            )

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < end, "PostgreSQL did not start"
                time.sleep(0.05)

    def end(self) -> None:
        """At once, as a machine does that loses its power."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None


def main(command: list[str]) -> int:
    if os.environ.get(GIVEN) or programs() is None:
        return subprocess.run(command, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="od-postgres-") as folder:
        Path(folder).chmod(0o755)
        server = PrivatePostgres(Path(folder) / "server")
        # What is written needs not outlive the machine: a run is many thousands of commits.
        server.start(f"max_connections={CONNECTIONS}", "fsync=off", "full_page_writes=off")
        try:
            server.wait()
            environ = os.environ | {GIVEN: server.url}
            return subprocess.run(command, check=False, env=environ).returncode
        finally:
            server.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
