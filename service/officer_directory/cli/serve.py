"""`serve`: answer requests, in one process, until told to stop."""

from typing import Annotated

import typer

from officer_directory.cli import session
from officer_directory.errors import RefusedByRuleError
from officer_directory.settings import Settings
from officer_directory.tiers import Tier

_STOP_SECONDS = 10
_KEEP_ALIVE_SECONDS = 15
_MOST_CONNECTIONS = 1_000
_MOST_KEPT_WAITING = 1_024

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
    """Serve under these settings; returns when stopped."""
    import uvicorn  # with the web framework, which no other command needs

    from officer_directory.app import create_app
    from officer_directory.http.protocol import Protocol

    config = uvicorn.Config(
        create_app(settings, tiers),
        host=host,
        port=port,
        http=Protocol,
        ws="none",
        lifespan="on",
        access_log=False,  # who asks for what is nobody's business, and the ledger's
        server_header=False,
        proxy_headers=False,
        log_level="warning",
        backlog=_MOST_KEPT_WAITING,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    uvicorn.Server(config).run()


def _tiers(words: str) -> tuple[Tier, ...]:
    try:
        return tuple(Tier(word.strip()) for word in words.split(","))
    except ValueError:
        raise RefusedByRuleError(f"A tier is one of {EVERY_TIER}.") from None
