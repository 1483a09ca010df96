"""Reading files into facts: a path, the name of a format, and the facts or the problems."""

from pathlib import Path

from officer_directory.errors import IntakeError
from officer_directory.intake.facts import Facts
from officer_directory.intake.formats import FORMATS
from officer_directory.intake.formats.mapping import mapped
from officer_directory.intake.formats.mapping_file import read_mapping
from officer_directory.intake.formats.source import Format, Source, sort_out
from officer_directory.intake.lengths import check_lengths
from officer_directory.intake.problems import Place, Problems
from officer_directory.intake.reading.sheet import Sheet, read_sheet
from officer_directory.intake.repeats import drop_repeats

_LARGEST = 1024 * 1024 * 1024
_NAMED = 5


def format_named(name: str) -> Format:
    """A format by its name, or by the path of a mapping that describes it.

    Raises:
        IntakeError: it is neither, or the mapping has mistakes.
    """
    if name in FORMATS:
        return FORMATS[name]
    if name.lower().endswith(".toml"):
        return mapped(read_mapping(Path(name)))
    known = ", ".join(FORMATS)
    raise IntakeError([f"`{name}` is no format: one of {known}, or a mapping that ends in .toml"])


def read_facts(
    path: Path, form: Format, *, agency: str, state: str, today: str
) -> tuple[Facts, list[str]]:
    """What the files at a path state, and notes on how they were read.

    Raises:
        IntakeError: a line for each thing that is wrong; no facts then.
    """
    problems = Problems()
    sheets = _sheets(path, form, problems)
    source = Source(agency, state, today, problems)
    sort_out(sheets, form, source)
    problems.stop_if_any()
    facts = form.build(source)
    check_lengths(facts, problems)
    problems.stop_if_any()
    if repeated := drop_repeats(facts):
        problems.note(f"{repeated} rows say what another row says, and were taken once.")
    return facts, problems.notes


def _sheets(path: Path, form: Format, problems: Problems) -> list[Sheet]:
    sheets = []
    for file in _files(path, problems):
        if file.stat().st_size > _LARGEST:
            problems.add(Place(file.name, 1), None, "this file is over 1 GB", "split it")
            continue
        content = file.read_bytes()
        sheet = read_sheet(content, file.name, problems, form.delimiter, form.column_names)
        if sheet is not None:
            sheets.append(sheet)
    return sheets


def _files(path: Path, problems: Problems) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise IntakeError([f"{path}: there is no such file or folder"])
    inside = sorted(one for one in path.iterdir() if not one.name.startswith("."))
    files = [one for one in inside if one.is_file() and one.suffix.lower() == ".csv"]
    if left := [one.name for one in inside if one not in files]:
        problems.note(f"Not read, as they are no .csv files: {', '.join(left)}.")
    if not files:
        others = f", only {', '.join(left[:_NAMED])}: save them as .csv files" if left else ""
        raise IntakeError([f"{path}: there is no .csv file in this folder{others}"])
    return files
