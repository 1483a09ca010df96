"""One process's views: pinned policy, readers, and what is in force, kept fresh.

`of` gives a requester's view under the policy of this moment. What is in force (the
generation, its policy, the bundles of opened agencies) is confirmed from the database;
when it cannot be confirmed for two seconds, or another policy is in force than the one
loaded here, every view is closed, the public's too.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from officer_directory.disclosure.clock import BEARABLE_SECONDS
from officer_directory.disclosure.compiled import Compiled
from officer_directory.disclosure.cursor import Seal
from officer_directory.disclosure.inside import InsideTable
from officer_directory.disclosure.inside_view import InsideView
from officer_directory.disclosure.outside_view import OutsideView
from officer_directory.disclosure.plan import Statement
from officer_directory.disclosure.policy import Snapshot
from officer_directory.disclosure.read import Readers, rows
from officer_directory.disclosure.view import View
from officer_directory.errors import NotAnsweredError
from officer_directory.identity.requester import Requester
from officer_directory.tiers import OUTSIDE, Tier

LEASE_SECONDS = 2.0
_REMEMBERED = 1_000  # views: there are as many as keys differ in their agencies
_NOW = Statement("SELECT policy FROM publication_now", {})
_IN_USE = Statement("SELECT DISTINCT bundle FROM public_agency ORDER BY bundle", {})


@dataclass
class Standing:
    """What is in force, and what has been compiled for it. Immutable but for its memory."""

    snapshot: Snapshot
    in_use: tuple[str, ...]
    compiled: dict[object, Compiled] = field(default_factory=dict)
    views: dict[object, View] = field(default_factory=dict)  # by tier and agencies

    def memory(self, key: object) -> Compiled:
        return self.compiled.setdefault(key, Compiled())


class Views:
    """Makes the view of each requester."""

    def __init__(self, snapshot: Snapshot, outside: Readers, inside: Readers, seal: Seal) -> None:
        self._outside = outside
        self._inside = inside
        self._seal = seal
        self._standing = Standing(snapshot, self._default_bundles(snapshot))
        self._confirmed_at = float("-inf")
        self._clock_ahead = 0.0  # of the monotonic clock, when that was
        self.may_open: Callable[[], bool] = lambda: True
        """Asked after each confirmation; until it is so, everything stays closed."""

    @property
    def snapshot(self) -> Snapshot:
        return self._standing.snapshot

    def adopt(self, snapshot: Snapshot) -> None:
        """Answer under another policy from now on."""
        kept = tuple(b for b in self._standing.in_use if b in snapshot.bundles)
        self._standing = Standing(snapshot, kept or self._default_bundles(snapshot))
        self.confirm()

    def confirm(self) -> str | None:
        """Look at what is in force; its policy's hash, or None when it cannot be known.

        Only while that is the policy loaded here does the lease run on.
        """
        try:
            with self._outside.lent() as reader:
                state = rows(reader, _NOW, {})
                in_use = tuple(row[0] for row in rows(reader, _IN_USE, {}))
        except NotAnsweredError:
            return None
        if not state:
            return None
        in_use = in_use or self._default_bundles(self.snapshot)
        if in_use != self._standing.in_use:
            self._standing = Standing(self.snapshot, in_use)
        policy: str = state[0][0]
        if policy == self.snapshot.hash and self.may_open():
            self._confirmed_at = time.monotonic()
            self._clock_ahead = time.time() - self._confirmed_at
        return policy

    def shut(self) -> None:
        """Answer nothing more until what is in force is confirmed again."""
        self._confirmed_at = float("-inf")

    @property
    def standing_confirmed(self) -> bool:
        """Whether what was confirmed still holds, and this machine's clock was not set since."""
        now = time.monotonic()
        set_by = time.time() - now - self._clock_ahead
        return now - self._confirmed_at < LEASE_SECONDS and abs(set_by) < BEARABLE_SECONDS

    def of(self, requester: Requester) -> View:
        """The requester's view.

        Raises:
            NotAnsweredError: what is in force cannot be confirmed.
        """
        if not self.standing_confirmed:
            raise NotAnsweredError("The policy in force cannot be confirmed; try again shortly.")
        standing = self._standing
        key = requester.tier, requester.agency_ids
        view = standing.views.get(key)
        if view is None:
            if len(standing.views) >= _REMEMBERED:
                standing.views.clear()
            view = standing.views[key] = self._make(standing, requester)
        return view

    def _make(self, standing: Standing, requester: Requester) -> View:
        """A view depends on tier, agencies and what is in force; who asks is not in it."""
        if requester.tier in OUTSIDE:
            view = self._of_outside(standing, requester.tier)
        else:
            view = self._of_inside(standing, requester)
        view.still_in_force = lambda: self._standing is standing and self.standing_confirmed
        return view

    def _of_outside(self, standing: Standing, tier: Tier) -> View:
        memory = standing.memory(tier)
        view = OutsideView(standing.snapshot, tier, self._outside, self._seal, memory, {})
        view.in_use = standing.in_use
        return view

    def _of_inside(self, standing: Standing, requester: Requester) -> View:
        agencies = sorted(requester.agency_ids)
        memory = standing.memory((requester.tier, len(agencies)))
        bound = {f"agency_{i}": agency for i, agency in enumerate(agencies)}
        view = InsideView(
            standing.snapshot, requester.tier, self._inside, self._seal, memory, bound
        )
        dialect = "sqlite" if self._inside.first.is_sqlite else "postgresql"
        view.table = InsideTable(standing.snapshot, requester.tier, len(agencies), dialect)
        return view

    @staticmethod
    def _default_bundles(snapshot: Snapshot) -> tuple[str, ...]:
        return (sorted(snapshot.bundles)[0],)

    def close(self) -> None:
        self._outside.close()
        self._inside.close()
