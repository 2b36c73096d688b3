"""The places that a rule allows, the best liked first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

from ..errors import UsageError, unknown
from ..geometry import ANCHORS, Box, Size, anchored
from ..messages import say
from .area import Ground, area
from .rules import ANCHOR_RULES, PlaceRule

STEPS = 8
"""In how many steps ``free`` goes across the area, and down."""


def places(rule: PlaceRule, size: Size, ground: Ground, barred: Iterable[Box] = ()) -> dict[str, Box]:
    """Return the boxes that a mark of ``size`` pixels may take, by name. It must fit the area.

    ``barred`` are boxes that it may not touch: ``free`` tries the places beside them too. Raises UsageError for an
    unknown anchor.
    """
    room = area(rule, ground)
    if rule.at is not None:
        x, y = wanted_at(rule, ground)
        left = min(max(x, room.left), room.right - size.width)
        top = min(max(y, room.top), room.bottom - size.height)
        return {"at": Box.at(left, top, size.width, size.height)}
    if rule.anchor == "auto":
        return {name: anchored(size, room, name) for name in rule.among}
    if rule.anchor == "free":
        return _anywhere(size, room, rule.among[0], tuple(barred))
    if rule.anchor not in ANCHORS:
        raise UsageError(unknown(say("anchor"), rule.anchor, ANCHOR_RULES))
    return {rule.anchor: anchored(size, room, rule.anchor)}


def wanted_at(rule: PlaceRule, ground: Ground) -> tuple[int, int]:
    """Return the corner that ``at`` asks for, which may lie outside of the area."""
    assert rule.at is not None
    return round(rule.at[0].resolve(ground.cover.width)), round(rule.at[1].resolve(ground.cover.height))


def _anywhere(size: Size, room: Box, liked: str, barred: tuple[Box, ...]) -> dict[str, Box]:
    """Return boxes all over the room, those near to the anchor that is liked best first."""
    across = {edge for box in barred for edge in (box.left - size.width, box.right)}
    down = {edge for box in barred for edge in (box.top - size.height, box.bottom)}
    lefts = _stops(room.left, room.right - size.width, across)
    tops = _stops(room.top, room.bottom - size.height, down)
    home = anchored(size, room, liked)
    # Steps are counted in shares of the room, so that it does not matter which side is the longer.
    wide, high = max(1.0, room.width - size.width), max(1.0, room.height - size.height)

    def far(corner: tuple[float, float]) -> tuple[float, float, float]:
        left, top = corner
        return round(abs(left - home.left) / wide + abs(top - home.top) / high, 6), -top, -left

    corners = sorted(product(lefts, tops), key=far)
    return {f"{left:.0f},{top:.0f}": Box.at(left, top, size.width, size.height) for left, top in corners}


def _stops(first: float, last: float, beside: set[float]) -> set[float]:
    even = {first + (last - first) * step // STEPS for step in range(STEPS + 1)}
    return even | {edge for edge in beside if first <= edge <= last}
