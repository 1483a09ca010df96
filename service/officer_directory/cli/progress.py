"""Progress of long work on standard error: a bar on a terminal, else a line every 10 s."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from officer_directory.commands import Progress

_BETWEEN_LINES = 10.0


@contextmanager
def watched() -> Iterator[Progress]:
    """Progress to hand to a command, shown while the block runs."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:
        yield _Bar(bars)


class _Bar:
    """One bar for each kind of work, in the order it comes up."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, object] = {}

    def __call__(self, done: int, total: int, what: str) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what)
        self._bars.update(self._tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]


class _Lines:
    def __init__(self) -> None:
        self._next = time.monotonic() + _BETWEEN_LINES

    def __call__(self, done: int, total: int, what: str) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _BETWEEN_LINES
            print(f"{what}: {done}" + (f" of {total}" if total else ""), file=sys.stderr)
