"""A mapping as it is written, in TOML: read strictly, every mistake named with its place."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from officer_directory.errors import IntakeError
from officer_directory.intake.reading.sheet import header_name
from officer_directory.store.folding import fold

PARTS = {
    "officer": (
        "uid first_name middle_name last_name suffix badge_number rank status status_detail"
        " hire_date separation_date separation_reason race gender birth_year"
        " certification_action hr_id"
    ),
    "employment": "employer rank start_date end_date status_detail separation_reason",
    "assignment": "unit bureau title badge_number start_date end_date",
    "rank": "rank badge_number start_date",
    "salary": "year is_fiscal_year base_pay overtime_pay total_pay",
    "complaint": (
        "number received_date closed_date category condition allegation finding disposition"
        " penalty narrative"
    ),
    "document": "title kind date url",
}
_FILE = {"delimiter": str, "repeats": bool, "blank": list}
_STATUSES = ("active", "separated")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Part → fact → column, by the name a column is matched by."""

    name: str
    parts: dict[str, dict[str, str]]
    ignored: tuple[str, ...] = ()
    delimiter: str = ","
    repeats: bool = False
    blanks: frozenset[str] = frozenset()
    status_words: dict[str, str] = field(default_factory=dict)

    def columns(self) -> Iterator[str]:
        for columns in self.parts.values():
            yield from columns.values()


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file.

    Raises:
        IntakeError: it is not TOML, or a word in it is not known; a line for each mistake.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise IntakeError([f"{path.name}: there is no such mapping or format"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntakeError([f"{path.name}: this is not TOML: {error}"]) from None
    if mistakes := list(_mistakes(content)):
        raise IntakeError([f"{path.name}: {mistake}" for mistake in mistakes])
    about = content.get("file", {})
    return Mapping(
        name=f"mapping {path.stem}",
        parts={
            part: {fact: header_name(column) for fact, column in content[part].items()}
            for part in PARTS
            if part in content
        },
        ignored=tuple(header_name(column) for column in content.get("ignore", [])),
        delimiter=about.get("delimiter", ","),
        repeats=about.get("repeats", False),
        blanks=frozenset(about.get("blank", [])),
        status_words={word: word for word in _STATUSES}
        | {fold(word): status for word, status in content.get("status_words", {}).items()},
    )


def _mistakes(content: dict[str, Any]) -> Iterator[str]:
    known = {*PARTS, "file", "ignore", "status_words"}
    for name in sorted(content.keys() - known):
        yield f"[{name}]: unknown: one of {', '.join(sorted(known))}"
    if not _table(content.get("officer")):
        yield "[officer]: missing: name the columns of the officer"
    if not _texts(content.get("ignore", [])):
        yield 'ignore: a list of column names is meant: ["Notes"]'
    for part in PARTS:
        yield from _mistakes_of_part(part, content.get(part, {}))
    yield from _mistakes_of_file(content.get("file", {}))
    words = content.get("status_words", {})
    if not _table(words) or not set(words.values()) <= set(_STATUSES):
        yield "[status_words]: each word stands for active or separated"


def _mistakes_of_part(part: str, columns: Any) -> Iterator[str]:
    if not isinstance(columns, dict):
        yield f"[{part}]: a table is meant: fact = column"
        return
    for fact, column in columns.items():
        if fact not in PARTS[part].split():
            yield f"[{part}] {fact}: unknown: one of {PARTS[part].replace(' ', ', ')}"
        elif not isinstance(column, str) or not column.strip():
            yield f"[{part}] {fact}: the name of a column is meant"
    if part == "salary" and columns and "year" not in columns:
        yield "[salary] year: missing: a salary belongs to a year"


def _mistakes_of_file(about: Any) -> Iterator[str]:
    if not isinstance(about, dict):
        yield "[file]: a table is meant"
        return
    for name, value in about.items():
        if name not in _FILE:
            yield f"[file] {name}: unknown: one of {', '.join(_FILE)}"
        elif not isinstance(value, _FILE[name]) or (name == "blank" and not _texts(value)):
            yield f"[file] {name}: {value!r} is not what is meant here"
    if isinstance(about.get("delimiter"), str) and about["delimiter"] not in (",", ";", "\t", "|"):
        yield "[file] delimiter: one of `,` `;` `|` and a tab"


def _table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
