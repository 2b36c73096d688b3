"""The legend under an explanation: a line on the place, and what each colour and line means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import Box
from ..messages import Message, say, translate
from ..placement import Placement
from . import pens
from .pens import FINE

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

OUTLINED = 12
"""More places than these are shown as dots in their middles."""

_LINE = 34
_EDGE = 24
_KEY = 34


class _Entry(NamedTuple):
    """One thing of the legend: how its key is drawn into a box, and its words."""

    draw: Callable[[Image, ImageDraw, Box], None]
    words: Message


def legend(width: int, placements: Sequence[Placement], language: str) -> Image:
    """Return the legend as wide as the picture, on white; entries flow over as many lines as they need."""
    from PIL import Image, ImageDraw

    entries = list(_entries(placements))
    face = pens.font(500, 16)
    measure = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    places: list[tuple[int, int]] = []
    x, line = _EDGE * FINE, 0
    for entry in entries:
        extent = int(measure.textlength(_words(entry, language), face)) + (_KEY + 10) * FINE
        if x + extent > width - _EDGE * FINE and x > _EDGE * FINE:
            x, line = _EDGE * FINE, line + 1
        places.append((x, line))
        x += extent + 30 * FINE
    height = (20 + _LINE * (line + 2) + 14) * FINE
    foot = Image.new("RGBA", (width, height), pens.PAPER)
    pen = ImageDraw.Draw(foot)
    pen.text((_EDGE * FINE, 30 * FINE), translate(_summary(placements), language), pens.INK, pens.font(600, 19), "lm")
    for entry, (x, line) in zip(entries, places, strict=True):
        middle = (20 + _LINE * (line + 1) + 20) * FINE
        entry.draw(foot, pen, Box.at(x, middle - 10 * FINE, _KEY * FINE, 20 * FINE))
        pen.text((x + (_KEY + 10) * FINE, middle), _words(entry, language), pens.MUTED, face, "lm")
    return foot.convert("RGB")


def _words(entry: _Entry, language: str) -> str:
    return str(translate(entry.words, language))


def _summary(placements: Sequence[Placement]) -> Message:
    if not any(placement.content for placement in placements):
        return say("The place was given: the picture was not looked at.")
    count = sum(len(placement.candidates) for placement in placements)
    return say(
        "Of the places that cover nearly the least, the best liked was taken. Places looked at: {count}.", count=count
    )


def _entries(placements: Sequence[Placement]) -> list[_Entry]:
    ground = placements[0].ground
    most = max(len(placement.candidates) for placement in placements)
    looked = any(placement.content for placement in placements)
    words = say("the mark, and how much it covers (less is better)") if looked else say("the mark")
    entries = [_Entry(_chosen, words)]
    if most - 1 > OUTLINED:
        entries.append(_Entry(_dots, say("middles of other places")))
    elif most > 1:
        entries.append(_Entry(_other, say("other places")))
    if ground.safe != ground.whole:
        entries.append(_Entry(_safe, say("safe zone")))
    if any(box != ground.whole for _, box in ground.crops):
        entries.append(_Entry(_crop, say("what a screen shows")))
    if ground.covered:
        entries.append(_Entry(_hatched, say("covered by the platform")))
    if looked:
        entries.append(_Entry(_heat, say("from calm to important")))
    return entries


def _chosen(_: Image, pen: ImageDraw, box: Box) -> None:
    pens.outline(pen, box, pens.CHOSEN, 4)


def _other(_: Image, pen: ImageDraw, box: Box) -> None:
    pens.outline(pen, box, pens.OTHER, 1, under=pens.MUTED)


def _dots(_: Image, pen: ImageDraw, box: Box) -> None:
    radius = 5 * FINE
    for number, share in enumerate((0.0, 0.5, 1.0)):
        x, y = box.left + (number + 0.5) * box.width / 3, box.centre[1]
        red, green, blue, _opacity = pens.heat(share)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), (red, green, blue), pens.MUTED, FINE)


def _safe(_: Image, pen: ImageDraw, box: Box) -> None:
    pens.outline(pen, box, pens.SAFE, 3)


def _crop(_: Image, pen: ImageDraw, box: Box) -> None:
    pen.rectangle(box.pixels, pens.MUTED)
    pens.dashed(pen, box.grown(-2 * FINE), pens.PAPER, 4)


def _hatched(foot: Image, pen: ImageDraw, box: Box) -> None:
    pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), pens.MUTED)
    pens.hatch(foot, box)


def _heat(foot: Image, _: ImageDraw, box: Box) -> None:
    from PIL import Image

    ramp = Image.new("RGBA", (int(box.width), 1))
    ramp.putdata([pens.heat(x / (box.width - 1)) for x in range(int(box.width))])
    grey = Image.new("RGBA", (int(box.width), int(box.height)), "#9aa1ab")
    grey.alpha_composite(ramp.resize(grey.size))
    foot.paste(grey, (int(box.left), int(box.top)))
