"""CSV and TSV as they come: codings, delimiters, line breaks, and what is refused."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.errors import ManifestError, QualitymarkError, UsageError
from qualitymark.manifest import read_manifest
from qualitymark.manifest.table import ReadOptions
from qualitymark.template.fields import Field

PLAIN = "Название;Год\r\nМБОУ «Школа № 3» – ёлка;2023\r\n"
CODINGS = {
    "UTF-8": PLAIN.encode(),
    "UTF-8 with BOM": PLAIN.encode("utf-8-sig"),
    "cp1251": PLAIN.encode("cp1251"),
    "UTF-16 LE with BOM": codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"),
    "UTF-16 BE with BOM": codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
    "UTF-16 LE": PLAIN.encode("utf-16-le"),
    "UTF-16 BE": PLAIN.encode("utf-16-be"),
}


def values(manifest):
    return [dict(row.values) for row in manifest.rows()]


@pytest.mark.parametrize("name", CODINGS)
def test_the_coding_is_found_and_said(table, name):
    """Every coding that Excel writes is read without being told, and the notes name it."""
    manifest = table(CODINGS[name])

    assert [{"name": "МБОУ «Школа № 3» – ёлка", "year": "2023"}] == values(manifest)
    assert f"CSV in {name}, with “;” between the cells." == manifest.notes[0]


def test_cyrillic_far_from_the_beginning_is_seen(table):
    """A file that begins in plain letters and is Windows-1251 a megabyte later is read as Windows-1251."""
    rows = "School;2023\n" * 100_000
    manifest = table(("name;year\n" + rows + "Школа;2024\n").encode("cp1251"))

    last = list(manifest.rows())[-1]

    assert (100_002, {"name": "Школа", "year": "2024"}) == (last.number, last.values)


def test_a_damaged_file_is_not_taken_for_another_coding(table):
    """UTF-8 with one broken byte is refused with its line, for in Windows-1251 it would be a jumble of letters."""
    with pytest.raises(ManifestError) as caught:
        table("Название;Год\nШкола;2023\nЛицей".encode() + b"\xd0;2024\n")

    assert "table.csv:3: This line is not UTF-8; save the table as UTF-8, or give its encoding." in str(caught.value)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found(table, delimiter):
    """The delimiter is the one that makes headings which are known; others inside of cells do no harm."""
    text = f'Название{delimiter}Год\n"a;b,c\td"{delimiter}2023\n'

    assert [{"name": "a;b,c\td", "year": "2023"}] == values(table(text))


def test_a_sep_line_says_the_delimiter_and_is_no_row(table):
    """Excel takes “sep=” for itself: the headings below it are row 1."""
    manifest = table("sep=|\r\nНазвание|Год\r\nШкола;Лицей|2023\r\n")

    assert [(2, 3, {"name": "Школа;Лицей", "year": "2023"})] == [
        (row.number, row.line, row.values) for row in manifest.rows()
    ]
    assert "CSV in UTF-8, with “|” between the cells. The delimiter is from the line “sep=”." == manifest.notes[0]


def test_rows_are_counted_as_excel_does(table):
    """Empty lines are rows, a line break in quotes is none; both are kept apart from the line of the file."""
    manifest = table('Название;Год\n\n"Школа\nвторая";2023\nТретья;2024\n')

    assert [(3, 3, "Школа\nвторая"), (4, 5, "Третья")] == [
        (row.number, row.line, row.values["name"]) for row in manifest.rows()
    ]
    assert "Empty rows, passed over: 1 (2)." in manifest.notes
    assert "Rows with line breaks inside of cells: 1 (3)." in manifest.notes


def test_everything_can_be_forced(table):
    """Encoding, delimiter and the row of the headings may be said instead of found."""
    text = "x,y\nНазвание:Год\nШкола:2023\n"
    manifest = table(text.encode("koi8-r"), encoding="koi8-r", delimiter=":", header_row=2)

    assert [{"name": "Школа", "year": "2023"}] == values(manifest)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"encoding": "utf8x"}, "Unknown encoding “utf8x”. Did you mean “utf-8”?"),
        ({"encoding": "rot13"}, "Unknown encoding “rot13”."),
        ({"delimiter": ";;"}, "“;;” cannot stand between cells; give “;”, “,” or “tab”."),
        ({"sheet": "Лист1"}, "The file is CSV, and --sheet does not apply to it; leave it out."),
        ({"header_row": 0}, "The row of the headings is a number from 1 to 10000, not 0."),
    ],
)
def test_options_that_do_not_fit_are_refused(table, options, message):
    """A wrong option is an error and never left out in silence."""
    with pytest.raises(UsageError) as caught:
        table(PLAIN, **options)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    "rest, line, message",
    [
        ('Школа;2023\n"Лицей;2023\nСад;2023\n', 3, "A quotation mark that opens in row 3 is never closed; close it."),
        ('"Школа"№ 3;2023\n', 2, "A quotation mark in row 2 stands in the midst of a cell in quotes;"),
        ("Школа\0;2023\n", 2, "The line has a zero character (NUL);"),
        ("Ш" * 200_000 + ";2023\n", 2, "Row 2 has a cell of more than 131072 characters;"),
        ("Ш" * 1_100_000 + ";2023\n", 2, "The line has more than 1048576 characters; this is not a table."),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_row(table, rest, line, message):
    """A structure that is broken is an error of the whole table: what follows it cannot be trusted."""
    with pytest.raises(ManifestError) as caught:
        table("Название;Год\n" + rest, encoding="utf-8")

    assert f"table.csv:{line}: {message}" in str(caught.value)


def test_a_row_with_too_many_cells_has_a_fault(table):
    """A delimiter in a name that was not quoted shifts the values: it is seen, and the row still comes."""
    (row,) = table("Название;Год;x\nШкола;Лицей;2023;y\n").rows()

    assert ["1 more cells"] == [str(fault.message)[12:24] for fault in row.faults]
    assert "2:2" == row.faults[0].trail.key


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "The file is empty; give a table."),
        (b"<html><table><tr><td>1</td></tr></table></html>", "This is a web page or XML, not a table;"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "some other file"),
        ("Название;Год\n".encode(), "The table has no rows below its headings; fill it."),
        ("Школа;2023\n".encode(), "No headings are found that the template knows;"),
    ],
)
def test_what_is_no_table_is_refused(table, content, message):
    """A file without a table says so in one line."""
    with pytest.raises(ManifestError) as caught:
        table(content)

    assert message in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    """The path is checked first, with the nearest name."""
    (tmp_path / "winners.csv").write_text("x")
    with pytest.raises(ManifestError, match="There is no such file; check the path. Did you mean “winners.csv”?"):
        read_manifest(tmp_path / "winner.csv", ())
    with pytest.raises(ManifestError, match="This is a folder; give a file."):
        read_manifest(tmp_path, ())


LETTERS = "aбЯё«»–№ \"';,\t\n|=."
CELLS = st.text(LETTERS, max_size=12).map(lambda text: f"я{text}я")
DIALECTS = st.tuples(
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30), DIALECTS)
def test_what_is_written_is_read_in_every_dialect(rows, dialect):
    """Any text comes back as it was, whatever the delimiter, the coding, the line ends and the quoting."""
    delimiter, encoding, end, quoting = dialect
    if end == "\r":  # Python's writer puts no quotes around the other line end then
        quoting = csv.QUOTE_ALL
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([("Название", "Номинация"), *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        path.write_bytes(made.getvalue().encode(encoding))
        manifest = read_manifest(
            path, (("name", Field(aliases=("Название",))), ("kind", Field(aliases=("Номинация",))))
        )
        found = [(row.values["name"], row.values["kind"]) for row in manifest.rows()]

    assert rows == found


HEADS = [
    b"",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"{",
    b"[{",
    b"pages:\n",
    "Название;Год\n".encode(),
]


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(HEADS),
    st.binary(max_size=300),
    st.sampled_from(["t.csv", "t.tsv", "t.json", "t.jsonl", "t.yaml", "t.dat"]),
)
def test_random_bytes_raise_nothing_but_our_own_error(head, rest, name):
    """Whatever a file holds, it is a table or a ManifestError."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(head + rest)
        try:
            manifest = read_manifest(path, (("name", Field(required=True, aliases=("Название",))),), ReadOptions())
        except QualitymarkError as error:
            problem = error
        else:
            problem = None
            assert manifest.count == sum(1 for _ in manifest.rows())

    assert problem is None or type(problem) is ManifestError
