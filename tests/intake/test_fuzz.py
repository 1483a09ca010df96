"""Whatever a file holds, reading it gives facts or problems, and never anything else."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_directory.errors import IntakeError
from officer_directory.intake.formats import FORMATS
from tests.intake import rosters
from tests.intake.conftest import read

FILES = {
    "openoversight": rosters.OPENOVERSIGHT,
    "openoversight-bulk": {"bulk.csv": rosters.BULK},
    "npi": {"state.csv": rosters.NPI},
    "nypd": rosters.NYPD,
    "chicago": rosters.CHICAGO,
    "seattle": {"roster.csv": rosters.SEATTLE_OLDER},
}
ODD = [
    *("", " ", "0", "-1", "1e9", "NaN", "NULL", "null", "#", "#1", "|", "||", "'", '""', "=1+1"),
    *("9999-12-31", "1850-01-01", "02/29/2023", "02/29/2024", "12/31/9999", "1984.0", "true"),
    *("\u0130stanbul", "ß", "\u1e9e", "e\u0301", "\U0001f46e", "١٢٣", "x" * 500, "a\nb", "\t"),
]
quiet = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)


def facts_or_problems(path: Path, form: str) -> None:
    with contextlib.suppress(IntakeError):
        read(path, form)


@pytest.mark.parametrize("form", sorted(FORMATS))
@quiet
@given(content=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, form: str, content: bytes) -> None:
    path = tmp_path / "officers.csv"
    path.write_bytes(content)
    facts_or_problems(path, form)


@pytest.mark.parametrize("form", sorted(FORMATS))
@quiet
@given(data=st.data())
def test_any_cell_of_a_file_that_was_right(tmp_path: Path, form: str, data: st.DataObject) -> None:
    files = {name: list(lines) for name, lines in FILES[form].items()}
    for _ in range(data.draw(st.integers(1, 4))):
        lines = files[data.draw(st.sampled_from(sorted(files)))]
        row = data.draw(st.integers(0, len(lines) - 1))
        cells = lines[row].split(",")
        at = data.draw(st.integers(0, len(cells) - 1))
        cells[at] = data.draw(st.sampled_from(ODD) | st.text(max_size=5))
        lines[row] = ",".join(cells)
    for name, lines in files.items():
        (tmp_path / name).write_bytes("\r\n".join(lines).encode("utf-8", "replace"))
    facts_or_problems(tmp_path, form)
