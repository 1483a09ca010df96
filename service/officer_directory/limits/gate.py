"""Where a request is let in, charged, or told that a limit is used up.

A question costs what it asks, by the table of costs; nothing that was looked at for it, and
no row that is not shown, changes that. Records and officers are charged as they are shown.
"""

import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from officer_directory.errors import NotAnsweredError
from officer_directory.identity.requester import Requester
from officer_directory.limits.delivered import Delivered, seconds_left
from officer_directory.limits.officers import OfficersSeen
from officer_directory.limits.rates import OFFICERS, Allowance, Asks, Limit, Limits
from officer_directory.limits.refusal import QuotaExceededError
from officer_directory.limits.shared import SharedWindows
from officer_directory.limits.sources import DailySalt, Headers, Networks, Sources
from officer_directory.limits.window import State, Windows

_EVERYONE: Final = "exports"


@dataclass(slots=True)
class Admitted:
    """A request that was let in: who is charged for it, and what is left."""

    subject: str
    allowance: Allowance
    anonymous: bool = False
    network: str = ""  # of the anonymous, as a hash of the day
    states: list[State] = field(default_factory=list)  # not known of the anonymous


class Gate:
    """The limits of one process; used on one event loop."""

    def __init__(
        self,
        limits: Limits,
        delivered: Delivered,
        officers: OfficersSeen,
        trusted: Networks = (),
        shared: SharedWindows | None = None,
    ) -> None:
        self.limits = limits
        self._delivered = delivered
        self._officers = officers
        self._shared = shared
        self._windows = Windows()
        self._sources = Sources(trusted, shared.salt if shared is not None else DailySalt())

    @property
    def is_alone(self) -> bool:
        """Whether a shared store is set and gone, so that this process counts by itself."""
        return self._shared is not None and self._shared.is_gone

    async def admit(self, requester: Requester, peer: str, headers: Headers) -> Admitted:
        """Let a request in, at the cost of a page.

        Raises:
            QuotaExceededError: a limit is used up.
        """
        subject, cost = requester.subject, self.limits.costs.page
        allowance = self.limits.of(requester)
        if subject is None:
            return await self._admit_anonymous(allowance, peer, headers, cost)
        admitted = Admitted(f"key:{subject}", allowance)
        await self._charge(admitted.subject, allowance.rates, cost)
        admitted.states = await self._stand(admitted)
        return admitted

    async def failed(self, peer: str, headers: Headers) -> Admitted:
        """Count a credential that is not good, against where it came from.

        Raises:
            QuotaExceededError: too many came from there.
        """
        if self._shared is not None:
            await self._shared.confirm_salt()
        source = self._sources.of(peer, headers)
        allowance = self.limits.failures
        subject = f"failures:{source.address}"
        await self._charge(subject, allowance.rates, 1)
        admitted = Admitted(subject, allowance)
        admitted.states = await self._stand(admitted)
        return admitted

    async def ask_more(self, admitted: Admitted, search: bool, count: bool) -> None:
        """Charge what a page costs beyond a plain one.

        Raises:
            QuotaExceededError: there is not so much left.
            NotAnsweredError: anonymous searches wait for the shared store.
        """
        if not search and not count:
            return
        if admitted.anonymous and self.is_alone:
            raise NotAnsweredError("Searches wait until limits are counted together again.")
        costs = self.limits.costs
        units = max(0, costs.search - costs.page) * search + costs.count * count
        await self._charge_more(admitted, units)

    async def hand_in(self, admitted: Admitted, kind: str, asks: Asks, portal: bool) -> None:
        """Charge what a stranger hands in, to where it comes from.

        Raises:
            QuotaExceededError: as much as is taken came from there.
        """
        await self._charge(f"{kind}:{admitted.subject}", asks.rates(shared=portal), 1)
        if admitted.anonymous:
            await self._charge(f"{kind}:network:{admitted.network}", asks.rates(shared=True), 1)

    async def begin_stream(self, admitted: Admitted) -> None:
        """Charge what it costs to begin a stream.

        Raises:
            QuotaExceededError: there is not so much left, or of everyone's streams.
            NotAnsweredError: streams wait for the shared store.
        """
        budget = admitted.states[-1] if admitted.states else None
        if budget is not None and budget.limit == admitted.allowance.budget and not budget.left:
            raise QuotaExceededError([budget])
        if self.is_alone:
            raise NotAnsweredError("Streams wait until limits are counted together again.")
        await self._charge_more(admitted, max(0, self.limits.costs.stream - self.limits.costs.page))
        if admitted.anonymous:
            await self._charge(_EVERYONE, self.limits.exports.rates, 1)

    async def deliver(self, admitted: Admitted, records: int, whole: bool = False) -> int:
        """How many of these records may go out, by the budget of the day; `whole`: all or none."""
        budget = admitted.allowance.budget
        if budget is None or not records:
            return records
        most = budget.quota - self._seen(admitted)
        granted = await self._delivered.take(_key(admitted), records, most, whole)
        await self._mark(admitted, budget)
        return granted

    async def deliver_all(self, admitted: Admitted, records: int) -> None:
        """Charge the records of a page.

        Raises:
            QuotaExceededError: not all of them may go out today.
        """
        if await self.deliver(admitted, records, whole=True) < records:
            raise QuotaExceededError([admitted.states[-1]])

    async def show(self, admitted: Admitted, officers: Collection[str]) -> None:
        """Charge the officers of a page whom this requester has not seen today.

        Raises:
            QuotaExceededError: they are more than may be seen.
        """
        budget = admitted.allowance.budget
        if budget is None or budget.name != OFFICERS or not officers:
            return
        unseen = self._officers.unseen(_key(admitted), officers)
        used = self._seen(admitted) + await self._delivered.used(_key(admitted))
        if used + len(unseen) > budget.quota:
            raise QuotaExceededError([_of_the_day(budget, used)])
        self._officers.add(_key(admitted), unseen)
        admitted.states[-1] = _of_the_day(budget, used + len(unseen))

    @asynccontextmanager
    async def room_to_show(
        self, admitted: Admitted, officers: Collection[str], others: int = 0
    ) -> AsyncIterator[set[str]]:
        """Keep room for what a write will show: these officers, and so many nobody names yet.

        Whom it has shown is put into the set, and charged at the end; nobody, where it failed.

        Raises:
            QuotaExceededError: there is no room, and nothing is written.
        """
        shown: set[str] = set()
        budget = admitted.allowance.budget
        if budget is None or budget.name != OFFICERS:
            yield shown
            return
        key = _key(admitted)
        delivered = await self._delivered.used(key)
        wanted, used = self._officers.unseen(key, officers), self._seen(admitted) + delivered
        if (places := len(wanted) + others) and used + places > budget.quota:
            raise QuotaExceededError([_of_the_day(budget, used)])
        with self._officers.kept_free(key, places):
            yield shown
        self._officers.add(key, self._officers.unseen(key, shown))
        await self._mark(admitted, budget)

    async def charge_day(self, admitted: Admitted, units: int) -> bool:
        """Charge a running stream; whether the day's limit had so much left."""
        return not await self._hit(admitted.subject, (admitted.allowance.daily,), units)

    async def close(self) -> None:
        """Leave the shared store, from the event loop that asked it."""
        if self._shared is not None:
            await self._shared.close()

    async def _admit_anonymous(
        self, allowance: Allowance, peer: str, headers: Headers, cost: int
    ) -> Admitted:
        if self._shared is not None:
            await self._shared.confirm_salt()
        source = self._sources.of(peer, headers)
        await self._charge(source.address, allowance.rates, cost)
        await self._charge(f"network:{source.network}", self.limits.network.rates, cost)
        return Admitted(source.address, allowance, anonymous=True, network=source.network)

    async def standing(self, admitted: Admitted) -> list[State]:
        """What is left, for whoever asks about it: of the anonymous too."""
        return await self._stand(admitted)

    async def _charge_more(self, admitted: Admitted, units: int) -> None:
        if units:
            await self._charge(admitted.subject, admitted.allowance.rates, units)
            if admitted.states:
                admitted.states = await self._stand(admitted)

    async def _charge(self, subject: str, limits: Sequence[Limit], cost: int) -> None:
        if refused := await self._hit(subject, limits, cost):
            raise QuotaExceededError(refused)

    async def _hit(self, subject: str, limits: Sequence[Limit], cost: int) -> list[State]:
        if self._shared is None:
            return self._windows.hit(subject, limits, cost)
        return await self._shared.hit(subject, limits, cost)

    async def _stand(self, admitted: Admitted) -> list[State]:
        rates, budget = admitted.allowance.rates, admitted.allowance.budget
        if self._shared is None:
            found = self._windows.stand(admitted.subject, rates)
        else:
            found = await self._shared.stand(admitted.subject, rates)
        return found if budget is None else [*found, await self._budget(admitted, budget)]

    async def _mark(self, admitted: Admitted, budget: Limit) -> None:
        admitted.states[-1] = await self._budget(admitted, budget)

    async def _budget(self, admitted: Admitted, budget: Limit) -> State:
        used = self._seen(admitted) + await self._delivered.used(_key(admitted))
        return _of_the_day(budget, used)

    def _seen(self, admitted: Admitted) -> int:
        counted = admitted.allowance.officers_per_day is not None
        return self._officers.count(_key(admitted)) if counted else 0


def _of_the_day(budget: Limit, used: int) -> State:
    return State(budget, max(0, budget.quota - used), seconds_left(time.time()))


def _key(admitted: Admitted) -> str:
    return admitted.subject.partition(":")[2]
