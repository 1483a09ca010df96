"""Grounds for withholding: what is cited, in plain words, who decided, how to challenge it.

An exemption that rests on agency policy or on balancing is somebody's decision, never
dressed up as statute: it is refused without author, date and finding.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from officer_directory.faults import BundleRefusedError, Fault, unknown
from officer_directory.tiers import Tier
from officer_directory.toml_lines import TomlLines, read_toml


class Basis(StrEnum):
    STATUTE = "statute"
    CASE = "case"
    AGENCY_POLICY = "agency-policy"
    BALANCING = "balancing"


DECIDED = (Basis.AGENCY_POLICY, Basis.BALANCING)
"""Bases that are a person's decision."""


@dataclass(frozen=True, slots=True)
class Exemption:
    code: str
    citation: str
    basis: Basis
    words: str  # plain: why it is withheld
    remedy: str  # how to challenge it
    decided_by: str | None = None
    decided_on: date | None = None
    finding: str | None = None  # why the decision was taken
    verified: bool = True  # the citation was checked in a source

    def text(self) -> list[str]:
        """Everything it says, as words."""
        decided = self.decided_on.isoformat() if self.decided_on else ""
        return [
            self.code,
            self.citation,
            self.basis.value,
            self.words,
            self.remedy,
            self.decided_by or "",
            decided,
            self.finding or "",
            str(self.verified),
        ]


@dataclass(frozen=True, slots=True)
class Heading:
    """What `exemptions.toml` says of its bundle."""

    title: str
    jurisdiction: str
    valid_from: date
    default_exemption: str
    press_equals_public: bool
    photos_unmarked_for: frozenset[Tier] = frozenset()


@dataclass(frozen=True, slots=True)
class Grounds:
    """A parsed `exemptions.toml`, with the line of each exemption and key."""

    heading: Heading
    exemptions: Mapping[str, Exemption]
    source: "TomlLines"


_HEADING: dict[str, type] = {
    "title": str,
    "jurisdiction": str,
    "valid_from": date,
    "default_exemption": str,
    "press_equals_public": bool,
}
_OPTIONAL: dict[str, type] = {"photos_unmarked_for": list}
_REQUIRED: dict[str, type] = {"citation": str, "basis": str, "words": str, "remedy": str}
_DECISION: dict[str, type] = {"decided_by": str, "decided_on": date, "finding": str}
_EXEMPTION = _REQUIRED | _DECISION | {"verified": bool}
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WANTED = {
    str: "a text",
    date: "a date like 2026-01-31",
    bool: "true or false",
    list: "a list of tiers",
}
_SHOWN_PHOTOS = (Tier.HR, Tier.RECORDS, Tier.OVERSIGHT)


def parse(text: str, file: str) -> Grounds:
    """The heading and exemptions of a bundle.

    Raises:
        BundleRefusedError: with every fault found.
    """
    content, source = read_toml(text, file)
    faults = list(_faults(content, source))
    if faults:
        raise BundleRefusedError(faults)
    exemptions = {
        code: Exemption(code=code, **(entry | {"basis": Basis(entry["basis"])}))
        for code, entry in content["exemption"].items()
    }
    heading = content["bundle"]
    unmarked = frozenset(map(Tier, heading.get("photos_unmarked_for", ())))
    return Grounds(Heading(**heading | {"photos_unmarked_for": unmarked}), exemptions, source)


def _faults(content: Mapping[str, Any], source: TomlLines) -> Iterator[Fault]:
    for name in content.keys() - {"bundle", "exemption"}:
        yield source.fault(name, "", name, "is not a known key: use [bundle] and [exemption.CODE]")
    heading = content.get("bundle")
    known = _HEADING | _OPTIONAL
    misread = list(_entry_faults(heading, "bundle", known, set(_HEADING), source))
    yield from misread
    if not misread:
        yield from _unmarked_faults(heading, source)
    valid_from = heading["valid_from"] if isinstance(heading, Mapping) and not misread else None
    entries = content.get("exemption")
    if not isinstance(entries, Mapping) or not entries:
        yield source.fault("exemption", "", "exemption", "has no entries: write [exemption.CODE]")
        return
    for code, entry in entries.items():
        section = f"exemption.{code}"
        if not _CODE.fullmatch(code):
            yield source.fault(section, "", code, "is not a code: use a-z, 0-9 and '-'")
        found = list(_entry_faults(entry, section, _EXEMPTION, set(_REQUIRED), source))
        yield from found
        if not found:
            yield from _decision_faults(entry, section, code, valid_from, source)


def _unmarked_faults(heading: Any, source: TomlLines) -> Iterator[Fault]:
    """Words that are no tier to which photos are ever shown; a word that is there twice."""
    words = heading.get("photos_unmarked_for", [])
    for number, word in enumerate(words):
        problem = None
        if word not in list(_SHOWN_PHOTOS):
            problem = unknown(str(word), "tier that may be shown photos", list(_SHOWN_PHOTOS))
        elif word in words[:number]:
            problem = "is there twice"
        if problem is not None:
            yield source.fault("bundle", "photos_unmarked_for", str(word), problem)


def _entry_faults(
    entry: object, section: str, known: Mapping[str, type], required: set[str], source: TomlLines
) -> Iterator[Fault]:
    if not isinstance(entry, Mapping):
        yield source.fault(section, "", section, f"must be a table: write [{section}]")
        return
    for key, value in entry.items():
        if key not in known:
            yield source.fault(section, key, key, unknown(key, f"key of [{section}]", known))
        elif type(value) is not known[key]:
            wanted = _WANTED[known[key]]
            yield source.fault(section, key, key, f"of [{section}] must be {wanted}")
        elif isinstance(value, str) and not value.strip():
            yield source.fault(section, key, key, f"of [{section}] is empty")
    for key in sorted(required - entry.keys()):
        yield source.fault(section, "", key, f"is missing in [{section}]")


def _decision_faults(
    entry: Mapping[str, Any],
    section: str,
    code: str,
    valid_from: date | None,
    source: TomlLines,
) -> Iterator[Fault]:
    if entry["basis"] not in list(Basis):
        word = entry["basis"]
        yield source.fault(section, "basis", word, unknown(word, "basis", list(Basis)))
        return
    if "decided_on" in entry and valid_from and entry["decided_on"] > valid_from:
        word = entry["decided_on"].isoformat()
        problem = f"is after the bundle's valid_from ({valid_from}): decide first"
        yield source.fault(section, "decided_on", word, problem)
    if entry["basis"] in DECIDED:
        for key in sorted(_DECISION.keys() - entry.keys()):
            problem = f"has no '{key}': {entry['basis']} is a decision, with author, date, finding"
            yield source.fault(section, "basis", code, problem)
