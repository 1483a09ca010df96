"""Loading a folder of bundles: strictly, whole, or not at all.

    policies/model.conf
    policies/<bundle>/policy.csv  exemptions.toml  tests.yaml

`load` reads every word, checks every meaning, asks Casbin for each cell, proves that no
outside tier can tell protected officers apart, runs the bundle's own tests, and gives one
immutable `Snapshot`. It is fast enough to run at each start (under two seconds).
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from officer_directory.disclosure import (
    casbin_model,
    exemptions,
    policy_lines,
    policy_tests,
)
from officer_directory.disclosure.policy_compile import compile_tables
from officer_directory.disclosure.policy_invariants import invariant_faults
from officer_directory.disclosure.policy_lines import Include, Line
from officer_directory.disclosure.policy_overlaps import overlap_faults
from officer_directory.disclosure.policy_words import word_faults
from officer_directory.disclosure.tables import Bundle, Rule, Snapshot, Table
from officer_directory.errors import PolicyError
from officer_directory.faults import BundleRefusedError, Fault, read_strictly, refuse
from officer_directory.limits import file as limits_file
from officer_directory.limits.chosen import NAME as LIMITS

__all__ = [
    "Bundle",
    "BundleRefusedError",
    "Rule",
    "Snapshot",
    "Table",
    "forget_what_was_loaded",
    "load",
]

MODEL = "model.conf"
_FILES = ("policy.csv", "exemptions.toml", "tests.yaml")
_OPTIONAL = (LIMITS,)


def load(folder: Path, *, tested: bool = False) -> Snapshot:
    """Every bundle in the folder. The same contents give the same snapshot, read once.

    `tested`: the bundles passed their own tests when they were activated. A program that
    has learnt a field since withholds it, where the tests' *all* would now mean one more.

    Raises:
        BundleRefusedError: (a PolicyError) with file, line and word of every fault.
    """
    if not folder.is_dir():
        raise PolicyError(f"{folder}: there is no such folder of bundles.")
    try:
        contents = tuple(sorted(_contents(folder)))
    except OSError as error:
        name = Path(error.filename or folder).name
        raise BundleRefusedError([Fault(name, 1, name, "cannot be read")]) from error
    snapshot = _loaded(folder.name, contents)
    if not tested:
        _refuse_if_untrue(folder.name, contents)
    return snapshot


def forget_what_was_loaded() -> None:
    """Make the next `load` read everything anew, as a new process would."""
    _loaded.cache_clear()
    _refuse_if_untrue.cache_clear()


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a folder of bundles; a folder where a file should be has no bytes."""
    yield MODEL, (folder / MODEL).read_bytes()
    for bundle in folder.iterdir():
        if bundle.is_dir() and not _hidden(bundle):
            yield bundle.name, b""
            for path in bundle.iterdir():
                if not _hidden(path):
                    raw = path.read_bytes() if path.is_file() else b""
                    yield f"{bundle.name}/{path.name}", raw


@lru_cache(maxsize=8)
def _loaded(folder: str, contents: tuple[tuple[str, bytes], ...]) -> Snapshot:
    raw = dict(contents)
    casbin_model.check(read_strictly(raw.pop(MODEL), MODEL), MODEL)
    names = [name for name in raw if "/" not in name]
    if not names:
        raise BundleRefusedError([Fault(folder, 1, folder, "holds no bundle")])
    bundles = {name: _bundle(name, _files_of(name, raw)) for name in names}
    refuse(_jurisdiction_faults(bundles))
    return Snapshot(MappingProxyType(bundles))


@lru_cache(maxsize=8)
def _refuse_if_untrue(folder: str, contents: tuple[tuple[str, bytes], ...]) -> None:
    """Run each bundle's own tests."""
    raw = dict(contents)
    for name, bundle in _loaded(folder, contents).bundles.items():
        file = f"{name}/tests.yaml"
        refuse(policy_tests.faults(read_strictly(raw[file], file), file, bundle))


def _files_of(bundle: str, raw: dict[str, bytes]) -> dict[str, bytes]:
    prefix = f"{bundle}/"
    return {n.removeprefix(prefix): content for n, content in raw.items() if n.startswith(prefix)}


def _bundle(name: str, raw: dict[str, bytes]) -> Bundle:
    refuse(_file_faults(name, set(raw)))
    text = {file: read_strictly(raw[file], f"{name}/{file}") for file in _FILES}
    if LIMITS in raw:
        limits_file.parse(raw[LIMITS], f"{name}/{LIMITS}")
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
        photos_unmarked_for=heading.photos_unmarked_for,
    )
    refuse(invariant_faults(bundle, grounds))
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


def _file_faults(bundle: str, present: set[str]) -> Iterator[Fault]:
    for file in sorted(present - {*_FILES, *_OPTIONAL}):
        yield Fault(f"{bundle}/{file}", 1, file, "does not belong in a bundle")
    for file in sorted(set(_FILES) - present):
        yield Fault(f"{bundle}/{file}", 1, file, "is missing from the bundle")


def _jurisdiction_faults(bundles: dict[str, Bundle]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for name, bundle in bundles.items():
        other = seen.setdefault(bundle.jurisdiction, name)
        if other != name:
            problem = f"is the jurisdiction of '{other}' too: a state is bound to one bundle"
            yield Fault(f"{name}/exemptions.toml", 1, bundle.jurisdiction, problem)
