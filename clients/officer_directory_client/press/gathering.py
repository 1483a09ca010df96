"""What there is no list of: asked officer by officer, and written as NDJSON with a receipt.

That is a question for each officer and list, so it is bounded by the officers of the agencies
that were named, and held against what is left of the day before it begins.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import click

from officer_directory_client._downloading import moment
from officer_directory_client._parts import Part
from officer_directory_client._progress import telling
from officer_directory_client.about import Me
from officer_directory_client.directory import Directory
from officer_directory_client.downloads import Download, Piece, receipt_path
from officer_directory_client.errors import NoSuchRecordError, TruncatedError
from officer_directory_client.records import Terms

BY_OFFICER: Final = ("employments", "salaries", "documents", "assignments")
"""The lists that the directory gives of one officer alone."""

_AT_ONCE: Final = 4
_BLOCK: Final = 500

Lines = dict[str, bytes] | None
Seen = dict[tuple[str, str], Terms]
"""List and policy → the terms that its pages told."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Files and terms by list; officers who were no longer shown when they were asked for."""

    files: dict[str, Download]
    terms: dict[str, Terms]
    no_longer_shown: frozenset[str]


def check_bounds(me: Me, officers: int, lists: Sequence[str]) -> None:
    """Refuse what would use up the day.

    Raises:
        ClickException: more questions than are left of the day.
    """
    questions = officers * len(lists)
    daily = me.limits.get("daily")
    if daily is not None and daily.left is not None and questions > daily.left:
        raise click.ClickException(
            f"That takes {questions:,} questions, one for each officer and list, and"
            f" {daily.left:,} are left of your day. Name fewer agencies, or leave out what is"
            " by officer: --lists-only."
        )


def gather(
    directory: Directory, me: Me, ids: Sequence[str], lists: Sequence[str], folder: Path
) -> Gathered:
    """Ask for each of the lists of each officer.

    Raises:
        TruncatedError: another policy came into force meanwhile, so it would be of two.
    """
    began = moment()
    gone: set[str] = set()
    seen: Seen = {}
    policies = {directory.policy().policy}
    with ExitStack() as files, telling(None, "by officer") as tell:
        parts = {
            listed: Part(folder / f"{listed}.ndjson", False, lambda _rows: None) for listed in lists
        }
        for part in parts.values():
            files.callback(part.discard)
        for done, (officer, lines) in enumerate(_asked(directory, ids, lists, seen), 1):
            if lines is None:
                gone.add(officer)
            for listed, written in (lines or {}).items():
                parts[listed].write(written)
            tell(done, len(ids))
        policies |= {directory.policy().policy, *(policy for _, policy in seen)}
        if len(policies) > 1:
            raise TruncatedError("Another policy came into force meanwhile.")
        for part in parts.values():
            part.finish()
    receipted = partial(_receipted, directory.api, me.tier, policies.pop(), began, folder)
    return Gathered(
        {listed: receipted(listed, part) for listed, part in parts.items()},
        {listed: terms for (listed, _), terms in seen.items()},
        frozenset(gone),
    )


def _asked(
    directory: Directory, ids: Sequence[str], lists: Sequence[str], seen: Seen
) -> Iterator[tuple[str, Lines]]:
    """Each officer with their lines; None of one of whom no record can be shown."""

    def ask(officer: str) -> Lines:
        try:
            return {name: _lines(directory, officer, name, seen) for name in lists}
        except NoSuchRecordError:
            return None

    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        for block in _blocks(ids):
            yield from zip(block, pool.map(ask, block), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _lines(directory: Directory, officer: str, listed: str, seen: Seen) -> bytes:
    records: list[Any] = []
    for page in directory.related(officer, listed, sort="id").pages():
        seen[listed, page.policy] = page.terms
        records += page.records
    return b"".join(
        json.dumps(dict(record), ensure_ascii=False).encode() + b"\n" for record in records
    )


def _blocks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + _BLOCK] for start in range(0, len(ids), _BLOCK))


def _receipted(
    api: str, tier: str, policy: str, began: str, folder: Path, listed: str, part: Part
) -> Download:
    path = folder / f"{listed}.ndjson"
    piece = Piece(part.rows, began, moment())
    done = Download(
        path, receipt_path(path), part.rows, part.bytes, part.sha256, policy, (piece,), 0
    )
    done.write_receipt(f"GET {api}/v1/officers/{{id}}/{listed}?sort=id of each officer", tier)
    return done
