"""The built-in designs keep the measures of a good mark: area, margins, contrast, grid, few sizes and weights."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations, product
from pathlib import Path

import pytest

from qualitymark import load_platform, template_names
from qualitymark.colours import contrast, rgba
from qualitymark.geometry import Box
from qualitymark.layers.qr import QR
from qualitymark.layers.ring import Ring
from qualitymark.layers.shape import Shape
from qualitymark.layers.text import TextLayer
from qualitymark.resources import bundled

DESIGNS = ("badge", "plate", "ribbon", "seal")
TONES = ("light", "dark")
ROOT = Path(__file__).parents[2]
URL = "https://znak.nso.ru/7K3F9X"
URL_OF_40 = "https://znak.nso.ru/registry/2026/7K3F9X"
CODES = ({}, {"verify_url": URL})
EACH_MARK = tuple(product(DESIGNS, CODES))
NAMES_OF_MARKS = [f"{name}-qr" if code else name for name, code in EACH_MARK]
BOTH = {"nomination": "Здравоохранение", "district": "Карасукский район"}
SIZES = {
    (795, 200): "vk-cover-1590",
    (851, 315): "facebook-page",
    (1500, 500): "x-header",
    (1590, 400): "vk-cover-1590",
    (1590, 530): "vk-cover-1590",
    (1920, 768): "vk-cover",
    (1944, 600): "ok-cover",
    (2560, 1440): "youtube-banner",
    (3840, 1536): "vk-cover",
}


def each_mark():
    return pytest.mark.parametrize("name, code", EACH_MARK, ids=NAMES_OF_MARKS)


def each_layout():
    """Every mark, by itself and with its name among the least and the most of other text."""
    found = [(name, index, fields) for name in DESIGNS for index in (0, 1) for fields in ((), ("nomination",))]
    return pytest.mark.parametrize("name, index, fields", found)


def layers_of(design, name, index, fields):
    """Return a mark and those of its layers that are drawn with these optional fields."""
    mark = design(name).marks[index]
    present = {"name", "year", *fields, *(["verify_url"] if index else [])}
    drawn = [
        layer
        for layer in mark.layers
        if present.issuperset(layer.when)
        and (not layer.when_any or present.intersection(layer.when_any))
        and not present.intersection(layer.unless)
    ]
    return mark, drawn


def letters(layers):
    return [layer for layer in layers if isinstance(layer, TextLayer | Ring)]


def test_the_list_has_just_the_four_designs():
    """Each file of the folder is one design that people choose."""
    assert DESIGNS == template_names()


def test_all_designs_take_the_same_fields_and_colours(design):
    """A page that suits one design suits them all, and a region's palette can be used with each."""
    first, *others = map(design, DESIGNS)

    assert [(first.fields, first.palette)] * 3 == [(other.fields, other.palette) for other in others]
    assert ["name", "year"] == [name for name, field in first.fields if field.required]


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_has_a_mark_without_and_a_mark_with_a_code(design, name):
    """Exactly one of them is drawn, whatever the page brings."""
    plain, coded = design(name).marks

    assert (((), ("verify_url",)), (("verify_url",), ())) == ((plain.when, plain.unless), (coded.when, coded.unless))


@pytest.mark.parametrize("tone", TONES)
@each_mark()
def test_the_mark_takes_8_to_18_percent_of_the_cover(draw, solid, name, code, tone):
    """What is painted at 1920x768, the shadow apart, is neither lost nor in the way."""
    covered = solid(draw(name, tone, **code, **BOTH)).histogram()[255]

    assert 0.08 <= covered / (1920 * 768) <= 0.18


@each_mark()
def test_the_margin_is_at_least_2_5_percent_of_the_width(draw, solid, name, code):
    """Nothing but the belt of the ribbon comes near the edges."""
    done = draw(name, **code)
    left, top, right, bottom = done.marks[0].artboard.pixels if name == "ribbon" else solid(done).getbbox()

    assert min(left, 1920 - right) >= 48
    assert name == "ribbon" or min(top, 768 - bottom) >= 48


@each_mark()
def test_the_mark_lies_in_the_safe_zone_of_vk(draw, name, code):
    """Phones cut the sides of a cover; the mark keeps to what they show."""
    safe, _ = load_platform("vk-cover").zone(draw(name).canvas.cover.size)

    assert safe.contains(draw(name, platform="vk-cover", **code).marks[0].artboard)


