"""Line breaking: arithmetic over widths, and where a Russian text may break."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.text.breaking import Piece, balanced, line_text, line_widths, narrowest, words

pieces_of_any_width = st.lists(
    st.builds(Piece, st.floats(0.1, 9), st.floats(0, 0.5), st.floats(0, 0.4), st.floats(-0.03, 0.5)),
    min_size=1,
    max_size=12,
)


def lines_of(text: str, lines: int, limit: int) -> list[str]:
    """Break with every letter one unit wide."""
    parts = words(text)
    pieces = [Piece(len(part.text), len(part.joint), len(part.tail), part.cost) for part in parts]
    breaking = balanced(pieces, lines, limit)
    assert breaking is not None
    return [line_text(parts[start:end]) for start, end in pairwise((0, *breaking.ends))]


def test_lines_are_balanced() -> None:
    """The last word is not left alone."""
    assert ["Школа искусств", "города Бердска"] == lines_of("Школа искусств города Бердска", 2, 25)


def test_breaks_before_a_quotation() -> None:
    """Where two breaks are nearly equal, the one before «» is taken."""
    assert ["Детский сад № 7", "«Золотая рыбка»"] == lines_of("Детский сад № 7 «Золотая рыбка»", 2, 20)


def test_a_dash_ends_its_line() -> None:
    """No-break spaces hold; a dash that has one before it never starts a line."""
    assert ["Библиотека\u00a0—", "филиал\u00a012"] == lines_of("Библиотека\u00a0— филиал\u00a012", 2, 14)


def test_soft_hyphens_show_where_they_break() -> None:
    """A soft hyphen becomes a hyphen at the end of a line and nothing within."""
    assert ["учрежде-", "ние"] == lines_of("учре\u00adжде\u00adние".replace("\u00ad", "", 1), 2, 8)
    assert ["учреждение"] == lines_of("учре\u00adжде\u00adние", 1, 10)


def test_hyphenated_words_break_between_long_parts() -> None:
    """A word breaks at its hyphen where both parts have three letters, else not."""
    assert ["Детско-", "юношеская", "школа"] == lines_of("Детско-юношеская школа", 3, 9)
    assert ["р-на", "3-го", "Ветеран-2", "из-за"] == [word.text for word in words("р-на 3-го Ветеран-2 из-за")]


def test_no_break_spaces_break_only_when_asked() -> None:
    """Loose breaking takes no-break spaces, at a cost that outweighs any unevenness."""
    strict, loose = words("школа №\u00a03"), words("школа №\u00a03", loose=True)

    assert ["школа", "№\u00a03"] == [word.text for word in strict]
    assert ["школа", "№", "3"] == [word.text for word in loose]
    assert loose[1].cost > 0.4


def test_what_cannot_be_broken_so_is_none() -> None:
    """Too many lines or too little width give no breaking."""
    pieces = [Piece(5, 1), Piece(5)]

    assert balanced(pieces, 3, 100) is None
    assert balanced(pieces, 1, 10.9) is None
    assert balanced(pieces, 2, 4.9) is None


@given(st.lists(st.text("абв-«»,", min_size=1, max_size=8), min_size=1, max_size=12), st.integers(1, 5))
def test_lines_keep_all_words_in_order(parts: list[str], lines: int) -> None:
    """Whatever the breaks, the lines together are the text."""
    text = " ".join(parts)
    cut = words(text)
    pieces = [Piece(len(word.text), len(word.joint), len(word.tail), word.cost) for word in cut]
    breaking = balanced(pieces, min(lines, len(pieces)), 1000)

    assert breaking is not None
    broken = [line_text(cut[start:end]) for start, end in pairwise((0, *breaking.ends))]
    assert text.replace(" ", "") == "".join(broken).replace(" ", "")
    assert len(pieces) == breaking.ends[-1]


@given(pieces_of_any_width, st.integers(1, 5))
def test_the_narrowest_width_suffices(pieces: list[Piece], lines: int) -> None:
    """At the narrowest width some number of lines up to the most works, and none is wider."""
    width = narrowest(pieces, lines)
    found = [balanced(pieces, count, width) for count in range(1, min(lines, len(pieces)) + 1)]
    broken = [breaking for breaking in found if breaking is not None]

    assert broken
    for breaking in broken:
        assert max(line_widths(pieces, breaking.ends)) <= width + 1e-9
        assert pytest.approx(breaking.widest) == max(line_widths(pieces, breaking.ends))


@given(pieces_of_any_width, st.integers(1, 5))
def test_below_the_narrowest_width_nothing_works(pieces: list[Piece], lines: int) -> None:
    """One part in a hundred less than the narrowest width breaks in no number of lines."""
    width = narrowest(pieces, lines) * 0.99

    assert [None] * lines == [balanced(pieces, count, width) for count in range(1, lines + 1)]


def test_a_double_name_does_not_break_at_its_hyphen():
    """«Верх-Ирмень» is one name, «детско-юношеская» two words."""
    assert ["село", "Верх-Ирмень", "детско-", "юношеская"] == [
        word.text + word.tail for word in words("село Верх-Ирмень детско-юношеская")
    ]
