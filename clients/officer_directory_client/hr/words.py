"""A plan, an import and what is wrong, as a person reads them on a terminal or in a mail."""

from collections.abc import Iterator
from typing import Any, Final

from officer_directory_client._importing import Import
from officer_directory_client._terminal import plain
from officer_directory_client.hr.deliveries import Delivery
from officer_directory_client.hr.outcomes import Outcome
from officer_directory_client.hr.pushing import Wanted

_SENT_AS: Final = "upload.csv"
_SHOWN: Final = ("added", "changed", "retired", "unchanged")
_MARKS: Final = (
    "Nobody has marked a new unit yet, so its officers are held out until the records office has:"
)
_ANSWER: Final = (
    "If the delivery is whole, a person answers:"
    " officer-directory-hr push … --full --at-most-removed N%"
)


def title(delivery: Delivery, wanted: Wanted) -> str:
    """What is delivered, and as what."""
    whom = "everyone, so whoever is missing is retired" if wanted.full else "what is new or changed"
    return plain(f"{delivery.name}: {wanted.format}, {whom}.")


def told(delivery: Delivery, done: Import | None) -> Iterator[str]:
    """The lines of an import or of its plan."""
    report = {} if done is None else done.report
    for kind, counts in report.get("kinds", {}).items():
        if any(counts[name] for name in _SHOWN):
            numbers = ", ".join(f"{counts[name]:,} {name}" for name in _SHOWN if counts[name])
            yield plain(f"  {kind:<12} {numbers}")
            yield from (plain(f"    {example}") for example in counts["examples"])
    if new := report.get("new_units"):
        yield _MARKS
        yield from (plain(f"    {unit}") for unit in new)
    yield from (plain(f"Note: {named_here(delivery, note)}") for note in report.get("notes", ()))


def wrong(delivery: Delivery, outcome: Outcome) -> Iterator[str]:
    """What keeps a delivery from being imported, line by line, and what to do."""
    yield from (plain(named_here(delivery, problem)) for problem in outcome.problems)
    yield plain(outcome.words)
    if outcome.ended == "guarded":
        yield _ANSWER


def named_here(delivery: Delivery, line: Any) -> str:
    """A line of the directory with the name that the file has here: one is sent without."""
    said = str(line)
    if len(delivery.files) == 1 and said.startswith(f"{_SENT_AS}:"):
        return f"{delivery.name}:{said.removeprefix(f'{_SENT_AS}:')}"
    return said
