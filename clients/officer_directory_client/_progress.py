"""Telling how far something is: a bar on a terminal, or whatever the caller wants."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import click

Tell = Callable[[int, int | None], None]
"""Called with how many are done, and of how many, where that is known."""

Progress = Literal[False] | Tell | None
"""None: a bar where standard error is a terminal; False: none; or whom to tell."""


def is_shown(progress: Progress) -> bool:
    """Whether a bar will be shown."""
    return progress is None and sys.stderr.isatty()


@contextmanager
def telling(progress: Progress, label: str) -> Iterator[Tell]:
    """Someone to tell; the bar is finished when the block ends."""
    if progress:
        yield progress
    elif is_shown(progress):
        bar = _Bar(label)
        try:
            yield bar.tell
        finally:
            bar.close()
    else:
        yield lambda _done, _total: None


class _Bar:
    """One of click's where the whole is known, else a count."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None
        self._counted = False

    def tell(self, done: int, total: int | None) -> None:
        if total is None:
            self._counted = True
            click.echo(f"\r{self._label}: {done:,}", nl=False, err=True)
            return
        if self._bar is None or self._bar.length != total:
            self._bar = click.progressbar(
                length=total, label=self._label, show_pos=True, file=sys.stderr
            )
            self._bar.render_progress()
        self._bar.update(max(0, min(done, total) - self._bar.pos))

    def close(self) -> None:
        if self._bar is not None:
            self._bar.render_finish()
        elif self._counted:
            click.echo(err=True)
