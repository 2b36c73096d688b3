"""What the layer kinds ``text`` and ``ring`` draw and tell."""

from __future__ import annotations

import math

import pytest
from PIL import Image

from qualitymark.errors import GlyphError, TextError
from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, Space, TextVerdict
from qualitymark.layers.ring import Ring
from qualitymark.layers.text import SizeRange, TextLayer
from qualitymark.model.files import Asset
from qualitymark.text.fonts import FontBook

LONG = "Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № 3»"


def laid(layer: TextLayer | Ring, scale: float = 1.0) -> Laid:
    return layer.lay_out(Space(scale, Box.at(0, 0, 900, 500), FontBook.bundled()))


def text(words: str, **keys: object) -> TextLayer:
    given: dict[str, object] = {"box": Box.at(100, 50, 300, 60), "size": SizeRange(max=30, min=10), "fill": "#10203a"}
    return TextLayer(text=(words,), **{**given, **keys})  # type: ignore[arg-type]


def ink(made: Laid) -> Box:
    """Return the box of what is visible, in pixels from the mark's corner."""
    found = made.paint().getchannel("A").point(lambda value: 255 * (value > 40)).getbbox()
    assert found is not None
    return Box(*found).moved(made.box.left, made.box.top)


def test_text_is_set_at_the_largest_size_that_fits():
    """A short text takes the largest size, a longer one less, and both are told in pixels of the cover."""
    sizes = [laid(text(words), 2.0).text.size for words in ("Школа", "Комплексный центр социального обслуживания")]

    assert 60.0 == sizes[0]
    assert 20.0 <= sizes[1] < 60.0


@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_alignment_puts_the_ink_where_it_says(align: str):
    """Left, centred and right ink lie at that side of the box, to a pixel or two of side bearing."""
    box = Box.at(100, 50, 300, 60)
    found = ink(laid(text("Школа № 3", align=align)))
    distance = {
        "left": found.left - box.left,
        "centre": found.centre[0] - box.centre[0],
        "right": box.right - found.right,
    }[align]

    assert abs(distance) <= 3


@pytest.mark.parametrize("valign", ["top", "middle", "bottom"])
def test_vertical_alignment_goes_by_the_capitals(valign: str):
    """Capitals touch the top of the box, stand in its middle, or keep the room of the descenders at its bottom."""
    box = Box.at(100, 50, 300, 60)
    found = ink(laid(text("ШКОЛА", valign=valign, size=24.0)))
    distance = {
        "top": found.top - box.top,
        "middle": found.centre[1] - box.centre[1],
        "bottom": box.bottom - found.bottom - 0.22 * 24,
    }[valign]

    assert abs(distance) <= 1.5


def test_ink_never_leaves_the_box_sideways():
    """However long, the lines of a text are no wider than its box."""
    found = ink(laid(text(LONG, lines=4, box=Box.at(100, 50, 300, 100), size=SizeRange(max=40, min=10))))

    assert found.left >= 98
    assert found.right <= 402


def test_a_text_that_needs_shortening_tells_from_what():
    """With ``shorten: institutions`` the legal form is abbreviated, and the verdict has both."""
    made = laid(text(LONG, lines=2, size=SizeRange(max=24, min=16), shorten="institutions"))

    assert made.text == TextVerdict(
        "text",
        "МКОУ «Средняя общеобразовательная школа № 3»",
        made.text.size,
        2,
        shortened_from=LONG,
        box=made.text.box,
        x_height=made.text.x_height,
    )


def test_the_verdict_tells_where_the_letters_are():
    """The box holds all ink and no more, in whole pixels; the small letters are about half as high as the size."""
    made = laid(text("Школа", size=40))
    found = made.paint().getchannel("A").getbbox()
    drawn = Box(*found).moved(made.box.left, made.box.top)

    assert made.text.box.contains(drawn)
    assert drawn.contains(made.text.box.grown(-2))
    assert 18 < made.text.x_height < 24


