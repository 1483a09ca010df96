"""House rules that a machine can check."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACES = ("service", "tests", "migrations", "benchmarks", "clients")
MODULES = sorted(p for place in PLACES for p in (ROOT / place).rglob("*.py"))
OURS = [p for p in MODULES if p.is_relative_to(ROOT / "service")]
NAMES_NOT_USED = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|crud|service)$")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def those(modules: list[Path], wrong: Callable[[Path], object]) -> list[str]:
    return [named(module) for module in modules if wrong(module)]


def outside(folder: str) -> list[Path]:
    return [p for p in OURS if not p.is_relative_to(ROOT / "service/officer_directory" / folder)]


def test_a_module_has_at_most_300_lines():
    assert those(MODULES, lambda module: len(module.read_text().splitlines()) > 300) == []


def test_a_module_is_named_by_a_verb_or_noun_of_the_domain():
    assert those(OURS, lambda module: NAMES_NOT_USED.search(module.stem)) == []


def test_a_module_says_what_a_caller_may_rely_on():
    def silent(module: Path) -> bool:
        source = module.read_text()
        return bool(source.strip()) and not ast.get_docstring(ast.parse(source))

    assert those(OURS, silent) == []


def test_domain_code_raises_no_http_error():
    assert those(outside("http"), lambda module: "HTTPException" in module.read_text()) == []


def test_the_environment_is_read_by_the_command_line_alone():
    environ = re.compile(r"os\.(environ|getenv)")
    assert those(outside("cli"), lambda module: environ.search(module.read_text())) == []


def test_functions_are_short():
    """Thirty lines or so; a longer one is split, or it is a table."""
    long = [
        f"{named(module)}:{node.lineno} {node.name}"
        for module in OURS
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 45
    ]
    assert long == []
