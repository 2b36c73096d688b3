"""Where a mark goes: the area that it may lie in, the size that fits there, and its place. Arithmetic only.

Boxes are in pixels of the cover. ``cover`` is the cover's size, ``safe`` the platform's safe zone on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from .errors import PlacementError, UsageError, unknown
from .geometry import ANCHORS, Box, Length, Size, anchored
from .messages import Message, join, say
from .model.keys import LengthKey, ListOf, OneOf
from .model.reading import key, model
from .platforms import zone_on
from .sizing import SizeRule, Sizing

if TYPE_CHECKING:
    from PIL.Image import Image

CORNERS = ("bottom-right", "bottom-left", "top-right", "top-left")
LONGEST_SIDE = 16_000
"""Where the search for a cover that would do ends, in pixels of its longer side."""

_HALF = Fraction(1, 2)
_CLEARLY = 0.1
# Grey levels: below this, two calm places differ by noise only.
_NOISE = 0.5


@model
class PlaceRule:
    """Where a mark goes. ``margin`` is kept to the edges of the area; ``at`` takes the place of anchor and margin."""

    anchor: str = key(
        OneOf(say("anchor"), ("auto", *ANCHORS)), default="auto", doc="One of nine points of the area, or auto."
    )
    among: tuple[str, ...] = key(
        ListOf(OneOf(say("anchor"), tuple(ANCHORS)), least=1),
        default=CORNERS,
        doc="The anchors that auto chooses from, the best liked first.",
    )
    at: tuple[Length, ...] | None = key(
        ListOf(LengthKey(), least=2, most=2),
        default=None,
        doc="[x, y] of the mark's upper left corner, as shares of the cover or pixels, instead of an anchor.",
    )
    margin: Length = key(
        LengthKey(),
        default=Length(Fraction(3), "%"),
        doc="Kept to the area's edges: a share of the cover's width, or pixels.",
    )
    within: str = key(
        OneOf(say("area"), ("cover", "safe")), default="safe", doc="Where the mark must lie: safe (zone), or cover."
    )


class Placement(NamedTuple):
    """Where a mark lies: ``box`` is the artboard in pixels of the cover.

    ``anchor`` is the anchor chosen, or ``at``. ``scores`` has the busyness beneath each candidate of ``auto``.
    """

    box: Box
    anchor: str
    scores: tuple[tuple[str, float], ...] = ()
    warning: Message | None = None


def fitting_size(
    rule: SizeRule, where: PlaceRule, artboard: Size, cover: Size, safe: Box
) -> tuple[Size, Message | None]:
    """Return the size that the rule asks for, made smaller where the area is too small, with a warning then.

    It is not made smaller than ``min``, nor than a size given in pixels. Raises PlacementError with the
    smallest cover of the same shape that would do.
    """
    sizing = Sizing.of(rule, artboard, cover, safe)
    room = area(where, cover, safe).size
    size = sizing.fitted(room)
    if size is None:
        raise PlacementError(_refusal(rule, where, artboard, cover, safe))
    if size == sizing.wanted:
        return size, None
    return size, say(
        "The mark is {size} px instead of {wanted} px: the {area} has no more room. Give a larger cover, or lower"
        " “size” or “margin” in the template.",
        size=str(size),
        wanted=str(sizing.wanted),
        area=_area_name(where),
    )


def area(rule: PlaceRule, cover: Size, safe: Box) -> Box:
    """Return the whole pixels that a mark may take, its shadow apart; empty where the margins leave nothing."""
    outer = safe if rule.within == "safe" else Box.at(0, 0, cover.width, cover.height)
    margin = 0 if rule.at else math.ceil(rule.margin.resolve(cover.width))
    inner = outer.grown(-margin)
    return Box(inner.left, inner.top, max(inner.left, inner.right), max(inner.top, inner.bottom))


def place(rule: PlaceRule, size: Size, cover: Size, safe: Box, grey: Image | None = None) -> Placement:
    """Return where a mark of ``size`` pixels lies.

    ``grey`` is a reduced picture of the whole cover in mode L, asked for by ``auto``; without it the first of ``among`` is
    taken. A shadow may leave the area, and is clipped at the cover's edge.

    Raises PlacementError where the size does not fit the area, UsageError for an unknown anchor.
    """
    exact = SizeRule(width=Length(Fraction(size.width), "px"))
    fitting_size(exact, rule, size, cover, safe)
    room = area(rule, cover, safe)
    scores: tuple[tuple[str, float], ...] = ()
    warning = None
    if rule.at is not None:
        anchor = "at"
        box, warning = _at(rule, size, cover, room)
    else:
        anchor = rule.anchor
        if anchor == "auto":
            boxes = {name: anchored(size, room, name) for name in rule.among}
            anchor, scores = _calmest(boxes, cover, grey)
        elif anchor not in ANCHORS:
            raise UsageError(unknown(say("anchor"), anchor, ("auto", *ANCHORS)))
        box = anchored(size, room, anchor)
    return Placement(box, anchor, scores, warning)


def _at(rule: PlaceRule, size: Size, cover: Size, room: Box) -> tuple[Box, Message | None]:
    assert rule.at is not None
    x, y = round(rule.at[0].resolve(cover.width)), round(rule.at[1].resolve(cover.height))
    left = min(max(x, room.left), room.right - size.width)
    top = min(max(y, room.top), room.bottom - size.height)
    box = Box.at(left, top, size.width, size.height)
    if (left, top) == (x, y):
        return box, None
    return box, say(
        "The mark was moved from {x}, {y} to {left:.0f}, {top:.0f}: it would leave the {area} otherwise. Change “at”.",
        x=x,
        y=y,
        left=left,
        top=top,
        area=_area_name(rule),
    )


def _refusal(rule: SizeRule, where: PlaceRule, artboard: Size, cover: Size, safe: Box) -> Message:
    def does(larger: Size) -> bool:
        zone = zone_on(safe, cover, larger)
        return Sizing.of(rule, artboard, larger, zone).fitted(area(where, larger, zone).size) is not None

    sizing = Sizing.of(rule, artboard, cover, safe)
    smallest = _smallest(does, cover)
    room = area(where, cover, safe).size
    return join(
        say(
            "The mark needs at least {need} px, but the {area} leaves {room} px on this cover of {cover} px.",
            need=str(sizing.size(sizing.least)),
            area=_area_name(where),
            room=str(room),
            cover=str(cover),
        ),
        say("The smallest cover of this shape that would do is {smallest} px.", smallest=str(smallest))
        if smallest
        else say("No cover of this shape would do."),
        say("Give such a cover, or lower “size” or “margin” in the template.")
        if smallest
        else say("Lower “size” or “margin” in the template."),
        say("Or choose “within: cover” or another platform.") if _is_part(where, cover, safe) else "",
    )


def _smallest(does: Callable[[Size], bool], cover: Size) -> Size | None:
    """Return the cover that does and whose neighbour, one pixel narrower, does not; ``cover`` itself must not."""

    def shaped(width: int) -> Size:
        return Size(width, max(1, math.floor(Fraction(cover.height) * width / Fraction(cover.width) + _HALF)))

    too_small = int(cover.width)
    enough = int(cover.width * LONGEST_SIDE // max(cover.width, cover.height))
    if enough <= too_small or not does(shaped(enough)):
        return None
    while enough - too_small > 1:
        middle = (too_small + enough) // 2
        if does(shaped(middle)):
            enough = middle
        else:
            too_small = middle
    return shaped(enough)


def _is_part(where: PlaceRule, cover: Size, safe: Box) -> bool:
    return where.within == "safe" and safe.size != cover


def _area_name(rule: PlaceRule) -> Message:
    return say("platform's safe zone") if rule.within == "safe" else say("cover")


def _calmest(boxes: dict[str, Box], cover: Size, grey: Image | None) -> tuple[str, tuple[tuple[str, float], ...]]:
    """Return the anchor whose box covers the least detail; a later one must be clearly calmer than an earlier."""
    best = next(iter(boxes))
    if grey is None or len(boxes) == 1 or min(grey.size) < 2:
        return best, ()
    steps = tuple(_steps(grey))
    scale = grey.width / cover.width, grey.height / cover.height
    scores = {name: sum(_mean(step, box.scaled(*scale)) for step in steps) for name, box in boxes.items()}
    for name, score in scores.items():
        if scores[best] - score > max(_CLEARLY * scores[best], _NOISE):
            best = name
    return best, tuple((name, round(score, 2)) for name, score in scores.items())


def _steps(grey: Image) -> Iterator[Image]:
    """Yield the differences of each pixel from its right and its lower neighbour."""
    from PIL import ImageChops

    width, height = grey.size
    first = grey.crop((0, 0, width - 1, height - 1))
    yield ImageChops.difference(first, grey.crop((1, 0, width, height - 1)))
    yield ImageChops.difference(first, grey.crop((0, 1, width - 1, height)))


def _mean(picture: Image, box: Box) -> float:
    inside = box.outward().common(Box.at(0, 0, *picture.size))
    counts = picture.crop(inside.pixels).histogram() if inside.width and inside.height else [1]
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)
