"""Fonts and shaping: the pinned engine, fallbacks, and signs that cannot be drawn."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qualitymark.errors import GlyphError, TemplateError
from qualitymark.resources import bundled
from qualitymark.text.fonts import FontBook, FontStack
from qualitymark.text.shaping import check_glyphs, missing, shape

GOLOS = bundled("fonts").joinpath("GolosText-600.ttf").read_bytes()


@pytest.fixture
def stack() -> FontStack:
    return FontBook.bundled().stack("Golos Text", 600)


def test_the_engine_is_pinned(stack: FontStack) -> None:
    """The same glyphs at the same places on every machine: kerning «ГА», «Та», «Т.» included."""
    run = shape("ГАУ «Та» Т. Й", stack)

    assert [
        (234, 0, 470),
        (231, 470, 639),
        (256, 1109, 689),
        (458, 1798, 250),
        (505, 2048, 540),
        (255, 2588, 559),
        (317, 3147, 575),
        (506, 3722, 540),
        (458, 4262, 250),
        (255, 4512, 531),
        (462, 5043, 310),
        (458, 5353, 250),
        (245, 5603, 760),
    ] == [(glyph.glyph, round(glyph.x * 1000), round(glyph.advance * 1000)) for glyph in run.glyphs]


def test_metrics_are_in_em(stack: FontStack) -> None:
    """A stack tells its first face's metrics in em, the descent positive."""
    assert ("Golos Text 600", 0.98, 0.22, 0.7, 0.53) == (
        stack.name,
        stack.ascent,
        stack.descent,
        stack.cap_height,
        stack.x_height,
    )


def test_letter_spacing_is_between_letters(stack: FontStack) -> None:
    """Spacing is added between the letters and not after the last."""
    assert shape("ЗНАК", stack).width + 3 * 0.1 == pytest.approx(shape("ЗНАК", stack, 0.1).width)


def test_a_fallback_draws_what_the_face_lacks(stack: FontStack) -> None:
    """Each sign comes from the first face that has it, a mark from the face of its base."""
    faces = {glyph.cluster: glyph.face.name for glyph in shape("А★ӧ″Ԑ✓\u03b1\u0301", stack).glyphs}

    assert {
        0: "Golos Text 600",
        1: "NotoSansSymbols2-400",
        2: "Golos Text 600",
        3: "Noto Sans 600",
        4: "Noto Sans 600",
        5: "NotoSansSymbols2-400",
        6: "Noto Sans 600",
    } == faces


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2003", "\t", "\n"])
def test_spaces_are_drawn(space: str, stack: FontStack) -> None:
    """A space of any kind is never missing and takes room."""
    assert () == missing(f"а{space}б", stack)
    assert shape(f"а{space}б", stack).width > shape("аб", stack).width


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060", "\ufe0f", "\ufeff"])
def test_unseen_signs_take_no_room(sign: str, stack: FontStack) -> None:
    """Soft hyphens and the like are neither missing nor drawn, and clusters still point into the text."""
    run = shape(f"а{sign}б", stack)

    assert () == missing(f"а{sign}б", stack)
    assert [0, 2] == [glyph.cluster for glyph in run.glyphs]
    assert shape("аб", stack).width == run.width


def test_a_no_break_hyphen_is_a_hyphen(stack: FontStack) -> None:
    """U+2011 and U+2010 look like the hyphen of the keyboard."""
    assert shape("а-б-в", stack).glyphs == shape("а\u2011б\u2010в", stack).glyphs


def test_a_no_break_space_changes_no_glyph(stack: FontStack) -> None:
    """U+00A0 is drawn as a space, and a text with one is shaped as a whole, kerning included."""
    assert shape("№ 12 Та", stack).glyphs == shape("№\u00a012\u00a0Та", stack).glyphs


def test_decomposed_letters_are_composed(stack: FontStack) -> None:
    """A decomposed й is the font's own й."""
    assert [glyph.glyph for glyph in shape("й", stack).glyphs] == [glyph.glyph for glyph in shape("й", stack).glyphs]


def test_missing_signs_are_named(stack: FontStack) -> None:
    """A sign that no font has is an error with the text, its code, its name and the font."""
    with pytest.raises(GlyphError) as raised:
        check_glyphs("Школа 漢 🧿", stack)

    expected = (
        "The text “Школа 漢 🧿” has signs that neither the font Golos Text 600 nor its fallbacks can draw: "
        "U+6F22 CJK UNIFIED IDEOGRAPH-6F22, U+1F9FF NAZAR AMULET. Remove them, or name a font that has them."
    )
    assert expected == str(raised.value)


