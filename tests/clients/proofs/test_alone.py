"""The verifier stands alone: the standard library, `cryptography`, and nothing else is loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import officer_directory_proofs

FOLDER = Path(officer_directory_proofs.__file__).parent
ALLOWED = {"cryptography", "officer_directory_proofs"} | sys.stdlib_module_names


def imported(module):
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, module
            yield node.module


def test_the_source_names_the_standard_library_and_cryptography_alone():
    foreign = {
        (module.name, name)
        for module in FOLDER.rglob("*.py")
        for name in imported(module)
        if name.partition(".")[0] not in ALLOWED
    }
    assert foreign == set()


def test_running_it_loads_nothing_else():
    code = (
        "import sys, pkgutil, importlib, officer_directory_proofs as p\n"
        "for m in pkgutil.walk_packages(p.__path__, p.__name__ + '.'):\n"
        "    importlib.import_module(m.name)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    for heavy in ("officer_directory", "officer_directory_client", "httpx2", "click", "authlib"):
        assert heavy not in loaded
    assert "cryptography" in loaded


def test_it_says_nothing_to_any_network():
    """Only the witness listens, and nothing connects."""
    for module in FOLDER.rglob("*.py"):
        networked = {"socket", "urllib", "http", "ssl", "asyncio"} & {
            name.partition(".")[0] for name in imported(module)
        }
        assert not networked or module.is_relative_to(FOLDER / "witness"), module
