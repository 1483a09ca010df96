"""Agencies, as a person names them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

import click

from officer_directory_client._terminal import plain
from officer_directory_client.directory import Directory
from officer_directory_client.records import Agency

_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Chosen:
    """Agencies that were named."""

    agencies: tuple[Agency, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(agency.name for agency in self.agencies)

    @property
    def said(self) -> str:
        """Their names, for a person."""
        return plain(", ".join(self.names))

    @property
    def query(self) -> dict[str, Any]:
        """The filter by which a list is theirs."""
        if len(self.names) == 1:
            return {"agency": self.names[0]}
        return {"agency__in": list(self.names)}


def choose(directory: Directory, named: Sequence[str]) -> Chosen:
    """The agencies of these names, parts of names, or ids.

    Raises:
        UsageError: one of them is none, or may be several.
    """
    shown = sorted(directory.agencies(), key=lambda agency: _folded(agency.name))
    found = {agency.id: agency for agency in (_one(name, shown) for name in named)}
    chosen = Chosen(tuple(found.values()))
    for agency in chosen.agencies:
        if sum(other.name == agency.name for other in shown) > 1:
            raise click.UsageError(
                f"Several agencies are called {plain(agency.name)}, and a list cannot be of one."
            )
    if len(found) > 1 and any("," in name for name in chosen.names):
        raise click.UsageError("An agency with a comma in its name has to be asked for alone.")
    return chosen


def _one(named: str, shown: Sequence[Agency]) -> Agency:
    wanted = _folded(named)
    exact = [a for a in shown if a.id == named or _folded(a.name) == wanted]
    matching = exact or [a for a in shown if wanted and wanted in _folded(a.name)]
    if len(matching) == 1 or exact:
        return matching[0]
    if matching:
        raise click.UsageError(f"{plain(named)} may be several agencies:\n{_list(matching)}")
    near = get_close_matches(wanted, [_folded(a.name) for a in shown], 3, 0.5)
    likely = [a for a in shown if _folded(a.name) in near]
    heading = "Did you mean" if likely else "There are"
    raise click.UsageError(
        f"No agency {plain(named)} can be shown here. {heading}:\n{_list(likely or shown)}"
    )


def _list(agencies: Sequence[Agency]) -> str:
    lines = [f"  {plain(agency.name)}  ({agency.id})" for agency in agencies[:_LISTED]]
    if more := len(agencies) - len(lines):
        lines.append(f"  and {more:,} more")
    return "\n".join(lines)


def _folded(text: str) -> str:
    """Without case, accents or the width of spaces."""
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(bare).casefold().split())
