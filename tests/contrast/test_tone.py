"""Which tone a mark takes on a cover."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qualitymark import Stamped, load_template, stamp
from qualitymark.contrast.tone import Tones, on_plates, ring_luminance, seen_around, standing_out
from qualitymark.geometry import Box
from qualitymark.images.jpeg import Editor, available
from qualitymark.layers.shape import Shape
from qualitymark.layers.text import TextLayer

Draw = Callable[..., Stamped]
PALETTE = 'palette: {light: {plate: "#ffffff", ink: "#000000"}, dark: {plate: "#000000", ink: "#ffffff"}}'
PLATE = "{name: plate, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: plate}"
PAGE = {"name": "Школа № 3", "year": 2023, "nomination": "Спорт"}


INSIDE = Box(10, 10, 90, 40)


def text(fill: str = "ink", box: Box = INSIDE, **more: object) -> TextLayer:
    return TextLayer(text=("а",), box=box, size=20.0, fill=fill, **more)


def plate(fill: str = "plate", **more: object) -> Shape:
    return Shape(**{"shape": "rectangle", "box": Box(0, 0, 100, 50), "fill": fill, **more})


@pytest.mark.parametrize(("cover", "tone"), [("#ffffff", "light"), ("#000000", "dark"), ("#808080", "light")])
def test_letters_on_the_cover_take_the_tone_that_can_be_read(on: Draw, cover: str, tone: str):
    """Without a plate black letters go on white and on middle grey, white ones on black."""
    assert tone == on(cover, "ink", palette=PALETTE).marks[0].tone


@pytest.mark.parametrize(("cover", "tone"), [("#ffffff", "dark"), ("#000000", "light")])
def test_plates_take_the_tone_that_stands_out(on: Draw, cover: str, tone: str):
    """On a plate of its own the text reads in both tones; the plate is to be seen."""
    assert tone == on(cover, "ink", PLATE, palette=PALETTE).marks[0].tone


def test_a_tone_that_cannot_be_read_is_not_taken(on: Draw):
    """A white plate with pale letters stands out on black, and is not taken for all that."""
    palette = PALETTE.replace('"#ffffff", ink: "#000000"', '"#ffffff", ink: "#dddddd"')

    assert "dark" == on("#000000", "ink", PLATE, palette=palette).marks[0].tone


def test_what_surrounds_the_plate_decides_and_not_what_it_covers(on: Draw):
    """A white patch just as large as the mark on a black cover is gone once the mark lies on it."""
    cover = Image.new("RGB", (400, 200), "#000000")
    cover.paste("#ffffff", (50, 50, 350, 150))

    assert "light" == on(cover, "ink", PLATE, palette=PALETTE).marks[0].tone


def test_light_is_taken_unless_dark_is_clearly_better():
    """Between the two grounds where both tones are within 5 % the choice does not change."""
    tones = Tones({"plate": "#ffffff"}, {"plate": "#000000"})
    middle = (1.05 * 0.05) ** 0.5 - 0.05

    assert ["light", "light", "dark"] == [standing_out(tones, middle * share) for share in (1.0, 1.02, 1.1)]


def test_plates_are_arithmetic_on_colours():
    """Nested plates count from the top; a QR code brings its own; without letters nothing is asked."""
    colours = {"plate": "#ffffff", "ink": "#777777", "soft": "#888888"}

    assert [4.48, 4.48, 1.26] == [
        round(on_plates(layers, colours), 2)
        for layers in (
            [plate(), text()],
            [plate("ink"), plate(), text()],
            [plate(), plate("soft", box=Box(5, 5, 95, 45)), text()],
        )
    ]
    assert float("inf") == on_plates([plate()], colours)


@pytest.mark.parametrize(
    "layers",
    [
        [text()],
        [plate("#ffffff80"), text()],
        [plate(opacity=0.9), text()],
        [plate(), text(box=Box(60, 10, 130, 40))],
        [text(), plate()],
        [plate(shape="burst"), text()],
        [plate(), text(opacity=0.5)],
    ],
)
def test_what_is_no_plate_is_not_arithmetic(layers):
    """Nothing beneath, translucent, too small, above, of no simple shape, translucent letters: the cover is asked."""
    assert on_plates(layers, {"plate": "#ffffff", "ink": "#000000"}) is None


def test_the_ring_is_what_is_seen_around_a_mark():
    """It is cut at the cover's edges, and its mean leaves the mark's own place out."""
    cover = Image.new("RGB", (400, 200), "#ffffff")
    box = Box(200, 100, 400, 200)
    cover.paste("#000000", box.pixels)
    part = seen_around(box, Box(0, 0, 400, 200))

    assert Box(180, 80, 400, 200) == part
    assert ring_luminance(cover.crop(part.pixels), box.moved(-180, -80)) > 0.8
    assert pytest.approx(0, abs=1e-9) == ring_luminance(cover.crop(box.pixels), Box(0, 0, 200, 100))


@settings(deadline=None)
@given(st.integers(0, 250), st.integers(0, 90), st.integers(1, 150), st.integers(1, 110))
def test_a_part_is_looked_at_as_if_it_were_all_there_is(left: int, top: int, width: int, height: int):
    """What lies beyond the part plays no role, nor where in the picture the part is."""
    cover = Image.radial_gradient("L").resize((400, 200)).convert("RGB")
    box = Box.at(left, top, width, height)
    part = seen_around(box, Box(0, 0, 400, 200))
    alone = ring_luminance(cover.crop(part.pixels), box.moved(-part.left, -part.top))

    assert alone == ring_luminance(cover, box, part)


@pytest.mark.skipif(not available(), reason="JPEGs are decoded whole without the compiled part")
@pytest.mark.parametrize("template", ["plate", "ribbon"])
def test_a_cover_is_decoded_once(template: str, monkeypatch: pytest.MonkeyPatch):
    """What is looked at for the tone is drawn on later, to the cover's edges where the mark reaches them."""
    asked, pixels = [], Editor.pixels
    monkeypatch.setattr(Editor, "pixels", lambda *given: asked.append(given) or pixels(*given))
    data = BytesIO()
    Image.effect_noise((1920, 768), 30).convert("RGB").save(data, "JPEG", quality=85)
    stamp(data.getvalue(), template, PAGE, anchor="bottom").encode()

    assert 1 == len(asked)


@pytest.mark.parametrize("template", ["plate", "seal", "ribbon", "badge"])
def test_a_slightly_other_picture_keeps_its_tone(template: str):
    """Saving a cover as JPEG, scaling it up or making it 1 % darker changes nothing, unless it is on the edge."""
    cover = Image.effect_noise((960, 384), 40).point([value + 30 for value in range(256)]).convert("RGB")
    covers = (cover, cover.point([round(value * 0.99) for value in range(256)] * 3), cover.resize((1920, 768)))

    assert 1 == len({stamp(each, template, PAGE).marks[0].tone for each in covers})


def test_the_callers_tone_is_taken_whatever_it_looks_like(tmp_path, on: Draw):
    """A tone that was asked for is drawn, and its contrast told."""
    on("#ffffff", "ink", palette=PALETTE)
    stamped = stamp(Image.new("RGB", (400, 200), "#ffffff"), load_template(tmp_path / "seen.yaml"), {}, tone="dark")

    assert ("dark", 1.0) == (stamped.marks[0].tone, stamped.marks[0].contrast)
    assert len(stamped.warnings) == 1
