"""A key that came in an address is as good as published: its holder is told.

Looked up aside, after the refusal is on its way: whether the key is good shows in nothing.
"""

import logging

from starlette.types import Scope

from officer_directory.errors import DirectoryError
from officer_directory.http.running import Running
from officer_directory.identity.authenticate import Called

_log = logging.getLogger(__name__)


def report(scope: Scope, key: str) -> None:
    """Have the holder of the key told, if it is good."""
    running: Running = scope["app"].state.running
    running.threads.submit(_report, running, key)


def _report(running: Running, key: str) -> None:
    try:
        requester = running.authenticate([(b"x-api-key", key.encode("ascii"))], Called("GET", ""))
    except DirectoryError:
        return
    _log.warning("a good key came in an address: %s", requester.key_id)
    running.desk.run_later("keys.exposed", {"key_id": requester.key_id})
