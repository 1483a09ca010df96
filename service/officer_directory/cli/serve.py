"""`serve`: answer requests, in one process, until told to stop."""

import gc
import logging
import signal
import socket
import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from officer_directory.cli import session
from officer_directory.errors import RefusedByRuleError
from officer_directory.logs import log_as_json
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

_log = logging.getLogger(__name__)
_STOP_SECONDS = 10
_KEEP_ALIVE_SECONDS = 15
_MOST_CONNECTIONS = 1_000
_MOST_KEPT_WAITING = 1_024
_TURN_SECONDS = 0.0005  # of a thread that writes or compiles, while a reader waits

EVERY_TIER = ",".join(Tier)


def serve(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    tiers: Annotated[
        str, typer.Option(help="Tiers to answer, with commas; a key of another is not good here.")
    ] = EVERY_TIER,
) -> None:
    """Serve the directory until interrupted; what was begun is finished first."""
    serve_here(session.settings(), host=host, port=port, tiers=_tiers(tiers))


def serve_here(
    settings: Settings, *, host: str, port: int, tiers: tuple[Tier, ...] = tuple(Tier)
) -> None:
    """Serve under these settings; returns when stopped.

    Everything is opened before the first connection is taken, and closed after the last
    answer, so that what cannot be opened is one sentence and not a failed server.

    Raises:
        DirectoryError: the schema is behind, the data is in use, the policy cannot be loaded.
    """
    import uvicorn  # with the web framework, which no other command needs

    from officer_directory.app import create_app

    log_as_json()
    refuse_if_taken(host, port)
    app = create_app(settings, tiers, address_of(host, port))
    sys.setswitchinterval(_TURN_SECONDS)
    with app.state.opened():
        _be_told_once()
        # What is open now stays: were it looked through each time that garbage is collected,
        # every answer would wait for that.
        gc.freeze()
        server = _told_when_listening(
            uvicorn.Server(_config(app, host, port)), address_of(host, port)
        )
        if not settings.public_url and not is_loopback(host):
            _log.warning(
                "listening beyond this machine without OFFICER_DIRECTORY_PUBLIC_URL: only requests"
                " to an address in numbers are answered, and tokens are of %s",
                address_of(host, port),
            )
        server.run()


def _told_when_listening(server: "uvicorn.Server", address: str) -> "uvicorn.Server":
    """The server, which says on its log where it is reached once it is."""
    begin = server.startup

    async def startup(sockets: list[socket.socket] | None = None) -> None:
        await begin(sockets)
        if server.started:
            _log.info("listening on %s", address)

    server.startup = startup  # type: ignore[method-assign]
    return server


def is_loopback(host: str) -> bool:
    """Whether a server on this address is heard on this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_of(host: str, port: int) -> str:
    """The URL of a server on this machine; one that hears everywhere is named by loopback."""
    reached = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def refuse_if_taken(host: str, port: int, option: str = "--port") -> None:
    """Raises RefusedByRuleError where another program has the port."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        reason = error.strerror or "it cannot be used"
        raise RefusedByRuleError(f"{host}:{port}: {reason}. Choose another {option}.") from None


def _be_told_once() -> None:
    """Uvicorn hears signals while it serves, and raises them again afterwards: too late to matter.

    Were they acted upon then, what was opened would not be closed.
    """
    for heard in (signal.SIGINT, signal.SIGTERM):
        signal.signal(heard, lambda *_: None)


def _config(app: "FastAPI", host: str, port: int) -> "uvicorn.Config":
    import uvicorn

    from officer_directory.http.protocol import Protocol

    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        ws="none",
        lifespan="off",
        access_log=False,  # who asks for what is nobody's business, and the ledger's
        server_header=False,
        proxy_headers=False,
        log_config=None,
        log_level="warning",
        backlog=_MOST_KEPT_WAITING,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )


def _tiers(words: str) -> tuple[Tier, ...]:
    try:
        return tuple(Tier(word.strip()) for word in words.split(","))
    except ValueError:
        raise typer.BadParameter(f"A tier is one of {EVERY_TIER}.") from None
