"""Generations of the publication: the one that is read, and the next while it is built.

A policy change builds the next generation beside the first while writers keep both in
step, and swaps by one row. Two tiers whose tables are equal share what is written.
"""

from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Connection, select

from officer_directory.disclosure.archive import unpack
from officer_directory.disclosure.policy import Bundle, Snapshot
from officer_directory.disclosure.shape import Shape
from officer_directory.errors import NotAnsweredError, PolicyChangedError
from officer_directory.store.published import publication_state
from officer_directory.tiers import OUTSIDE, Tier


@dataclass
class Audience:
    """Outside tiers that see exactly the same, so that one writing serves them all."""

    tiers: tuple[Tier, ...]
    snapshot: Snapshot
    _shapes: dict[tuple[str, str], Shape] = field(default_factory=dict)

    def shape(self, bundle: str, resource: str) -> Shape:
        if (bundle, resource) not in self._shapes:
            table = self.snapshot.bundles[bundle].tables[self.tiers[0]]
            self._shapes[bundle, resource] = Shape(table, resource)
        return self._shapes[bundle, resource]


@dataclass
class Build:
    """One generation that writers keep in step, under the snapshot it is written with."""

    generation: int
    snapshot: Snapshot

    @cached_property
    def audiences(self) -> list[Audience]:
        by_rules: dict[str, list[Tier]] = {}
        for tier in OUTSIDE:
            rules = repr([sorted(b.tables[tier].rules.items()) for b in self._bundles()])
            by_rules.setdefault(rules, []).append(tier)
        return [Audience(tuple(tiers), self.snapshot) for tiers in by_rules.values()]

    def _bundles(self) -> list[Bundle]:
        return [self.snapshot.bundles[name] for name in sorted(self.snapshot.bundles)]


def builds(connection: Connection, snapshot: Snapshot) -> list[Build]:
    """The generations to keep in step: the active one, and the next if one is being built.

    Raises:
        NotAnsweredError: no policy is active.
        PolicyChangedError: the active one is not this snapshot.
    """
    state = connection.execute(select(publication_state)).one_or_none()
    if state is None:
        raise NotAnsweredError("No policy is active: run `officer-directory db upgrade`.")
    if state.policy != snapshot.hash:
        raise PolicyChangedError("Another policy came into force meanwhile; try again.")
    alive = [_build(state.generation, snapshot)]
    if state.building is not None:
        alive.append(_build(state.building, unpack(connection, state.building_policy)))
    return alive


_remembered: dict[tuple[int, str], Build] = {}


def _build(generation: int, snapshot: Snapshot) -> Build:
    found = _remembered.get((generation, snapshot.hash))
    if found is None:
        if len(_remembered) > 8:
            _remembered.clear()
        found = _remembered[generation, snapshot.hash] = Build(generation, snapshot)
    return found
