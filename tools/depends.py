"""What projects depend on beside each other, a line each: `python -m tools.depends FILE…`."""

import sys
import tomllib
from pathlib import Path

OURS = "officer-directory"


def needed(files: list[str]) -> list[str]:
    """The requirements of several pyproject.toml, without the projects of this repository."""
    found: set[str] = set()
    for file in files:
        found |= set(tomllib.loads(Path(file).read_text())["project"]["dependencies"])
    return sorted(one for one in found if not one.startswith(OURS))


if __name__ == "__main__":
    print("\n".join(needed(sys.argv[1:])))
