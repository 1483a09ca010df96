"""How long a city's roster takes to enter: 50,000 officers with assignments and salaries.

    python benchmarks/import_rosters.py [--officers N] [--url postgresql://…]

Made-up people, three files as OpenOversight has them. The agency is new and closed, so
that publishing is next to nothing. Pin the process to one core to compare with the bar.
"""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from officer_directory.disclosure import activation
from officer_directory.intake.importing import import_files
from officer_directory.intake.request import Request
from officer_directory.settings import Settings
from officer_directory.store.engines import Database
from officer_directory.store.schema import upgrade

_OFFICERS = (
    *("id", "department_name", "department_state", "last_name", "first_name"),
    *("middle_initial", "race", "gender", "employment_date", "birth_year"),
    "unique_internal_identifier",
)
_ASSIGNMENTS = (
    *("id", "officer_id", "job_title", "badge_number", "unit_name"),
    *("start_date", "resign_date"),
)
BAR_SECONDS = 60
AGENCY = "Benchmark City Police"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, default=50_000)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database; default SQLite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data=folder / "data", database_url=asked.url)
        upgrade(settings)
        files = folder / "files"
        files.mkdir()
        write_roster(files, asked.officers)
        database = Database(settings)
        snapshot = activation.ensure(database, settings)
        request = Request(files, "openoversight", AGENCY, "CA", "benchmark")
        for what in ("new", "again"):
            began, busy = time.perf_counter(), time.process_time()
            report = import_files(database, snapshot, request, lambda *_: None)
            took = time.perf_counter() - began
            busy = time.process_time() - busy
            counts = report.of("officers")
            told = f"{counts.added} added, {counts.unchanged} unchanged"
            print(f"{what}: {took:.1f} s, {busy:.1f} s of it here (bar: {BAR_SECONDS} s); {told}")
        database.close()


def write_roster(folder: Path, officers: int) -> None:
    """The three files, the same for the same number."""
    draw = random.Random(officers)
    names = ["".join(draw.choices("abdehiklmnorstuvz", k=draw.randint(3, 9))) for _ in range(9_000)]
    tables = {"officers": _officers, "assignments": _assignments, "salaries": _salaries}
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows(draw, names, officers))


def _officers(draw: random.Random, names: list[str], officers: int) -> Iterator[list[object]]:
    yield list(_OFFICERS)
    for n in range(officers):
        name = [draw.choice(names).title(), draw.choice(names).title(), draw.choice("ABC ")]
        hired = f"{draw.randint(1, 12):02}/{draw.randint(1, 28):02}/{draw.randint(1985, 2024)}"
        yield [f"#{n}", AGENCY, "CA", *name, "WHITE", "F", hired, 1960 + n % 40, f"{n:06}"]


def _assignments(draw: random.Random, _: list[str], officers: int) -> Iterator[list[object]]:
    yield list(_ASSIGNMENTS)
    for n in range(officers):
        year, unit = draw.randint(1985, 2023), f"Unit {n % 200}"
        yield ["", f"#{n}", "Officer", f"{n:05}", unit, f"{year}-01-01", f"{year}-12-31"]
        yield ["", f"#{n}", "Sergeant", f"{n:05}", unit, f"{year + 1}-01-01", ""]


def _salaries(draw: random.Random, _: list[str], officers: int) -> Iterator[list[object]]:
    yield ["id", "officer_id", "salary", "year", "overtime_pay", "is_fiscal_year"]
    for n in range(officers):
        yield ["", f"#{n}", draw.randint(40_000, 150_000), 2023, draw.randint(0, 9_000), "False"]


if __name__ == "__main__":
    main()
