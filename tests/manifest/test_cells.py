"""Cells: numbers that spreadsheets have changed are repaired or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.manifest.cells import read_cell, text_of
from qualitymark.messages import Message


@pytest.mark.parametrize(
    "cell, expected",
    [
        (None, ""),
        ("  Школа\u00a0", "Школа"),
        ("\u200b", ""),
        ("a\r\nb\rc", "a\nb\nc"),
        (2023.0, "2023"),
        ("2023.0", "2023"),
        ("2023,0", "2023"),
        ("3.14", "3.14"),
        (3.5, "3.5"),
        (1025403195123.0, "1025403195123"),
        ("1.025403195123e+12", "1025403195123"),
        ("1,02540319512300E+12", "1025403195123"),
        ('="0123"', "0123"),
        ("'1025403195123", "1025403195123"),
        ("'Школа'", "'Школа'"),
        ("1Е5", "1Е5"),
        ("E+12", "E+12"),
    ],
)
def test_values_become_what_was_meant(cell, expected):
    """Whole numbers are digits, texts keep their letters without spaces around them."""
    assert expected == read_cell(cell, "ОГРН")


@pytest.mark.parametrize("cell", ["1,02E+12", "1.02E+12", "1,0254E+12", "1e-05", "1Е+12", 1e15, 1.5e-7, 1e300])
def test_a_number_that_lost_its_digits_is_refused(cell):
    """The message names the heading and the value, and says what to do in Excel."""
    found = read_cell(cell, "ОГРН")

    assert isinstance(found, Message)
    shown = cell if isinstance(cell, str) else f"{cell:.2E}"
    assert (
        f"“ОГРН” holds {shown}: Excel turned the number into this and its digits are lost; format the column as text"
        " and enter it again."
    ) == found


@pytest.mark.parametrize("cell", [True, False, [], "#Н/Д", "#REF!", "########", "А\ud800"])
def test_what_is_no_value_is_refused(cell):
    """Yes and no, nested values, errors of formulas and broken Unicode are faults."""
    assert isinstance(read_cell(cell, "Год"), Message)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_of_a_workbook_keep_all_digits(number):
    """A number of up to 15 digits, which Excel keeps, comes back exact from a float."""
    assert str(number) == read_cell(float(number), "ID")


@given(st.text(max_size=30))
def test_reading_twice_changes_nothing(text):
    """What was read is read as itself, unless it was mended."""
    once = text_of(text)

    assert once == text_of(once)
