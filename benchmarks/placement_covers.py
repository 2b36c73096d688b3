"""Covers whose important parts are known: cut from labelled photographs, and composed with a headline.

``placement_labels.json`` holds the boxes that were drawn by hand on the photographs. The composed covers are drawn
here, so their boxes are exact: headline, small text, logo and people, on a flat ground, a gradient or a photograph.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parent.parent
COVERS = ROOT / "examples" / "novosibirsk" / "covers"
LABELS = json.loads(Path(__file__).with_name("placement_labels.json").read_text("utf-8"))
SIZE = (1920, 768)
# How wide a cut is, as a share of the photograph's width.
WIDTHS = (1.0, 0.7)
HEIGHTS = 5
LEAST = 0.005
"""A labelled box of which less than this share of the cover's side is left in a cut does not count."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    """A cover and what is important on it: kinds and boxes, in shares of its width and height."""

    name: str
    group: str
    picture: Image.Image
    boxes: tuple[tuple[str, Rectangle], ...]

    def map(self, size: tuple[int, int]) -> Image.Image:
        """Return a picture in mode L that is 255 where something important is."""
        drawn = Image.new("L", size, 0)
        pen = ImageDraw.Draw(drawn)
        width, height = size
        for _, (left, top, right, bottom) in self.boxes:
            pen.rectangle((left * width, top * height, right * width - 1, bottom * height - 1), fill=255)
        return drawn


def scenes(photographs: Path | None) -> Iterator[Scene]:
    """Yield the covers of the example, or cuts of whole photographs where their folder is given; then composed ones."""
    if photographs is None:
        yield from _example_covers()
    else:
        for name, known in LABELS["photographs"].items():
            yield from _cuts(photographs / name, known)
    yield from _composed()


def _example_covers() -> Iterator[Scene]:
    for file, (photograph, down) in LABELS["covers"].items():
        picture = Image.open(COVERS / file).convert("RGB")
        known = LABELS["photographs"][photograph]
        width, whole = known["size"]
        height = width * picture.height / picture.width
        top = (whole - height) * down
        yield Scene(file, "photographs", picture, _boxes(known, (0.0, top, float(width), top + height)))


def _cuts(path: Path, known: dict[str, Any]) -> Iterator[Scene]:
    """Yield cuts of the cover's shape from the whole width and from a part of it, at several heights."""
    if not path.exists():
        sys.exit(f"{path} is missing: give the folder of the photographs that CREDITS.md of the example names.")
    photograph = Image.open(path).convert("RGB")
    for share, step in product(WIDTHS, range(HEIGHTS)):
        width = photograph.width * share
        height = width * SIZE[1] / SIZE[0]
        left = (photograph.width - width) * (step % 3) / 2
        top = (photograph.height - height) * step / (HEIGHTS - 1)
        part = (left, top, left + width, top + height)
        boxes = _boxes(known, part)
        if boxes:
            picture = photograph.resize(SIZE, Image.Resampling.LANCZOS, box=part, reducing_gap=2.0)
            yield Scene(f"{path.stem.split('_')[0]} {share:g} {step}", "photographs", picture, boxes)


def _boxes(known: dict[str, Any], part: Rectangle) -> tuple[tuple[str, Rectangle], ...]:
    """Return the labelled boxes of a photograph on a part of it, given in pixels of the photograph."""
    width, height = known["size"]
    left, top, right, bottom = part

    def share(x: float, y: float) -> tuple[float, float]:
        return (
            min(1.0, max(0.0, (x * width - left) / (right - left))),
            min(1.0, max(0.0, (y * height - top) / (bottom - top))),
        )

    seen = [(kind, (*share(x, y), *share(x2, y2))) for kind, x, y, x2, y2 in known["boxes"]]
    return tuple((kind, box) for kind, box in seen if min(box[2] - box[0], box[3] - box[1]) > LEAST)


