"""A project declares what it imports, and what is declared is pinned for the images."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECTS = {
    "pyproject.toml": ["service/officer_directory"],
    "clients/pyproject.toml": [
        "clients/officer_directory_client",
        "clients/officer_directory_proofs",
    ],
    "clients/portal/pyproject.toml": ["clients/portal/officer_directory_portal"],
}
NOT_IMPORTED = {"tzdata"}  # the standard library reads it
PINNED = {
    "runtime.txt": ("pyproject.toml",),
    "portal.txt": ("clients/pyproject.toml", "clients/portal/pyproject.toml"),
    "development.txt": ("pyproject.toml",),
}
EXTRAS = {"development.txt": ("test", "check")}
OURS = "officer-directory-client"
WHOSE = {name: set(map(canonicalize_name, d)) for name, d in packages_distributions().items()}


def project(file: str) -> dict[str, Any]:
    """What a pyproject.toml says of its project."""
    told: dict[str, Any] = tomllib.loads((ROOT / file).read_text())["project"]
    return told


def imported(packages: list[Path]) -> set[str]:
    """The libraries that the modules of a project import, by the name they are imported by."""
    found: set[str] = set()
    for module in chain.from_iterable(package.rglob("*.py") for package in packages):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - {*sys.stdlib_module_names, *(package.name for package in packages)}


@pytest.mark.parametrize("file", PROJECTS)
def test_what_is_imported_is_declared_and_what_is_declared_is_imported(file):
    declared = {canonicalize_name(Requirement(text).name) for text in project(file)["dependencies"]}
    used = {
        name: WHOSE.get(name) or {canonicalize_name(name)}
        for name in imported([ROOT / package for package in PROJECTS[file]])
    }
    assert {name for name, whose in used.items() if not whose & declared} == set()
    assert declared - set().union(*used.values()) - NOT_IMPORTED == set()


@pytest.mark.parametrize("file", PINNED)
def test_what_is_declared_is_pinned_with_its_hash_and_no_host_is_named(file):
    text = (ROOT / "requirements" / file).read_text()
    pins = dict(re.findall(r"^([a-z0-9.-]+)==(\S+) \\\n    --hash=sha256:", text, re.MULTILINE))
    told = [each for named in PINNED[file] for each in project(named)["dependencies"]]
    for extra in EXTRAS.get(file, ()):
        told += project("pyproject.toml")["optional-dependencies"][extra]
    wanted = {canonicalize_name(r.name): r.specifier for r in map(Requirement, told)}
    wanted.pop(OURS, None)
    wrong = {n for n, asked in wanted.items() if n not in pins or pins[n] not in asked}
    assert wrong == set(), "run `make requirements`"
    assert "//" not in text
