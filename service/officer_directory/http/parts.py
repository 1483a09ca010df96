"""Whom a stream names, entered part by part before each part leaves.

A stream is as long as its reader likes. Its opening entry says that it comes in parts; each
part has an entry of its own, with the officers in it, so that a stream that nobody closed
counts as given as far as it was entered, which is at least as far as it came.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from officer_directory.disclosure.given import Given
from officer_directory.http.asked import AskedBy
from officer_directory.http.formats import Form
from officer_directory.tiers import INSIDE, Tier

MOST_OFFICERS: Final = 2_000  # in one entry


def comes_in_parts(asked: AskedBy) -> bool:
    """Whether the agency is told who is in it: of the press and of oversight nothing is kept."""
    return asked.requester.tier in INSIDE and asked.requester.tier is not Tier.OVERSIGHT


class Parts:
    """The parts of one stream, as far as they were entered."""

    def __init__(self, asked: AskedBy, form: Form) -> None:
        self._asked = asked
        self._form = form
        self._told: set[tuple[str, str]] = set()

    async def enter(self, given: Iterable[Given]) -> None:
        """Enter what a part gives, before it is sent.

        Raises:
            NotAnsweredError: it could not be entered.
        """
        ledger = self._asked.running.ledger
        for some in pieces(self._fresh(given)):
            await self._asked.aside(ledger.recall, some.officers)
            await self._asked.enter(status=200, part_of=self._form.word, given=(some,))

    def _fresh(self, given: Iterable[Given]) -> Iterator[Given]:
        """What an earlier part did not give already; each officer of a roster comes once."""
        for fields, officers in given:
            if fields.startswith("officer:"):
                yield Given(fields, officers)
                continue
            new = tuple(one for one in officers if (fields, one) not in self._told)
            self._told.update((fields, one) for one in new)
            yield Given(fields, new)


def pieces(given: Iterable[Given]) -> Iterator[Given]:
    """The same in pieces of so many officers that an entry stays small."""
    for fields, officers in given:
        for begin in range(0, len(officers), MOST_OFFICERS):
            yield Given(fields, officers[begin : begin + MOST_OFFICERS])
