"""`python -m benchmarks [ROW …]`: measure the rows of the table of speeds, one after another."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks import activating, directus, exporting, holding, importing, inside, peers, reading
from benchmarks.build import built
from benchmarks.compare import Loader, loader
from benchmarks.sizes import Sizes
from officer_directory.settings import Settings

POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"

Row = Callable[[Loader, Settings, Sizes], None]

ROWS: dict[str, Row] = {
    "reading": reading.measure,
    "peers": peers.measure,
    "directus": directus.measure,
    "inside": inside.measure,
    "csv": exporting.measure,
    "hold": holding.measure,
    "activation": activating.measure,
    "import": importing.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}")
    parser.add_argument("--officers", type=int, default=_number("OFFICERS", 1_000_000))
    parser.add_argument("--rounds", type=int, default=_number("ROUNDS", 7))
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--postgres", default=os.environ.get("POSTGRES", POSTGRES))
    asked = parser.parse_args()
    if unknown := set(asked.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    sizes = Sizes(asked.officers, asked.rounds, asked.folder.absolute(), asked.postgres)
    settings = built(sizes.folder, sizes.officers)
    with loader() as load:
        for name in asked.rows or ROWS:
            ROWS[name](load, settings, sizes)


def _number(name: str, otherwise: int) -> int:
    return int(os.environ.get(name) or otherwise)


if __name__ == "__main__":
    main()
