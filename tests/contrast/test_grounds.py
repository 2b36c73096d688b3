"""What is beneath a text, and what of it is kept from cover to cover."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from qualitymark import Stamped, stamp
from qualitymark.contrast import grounds
from qualitymark.contrast.grounds import _Known

OVAL = '{name: plate, kind: shape, shape: burst, box: [-60, -60, 420, 220], points: 90, depth: 2, fill: "#ffffff"}'
PAGE = {"name": "Школа № 3", "year": 2023, "nomination": "Спорт", "verify_url": "https://example.org/v/K7Q2"}


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often pixels are measured."""
    seen: list[int] = []
    real = grounds.worst_tenth

    def counted(*given):
        seen.append(1)
        return real(*given)

    monkeypatch.setattr(grounds, "worst_tenth", counted)
    monkeypatch.setattr(grounds, "_KNOWN", _Known(grounds.KEPT))
    return seen


def test_on_opaque_layers_pixels_are_measured_once(on: Callable[..., Stamped], looked: list[int]):
    """A text on a form of no simple shape is measured on the first cover, and known on all others."""
    found = [on(colour, '"#777777"', OVAL).marks[0].texts[0].contrast for colour in ("#000000", "#ffffff", "#00ff00")]

    assert [4.48, 4.48, 4.48] == found
    assert 1 == len(looked)


def test_what_is_kept_depends_on_the_ink(on: Callable[..., Stamped], looked: list[int]):
    """Another colour on the same ground is another contrast."""
    found = [on("#000000", ink, OVAL).marks[0].texts[0].contrast for ink in ('"#777777"', '"#000000"', '"#777777"')]

    assert [4.48, 21.0, 4.48] == found
    assert 2 == len(looked)


def test_on_the_cover_every_cover_is_looked_at(on: Callable[..., Stamped], looked: list[int]):
    """Where the cover shows through nothing is kept."""
    found = [on(colour).marks[0].texts[0].contrast for colour in ("#000000", "#ffffff", "#000000")]

    assert [1.0, 21.0, 1.0] == found
    assert 3 == len(looked)


@pytest.mark.parametrize("template", ["plate", "badge"])
def test_on_a_plain_plate_no_pixel_is_looked_at(template: str, looked: list[int]):
    """The designs with a plate cost arithmetic alone."""
    mark = stamp(Image.new("RGB", (1920, 768), "#336699"), template, PAGE).marks[0]

    assert [] == looked
    assert mark.contrast == min(text.contrast for text in mark.texts)


def test_arithmetic_and_pixels_agree(on: Callable[..., Stamped], looked: list[int]):
    """A plate of one colour and the same one drawn as a star that covers everything give the same number."""
    plain = OVAL.replace("burst", "rectangle")
    found = [on("#123456", '"#5a6b7c"', each).marks[0].texts[0].contrast for each in (plain, OVAL)]

    assert found[0] == found[1]
    assert 1 == len(looked)


@pytest.mark.parametrize(
    "plate",
    [
        # The text reaches over the plate's edge, its rounded corner, its outline.
        '{name: plate, kind: shape, shape: rectangle, box: [60, 0, 300, 100], fill: "#ffffff"}',
        '{name: plate, kind: shape, shape: rounded, radius: 50, box: [8, 8, 284, 84], fill: "#ffffff"}',
        '{name: plate, kind: shape, shape: ellipse, box: [0, 0, 300, 100], fill: "#ffffff"}',
        '{name: plate, kind: shape, shape: rectangle, box: [0, 0, 300, 100], fill: "#ffffff", stroke: "#000000", stroke_width: 50}',
    ],
)
def test_a_plate_that_ends_beneath_the_text_is_no_plate(on: Callable[..., Stamped], looked: list[int], plate: str):
    """Arithmetic is only done where the plate is beneath all of the text's surroundings."""
    on("#000000", plate=plate, text="ШКОЛА №3 ШКОЛА", size="{max: 40, min: 20}")

    assert [1] == looked


def test_no_more_is_kept_than_said():
    """The least recently used go first."""
    known = _Known(2)
    for key in "abac":
        known.put(key, 1.0)
        known.get("a")

    assert [1.0, None, 1.0] == [known.get(key) for key in "abc"]
