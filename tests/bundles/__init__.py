"""Bundles for tests: a minimal good one, each way to write one wrong, and a wide one.

A folder in `broken/` holds only the file that differs from `minimal/`, and `expected.txt`:
where the fault is, its word, and what is said of it.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
MINIMAL = HERE / "minimal"
SHIPPED = HERE.parent.parent / "policies"
TOWN = "town"


@dataclass(frozen=True)
class Broken:
    """One way to write a bundle wrong."""

    folder: Path

    @property
    def expected(self) -> dict[str, str]:
        lines = (self.folder / "expected.txt").read_text(encoding="utf-8").splitlines()
        return dict(line.split(": ", 1) if ": " in line else (line[:-1], "") for line in lines)

    def build(self, folder: Path) -> Path:
        """The whole broken folder of bundles, made in `folder`."""
        shutil.copytree(MINIMAL, folder)
        for path in self.folder.iterdir():
            if path.name != "expected.txt":
                shutil.copy(path, folder if path.name == "model.conf" else folder / TOWN)
        if "without" in self.expected:
            (folder / TOWN / self.expected["without"]).unlink()
        return folder


BROKEN = [Broken(path) for path in sorted((HERE / "broken").iterdir())]


def press_sees_more(folder: Path) -> Path:
    """Bundles under which press sees more than public wherever the strict one is in force.

    Some of it is redacted. California, which holds both equal, is as shipped.
    """
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
    shutil.copytree(HERE / "press_sees_more", folder, dirs_exist_ok=True)
    return folder
