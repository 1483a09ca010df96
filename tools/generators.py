"""Makes clients from the description of every tier with other people's generators.

`openapi-python-client` and `@hey-api/openapi-ts` must take each document without a warning,
and what the first makes must import, every module of it, and have every operation: those that
our own client is held to (`tests/clients/sdk/test_coverage.py`). Both are pinned, and installed and
run in `build/generators`. Needs Node, and a registry for each of the two.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from officer_directory.disclosure.policy import load
from officer_directory.http.openapi import description
from officer_directory.http.openapi.__main__ import Shipped
from officer_directory.store.bundled import bundled_folder
from officer_directory.tiers import Tier

PYTHON_CLIENT = "openapi-python-client==0.29.1"
TYPESCRIPT = ("@hey-api/openapi-ts@0.95.0", "typescript@5.9.3")
FOLDER = Path(__file__).parents[1] / "build" / "generators"
# Without hooks it looks for no formatter; a type of body that it does not know it has as bytes.
_CONFIGURATION = """
post_hooks: []
content_type_overrides:
  text/csv: application/octet-stream
  image/jpeg: application/octet-stream
  image/png: application/octet-stream
  image/webp: application/octet-stream
"""
_IMPORT_ALL = """
import importlib, pkgutil, sys
client = importlib.import_module(sys.argv[1])
found = [each.name for each in pkgutil.walk_packages(client.__path__, client.__name__ + ".")]
for name in found:
    importlib.import_module(name)
print(f"{sys.argv[1]}: {len(found)} modules of Python import")
"""


def run(*command: str | Path, folder: Path = FOLDER) -> None:
    """Run a program in a folder; what it says is shown, and a failure of it is ours."""
    subprocess.run(command, cwd=folder, check=True, env=os.environ | {"NO_COLOR": "1"})


def installed() -> Path:
    """The Python of an environment that has the generator and what its clients need."""
    python = FOLDER / "venv" / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", FOLDER / "venv")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYTHON_CLIENT)
    return python


def check_coverage(document: Path, made: Path) -> None:
    """Whether a generated client has each operation of a document, and says how many."""
    items = json.loads(document.read_text())["paths"].values()
    named = {
        operation["operationId"]
        for item in items
        for operation in item.values()
        if isinstance(operation, dict) and "operationId" in operation
    }
    missing = named - {module.stem for module in (made / "api").glob("*/*.py")}
    if missing:
        raise SystemExit(f"{made.name}: not generated: {', '.join(sorted(missing))}")
    print(f"{made.name}: {len(named)} operations are generated")


def main() -> None:
    shutil.rmtree(FOLDER / "clients", ignore_errors=True)
    (FOLDER / "clients").mkdir(parents=True)
    (FOLDER / "plain.yaml").write_text(_CONFIGURATION)
    python, snapshot = installed(), load(bundled_folder("policies"))
    packages = [word for package in TYPESCRIPT for word in ("--package", package)]
    for tier in Tier:
        document = FOLDER / f"{tier}.json"
        document.write_text(json.dumps(description.of(Shipped(snapshot, tier))))
        made = FOLDER / "clients" / tier
        generate = ("generate", "--path", document, "--meta", "none", "--fail-on-warning")
        generator = python.with_name("openapi-python-client")
        run(generator, *generate, "--output-path", made, "--config", "plain.yaml")
        run(python, "-W", "error", "-c", _IMPORT_ALL, tier, folder=FOLDER / "clients")
        check_coverage(document, made)
        typescript = FOLDER / "clients" / f"{tier}-ts"
        run("npx", "--yes", *packages, "openapi-ts", "-i", document, "-o", typescript)


if __name__ == "__main__":
    main()
