"""Makes clients from the description of every tier with other people's generators.

`openapi-python-client` and `@hey-api/openapi-ts` must take each document without a warning,
and what the first makes must import, every module of it. Both are pinned, and installed and
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


def main() -> None:
    shutil.rmtree(FOLDER / "clients", ignore_errors=True)
    (FOLDER / "clients").mkdir(parents=True)
    (FOLDER / "plain.yaml").write_text("post_hooks: []\n")  # else it looks for a formatter
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
        typescript = FOLDER / "clients" / f"{tier}-ts"
        run("npx", "--yes", *packages, "openapi-ts", "-i", document, "-o", typescript)


if __name__ == "__main__":
    main()
