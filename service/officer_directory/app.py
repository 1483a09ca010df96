"""The application: the only place where the parts meet.

`create_app(settings)` reads nothing from the environment and opens nothing; its lifespan
does, unless whoever serves it has opened it before. State is in `app.state.running` alone.
"""

from collections.abc import AsyncIterator, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial

from fastapi import FastAPI

from officer_directory import every_command as every_command
from officer_directory.disclosure.activation import ensure, hash_in_force
from officer_directory.disclosure.opened import open_views
from officer_directory.disclosure.watch import Watch
from officer_directory.errors import NotAuthenticatedError
from officer_directory.http import refusals
from officer_directory.http.counts import Counts
from officer_directory.http.imports import Imports
from officer_directory.http.layers import Layered
from officer_directory.http.photos import PhotoDesk
from officer_directory.http.routes import (
    about,
    agencies,
    applications,
    clients,
    complaints,
    corrections,
    describing,
    exposures,
    hr,
    imports,
    incidents,
    keys,
    ledger,
    oauth,
    officers,
    operations,
    photos,
    protecting,
    publications,
    scim,
    tiles,
)
from officer_directory.http.running import Authenticate, Running
from officer_directory.http.streams import Streams
from officer_directory.identity.authenticate import (
    Called,
    Headers,
    Ways,
    authenticate,
    waits,
)
from officer_directory.identity.issuing.issuer import EmbeddedIssuer
from officer_directory.identity.issuing.signing_keys import SigningKeys
from officer_directory.identity.keyring import DatabaseKeyLookup, Keyring
from officer_directory.identity.requester import Requester
from officer_directory.identity.tokens.accept import Tokens
from officer_directory.identity.tokens.clients import DatabaseClientLookup
from officer_directory.identity.tokens.dpop import Proofs
from officer_directory.identity.tokens.issuers import configured
from officer_directory.identity.used_once import UsedInDatabase, UsedInMemory
from officer_directory.intake.hr.photo_keys import photos_of
from officer_directory.key_files import open_keys
from officer_directory.ledger.alert_rules import chosen
from officer_directory.ledger.alerting import Alerts
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.besides import Besides
from officer_directory.ledger.cosigning import Cosigning
from officer_directory.ledger.proving import Proofs as LedgerProofs
from officer_directory.ledger.sealer import Sealer
from officer_directory.ledger.store import refuse_unless_durable
from officer_directory.limits.opened import open_gate
from officer_directory.protections.pending import PendingHolds
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import refuse_if_behind
from officer_directory.tiers import Tier
from officer_directory.writer import WriterDesk

_OF_PHOTOS = 2
_RECORDS = (officers, agencies, complaints, incidents)
_SIGNING_IN = (keys, applications, clients, oauth)
_ABOUT_ITSELF = (ledger, publications, tiles, describing, operations)
_LOCAL = "http://127.0.0.1:8000"


def create_app(
    settings: Settings, tiers: Collection[Tier] = tuple(Tier), address: str = _LOCAL
) -> FastAPI:
    """The directory as an ASGI application, answering the tiers that are named.

    `address` is where it is served, for where PUBLIC_URL does not say how it is reached.
    """
    counts = Counts()

    @contextmanager
    def opened() -> Iterator[None]:
        with ExitStack() as stack:
            app.state.running = _open(settings, frozenset(tiers), address, counts, stack)
            yield

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with opened():
            yield
            await app.state.running.gate.close()

    app = Layered("Officer directory", lifespan, counts, settings.public_url)
    app.state.opened = opened
    refusals.install(app)
    nouns = (*_RECORDS, photos, about, corrections, exposures, protecting, hr, imports, scim)
    for noun in (*nouns, *_SIGNING_IN, *_ABOUT_ITSELF):
        app.router.routes.extend(noun.router.routes)  # flat: nested routers match twice
    return app


