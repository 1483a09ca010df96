"""`officer-directory-portal`: serve the pages until told to stop."""

import os
import socket
import sys
import threading
from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette

from officer_directory_client import AsyncPublicDirectory, Patience
from officer_directory_portal.app import create_app
from officer_directory_portal.receiving import Protocol
from officer_directory_portal.site import Settings
from officer_directory_portal.visitors import THIS_MACHINE, networks

KEY = "OFFICER_DIRECTORY_PORTAL_KEY"
PUBLIC_URL = "OFFICER_DIRECTORY_PORTAL_PUBLIC_URL"
TRUSTED_PROXIES = "OFFICER_DIRECTORY_PORTAL_TRUSTED_PROXIES"
SHORT = Patience(tries=2, first_wait_s=0.1, longest_wait_s=0.5)
"""A reader waits for a page: when to come back is said at once."""

_ANSWER_SECONDS = 20.0
_MOST_CONNECTIONS = 500


def portal(
    api: Annotated[str, typer.Option(help="Address of the directory's API.")],
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8001,
    host: Annotated[str, typer.Option(help="Address to serve on.")] = "127.0.0.1",
    key: Annotated[
        str | None, typer.Option(envvar=KEY, help="Key of this portal: it has limits of its own.")
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option(envvar=PUBLIC_URL, help="Address that readers know it by, for links."),
    ] = None,
    trusted_proxies: Annotated[
        str | None,
        typer.Option(
            envvar=TRUSTED_PROXIES,
            help="Networks of proxies whose X-Forwarded-For is believed; unset: this machine.",
        ),
    ] = None,
    index: Annotated[bool, typer.Option("--index", help="Let search engines in.")] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help="Say on each page that everyone is invented.")
    ] = False,
    allow_http: Annotated[
        bool, typer.Option("--allow-http", help="Ask another machine by plain HTTP all the same.")
    ] = False,
    until_closed: Annotated[
        bool, typer.Option("--until-closed", help="End when the standard input closes.")
    ] = False,
) -> None:
    """Serve public pages over the API of a directory. Nothing of a reader is kept."""
    try:
        directory = AsyncPublicDirectory(
            api, key=key or None, patience=SHORT, timeout=_ANSWER_SECONDS, allow_http=allow_http
        )
        trusted = networks(trusted_proxies) if trusted_proxies else THIS_MACHINE
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    _refuse_if_taken(host, port)
    named = f"[{host}]" if ":" in host else host
    public_url = (public_url or f"http://{named}:{port}").rstrip("/")
    settings = Settings(public_url, index, demo, trusted)
    _serve(create_app(directory, settings), host, port, until_closed)


def _refuse_if_taken(host: str, port: int) -> None:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        reason = error.strerror or "it cannot be used"
        typer.echo(f"{host}:{port}: {reason}. Choose another --port.", err=True)
        raise typer.Exit(1) from None


def served(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """How the portal is served: no log of readers, and bounds on what one of them may hold."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Protocol,
        ws="none",
        access_log=False,  # who looks up whom is nobody's business
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )


def _serve(app: Starlette, host: str, port: int, until_closed: bool) -> None:
    server = uvicorn.Server(served(app, host, port))
    if until_closed:
        threading.Thread(target=_end_when_closed, args=[server], daemon=True).start()
    server.run()
    if not server.started:
        raise typer.Exit(1)


def _end_when_closed(server: uvicorn.Server) -> None:
    """Whoever started this holds the other end: it closes, also when they were killed."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.should_exit = True


def main() -> None:
    """The command."""
    typer.run(portal)
