"""The contrast of letters to the worst tenth of what is around them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from qualitymark import Stamped
from qualitymark.colours import contrast, over
from qualitymark.contrast.measure import surroundings, worst_tenth

Draw = Callable[..., Stamped]
EVERYWHERE = Image.new("L", (20, 20), 255)
channels = st.integers(0, 255)
colours = st.tuples(channels, channels, channels)


def plate(fill: str, more: str = "") -> str:
    return f'{{name: plate, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: "{fill}"{more}}}'


def checkerboard(side: int = 8) -> Image.Image:
    """Black and white squares, half of each."""
    small = Image.new("L", (400 // side, 200 // side))
    small.putdata([255 * ((x + y) % 2) for y in range(small.height) for x in range(small.width)])
    return small.resize((400, 200), Image.Resampling.NEAREST).convert("RGB")


@pytest.mark.parametrize(
    ("ground", "ink", "expected"),
    [
        ("#ffffff", "#000000", 21.0),
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#777777", 4.48),
        ("#ffffff", "#767676", 4.54),
        ("#ff0000", "#0000ff", 2.15),
        ("#808080", "#808080", 1.0),
    ],
)
def test_known_pairs_have_their_known_contrast(on: Draw, ground: str, ink: str, expected: float):
    """On a plate of one colour and on a cover of that colour the number is WCAG's."""
    found = [
        on(cover, f'"{ink}"', *below).marks[0].texts[0].contrast
        for cover, *below in ((ground,), ("#123456", plate(ground)))
    ]

    assert [expected, expected] == found


def test_a_translucent_plate_lets_the_cover_count(on: Draw):
    """White at 50 % over black is #808080, as it is painted; the text is measured against that."""
    found = on("#000000", '"#ffffff"', plate("#ffffff", ", opacity: 0.5")).marks[0].texts[0].contrast

    assert pytest.approx(contrast((255, 255, 255), (128, 128, 128)), abs=0.02) == found


def test_translucent_letters_are_mixed_with_what_is_beneath(on: Draw):
    """Black letters at 50 % on white are #808080: 3.95, and not 21."""
    found = on("#ffffff", '"#00000080"').marks[0].texts[0].contrast

    assert pytest.approx(contrast((127, 127, 127), (255, 255, 255)), abs=0.03) == found


def test_invisible_letters_have_no_contrast(on: Draw):
    """A colour that is all transparent gives 1, the least there is."""
    assert 1.0 == on("#ffffff", '"#00000000"').marks[0].texts[0].contrast


def test_the_worst_tenth_counts_and_not_the_mean(on: Draw):
    """On a checkerboard white letters are lost on half of the squares, though grey on average is well enough."""
    found = on(checkerboard(), '"#ffffff"').marks[0].texts[0].contrast

    assert 1.0 == found
    assert contrast((255, 255, 255), (128, 128, 128)) > 3.9


@pytest.mark.parametrize(("bright", "expected"), [(5, 21.0), (15, 1.0)])
def test_less_than_a_tenth_does_not_count(bright: int, expected: float):
    """White letters on black keep 21:1 with 5 % of white pixels around them, and lose it with 15 %."""
    ground = Image.new("RGB", (100, 1))
    ground.paste("#ffffff", (0, 0, bright, 1))

    assert pytest.approx(expected, abs=0.001) == worst_tenth(
        ground, Image.new("L", (100, 1), 255), (255, 255, 255, 255)
    )


@given(colours, colours, channels)
def test_on_one_colour_it_is_the_contrast_of_two_colours(ground, ink, strength):
    """Whatever the colours and however translucent the letters."""
    found = worst_tenth(Image.new("RGB", (20, 20), ground), EVERYWHERE, (*ink, strength))
    mixed = Image.blend(Image.new("RGB", (1, 1), ground), Image.new("RGB", (1, 1), ink), strength / 255).getpixel(
        (0, 0)
    )

    assert pytest.approx(contrast(ground, mixed), abs=0.001) == found
    assert max(abs(one - other) for one, other in zip(mixed, over((*ink, strength), ground), strict=True)) <= 1


@given(st.lists(colours, min_size=20, max_size=20), colours)
def test_it_is_the_tenth_of_the_sorted_ratios(pixels, ink):
    """The same as sorting all ratios one by one and taking the second of twenty."""
    ground = Image.new("RGB", (20, 1))
    ground.putdata(pixels)
    found = worst_tenth(ground, Image.new("L", (20, 1), 255), (*ink, 255))

    assert pytest.approx(sorted(contrast(pixel, ink) for pixel in pixels)[1], abs=0.001) == found


def test_surroundings_are_near_the_glyph_and_not_on_it():
    """A bar of ten pixels with a reach of two: two pixels on each side, none of the bar, none farther away."""
    alpha = Image.new("L", (40, 40))
    ImageDraw.Draw(alpha).rectangle((15, 15, 24, 24), fill=255)
    around = surroundings(alpha, 2)

    assert (13, 13, 27, 27) == around.getbbox()
    assert {0} == set(around.crop((15, 15, 25, 25)).tobytes())
    assert {0, 255} == set(around.tobytes())


def test_the_middle_of_a_ring_does_not_count(tmp_path, seen: Draw):
    """Text along a circle is measured on the band that it stands on, not on what the circle encloses."""
    from qualitymark import load_template, stamp

    seen()
    path = tmp_path / "seen.yaml"
    text = path.read_text("utf-8").partition("      - {")[0] + (
        '      - {kind: shape, shape: ellipse, box: [100, 0, 100, 100], fill: "#000000"}\n'
        '      - {kind: shape, shape: ellipse, box: [125, 25, 50, 50], fill: "#ffffff"}\n'
        '      - {kind: ring, text: ЗНАК, centre: [150, 50], radius: 33, size: 12, fill: "#ffffff"}\n'
    )
    path.write_text(text, "utf-8")

    assert 21.0 == stamp(Image.new("RGB", (400, 200), "#ffffff"), load_template(path), {}).marks[0].texts[0].contrast


def test_shadows_count(on: Draw):
    """Black letters in the shadow of a plate have less contrast than on the bare white cover."""
    shadow = '{name: plate, kind: shape, shape: rectangle, box: [0, 0, 300, 4], fill: "#ffffff", shadow: {blur: 30, opacity: 1, y: 40}}'

    assert on("#ffffff", plate=shadow).marks[0].texts[0].contrast < 17


def test_letters_outside_of_the_cover_have_no_number(tmp_path, on: Draw):
    """A text that lies wholly outside of the cover is not seen, so it is not judged."""
    from qualitymark import load_template, stamp

    on("#ffffff")
    path = tmp_path / "seen.yaml"
    text = path.read_text("utf-8").replace("box: [10, 10, 280, 80]", "box: [10, -70, 280, 50]")
    path.write_text(text.replace("anchor: centre", "anchor: top"), "utf-8")
    stamped = stamp(Image.new("RGB", (400, 200), "#000000"), load_template(path), {})

    assert (None, None, ()) == (stamped.marks[0].texts[0].contrast, stamped.marks[0].contrast, stamped.warnings)


def test_the_result_has_the_numbers(on: Draw):
    """Each text has its own, the mark the least of them, in the result and in JSON."""
    mark = on("#ffffff", '"#777777"').marks[0]
    told = mark.as_dict()

    assert (4.48, 4.48, 4.48) == (mark.contrast, told["contrast"], told["texts"][0]["contrast"])
    assert [] == told["strengthened"]
