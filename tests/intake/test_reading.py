"""Bytes become rows, whole and still text, or problems with their lines."""

from pathlib import Path

import pytest

from officer_directory.intake.problems import Problems
from officer_directory.intake.reading.sheet import Sheet, header_name, read_sheet


def sheet(content: bytes) -> Sheet:
    found = Problems()
    result = read_sheet(content, "a.csv", found)
    assert result is not None
    assert found.found == []
    return result


def wrong(content: bytes) -> list[str]:
    found = Problems()
    read_sheet(content, "a.csv", found)
    assert found.found
    return found.lines()


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_utf_8_is_read_with_or_without_a_mark_whatever_ends_its_lines(
    start: bytes, end: bytes
) -> None:
    content = start + end.join([b"Last Name,x", "Núñez,0012".encode(), b""])
    assert sheet(content).header == ["last_name", "x"]
    assert sheet(content).rows == [(2, ["Núñez", "0012"])]


def test_latin_1_is_read_and_said() -> None:
    found = Problems()
    result = read_sheet("a,b\nMuñoz,O’Hara\n".encode("cp1252"), "a.csv", found)
    assert result is not None
    assert result.rows == [(2, ["Muñoz", "O’Hara"])]
    assert list(found.notes) == ["a.csv is not UTF-8: it was read as Latin-1 (Windows-1252)."]


def test_a_mixture_of_utf_8_and_latin_1_is_refused_where_it_begins() -> None:
    content = "a\nNúñez\n".encode() + "Muñoz\n".encode("latin-1")
    assert wrong(content) == [
        "a.csv:3: bytes that are not UTF-8 in a file that is: save it as plain CSV in UTF-8"
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04rest", "spreadsheet"),
        ("a,b\n1,2\n".encode("utf-16-le"), "UTF-16"),
        (b"a,b\n1,\x00\n", "a.csv:2: a NUL byte"),
        (b"a,b\r1,\x00\r", "a.csv:2: a NUL byte"),
        (b"\x1f\x8b\x08", "is compressed: unpack it"),
        (b"", "empty"),
        (b"\n\n", "empty"),
    ],
)
def test_what_is_no_plain_csv_is_named(content: bytes, what: str) -> None:
    assert what in wrong(content)[0]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_each_line_of_a_mixture_is_named(end: bytes) -> None:
    lines = [b"a", "Núñez".encode(), "Muñoz".encode("latin-1"), b"b", b"\xe9"]
    assert [line.split(":")[1] for line in wrong(end.join(lines))] == ["3", "5"]


def test_utf_16_says_what_to_do_in_excel() -> None:
    assert "`CSV UTF-8 (Comma delimited)`" in wrong("a,b\n1,2\n".encode("utf-16"))[0]


def test_the_end_of_a_file_of_dos_is_no_row() -> None:
    assert sheet(b"a,b\r\n1,2\r\n\x1a").rows == [(2, ["1", "2"])]


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_read_where_the_header_has_it_and_said(mark: str, name: str) -> None:
    found = Problems()
    content = mark.join(["a", "b"]) + "\n" + mark.join(["1,5", "2"]) + "\n"
    result = read_sheet(content.encode(), "a.csv", found)
    assert result is not None
    assert result.rows == [(2, ["1,5", "2"])]
    assert [name in note for note in found.notes] == [True]


def test_a_header_with_two_separators_is_not_guessed() -> None:
    assert sheet(b"a;b|c\n1\n").header == ["a;b|c"]


@pytest.mark.parametrize("first", [b"sep=;", b'"sep=;"', b"SEP=;"])
def test_the_separator_that_excel_is_told_is_no_row(first: bytes) -> None:
    found = Problems()
    result = read_sheet(first + b"\r\na;b\r\n1;2\r\n", "a.csv", found)
    assert result is not None
    assert (result.header, result.rows) == (["a", "b"], [(3, ["1", "2"])])


def test_blank_cells_past_the_header_are_let_go() -> None:
    assert sheet(b"a,b\n1,2,,\n3,4, \n").rows == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert wrong(b"a,b\n1,2,,x\n")[0].startswith("a.csv:2: 4 cells under a header of 2")


def test_a_header_below_a_title_is_named_by_its_line() -> None:
    found = Problems()
    content = b"Roster of 1/1/2024,,\n,,\nName,Badge,\nLee,1,\n"
    known = frozenset({"name", "badge"})
    assert read_sheet(content, "a.csv", found, known=known) is None
    assert found.lines() == [
        "a.csv:3: the header is on this line and not on the first: delete the lines above it"
    ]


def test_quoted_new_lines_stay_and_lines_are_still_counted() -> None:
    result = sheet(b'a,b\n"one\r\ntwo",2\n3,4\n')
    assert result.rows == [(2, ["one\r\ntwo", "2"]), (4, ["3", "4"])]


def test_blank_rows_and_nameless_blank_columns_are_let_go() -> None:
    assert sheet(b"a,b,,\n1,2,,\n,,,\n\n3,4,,\n").rows == [(2, ["1", "2"]), (5, ["3", "4"])]


def test_a_nameless_column_with_something_in_it_is_a_problem() -> None:
    assert wrong(b"a,b,\n1,2,3\n")[0].startswith("a.csv:2: column 3 has no name")


def test_a_row_with_too_many_or_too_few_cells_is_named_by_its_line() -> None:
    found = wrong(b'a,b\n1,2\n1\n"x\ny",2,3\n')
    assert [line.split(":")[1] for line in found] == ["3", "4"]
    assert "1 cells under a header of 2" in found[0]


@pytest.mark.parametrize("content", [b'a\n"open\n', b'a\n"x"y\n', b'a,b\n1,"2\n3,4\n'])
def test_broken_quotes_are_named_by_the_line_they_begin_on(content: bytes) -> None:
    assert wrong(content)[0].startswith("a.csv:2: not CSV")


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\x07", "\x85", "\ufeff", "\u2066"])
def test_a_character_that_cannot_be_seen_is_named_with_line_and_column(hidden: str) -> None:
    found = wrong(f"uid,Last Name\n1,Le{hidden}e\n".encode())
    assert found[0].startswith("a.csv:2: last_name: a character that cannot be seen")


def test_a_huge_cell_is_refused(tmp_path: Path) -> None:
    assert "a.csv:2: not CSV" in wrong(b"a\n" + b"x" * 200_000 + b"\n")[0]


def test_headers_are_matched_without_case_and_with_spaces_as_underscores() -> None:
    assert [header_name(t) for t in (" Star  No ", "STAR_NO", "Star_ No")] == ["star_no"] * 3