def test_half_of_a_pair_is_missing_and_not_a_crash(stack: FontStack) -> None:
    """A lone surrogate is named like any other sign."""
    with pytest.raises(GlyphError, match=r"U\+D800 without a name"):
        check_glyphs("а\ud800", stack)


def test_every_bundled_sign_has_ink() -> None:
    """The letters of Russian institutions and common signs are drawn in every weight."""
    signs = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя0123456789«»„“№–—…★✓″€₽°·•ҤӸҒҰԐΩα"
    book = FontBook.bundled()

    assert [()] * 9 == [missing(signs, book.stack("Golos Text", weight)) for weight in range(100, 1000, 100)]


def test_bundled_fonts_have_their_licences() -> None:
    """Every family has its OFL text beside it."""
    names = {entry.name for entry in bundled("fonts").iterdir()}
    families = {name.split("-")[0].rstrip("2") for name in names if name.endswith(".ttf")}

    assert {"GolosText", "NotoSans", "NotoSansSymbols", "NotoSansMath"} == families
    assert {f"OFL-{family}.txt" for family in families} <= names


def test_a_stack_is_made_once() -> None:
    """Asked for again, by whatever spelling, a family and a weight give equal stacks, and the same one where written so."""
    book = FontBook.bundled()

    assert book.stack("Golos Text", 500) is book.stack("Golos Text", 500)
    assert book.stack("golos text", 500) == book.stack("Golos Text", 500)


def test_the_nearest_weight_is_taken() -> None:
    """A weight that is not there becomes the nearest, the heavier of two."""
    book = FontBook.bundled()

    assert ["Golos Text 400", "Golos Text 700", "Golos Text 800"] == [
        book.stack("golos text", weight).name for weight in (100, 650, 900)
    ]


def test_an_unknown_family_is_an_error() -> None:
    """A family that is not known brings a suggestion."""
    with pytest.raises(TemplateError) as raised:
        FontBook.bundled().stack("Golos Txt", 400)

    assert "Unknown font “Golos Txt”. Did you mean “Golos Text”?" == str(raised.value)


def test_own_files_are_families(tmp_path: Path) -> None:
    """A template's files are known by name, with a weight at the end, and fall back to the bundled fonts."""
    file = tmp_path / "own.ttf"
    file.write_bytes(GOLOS)
    book = FontBook.bundled().with_files({"Мой 700": file, "Мой 300": GOLOS})

    assert ("Golos Text", "Noto Sans", "Мой") == book.families()
    assert "Мой 700" == book.stack("Мой", 800).name
    assert () == missing("А★", book.stack("Мой", 300))


@pytest.mark.parametrize("content", [b"", b"not a font", GOLOS[:100], GOLOS[:2000]])
def test_a_broken_font_is_one_line(content: bytes, tmp_path: Path) -> None:
    """A broken file is an error of one line that names it."""
    file = tmp_path / "broken.ttf"
    file.write_bytes(content)

    with pytest.raises(TemplateError) as raised:
        FontBook.bundled().with_files({"Мой": file})

    assert f"{file}: The font “Мой 400” is broken or not a font; give a TTF or OTF file." == str(raised.value)


def test_a_font_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """A missing file is an error of one line."""
    with pytest.raises(TemplateError, match=r"The font cannot be read \(No such file or directory\)"):
        FontBook.bundled().with_files({"Мой": tmp_path / "none.ttf"})


def test_stacks_survive_pickling(stack: FontStack) -> None:
    """A stack may travel to another process, also after its fonts were loaded."""
    shape("А", stack)

    assert stack == pickle.loads(pickle.dumps(stack))


def test_threads_share_fonts(stack: FontStack) -> None:
    """Shaping from several threads at once gives what one thread gives."""
    texts = [f"Школа № {number} «Темп»" for number in range(200)]
    alone = [shape(text, stack) for text in texts]
    shape.__globals__["_shape"].cache_clear()

    with ThreadPoolExecutor(8) as pool:
        assert alone == list(pool.map(lambda text: shape(text, stack), texts))
