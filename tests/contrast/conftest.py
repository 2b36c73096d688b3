"""A template with one text over a plate, in as many forms as the tests need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from qualitymark import Stamped, Template, load_template, stamp

HEAD = """
qualitymark: 1
name: seen
fields: {{name: {{}}}}
{palette}
marks:
  - artboard: [300, 100]
    size: {{width: 300px}}
    place: {{anchor: centre}}
    {contrast}
    layers:
      - {plate}
      - {{name: who, kind: text, text: "{text}", box: [10, 10, 280, 80], size: {size}, weight: {weight}, fill: {ink}}}
"""
FREE = '{name: plate, kind: shape, shape: line, box: [0, 0, 0, 0], stroke: "#ffffff00"}'


@pytest.fixture
def seen(tmp_path: Path) -> Callable[..., Template]:
    """Make a template of a text, its ink, and the plate beneath it; without a plate it lies on the cover."""

    def make(ink: str = '"#000000"', plate: str = FREE, **more: object) -> Template:
        given = {"palette": "", "contrast": "", "text": "Школа", "size": 40, "weight": 400, **more}
        path = tmp_path / "seen.yaml"
        path.write_text(HEAD.format(ink=ink, plate=plate, **given), "utf-8")
        return load_template(path)

    return make


@pytest.fixture
def on(seen: Callable[..., Template]) -> Callable[..., Stamped]:
    """Stamp such a template on a cover: a colour or a picture."""

    def draw(cover: str | Image.Image, ink: str = '"#000000"', plate: str = FREE, **more: object) -> Stamped:
        picture = Image.new("RGB", (400, 200), cover) if isinstance(cover, str) else cover
        return stamp(picture, seen(ink, plate, **more), {})

    return draw
