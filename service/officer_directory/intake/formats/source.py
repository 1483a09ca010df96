"""What a format is, and what it is given: the rows of its files, sorted by kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from officer_directory.intake.cells import Cells
from officer_directory.intake.facts import Facts
from officer_directory.intake.layout import Layout, recognise, rows
from officer_directory.intake.problems import Problems
from officer_directory.intake.reading.sheet import Sheet

_TAKE_OUT = "take it out of the folder, or rename it"


@dataclass(slots=True)
class Source:
    """The files of one import; `rows` are by kind of file."""

    agency: str
    state: str
    today: str  # ISO
    problems: Problems
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    columns: dict[str, set[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Cells]:
        return self.rows.get(kind, [])

    def has(self, kind: str) -> bool:
        return kind in self.rows


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name: the layouts of its files, and how their rows become facts."""

    name: str
    layouts: tuple[Layout, ...]
    build: Callable[[Source], Facts]
    delimiter: str = ","
    prepare: Callable[[str], str] | None = None  # undoes the format's quoting of a cell

    @property
    def column_names(self) -> frozenset[str]:
        """Every name that a column of its files may have."""
        return frozenset(name for one in self.layouts for name in (*one.known, *one.other_names))


def sort_out(sheets: Sequence[Sheet], form: Format, source: Source) -> None:
    """Give the source the rows of each sheet under the kind of file it is; others are problems."""
    problems = source.problems
    for sheet in sheets:
        layout = recognise(sheet, form.layouts)
        if layout is None:
            kinds = ", ".join(dict.fromkeys(one.kind for one in form.layouts))
            wrong = f"this is no file of the format {form.name} ({kinds})"
            problems.add(sheet.place(sheet.header_line), None, wrong, _TAKE_OUT)
            continue
        source.rows.setdefault(layout.kind, []).extend(_prepared(sheet, layout, form, problems))
        source.columns.setdefault(layout.kind, set()).update(layout.columns(sheet.header))


def _prepared(sheet: Sheet, layout: Layout, form: Format, problems: Problems) -> Iterator[Cells]:
    if form.prepare is not None:
        undo = form.prepare
        for _, row in sheet.rows:
            row[:] = [undo(cell) for cell in row]
    return rows(sheet, layout, problems)
