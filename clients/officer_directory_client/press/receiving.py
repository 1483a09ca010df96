"""All that `open` needs, as files with receipts in a folder that is there whole or not at all."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from officer_directory_client.about import Fields
from officer_directory_client.directory import Directory
from officer_directory_client.downloads import Download
from officer_directory_client.errors import TruncatedError
from officer_directory_client.press.agencies import Chosen
from officer_directory_client.press.gathering import BY_OFFICER, check_bounds, gather
from officer_directory_client.press.tables import read, shown
from officer_directory_client.records import Terms

_STREAMED: Final = ("complaints", "incidents")


@dataclass(frozen=True, slots=True)
class Received:
    """Files and terms by list; officers who were no longer shown before all of it had come."""

    files: dict[str, Path]
    terms: dict[str, Terms]
    no_longer_shown: frozenset[str]


def receive(
    directory: Directory, chosen: Chosen, fields: Fields, folder: Path, lists_only: bool
) -> Received:
    """The lists as files, in a folder of their own that is there whole or not at all."""
    place = folder / "received" / datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    place.mkdir(parents=True)
    try:
        return _download(directory, chosen, fields, place, lists_only)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _download(
    directory: Directory, chosen: Chosen, fields: Fields, place: Path, lists_only: bool
) -> Received:
    """Officers, then what is theirs, then what links to them.

    Whoever was no longer shown when asked for is taken out of the tables: the lists that link
    come last, and link to them no more.
    """
    by_officer = [] if lists_only else [name for name in BY_OFFICER if shown(fields, name)]
    roster = directory.download(place / "officers.ndjson", "officers", "ndjson", **chosen.query)
    came: dict[str, Download] = {"officers": roster}
    terms = {"officers": directory.page("officers", limit=1, **chosen.query).terms}
    gone: frozenset[str] = frozenset()
    if by_officer:
        me = directory.me()
        check_bounds(me, roster.rows, by_officer)
        ids = [officer["id"] for officer in read(roster.path)]
        gathered = gather(directory, me, ids, by_officer, place)
        came |= gathered.files
        terms |= gathered.terms
        gone = gathered.no_longer_shown
    for listed in filter(lambda name: shown(fields, name), _STREAMED):
        target = place / f"{listed}.ndjson"
        terms[listed] = directory.page(listed, limit=1, **chosen.query).terms
        came[listed] = directory.download(target, listed, "ndjson", **chosen.query)
    policies = {fields.policy} | {done.policy for done in came.values()}
    if len(policies | {told.policy for told in terms.values()}) > 1:
        raise TruncatedError("Another policy came into force meanwhile.")
    files = {name: done.path for name, done in came.items()}
    return Received(files, terms, gone)