TITLES = (
    "Детский сад № 484\n«Золотой ключик»",
    "Центр культуры\nи досуга «Родина»",
    "Городская клиническая\nполиклиника № 29",
)
LINES = "Официальное сообщество · Новосибирск"
GROUNDS = ("flat", "gradient", "photograph")
SIDES = {"left": 400, "centre": 960, "right": 1520}
INKS = {"flat": ("#f3f0e6", "#1d3557"), "gradient": ("#2a4d8f", "#ffffff"), "photograph": ("", "#ffffff")}
SKIN = ("#f1c9a5", "#e0ac82", "#c98f63")


def _composed() -> Iterator[Scene]:
    for number, (ground, side, people) in enumerate(product(GROUNDS, SIDES, (0, 1, 3))):
        picture = _ground(ground, number)
        low = people < 3 and number % 2 == 1
        boxes = [*_headline(picture, (SIDES[side], 430 if low else 180), TITLES[number % 3], INKS[ground][1])]
        boxes.append(_logo(picture, (1400 if side == "left" else 390, 150)))
        where = {"left": 1180, "centre": 400, "right": 420}[side]
        boxes += [_person(picture, where + 150 * one, SKIN[one]) for one in range(people)]
        shares = tuple((kind, (x / SIZE[0], y / SIZE[1], x2 / SIZE[0], y2 / SIZE[1])) for kind, (x, y, x2, y2) in boxes)
        yield Scene(f"{ground} {side} {people}", "composed", picture, shares)


def _ground(kind: str, number: int) -> Image.Image:
    if kind == "flat":
        return Image.new("RGB", SIZE, INKS[kind][0])
    if kind == "gradient":
        shade = Image.linear_gradient("L").rotate(90).resize(SIZE)
        return Image.composite(Image.new("RGB", SIZE, "#63b3c1"), Image.new("RGB", SIZE, INKS[kind][0]), shade)
    name = sorted(LABELS["covers"])[number % len(LABELS["covers"])]
    photograph = Image.open(COVERS / name).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    return ImageEnhance.Brightness(photograph.filter(ImageFilter.GaussianBlur(3))).enhance(0.55)


def _headline(picture: Image.Image, at: tuple[int, int], title: str, ink: str) -> Iterator[tuple[str, Rectangle]]:
    """Set a title of two lines and one small line below it; ``at`` is its corner, or the middle of its upper edge."""
    pen = ImageDraw.Draw(picture)
    x, y = at
    anchor, align = {400: ("la", "left"), 960: ("ma", "center"), 1520: ("ra", "right")}[x]
    for text, size, weight, down in ((title, 72, 800, 0), (LINES, 30, 500, 180)):
        font = ImageFont.truetype(str(ROOT / "fonts" / f"GolosText-{weight}.ttf"), size)
        pen.text((x, y + down), text, ink, font, anchor, align=align)
        yield "text", pen.textbbox((x, y + down), text, font, anchor, align=align)


def _logo(picture: Image.Image, at: tuple[int, int]) -> tuple[str, Rectangle]:
    pen = ImageDraw.Draw(picture)
    x, y = at
    box = (x, y, x + 130, y + 130)
    pen.ellipse(box, "#ffffff", "#c8102e", 10)
    font = ImageFont.truetype(str(ROOT / "fonts" / "GolosText-800.ttf"), 52)
    pen.text((x + 65, y + 65), "НСО", "#c8102e", font, "mm")
    return "logo", box


def _person(picture: Image.Image, x: int, skin: str) -> tuple[str, Rectangle]:
    """Draw head and shoulders, and return the box of the head."""
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((x - 20, 600, x + 130, 830), 60, "#7a8fb8")
    pen.rectangle((x + 38, 570, x + 72, 620), skin)
    pen.ellipse((x, 430, x + 110, 540), "#4a3426")
    pen.ellipse((x + 5, 452, x + 105, 590), skin)
    for eye in (34, 66):
        pen.ellipse((x + eye, 510, x + eye + 10, 520), "#30241c")
    pen.arc((x + 36, 530, x + 74, 562), 20, 160, "#a04a3c", 4)
    return "face", (x, 430, x + 110, 590)
