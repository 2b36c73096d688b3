"""The size that fits: what a rule asks for, made smaller where it must be, and the refusal with its numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from ..errors import PlacementError
from ..geometry import ANCHORS, Size
from ..messages import Message, join, say
from ..sizing import SizeRule, Sizing
from .area import Ground, area, area_name
from .candidates import places
from .rules import PlaceRule

LONGEST_SIDE = 16_000
"""Where the search for a cover that would do ends, in pixels of its longer side."""

_HALF = Fraction(1, 2)


@lru_cache(maxsize=256)
def fitting_size(rule: SizeRule, where: PlaceRule, artboard: Size, ground: Ground) -> tuple[Size, Message | None]:
    """Return the size that the rule asks for, made smaller where the area is too small, with a warning then.

    It is not made smaller than ``min``, nor than a size given in pixels; and some place that the rule allows is
    free of what the platform lays over the cover. Raises PlacementError with the smallest cover of the same shape
    that would do.
    """
    sizing = Sizing.of(rule, artboard, ground.cover, ground.safe)
    size = _fitted(sizing, where, ground)
    if size is None:
        raise PlacementError(_refusal(rule, where, artboard, ground))
    if size == sizing.wanted:
        return size, None
    return size, say(
        "The mark is {size} px instead of {wanted} px: the {area} has no more room. Give a larger cover, or lower"
        " “size” or “margin” in the template.",
        size=str(size),
        wanted=str(sizing.wanted),
        area=area_name(where),
    )


def _fitted(sizing: Sizing, where: PlaceRule, ground: Ground) -> Size | None:
    """Return the largest size up to the one wanted that has a place, or None where that is below the least."""
    size = sizing.fitted(area(where, ground).size)
    if size is None or _has_place(size, where, ground):
        return size
    if not _has_place(sizing.size(sizing.least), where, ground):
        return None
    fits, too_large = sizing.least, int(size.width if sizing.by_width else size.height)
    while too_large - fits > 1:
        middle = (fits + too_large) // 2
        if _has_place(sizing.size(middle), where, ground):
            fits = middle
        else:
            too_large = middle
    return sizing.size(fits)


def _has_place(size: Size, where: PlaceRule, ground: Ground) -> bool:
    covered = [box for _, box in ground.covered if box.overlaps(area(where, ground))]
    if not covered:
        return True
    boxes = places(where, size, ground, covered).values()
    return any(not any(box.overlaps(cover) for cover in covered) for box in boxes)


def _refusal(rule: SizeRule, where: PlaceRule, artboard: Size, ground: Ground) -> Message:
    def does(larger: Size) -> bool:
        on = ground.on(larger)
        return _fitted(Sizing.of(rule, artboard, larger, on.safe), where, on) is not None

    sizing = Sizing.of(rule, artboard, ground.cover, ground.safe)
    smallest = _smallest(does, ground.cover)
    room = area(where, ground)
    least = sizing.size(sizing.least)
    return join(
        say(
            "The mark needs at least {need} px, but the {area} leaves {room} px on this cover of {cover} px.",
            need=str(least),
            area=area_name(where),
            room=str(room.size),
            cover=str(ground.cover),
        ),
        _covering(where, least, ground) if sizing.fitted(room.size) else "",
        say("The smallest cover of this shape that would do is {smallest} px.", smallest=str(smallest))
        if smallest
        else say("No cover of this shape would do."),
        say("Give such a cover, or lower “size” or “margin” in the template.")
        if smallest
        else say("Lower “size” or “margin” in the template."),
        say("Or choose “within: cover” or another platform.") if _is_part(where, ground) else "",
    )


def _covering(where: PlaceRule, size: Size, ground: Ground) -> Message:
    """Say what lies over every place that the rule allows, and which anchor would be free."""
    room = area(where, ground)
    covered = [(name, box) for name, box in ground.covered if box.overlaps(room)]
    free = [name for name in ANCHORS if _has_place(size, _at_anchor(where, name), ground)]
    return join(
        say(
            "The platform covers a part of it: {covered}.",
            covered=", ".join(f"{name} {box.size} px" for name, box in covered),
        ),
        say("These anchors are free of it: {free}.", free=", ".join(free)) if free else "",
    )


def _at_anchor(where: PlaceRule, name: str) -> PlaceRule:
    return replace(where, anchor=name, at=None)


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


def _is_part(where: PlaceRule, ground: Ground) -> bool:
    return where.within == "safe" and ground.seen != ground.whole