def _open(
    settings: Settings, tiers: frozenset[Tier], address: str, counts: Counts, stack: ExitStack
) -> Running:
    """Open everything there is, and have it closed in the opposite order."""
    refuse_if_behind(settings)
    secrets = open_keys(settings.prepare_data())
    refuse_unless_durable(settings)
    database = Database(settings)
    stack.callback(database.close)
    desk = WriterDesk(settings, database)
    stack.callback(desk.stop)
    desk.start()
    pending = Pending(settings, desk)
    if pending.any():
        pending.record()
    views = open_views(settings, ensure(database, settings), secrets.cursor, settings.readers)
    stack.callback(views.close)
    entries, proofs = _ledger(settings, database, desk, stack)
    watch = Watch(views, database, pending, proofs.latest())
    watch.start()
    stack.callback(watch.stop)
    resource = settings.public_url.rstrip("/") or address
    issuer, issuers, ways = _ways_in(settings, resource, secrets.pepper, database, desk, stack)
    return Running(
        views=views,
        authenticate=_among(tiers, partial(authenticate, ways)),
        waits=partial(waits, ways),
        ledger=entries,
        proofs=proofs,
        gate=open_gate(settings, database, stack),
        desk=desk,
        imports=Imports(database, desk, settings.data / "imports"),
        database=database,
        threads=_pool(settings.at_once, "questions", stack),
        photos=_photos(settings, database, desk, secrets.cursor, stack),
        streams=Streams(_pool(settings.streaming, "streams", stack)),
        counts=counts,
        local=settings.is_sqlite,
        resource=resource,
        issuer=issuer,
        issuers=issuers,
        appeals=settings.appeals,
        root=settings.public_url.rstrip("/"),
    )


class Pending(PendingHolds):
    """The pending holds of this server, recorded through its desk."""

    def __init__(self, settings: Settings, desk: WriterDesk) -> None:
        super().__init__(settings.data)
        self._desk = desk

    def record(self) -> None:
        self._desk.run_and_wait("protections.pending", {})


def _ledger(
    settings: Settings, database: Database, desk: WriterDesk, stack: ExitStack
) -> tuple[Ledger, LedgerProofs]:
    """The ledger, with what signs it at work, and what proves from it."""

    def policy() -> tuple[str, int] | None:
        with database.reading() as connection:
            return hash_in_force(connection)

    opened = Ledger(settings)
    stack.callback(opened.close)
    cosigning = Cosigning(settings, opened)
    cosigning.start()
    stack.callback(cosigning.stop)
    inside = Database.of_ledger(settings)
    stack.callback(inside.close)
    alerts = Alerts(inside, opened, chosen(settings))
    retain = partial(desk.run_later, "ledger.retain", {})
    besides = Besides(settings, inside, retain, alerts.look)
    sealer = Sealer(
        settings,
        opened,
        policy=policy,
        dispute=lambda: cosigning.dispute,
        tell=partial(desk.run_later, "changes.tell", {}),
        besides=besides,
    )
    sealer.start()
    stack.callback(sealer.stop)
    proofs = LedgerProofs(settings, sealer.keys)
    stack.callback(proofs.close)
    return opened, proofs


def _pool(threads: int, name: str, stack: ExitStack) -> ThreadPoolExecutor:
    pool = ThreadPoolExecutor(threads, name)
    stack.callback(pool.shutdown)
    return pool


def _photos(
    settings: Settings, database: Database, desk: WriterDesk, cursor: bytes, stack: ExitStack
) -> PhotoDesk:
    """The desk of photos, with what another process left of some being removed."""
    receiving, giving = (_pool(_OF_PHOTOS, f"photos-{name}", stack) for name in ("in", "out"))
    made = PhotoDesk(photos_of(settings, database), desk, cursor, receiving, giving)
    made.sweep()
    return made


def _note_use(desk: WriterDesk, key_id: str, day: str) -> None:
    desk.run_later("keys.used", {"key_id": key_id, "day": day})


def _ways_in(
    settings: Settings,
    resource: str,
    pepper: bytes,
    database: Database,
    desk: WriterDesk,
    stack: ExitStack,
) -> tuple[EmbeddedIssuer | None, tuple[str, ...], Ways]:
    """The issuer of this directory, every issuer that is known, and the ways in: keys, tokens."""
    issuers = configured(settings.issuers_file, resource if settings.issues_tokens else None)
    used = UsedInMemory() if settings.is_sqlite else UsedInDatabase(database)
    issuer = None
    if settings.issues_tokens:
        issuer = EmbeddedIssuer(resource, SigningKeys(settings.data), database, pepper, used)
        issuers.append(issuer.trusted())
    keys, clients = DatabaseKeyLookup(settings), DatabaseClientLookup(settings)
    stack.callback(keys.close)
    stack.callback(clients.close)
    keyring = Keyring(keys, pepper, note_use=partial(_note_use, desk))
    ways = Ways(keyring, Tokens(issuers, clients, Proofs(used)))
    return issuer, tuple(one.issuer for one in issuers), ways


def _among(tiers: frozenset[Tier], authenticated: Authenticate) -> Authenticate:
    """Here a credential of a tier that is not served is no credential."""
    if tiers == frozenset(Tier):
        return authenticated

    def requester(headers: Headers, called: Called) -> Requester:
        found = authenticated(headers, called)
        if found.tier not in tiers:
            raise NotAuthenticatedError
        return found

    return requester
