"""A requester's view: the only thing anyone asks questions of.

`page`, `one`, `by_uid`, `exists`, `count` and `stream` run the questions; `withheld`,
`redacted`, `shown` and `policy` say what the view is. What differs between the outside
(finished bytes of a publication) and the inside (rows of the record store, written here)
is in `outside_view` and `inside_view`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from officer_directory.disclosure import plan
from officer_directory.disclosure.askable import Askable
from officer_directory.disclosure.asking import Ask, Page, Shown
from officer_directory.disclosure.compiled import Compiled
from officer_directory.disclosure.cursor import Position, Seal
from officer_directory.disclosure.plan import Statement
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.quick import in_index_order, is_quick
from officer_directory.disclosure.read import BOUND_SECONDS, STREAM_CHUNK_SECONDS, Readers, rows
from officer_directory.disclosure.search import Looked, look, spellings_of
from officer_directory.errors import NotAnsweredError, NotUnderstoodError
from officer_directory.tiers import Tier

CSV, NDJSON = "csv", "ndjson"
_CHUNK = 1_000  # what was protected meanwhile is not in the next one
_UNSORTED_CHUNK = 50_000  # sorted anew for each chunk, so few and large; some 20 MB


class View(ABC):
    """What one requester may see, under one pinned policy."""

    def __init__(
        self,
        snapshot: Snapshot,
        tier: Tier,
        readers: Readers,
        seal: Seal,
        compiled: Compiled,
        bound: Mapping[str, str],
    ) -> None:
        self.snapshot = snapshot
        self.tier = tier
        self._readers = readers
        self._seal = seal
        self._compiled = compiled
        self._bound = bound
        self.still_in_force: Callable[[], bool] = lambda: True
        self._dialect = "sqlite" if readers.first.is_sqlite else "postgresql"

    @property
    def policy(self) -> str:
        """The hash of this tier's compiled table."""
        return self.snapshot.tier_hash[self.tier]

    def shown(self, resource: str) -> Mapping[str, Shown]:
        """The fields this requester may ask for, filter and sort by."""
        return self._askable(resource).shown

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
    def _make_askable(self, resource: str) -> Askable: ...

    @abstractmethod
    def _object(
        self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None
    ) -> bytes: ...

    def _objects(
        self, askable: Askable, found: Sequence[Sequence[Any]], fields: Sequence[str] | None
    ) -> list[bytes]:
        return [self._object(askable, row, fields) for row in found]

    @abstractmethod
    def _line(self, askable: Askable, row: Sequence[Any], fields: Sequence[str] | None) -> bytes:
        """A finished CSV line."""

    @abstractmethod
    def _csv_is_stored(self, resource: str, ask: Ask) -> bool: ...

    def remembered(self, key: Any, make: Callable[[], Any]) -> Any:
        """What depends on this view's tier and policy alone, made once."""
        return self._compiled.statement(key, make)

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
        return Page(objects, sealed, counted)

    def one(self, resource: str, record_id: str) -> bytes | None:
        """One finished JSON object, or None where there is nothing to show."""
        return self._single(resource, {"id": record_id})

    def by_uid(self, uid: str, agency: str | None) -> bytes | None:
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
        """Everything that matches, in chunks of finished CSV or NDJSON lines.

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
            yield self._chunk(askable, found, form, stored, ask.fields)
            if len(found) < chunk:
                return
            after = self._position(askable, asked.shape, found[-1])
            if not self.still_in_force():
                raise NotAnsweredError("Another policy came into force; ask again.")

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

    def _askable(self, resource: str) -> Askable:
        found = self._compiled.askables.get(resource)
        if found is None:
            found = self._compiled.askables[resource] = self._make_askable(resource)
        return found

    def _single(self, resource: str, wanted: Mapping[str, str]) -> bytes | None:
        askable = self._askable(resource)
        statement: Statement = self._compiled.statement(
            (resource, tuple(wanted)),
            lambda: plan.one(askable, tuple(wanted), self._dialect),
        )
        bound = {**self._bound, **{f"v{i}": v for i, v in enumerate(wanted.values())}}
        with self._readers.lent(quick=True) as reader:
            found = rows(reader, statement, bound)
        return self._object(askable, found[0], None) if len(found) == 1 else None

    def _asked(
        self, reader: Any, askable: Askable, ask: Ask, under: str | None, csv: bool = False
    ) -> "_Asked":
        bound: dict[str, Any] = {**self._bound, **({"skip": ask.skip} if ask.skip else {})}
        looked = self._look(reader, askable, ask.q)
        if looked is not None:
            bound |= plan.search_values(looked)
        if under is not None:
            bound["under"] = under
        values = [v for f in ask.filters for v in plan.filter_values(f)]
        bound |= {f"v{i}": value for i, value in enumerate(values)}
        shape = plan.Shape(
            filters=tuple((f.field, f.op, len(plan.filter_values(f))) for f in ask.filters),
            sort=ask.sort,
            words=None if looked is None else looked.shape,
            after=None,
            under=None if under is None else "officer",
            csv=csv,
            skips=ask.skip > 0,
        )
        return _Asked(shape, bound)

    def _look(self, reader: Any, askable: Askable, q: str | None) -> Looked | None:
        if q is None:
            return None
        names = askable.names
        if names is None:
            raise NotUnderstoodError("q")

        def spelt(forms: Sequence[str]) -> list[str]:
            statement = self._compiled.statement(
                (askable.resource, "spelt", len(forms)),
                lambda: plan.compiled(spellings_of(askable, names, len(forms)), self._dialect),
            )
            bound = {**self._bound, **{f"f{i}": form for i, form in enumerate(forms)}}
            return [row[0] for row in rows(reader, statement, bound, BOUND_SECONDS)]

        return look(q, spelt)

    def _read(
        self,
        reader: Any,
        askable: Askable,
        asked: "_Asked",
        after: Position | None,
        limit: int,
        seconds: float | None,
    ) -> list[Sequence[Any]]:
        shape, bound = asked.shape, dict(asked.bound)
        if after is not None:
            *keys, record_id = after
            shape = replace(shape, after=tuple(key is None for key in keys))
            bound |= {f"a{i}": key for i, key in enumerate(keys)} | {"a_id": record_id}
        found: list[Sequence[Any]] = []
        for statement in self._statement(askable, shape, "page"):
            bound["limit"] = limit - len(found)
            found.extend(rows(reader, statement, bound, seconds))
            if len(found) >= limit:
                break
        return found

    def _statement(self, askable: Askable, shape: plan.Shape, what: str) -> Any:
        make = plan.page if what == "page" else plan.count
        return self._compiled.statement(
            (askable.resource, what, shape), lambda: make(askable, shape, self._dialect)
        )

    def _position(self, askable: Askable, shape: plan.Shape, row: Sequence[Any]) -> Position:
        keys = (
            len(plan.keys_of(askable, shape))
            if shape.sort or shape.words is not None
            else len(askable.order)
        )
        return tuple(row[-(keys + 1) :])

    def _bound_to(self, resource: str, ask: Ask, under: str | None) -> tuple[str, ...]:
        """What a cursor is good for: this tier, table and question."""
        question = repr((ask.filters, ask.q, ask.sort, ask.fields))
        agencies = ",".join(sorted(self._bound.values()))
        return (self.tier, self.policy, agencies, resource, under or "", question)


@dataclass(frozen=True, slots=True)
class _Asked:
    shape: plan.Shape
    bound: dict[str, Any]
