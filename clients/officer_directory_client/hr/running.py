"""One run of the command: the deliveries it finds, each planned or pushed, told and reported."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from officer_directory_client._importing import Import
from officer_directory_client._terminal import plain
from officer_directory_client.hr.configuration import Configuration, WronglySetError
from officer_directory_client.hr.delivered import Delivered, UnderWayError, alone
from officer_directory_client.hr.deliveries import (
    Delivery,
    NoDeliveryError,
    StillWrittenError,
    every,
    of_path,
    of_stream,
)
from officer_directory_client.hr.outcomes import Exit, Outcome
from officer_directory_client.hr.pushing import Desk, Wanted
from officer_directory_client.hr.reporting import Report
from officer_directory_client.hr.words import title, told, wrong
from officer_directory_client.personnel import HrDirectory

Do = Callable[[Desk, Delivery], Outcome]
_NOTHING = Outcome(Exit.DONE, "nothing-new", "Nothing new: that was delivered.")
_PASSED_OVER = "Note: older and never delivered: {}. --each delivers them in order."


@dataclass(frozen=True, slots=True)
class Source:
    """Where deliveries come from: a path, `-`, or what matches `newest` or `each` in a folder."""

    path: str
    newest: str | None = None
    each: str | None = None

    def paths(self) -> list[Path]:
        """What is there, oldest first."""
        if self.newest or self.each:
            return every(Path(self.path), self.newest or self.each or "")
        return [Path(self.path)]


@dataclass(slots=True)
class Run:
    """What is set for one run. `again`: also what was delivered; `quiet`: only what is wrong."""

    settings: Configuration
    wanted: Wanted
    source: Source
    report_to: Path | None = None
    again: bool = False
    quiet: bool = False
    _shown: str | None = field(default=None, init=False)  # the digest of a delivery

    def plan(self) -> Exit:
        """Show what each new delivery would do."""
        return self._run(lambda desk, delivery: desk.plan(delivery, self.wanted), alone_here=False)

    def push(self, ask: bool) -> Exit:
        """Deliver each new delivery, up to the first that does not get in.

        The plan is shown first; with `ask` a person then says whether it is imported.
        """

        def do(desk: Desk, delivery: Delivery) -> Outcome:
            def agree(planned: Outcome) -> bool:
                self._show(delivery, planned.planned, always=ask)
                return not ask or click.confirm("Import this?", default=False)

            return desk.push(delivery, self.wanted, agree)

        return self._run(do, alone_here=True)

    def _run(self, do: Do, alone_here: bool) -> Exit:
        report = Report(self.settings, self.wanted)
        words: list[str] = []
        with ExitStack() as held:
            code = Exit.LATER
            try:
                if alone_here:
                    held.enter_context(alone(self.settings.state))
                code = self._each(do, report, words)
            except (UnderWayError, StillWrittenError) as later:
                words.append(f"{later} The next run may succeed.")
            except (NoDeliveryError, WronglySetError) as error:
                code = Exit.USAGE
                words.append(str(error))
            except OSError as error:
                code = Exit.USAGE
                words.append(f"{error.filename}: {error.strerror}.")
            for line in words:
                click.echo(plain(line), err=True)
            self._report(report, code, words)
        return code

    def _report(self, report: Report, code: Exit, words: list[str]) -> None:
        if self.report_to is None:
            return
        try:
            report.write(self.report_to, code, words)
        except OSError as error:  # what was done is done, and the code says it
            said = f"The report could not be written: {error.filename}: {error.strerror}."
            click.echo(plain(said), err=True)

    def _each(self, do: Do, report: Report, words: list[str]) -> Exit:
        done = Delivered(self.settings.state, self._to())
        with _directory(self.settings) as directory:
            desk = Desk(directory, progress=False if self.quiet else None)
            for delivery in self._found(done, words):
                is_new = self.again or not done.knows(delivery)
                outcome = do(desk, delivery) if is_new else _NOTHING
                if outcome.is_delivered:
                    done.note(delivery)
                self._tell(delivery, outcome)
                report.add(delivery, outcome)
                if outcome.exit is not Exit.DONE:
                    return outcome.exit
        if not report.deliveries:
            self._say("Nothing new: there is no delivery.")
        return Exit.DONE

    def _found(self, done: Delivered, words: list[str]) -> Iterator[Delivery]:
        if self.source.path == "-":
            yield of_stream(sys.stdin.buffer)
            return
        paths = self.source.paths()
        if self.source.newest and paths:
            *older, last = paths
            if not self.wanted.full:
                passed = sum(not done.knows(of_path(path)) for path in older)
                words += [_PASSED_OVER.format(passed)] if passed else []
            paths = [last]
        yield from map(of_path, paths)

    def _tell(self, delivery: Delivery, outcome: Outcome) -> None:
        if self._shown != delivery.digest:
            self._show(delivery, outcome.planned)
        if outcome.exit is Exit.DONE:
            self._say(outcome.words)
            return
        for line in wrong(delivery, outcome):
            click.echo(line, err=True)

    def _show(self, delivery: Delivery, planned: Import | None, always: bool = False) -> None:
        self._shown = delivery.digest
        for line in (title(delivery, self.wanted), *told(delivery, planned)):
            self._say(line, always)

    def _say(self, line: str, always: bool = False) -> None:
        if always or not self.quiet:
            click.echo(line)

    def _to(self) -> dict[str, str | bool | None]:
        to = {"api": self.settings.api, "client_id": self.settings.client_id}
        wanted = {"agency": self.wanted.agency, "format": self.wanted.format}
        return {**to, **wanted, "full": self.wanted.full}


@contextmanager
def _directory(settings: Configuration) -> Iterator[HrDirectory]:
    with HrDirectory(settings.api, settings.credential()) as directory:
        yield directory
