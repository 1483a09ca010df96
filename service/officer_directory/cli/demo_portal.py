"""The public portal beside the demo: a process of its own, where it is installed.

It is told its key in the environment, and ends when the demo does, however that ends: its
standard input closes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

INSTALL: Final = "No pages for people yet: pip install ./clients ./clients/portal"
_MODULE: Final = "officer_directory_portal"
_KEY: Final = "OFFICER_DIRECTORY_PORTAL_KEY"
_STOP_SECONDS: Final = 10


def is_installed() -> bool:
    """Whether there is a portal to start."""
    return find_spec(_MODULE) is not None


@contextmanager
def portal(api: str, host: str, port: int, credentials: Path) -> Iterator[None]:
    """Serve the portal of an API as long as this lasts."""
    key = json.loads(credentials.read_text("utf-8"))["portal"]["api_key"]
    options = ("--api", api, "--host", host, "--port", str(port), "--demo", "--until-closed")
    with subprocess.Popen(  # noqa: S603, our own program
        [sys.executable, "-m", _MODULE, *options],
        env=os.environ | {_KEY: key},
        stdin=subprocess.PIPE,
    ) as process:
        try:
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
