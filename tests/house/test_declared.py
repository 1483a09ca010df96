"""A project declares what it imports: what only comes along with another may go with it."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECTS = {
    "pyproject.toml": "service/officer_directory",
    "clients/pyproject.toml": "clients/officer_directory_client",
    "clients/portal/pyproject.toml": "clients/portal/officer_directory_portal",
}
NOT_IMPORTED = {"tzdata"}  # the standard library reads it
WHOSE = {name: set(map(canonicalize_name, d)) for name, d in packages_distributions().items()}


def imported(package: Path) -> set[str]:
    """The libraries that the modules of a package import, by the name they are imported by."""
    found: set[str] = set()
    for module in package.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - {*sys.stdlib_module_names, package.name}


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_imported_is_declared_and_what_is_declared_is_imported(project):
    told = tomllib.loads((ROOT / project).read_text())["project"]["dependencies"]
    declared = {canonicalize_name(Requirement(text).name) for text in told}
    used = {
        name: WHOSE.get(name) or {canonicalize_name(name)}
        for name in imported(ROOT / PROJECTS[project])
    }
    assert {name for name, whose in used.items() if not whose & declared} == set()
    assert declared - set().union(*used.values()) - NOT_IMPORTED == set()
