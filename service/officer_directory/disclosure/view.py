"""A requester's view: the only thing anyone asks questions of.

`page`, `one`, `by_uid`, `exists`, `count` and `stream` run the questions; `withheld`,
`redacted`, `shown` and `policy` say what the view is. What differs between the outside
(finished bytes of a publication) and the inside (rows of the record store, written here)
is in `outside_view` and `inside_view`.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from officer_directory.disclosure import plan
from officer_directory.disclosure.askable import Askable
from officer_directory.disclosure.asking import Ask, Page
from officer_directory.disclosure.cursor import Position
from officer_directory.disclosure.given import Chunk, Found, Given
from officer_directory.disclosure.plan import Statement
from officer_directory.disclosure.quick import in_index_order, is_quick
from officer_directory.disclosure.read import BOUND_SECONDS, STREAM_CHUNK_SECONDS, rows
from officer_directory.disclosure.statements import Statements
from officer_directory.errors import NotAnsweredError

CSV, NDJSON = "csv", "ndjson"
_CHUNK = 1_000  # what was protected meanwhile is not in the next one
_UNSORTED_CHUNK = 50_000  # sorted anew for each chunk, so few and large; some 20 MB


class View(Statements):
    """What one requester may see, under one pinned policy."""

    @abstractmethod
    def withheld(self, resource: str) -> dict[str, str]:
        """Each field withheld in every record, with the code of its exemption."""

    @abstractmethod
    def redacted(self, resource: str) -> dict[str, str]:
        """Each field shown only in part, with the code of its exemption."""

    def may_be_withheld(self, resource: str) -> dict[str, str]:  # noqa: ARG002
        """Each field that some records withhold by reading null, with its exemption.

        It is said of every record alike, so that no record is told apart by it.
        """
        return {}

    @abstractmethod
    def csv_columns(self, resource: str, fields: Sequence[str] | None) -> tuple[str, ...]: ...

    @abstractmethod
    def _object(
        self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None
    ) -> bytes: ...

    def _objects(
        self, askable: Askable, found: Sequence[Sequence[Any]], fields: Sequence[str] | None
    ) -> list[bytes]:
        return [self._object(askable, row, fields) for row in found]

    def _given(
        self,
        askable: Askable,  # noqa: ARG002
        found: Sequence[Sequence[Any]],  # noqa: ARG002
        fields: Sequence[str] | None,  # noqa: ARG002
    ) -> tuple[Given, ...]:
        """What rows give of whom: told of inside tiers alone."""
        return ()

    @abstractmethod
    def _line(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        """A finished CSV line."""

    @abstractmethod
    def _csv_is_stored(self, resource: str, ask: Ask) -> bool: ...

    def inline(self, resource: str, ask: Ask, under: str | None = None) -> bool:
        """Whether an index answers this on a local file: quick enough for the event loop."""
        return self._readers.first.is_sqlite and self._short(resource, ask, under)

    def _short(self, resource: str, ask: Ask, under: str | None) -> bool:
        """Whether few records are read, whatever there is: an index has them, or one officer."""
        few = under is not None and not ask.filters and not ask.count and ask.q is None
        return few or self._quick(resource, ask)

    def _quick(self, resource: str, ask: Ask) -> bool:
        return is_quick(resource, ask)

    def page(self, resource: str, ask: Ask, under: str | None = None) -> Page:
        """One page; `under` is the officer a sub-list belongs to.

        Raises:
            TooBroadError: no index answers it, and it cannot be answered in bounded time.
            CursorExpiredError: the cursor is of another question or policy.
        """
        askable = self._askable(resource)
        bound_to = self._bound_to(resource, ask, under)
        after = self._seal.open(ask.after, bound_to) if ask.after is not None else None
        quick = self._short(resource, ask, under)
        with self._readers.lent(quick) as reader:
            seconds = None if quick else BOUND_SECONDS
            asked = self._asked(reader, askable, ask, under)
            found = self._read(reader, askable, asked, after, ask.limit + 1, seconds)
            counted = None
            if ask.count:
                counting = self._statement(askable, asked.shape, "count")
                counted = rows(reader, counting, asked.bound, BOUND_SECONDS)[0][0]
        more = len(found) > ask.limit
        found = found[: ask.limit]
        objects = self._objects(askable, found, ask.fields)
        sealed = None
        if more:
            sealed = self._seal.seal(self._position(askable, asked.shape, found[-1]), bound_to)
        return Page(objects, sealed, counted, self._given(askable, found, ask.fields))

    def one(self, resource: str, record_id: str) -> bytes | None:
        """One finished JSON object, or None where there is nothing to show."""
        found = self.look_up(resource, record_id)
        return None if found is None else found.object

    def look_up(self, resource: str, record_id: str) -> Found | None:
        """The same, with what it gives of whom."""
        return self._single(resource, {"id": record_id})

    def by_uid(self, uid: str, agency: str | None) -> Found | None:
        """The officer with this folded uid, of this folded agency name if one is given."""
        wanted = {"uid": uid} | ({} if agency is None else {"agency": agency})
        if not wanted.keys() <= self.shown("officer").keys():
            return None
        return self._single("officer", wanted)

    def exists(self, resource: str, record_id: str) -> bool:
        """Whether this requester may know of the record."""
        return self.one(resource, record_id) is not None

    def stream(
        self, resource: str, ask: Ask, form: str, under: str | None = None
    ) -> Iterator[bytes]:
        """Everything that matches, in chunks of finished CSV or NDJSON lines."""
        return (chunk.content for chunk in self.chunks(resource, ask, form, under))

    def chunks(
        self, resource: str, ask: Ask, form: str, under: str | None = None
    ) -> Iterator[Chunk]:
        """The same, each chunk with what it gives of whom.

        Each chunk is a question of its own, so that time and protections are looked at anew.
        Raises NotAnsweredError, and ends where it is, when another policy comes into force.
        """
        askable = self._askable(resource)
        stored = form == CSV and self._csv_is_stored(resource, ask)
        chunk = _CHUNK if in_index_order(ask) else _UNSORTED_CHUNK
        after: Position | None = None
        while True:
            with self._readers.lent() as reader:
                asked = self._asked(reader, askable, ask, under, stored)
                found = self._read(reader, askable, asked, after, chunk, STREAM_CHUNK_SECONDS)
            if not found:
                return
            content = self._chunk(askable, found, form, stored, ask.fields)
            yield Chunk(content, partial(self._first_given, askable, found, ask.fields))
            if len(found) < chunk:
                return
            after = self._position(askable, asked.shape, found[-1])
            if not self.still_in_force():
                raise NotAnsweredError("Another policy came into force; ask again.")

    def _first_given(
        self,
        askable: Askable,
        found: Sequence[Sequence[Any]],
        fields: Sequence[str] | None,
        records: int,
    ) -> tuple[Given, ...]:
        return self._given(askable, found[:records], fields)

    def _chunk(
        self,
        askable: Askable,
        found: Sequence[Sequence[Any]],
        form: str,
        stored: bool,
        fields: Sequence[str] | None,
    ) -> bytes:
        if stored:
            return b"".join([row[0] for row in found])
        if form == CSV:
            return b"".join([self._line(askable, row, fields) for row in found])
        return b"".join([whole + b"\n" for whole in self._objects(askable, found, fields)])

    def _single(self, resource: str, wanted: Mapping[str, str]) -> Found | None:
        askable = self._askable(resource)
        statement: Statement = self._compiled.statement(
            (resource, tuple(wanted)),
            lambda: plan.one(askable, tuple(wanted), self._dialect),
        )
        bound = {**self._bound, **{f"v{i}": v for i, v in enumerate(wanted.values())}}
        with self._readers.lent(quick=True) as reader:
            found = rows(reader, statement, bound)
        if len(found) != 1:
            return None
        return Found(self._object(askable, found[0], None), self._given(askable, found, None))
