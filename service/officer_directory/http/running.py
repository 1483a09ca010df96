"""What one running application holds: made by `create_app`, reached from every request."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from officer_directory.disclosure.views import Views
from officer_directory.http.counts import Counts
from officer_directory.http.imports import Imports
from officer_directory.http.photos import PhotoDesk
from officer_directory.http.streams import Streams
from officer_directory.identity.authenticate import Called, Headers
from officer_directory.identity.issuing.issuer import EmbeddedIssuer
from officer_directory.identity.requester import Requester
from officer_directory.ledger.append import Ledger
from officer_directory.ledger.proving import Proofs
from officer_directory.limits.gate import Gate
from officer_directory.store.engines import Database
from officer_directory.writer import WriterDesk

Authenticate = Callable[[Headers, Called], Requester]


@dataclass(frozen=True, slots=True)
class Running:
    views: Views
    authenticate: Authenticate
    waits: Callable[[Headers], bool]  # whether that may take a while: never on the event loop
    ledger: Ledger
    proofs: Proofs  # of what is in it
    gate: Gate
    desk: WriterDesk
    imports: Imports
    database: Database
    threads: ThreadPoolExecutor  # for questions; streams have their own
    streams: Streams
    photos: PhotoDesk
    counts: Counts
    local: bool  # records are in a local file: bounded reads may run on the event loop
    resource: str  # the address of this directory, as tokens name their audience
    issuer: EmbeddedIssuer | None  # None where it is switched off
    issuers: tuple[str, ...]  # whose tokens are taken here
    in_flight: set[tuple[str, str]] = field(default_factory=set)  # asker, idempotency key
    appeals: str = ""  # to whom the holder of a key, or who was refused one, may appeal
    root: str = ""  # the address readers reach us under, before every link
