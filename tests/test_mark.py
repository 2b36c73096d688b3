"""Binding, laying out and painting one mark, and the cache of painted layers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from qualitymark import Page, load_template, stamp
from qualitymark.errors import GlyphError, TemplateError, TextError
from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, Layer, Space
from qualitymark.mark import paint_layers
from qualitymark.model.keys import BoxKey, Colour
from qualitymark.model.reading import key, model
from qualitymark.paint_cache import CACHE, FRESH_MARKS, PaintCache
from qualitymark.template.binding import bind_layers
from qualitymark.template.values import page_values
from qualitymark.text.fonts import FontBook

PLAIN = """
qualitymark: 1
name: plain
fields: {name: {required: true}}
palette: {light: {plate: "#ffffff", ink: "#101010"}}
marks:
  - artboard: [300, 100]
    size: {width: 300px}
    layers:
      - {kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: plate}
      - {name: who, kind: text, text: "{name}", box: [10, 10, 280, 40], size: 20, fill: ink}
"""
drawn: list[str] = []


@model
class Counted(Layer):
    """A layer that notes each time it is painted."""

    kind = "counted"

    box: Box = key(BoxKey(), doc="Its box.")
    fill: str = key(Colour(), default="#00ff00", doc="Its colour.")

    def lay_out(self, space: Space) -> Laid:
        box = space.pixels(self.box)
        return Laid(box, partial(self._draw, box))

    def _draw(self, box: Box) -> Image.Image:
        drawn.append(self.title)
        return Image.new("RGBA", (int(box.width), int(box.height)), self.fill)


def write(folder: Path, text: str) -> Path:
    path = folder / "template.yaml"
    path.write_text(text, "utf-8")
    return path


def test_binding_leaves_no_placeholder_and_no_colour_name(tmp_path: Path):
    """A bound layer has the page's value and the tone's colour."""
    template = load_template(write(tmp_path, PLAIN))
    values = page_values(template, Page(name="Школа № 3"))
    layers = bind_layers(template, template.marks[0], values, {"plate": "#ffffff", "ink": "#101010"})

    assert ("#ffffff", ("Школа № 3",), "#101010") == (layers[0].fill, layers[1].text, layers[1].fill)


def test_an_error_names_template_and_layer(tmp_path: Path):
    """A text that does not fit is told with the layer that it stands in."""
    template = load_template(write(tmp_path, PLAIN))

    with pytest.raises(TextError) as caught:
        stamp(Image.new("RGB", (400, 200)), template, Page(name="Слишком длинное название школы для этой строки"))
    assert caught.value.trail.layer == "plain/who"
    assert str(caught.value).startswith("plain/who: The text “Слишком длинное")


def test_static_layers_are_painted_once_for_a_hundred_pages(tmp_path: Path):
    """Stamping a hundred pages with one template draws what does not change once a size."""
    text = PLAIN + '      - {name: still, kind: counted, box: [250, 60, 40, 30], fill: "#00ff01"}\n'
    template = load_template(write(tmp_path, text), kinds={"counted": Counted})
    cover = Image.new("RGB", (400, 200), "#336699")
    drawn.clear()
    for number in range(100):
        stamp(cover, template, Page(name=f"Школа № {number}"))
    assert ["still"] == drawn

    stamp(Image.new("RGB", (500, 200)), template, Page(name="Школа"), anchor="top-left")
    assert ["still"] == drawn


def test_another_size_is_painted_anew(tmp_path: Path):
    """A layer at another scale is another picture."""
    text = PLAIN.replace("300px", "50%") + '      - {kind: counted, box: [250, 60, 40, 30], fill: "#00ff02"}\n'
    template = load_template(write(tmp_path, text), kinds={"counted": Counted})
    drawn.clear()
    for width in (800, 900, 800):
        stamp(Image.new("RGB", (width, 400)), template, Page(name="Школа"))

    assert 2 == len(drawn)


def test_two_qr_codes_in_one_mark_are_refused(tmp_path: Path):
    """One mark leads to one address."""
    code = '      - {kind: qr, payload: "1234567", box: [0, 0, 120, 120]}\n'
    template = load_template(write(tmp_path, PLAIN + code + code))

    with pytest.raises(TemplateError, match="A mark has one QR code at most, this one has 2"):
        stamp(Image.new("RGB", (400, 200)), template, Page(name="Школа"))


def test_the_cache_is_bounded_and_forgets_the_oldest():
    """Painted layers above the bound go, the least recently used first."""
    cache = PaintCache(most=3 * (4 * 10 * 10 + 1024))
    space = Space(1.0, Box(0, 0, 100, 100), FontBook.bundled())
    layers = [Counted(name=name, box=Box.at(0, 0, 10, 10)) for name in "abcd"]
    drawn.clear()
    for layer in (*layers[:3], layers[0], layers[3], layers[0], layers[1]):
        cache.painted(*cache.laid_out(layer, space))

    assert ["a", "b", "c", "d", "b"] == drawn
    assert cache._held <= cache._most


def test_what_one_page_alone_has_is_soon_forgotten():
    """A name or a code is dropped after a few marks; what came on another page, or stands still, stays."""
    cache = PaintCache(most=1_000_000)
    space = Space(1.0, Box(0, 0, 100, 100), FontBook.bundled())

    def painted(name: str, *, still: bool = False) -> None:
        layer = Counted(name=name, box=Box.at(0, 0, 10, 10))
        for _ in range(2):  # a page asks twice where the tone is chosen
            cache.painted(*cache.laid_out(layer, space, still=still))

    drawn.clear()
    for number in range(2 * FRESH_MARKS):
        cache.forget()
        painted("plate")
        painted(f"name {number}")
        if number == 0:
            painted("still", still=True)
    painted("name 0")
    painted("plate")
    painted("still", still=True)

    assert 2 == drawn.count("name 0")
    assert (1, 1) == (drawn.count("plate"), drawn.count("still"))
    assert cache._held == sum(4 * 10 * 10 + 1024 for _ in cache._items)


def test_a_painted_picture_in_the_cache_is_never_changed(tmp_path: Path):
    """Painting a mark over and over gives the same pixels."""
    template = load_template(write(tmp_path, PLAIN))
    values = page_values(template, Page(name="Школа"))
    layers = bind_layers(template, template.marks[0], values, {"plate": "#ffffff", "ink": "#101010"})
    pictures = [paint_layers(template, layers, 1.0, Box(0, 0, 400, 200)).image.tobytes() for _ in range(3)]

    assert 1 == len(set(pictures))
    assert CACHE._held > 0


def test_a_mark_without_a_layer_is_told(tmp_path: Path):
    """Conditions that leave nothing to draw are an error with a way out."""
    text = PLAIN.replace("{kind: shape,", "{unless: name, kind: shape,")
    template = load_template(write(tmp_path, text.replace("{name: who,", "{unless: name, name: who,")))

    with pytest.raises(TemplateError, match="No layer of the mark is drawn"):
        stamp(Image.new("RGB", (400, 200)), template, Page(name="Школа"))


def test_a_layer_without_measure_is_refused_before_it_is_drawn(tmp_path: Path):
    """A small artboard with a huge ring on it cannot take all memory."""
    ring = '      - {kind: ring, text: "А", centre: [150, 50], radius: 5000, size: 900, fill: ink}\n'
    template = load_template(write(tmp_path, PLAIN + ring))

    with pytest.raises(TemplateError, match="far more than the cover has"):
        stamp(Image.new("RGB", (400, 200)), template, Page(name="Школа"))


def test_a_cut_text_is_told(tmp_path: Path):
    """A text that ends in an ellipsis comes with a warning that has the whole of it."""
    text = PLAIN.replace("size: 20, fill: ink}", "size: 20, fill: ink, overflow: ellipsis}")
    name = "Слишком длинное название школы для этой строки"
    warnings = stamp(Image.new("RGB", (400, 200)), load_template(write(tmp_path, text)), Page(name=name)).warnings

    assert any(warning.startswith(f"“{name}” was cut to “Слишком") for warning in warnings)


def test_nothing_is_painted_before_every_layer_is_laid_out(tmp_path: Path):
    """A sign that no font has, in the topmost text, is told before the lowest layer is painted."""
    text = PLAIN.replace(
        "      - {kind: shape", '      - {kind: counted, box: [0, 0, 9, 9], fill: "#00ff03"}\n      - {kind: shape'
    )
    template = load_template(write(tmp_path, text), kinds={"counted": Counted})
    drawn.clear()

    with pytest.raises(GlyphError, match=r"U\+1F3C5"):
        stamp(Image.new("RGB", (400, 200)), template, Page(name="Школа 🏅"))
    assert [] == drawn


def test_layers_that_come_again_are_laid_together_without_a_change():
    """A mark is the same the first time and later, whatever changed between its static layers."""
    template = load_template("plate")

    def painted(name: str) -> bytes:
        values = page_values(template, Page({"name": name, "year": 2023, "verify_url": "https://example.org/1"}))
        layers = bind_layers(template, template.marks[-1], values, template.palette.tone("light"))
        return paint_layers(template, layers, 1.0, Box(-400, -300, 1520, 468)).image.convert("RGBa").tobytes()

    alone = painted("Школа № 1")
    painted("Школа № 2")

    assert {alone} == {painted("Школа № 1") for _ in range(3)}