@pytest.mark.parametrize("platform, bottom", [("any", 768), ("vk-cover", 644)])
@pytest.mark.parametrize("code", CODES, ids=["ribbon", "ribbon-qr"])
def test_the_belt_goes_from_side_to_side(draw, solid, platform, bottom, code):
    """The belt reaches both edges of the cover, down to the safe zone's lower edge and no further."""
    covered = solid(draw("ribbon", platform=platform, **code))

    assert (0, 1920, bottom) == (covered.getbbox()[0], *covered.getbbox()[2:])
    assert [255, 255] == [covered.getpixel((x, bottom - 20)) for x in (0, 1919)]


@pytest.mark.parametrize("tone", TONES)
@each_layout()
def test_letters_stand_out_from_what_is_beneath_them(design, name, index, fields, tone):
    """Each text has a contrast of 4.5 or more against the topmost form under it, and none is in the accent."""
    colours = design(name).palette.tone(tone)
    _, layers = layers_of(design, name, index, fields)
    for layer in letters(layers):
        x, y = (layer.centre[0], layer.centre[1] - layer.radius - 5) if isinstance(layer, Ring) else layer.box.centre
        forms = [form for form in layers[: layers.index(layer)] if isinstance(form, Shape)]
        beneath = [form for form in forms if form.box.contains(Box(x, y, x, y))]
        ground, ink = (rgba(colours[colour])[:3] for colour in (beneath[-1].fill, layer.fill))

        assert contrast(ground, ink) >= 4.5, layer.name
        assert "accent" not in layer.fill


@each_layout()
def test_texts_and_code_never_touch(design, name, index, fields):
    """The boxes that the longest texts would fill lie apart from each other, inside of the artboard."""
    mark, layers = layers_of(design, name, index, fields)
    boxes = [layer.box for layer in layers if isinstance(layer, TextLayer)]
    # Of the code's box the two modules of quiet zone, 12 units and more up to version 4, may be entered.
    boxes += [layer.box.grown(-12) for layer in layers if isinstance(layer, QR)]
    title = next(layer for layer in layers if layer.name == "title")
    whole = Box.at(0, 0, mark.artboard.width, mark.artboard.height)

    assert all(whole.contains(box) for box in boxes)
    for one, other in combinations(boxes, 2):
        # The year stands in the title's box where the title is set in two lines.
        if name != "ribbon" or title.box not in (one, other):
            shared = one.common(other)
            assert shared.width <= 0 or shared.height <= 0, (one, other)


@each_layout()
def test_few_sizes_and_weights(draw, design, name, index, fields):
    """One mark has at most two weights and three sizes of letters."""
    _, layers = layers_of(design, name, index, fields)
    code = CODES[index]
    texts = draw(name, **code, **dict.fromkeys(fields, "Спорт")).marks[0].texts

    assert len({layer.weight for layer in letters(layers)}) <= 2
    assert len({text.size for text in texts}) <= 3


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
@each_mark()
def test_every_design_works_on_every_size(draw, name, code, size):
    """From the smallest to the largest cover, as a plain picture and on its platform, with a link of 40 characters."""
    for tone, platform in zip(TONES, ("any", SIZES[size]), strict=True):
        link = {"verify_url": URL_OF_40} if code else {}
        done = draw(name, tone, size, platform, **link, **BOTH)
        mark = done.marks[0]
        zone, _ = load_platform(platform).zone(done.canvas.cover.size)

        assert zone.contains(mark.artboard)
        assert not code or mark.qr.module >= 4
        assert min(text.size for text in mark.texts) >= min(18, 0.0093 * size[0])


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("name", DESIGNS)
def test_the_design_looks_as_it_was_judged(draw, golden, name, tone):
    """The light mark without and the dark one with its code, at half size on plain grey."""
    code = CODES[TONES.index(tone)]
    done = draw(name, tone, **code, **BOTH)
    mark = done.marks[0]
    seen = done.image.crop(mark.artboard.grown(24).common(Box.at(0, 0, 1920, 768)).pixels)

    golden(seen.reduce(2), f"design-{name}-{tone}", tolerance=8)


def test_the_emblems_are_those_that_the_script_draws():
    """Nobody mended a file of the emblem by hand."""
    spec = spec_from_file_location("draw_emblem", ROOT / "scripts/draw_emblem.py")
    script = module_from_spec(spec)
    # A dataclass looks its module up while it is made.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "draw_emblem", script)
        spec.loader.exec_module(script)
        expected = script.files()

    found = {file.name: file.read_text("utf-8") for file in bundled("assets").joinpath("emblem").iterdir()}

    assert expected == found
