"""A credential that came in an address is as good as published: its holder is told.

Looked up aside, after the refusal is on its way: whether it is good shows in nothing. The
holder of a key has a notice; of a client, whoever reads the log is told which one it is.
"""

import logging

from starlette.types import Scope

from officer_directory.errors import DirectoryError
from officer_directory.http.running import Running
from officer_directory.identity.authenticate import Called
from officer_directory.identity.clients import SECRET_PREFIX

_log = logging.getLogger(__name__)


def report(scope: Scope, credential: str) -> None:
    """Have the holder of a key, secret or token told, if it is good."""
    _log.warning("a credential came in an address; if it is real, have it revoked")
    running: Running = scope["app"].state.running
    running.threads.submit(_report, running, credential)


def _report(running: Running, credential: str) -> None:
    try:
        if credential.startswith(SECRET_PREFIX):
            _report_secret(running, credential)
        else:
            _report_bearer(running, credential)
    except DirectoryError:
        return


def _report_secret(running: Running, secret: str) -> None:
    client_id = None if running.issuer is None else running.issuer.client_with(secret)
    if client_id is not None:
        _log.warning("a good secret of client %s came in an address: revoke it", client_id)


def _report_bearer(running: Running, credential: str) -> None:
    headers = [(b"authorization", b"Bearer " + credential.encode("ascii"))]
    requester = running.authenticate(headers, Called("GET", ""))
    if requester.key_id is None:
        _log.warning("a good token of client %s came in an address", requester.client_id)
        return
    _log.warning("a good key came in an address: %s", requester.key_id)
    running.desk.run_later("keys.exposed", {"key_id": requester.key_id})
