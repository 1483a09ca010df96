"""Layouts: which columns a kind of file has, and which kind a file is.

A layout lists every column its format has. Columns are *kept*, or *passed over*: read
past because the directory holds no such fact. A column that is neither is a problem, and
one that may not be held is refused by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import PurePath

from officer_directory.intake.cells import Cells
from officer_directory.intake.problems import Place, Problems
from officer_directory.intake.reading.forbidden import may_not_be_held
from officer_directory.intake.reading.sheet import Sheet, header_name
from officer_directory.intake.unknown import NULLS

_NAMES = frozenset({"first_name", "last_name", "full_name"})


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file; `other_names` are further names a column goes by.

    `vetted`: the columns were chosen here, and none of them holds what may not be held.
    """

    kind: str
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    passed_over: frozenset[str] = frozenset()
    other_names: Mapping[str, str] = field(default_factory=dict)
    file_names: tuple[str, ...] = ()
    vetted: bool = True

    @property
    def known(self) -> frozenset[str]:
        return self.required | self.optional | self.passed_over

    def columns(self, header: Sequence[str]) -> list[str]:
        """The header under the names this layout uses."""
        return [self.other_names.get(name, name) for name in header]

    def misfit(self, header: Sequence[str]) -> tuple[int, int, int]:
        """How badly a header fits: columns that are wrong, those missing, and how few it has."""
        columns = set(self.columns(header))
        missing, unknown = self.required - columns, columns - self.known
        return len(missing) + len(unknown), len(missing), -len(columns & self.known)


def layout(
    kind: str,
    required: str,
    optional: str = "",
    passed_over: str = "",
    other_names: Mapping[str, str] | None = None,
    file_names: str = "",
) -> Layout:
    """A layout from names separated by spaces."""
    return Layout(
        kind,
        frozenset(required.split()),
        frozenset(optional.split()),
        frozenset(passed_over.split()),
        other_names or {},
        tuple(file_names.split()) or (kind,),
    )


def recognise(sheet: Sheet, layouts: Sequence[Layout]) -> Layout | None:
    """The layout of a file: by its name where that names one, else by its header."""
    if len(layouts) == 1:
        return layouts[0]
    last_word = header_name(PurePath(sheet.file).stem).split("_")[-1]
    if named := [one for one in layouts if last_word in one.file_names]:
        return min(named, key=lambda one: one.misfit(sheet.header))
    ranked = sorted(layouts, key=lambda one: one.misfit(sheet.header))
    best, next_best = ranked[0].misfit(sheet.header), ranked[1].misfit(sheet.header)
    fits = best[2] < 0 and best[1] < len(ranked[0].required)
    return ranked[0] if fits and best != next_best else None


def rows(sheet: Sheet, layout: Layout, problems: Problems) -> Iterator[Cells]:
    """Each row by column; nothing when the header has a problem, which is noted."""
    columns = layout.columns(sheet.header)
    before = len(problems.found)
    _check_header(sheet, columns, layout, problems)
    if len(problems.found) > before:
        return
    written = {c: w.strip() for c, w in zip(columns, sheet.written, strict=True)}
    for line, row in sheet.rows:
        cells = dict(zip(columns, row, strict=True))
        place = sheet.place(line)
        if layout.vetted and not NULLS.isdisjoint(row):
            _blank_nulls(cells, place, written, problems)
        yield Cells(place, cells, problems, written)


def _blank_nulls(
    cells: dict[str, str], place: Place, written: Mapping[str, str], problems: Problems
) -> None:
    """What a database wrote for nothing is blank, save in names: people are called Null."""
    for column, cell in cells.items():
        if cell in NULLS:
            kept = column in _NAMES
            cells[column] = cell if kept else ""
            told = "kept as a name" if kept else "read as blank"
            problems.note(f"{written[column]}: `{cell}` was {told}.", place)


def _check_header(sheet: Sheet, columns: Sequence[str], layout: Layout, problems: Problems) -> None:
    place = sheet.place(sheet.header_line)
    for number, (column, written) in enumerate(zip(columns, sheet.written, strict=True)):
        name = written.strip() or f"(column {number + 1}, without a name)"
        known = column in layout.known
        held = None if known and layout.vetted else may_not_be_held(written)
        if held is not None:
            wrong = f"this would hold {held}, which may not be held"
            problems.add(place, name, wrong, "delete the column from the file")
        elif known:
            if column in columns[:number]:
                problems.add(place, name, "this column is there twice", "delete one of them")
        else:
            problems.add(place, name, "unknown column", _advice(column, layout))
    for column in sorted(layout.required - set(columns)):
        wrong = "this column is missing"
        problems.add(place, column, wrong, f"a file of {layout.kind} needs it")
    passed = sorted(set(columns) & layout.passed_over)
    if passed:
        problems.note(f"{sheet.file}: not held and left out: {', '.join(passed)}.")


def _advice(column: str, layout: Layout) -> str:
    known = sorted(layout.required | layout.optional | layout.other_names.keys())
    if near := get_close_matches(column, known, 1, cutoff=0.8):
        return f"rename it to {near[0]}, or delete it"
    return "delete it, or describe the file with a mapping"
