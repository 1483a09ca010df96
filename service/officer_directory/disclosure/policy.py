"""Loading a folder of bundles: strictly, whole, or not at all.

    policies/model.conf
    policies/<bundle>/policy.csv  exemptions.toml  tests.yaml

`load` reads every word, checks every meaning, asks Casbin for each cell, proves that no
outside tier can tell protected officers apart, runs the bundle's own tests, and gives one
immutable `Snapshot`. It is fast enough to run at each start (under two seconds).
"""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from officer_directory.disclosure import (
    casbin_model,
    exemptions,
    policy_lines,
    policy_tests,
)
from officer_directory.disclosure.faults import BundleRefusedError, Fault, read_strictly, refuse
from officer_directory.disclosure.policy_compile import compile_tables
from officer_directory.disclosure.policy_invariants import invariant_faults
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.disclosure.policy_overlaps import overlap_faults
from officer_directory.disclosure.policy_words import word_faults
from officer_directory.disclosure.tables import Bundle, Rule, Snapshot, Table

__all__ = ["Bundle", "BundleRefusedError", "Rule", "Snapshot", "Table", "load", "load_bundle"]

_FILES = ("policy.csv", "exemptions.toml", "tests.yaml")
_OPTIONAL = ("limits.toml",)


def load(folder: Path) -> Snapshot:
    """Every bundle in the folder.

    Raises:
        BundleRefusedError: (a PolicyError) with file, line and word of every fault.
    """
    casbin_model.check(read_strictly(folder / "model.conf", "model.conf"), "model.conf")
    names = sorted(p.name for p in folder.iterdir() if p.is_dir() and not _hidden(p))
    if not names:
        raise BundleRefusedError([Fault(folder.name, 1, folder.name, "holds no bundle")])
    bundles = {name: load_bundle(folder / name) for name in names}
    refuse(_jurisdiction_faults(bundles))
    return Snapshot(MappingProxyType(bundles))


def load_bundle(folder: Path) -> Bundle:
    """One bundle; raises as `load` does."""
    name = folder.name
    refuse(_file_faults(folder))
    text = {file: read_strictly(folder / file, f"{name}/{file}") for file in _FILES}
    grounds = exemptions.parse(text["exemptions.toml"], f"{name}/exemptions.toml")
    lines, includes = _parsed(text["policy.csv"], f"{name}/policy.csv")
    refuse(word_faults(lines, includes, grounds))
    refuse(overlap_faults(lines, includes))
    heading = grounds.heading
    bundle = Bundle(
        name=name,
        jurisdiction=heading.jurisdiction,
        title=heading.title,
        valid_from=heading.valid_from,
        tables=MappingProxyType(compile_tables(lines, includes, heading.default_exemption)),
        exemptions=MappingProxyType(dict(grounds.exemptions)),
        default_exemption=heading.default_exemption,
        press_equals_public=heading.press_equals_public,
        lines=lines,
        includes=includes,
    )
    refuse(invariant_faults(bundle, grounds))
    refuse(policy_tests.faults(text["tests.yaml"], f"{name}/tests.yaml", bundle))
    return bundle


def _parsed(text: str, file: str) -> tuple[tuple[Line, ...], tuple[Include, ...]]:
    parsed = list(policy_lines.parse(text, file))
    refuse(part for part in parsed if isinstance(part, Fault))
    lines = tuple(part for part in parsed if isinstance(part, Line))
    if not lines:
        problem = "has no 'p' line: an empty policy is never loaded"
        raise BundleRefusedError([Fault(file, 1, "policy.csv", problem)])
    return lines, tuple(part for part in parsed if isinstance(part, Include))


def _hidden(path: Path) -> bool:
    return path.name.startswith((".", "_"))


def _file_faults(folder: Path) -> Iterator[Fault]:
    present = {p.name for p in folder.iterdir() if not _hidden(p)}
    for file in sorted(present - {*_FILES, *_OPTIONAL}):
        yield Fault(f"{folder.name}/{file}", 1, file, "does not belong in a bundle")
    for file in sorted(set(_FILES) - present):
        yield Fault(f"{folder.name}/{file}", 1, file, "is missing from the bundle")


def _jurisdiction_faults(bundles: dict[str, Bundle]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, bundle in bundles.items():
        other = seen.setdefault(bundle.jurisdiction, name)
        if other != name:
            problem = f"is the jurisdiction of '{other}' too: a state is bound to one bundle"
            yield Fault(f"{name}/exemptions.toml", 1, bundle.jurisdiction, problem)
