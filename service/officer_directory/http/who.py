"""Whose credential a request carries, and where it comes from."""

import asyncio

from starlette.types import Scope

from officer_directory.errors import NotAuthenticatedError
from officer_directory.http.address import address_of
from officer_directory.http.running import Running
from officer_directory.identity.authenticate import CREDENTIALS, Called
from officer_directory.identity.requester import PUBLIC, Requester


async def requester_of(running: Running, scope: Scope) -> Requester:
    """Who asks; off the event loop where that takes more than a local file.

    Raises:
        NotAuthenticatedError: the credential is not good; it counts against its source.
        NotAnsweredError: credentials cannot be checked just now.
    """
    headers = scope["headers"]
    if not any(name in CREDENTIALS for name, _ in headers):
        return PUBLIC
    called = Called(scope["method"], address_of(scope, running.root))
    try:
        if running.local and not running.waits(headers):
            return running.authenticate(headers, called)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(running.threads, running.authenticate, headers, called)
    except NotAuthenticatedError:
        scope["admitted"] = await running.gate.failed(peer(scope), headers)
        raise


def peer(scope: Scope) -> str:
    """The address at the other end of the connection; empty where there is none."""
    client = scope.get("client")
    return client[0] if client else ""