def test_a_text_is_drawn_where_its_ink_is():
    """The picture is as small as the ink, and the room that the text takes in its mark stays what it was."""
    made = laid(text("Школа", size=40))

    assert made.text.box == made.box
    assert Box(80, 30, 420, 130) == made.room


def test_a_text_without_ink_is_nothing():
    """Spaces and soft hyphens alone draw nothing, and are no error."""
    made = laid(text("\u00ad", size=40))

    assert not made.paint().getchannel("A").getbbox()
    assert "" == made.text.text


def test_a_file_of_abbreviations_is_used():
    """A template's own list of abbreviations works like the bundled one."""
    own = Asset("own.yaml", "steps:\n  - replace:\n      Межрайонный отдел: МРО\n".encode())
    made = laid(text("Межрайонный отдел по Колыванскому району", size=SizeRange(max=24, min=16), shorten=own))

    assert made.text.text == "МРО по Колыванскому району"


def test_an_ellipsis_is_told():
    """With ``overflow: ellipsis`` a text is cut at a word, with a sign and a verdict."""
    made = laid(text(LONG, size=SizeRange(max=24, min=20), overflow="ellipsis"))

    assert made.text.ellipsized
    assert made.text.text.endswith("…")


def test_a_text_that_cannot_fit_is_an_error():
    """Without a policy the error names the text and the size that it would need."""
    with pytest.raises(TextError, match="Средняя общеобразовательная"):
        laid(text(LONG, size=20.0))


def test_a_sign_that_no_font_has_is_an_error():
    """A sign without a glyph is named before anything is drawn."""
    with pytest.raises(GlyphError, match=r"U\+1F3C5 SPORTS MEDAL"):
        laid(text("Лучшие 🏅"))


def test_letters_that_a_phone_cannot_show_are_told():
    """Below 12 px of the cover there is a warning with the text and its size."""
    warning = str(laid(text("Школа", size=20.0), 0.5).warnings[0])

    assert warning.startswith("The text “Школа” is 10.0 px high on this cover; below 12 px")


def ring(words: str = "ЗНАК КАЧЕСТВА", **keys: object) -> Ring:
    given: dict[str, object] = {"centre": (150.0, 150.0), "radius": 100.0, "size": 24.0, "fill": "#000000"}
    return Ring(text=(words,), **{**given, **keys})  # type: ignore[arg-type]


def distances(made: Laid, centre: tuple[float, float]) -> list[float]:
    alpha: Image.Image = made.paint().getchannel("A")
    return [
        math.dist((x + made.box.left + 0.5, y + made.box.top + 0.5), centre)
        for y in range(alpha.height)
        for x in range(alpha.width)
        if alpha.getpixel((x, y)) > 128
    ]


@pytest.mark.parametrize(("inside", "low", "high"), [(False, 100, 118), (True, 82, 100)])
def test_ring_letters_stand_on_their_circle(inside: bool, low: int, high: int):
    """Capitals reach from the baseline outwards, or inwards on the lower half."""
    away = distances(laid(ring(inside=inside, at=180.0 if inside else 0.0)), (150, 150))

    assert min(away) >= low - 1.5
    assert max(away) <= high + 1.5


def test_ring_text_is_centred_where_it_is_told():
    """At the top and at the bottom the ink is as far to the left as to the right."""
    for keys in ({}, {"at": 180.0, "inside": True}):
        assert ink(laid(ring("ШОШ", **keys))).centre[0] == pytest.approx(150, abs=1)


def test_a_ring_text_that_is_too_long_is_an_error():
    """The arc bounds the text; below the smallest size the error tells both sizes."""
    with pytest.raises(TextError, match="too long for its ring: it fits at"):
        laid(ring("ЗНАК КАЧЕСТВА " * 6))


def test_a_ring_text_takes_a_smaller_size_where_it_may():
    """With a range of sizes a longer text is set smaller."""
    made = laid(ring("ЗНАК КАЧЕСТВА " * 3, size=SizeRange(max=24, min=8)))

    assert 8 <= made.text.size < 24
