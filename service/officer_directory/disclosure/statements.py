"""How a view's questions become statements, and are run: what every view has in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from officer_directory.disclosure import plan
from officer_directory.disclosure.askable import Askable
from officer_directory.disclosure.asking import Ask, Shown
from officer_directory.disclosure.compiled import Compiled
from officer_directory.disclosure.cursor import Position, Seal
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.read import BOUND_SECONDS, Readers, rows
from officer_directory.disclosure.search import Looked, look, spellings_of
from officer_directory.errors import NotUnderstoodError
from officer_directory.tiers import Tier


class Statements(ABC):
    """One requester's table as statements, with what is bound in all of them."""

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
    def _make_askable(self, resource: str) -> Askable: ...

    def remembered(self, key: Any, make: Callable[[], Any]) -> Any:
        """What depends on this view's tier and policy alone, made once."""
        return self._compiled.statement(key, make)

    def _askable(self, resource: str) -> Askable:
        found = self._compiled.askables.get(resource)
        if found is None:
            found = self._compiled.askables[resource] = self._make_askable(resource)
        return found

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
