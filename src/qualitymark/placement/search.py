"""The place itself: of all that the rule allows and nothing bars, the one that covers the least."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from ..errors import PlacementError
from ..geometry import Box, Length, Size, anchored
from ..messages import Message, join, say
from ..sizing import SizeRule
from .area import Ground, area, area_name
from .candidates import places, wanted_at
from .content import Content
from .fitting import fitting_size
from .rules import CORNERS, Candidate, Placement, PlaceRule

Cost = Callable[[Box], float]

CENTRAL = 20.0
"""What a place in the middle of the cover costs more than one in its corner, in the points of ``Content``."""
NEARLY = 0.2
"""Points: a place that is calmer by no more than this does not displace one that is better liked."""


def place(
    rule: PlaceRule,
    size: Size,
    ground: Ground,
    content: Content | None = None,
    *,
    taken: Sequence[Box] = (),
    cost: Cost | None = None,
) -> Placement:
    """Return where a mark of ``size`` pixels lies.

    ``content`` is measured on the cover, and asked for by ``auto`` and ``free``; without it the best liked place that
    is free is taken. ``taken`` are the marks that are there already: where the place is searched, half the margin is
    kept to them. ``cost`` adds to the score of a box, in points. A shadow may leave the area, and is clipped at the
    cover's edge.

    Raises PlacementError where the size does not fit the area or no place is free, UsageError for an unknown anchor.
    """
    if content is None and cost is None:
        return _liked(rule, size, ground, tuple(taken))
    return _searched(rule, size, ground, taken, (content, cost))


def _searched(
    rule: PlaceRule, size: Size, ground: Ground, taken: Sequence[Box], seen: tuple[Content | None, Cost | None]
) -> Placement:
    fitting_size(SizeRule(width=Length(Fraction(size.width), "px")), rule, size, ground)
    # Marks that find their own place come half as near to each other as to the edges.
    apart = math.ceil(rule.margin.resolve(ground.cover.width) / 2) if rule.searches else 0
    bars = (*((name, box) for name, box in ground.covered), *((None, box.grown(apart)) for box in taken))
    room, (content, cost) = area(rule, ground), seen
    corners = [anchored(size, room, corner) for corner in CORNERS]
    aside = min(_centrality(box, ground.cover) for box in corners)
    candidates = tuple(
        Candidate(name, box, _score(box, ground.cover, content, cost, aside), _barring(box, bars))
        for name, box in places(rule, size, ground, [box for _, box in bars]).items()
    )
    free = [candidate for candidate in candidates if candidate.barred is None]
    if not free:
        raise PlacementError(_refusal(candidates, rule, size))
    chosen = _chosen(free)
    anchor = "free" if rule.at is None and rule.anchor == "free" else chosen.name
    warning = join(_moved(rule, chosen.box, ground), _cut(chosen.box, rule, ground))
    return Placement(chosen.box, anchor, ground, candidates, warning or None, content)


@lru_cache(maxsize=256)
def _liked(rule: PlaceRule, size: Size, ground: Ground, taken: tuple[Box, ...]) -> Placement:
    """Return the place that has nothing to do with what is on the cover: the same on every one of that size."""
    return _searched(rule, size, ground, taken, (None, None))


def _score(box: Box, cover: Size, content: Content | None, cost: Cost | None, aside: float) -> float | None:
    """Return what a box covers, and what it costs to be nearer to the middle than ``aside``, the best of the corners."""
    if content is None and cost is None:
        return None
    covered = content.mean(box, cover) + CENTRAL * (_centrality(box, cover) - aside) if content else 0.0
    return round(covered + (cost(box) if cost else 0.0), 2)


def _centrality(box: Box, cover: Size) -> float:
    """Return 1 for a box in the middle of the cover, 0 for one whose middle is a corner."""
    x, y = box.centre
    return 1 - abs(x / cover.width - 0.5) - abs(y / cover.height - 0.5)


def _chosen(free: Sequence[Candidate]) -> Candidate:
    """Return the best liked of the places that cover nearly as little as the best of them."""
    least = min(candidate.score or 0.0 for candidate in free)
    return next(candidate for candidate in free if (candidate.score or 0.0) <= least + NEARLY)


def _barring(box: Box, bars: Sequence[tuple[str | None, Box]]) -> Message | None:
    for name, bar in bars:
        if not box.overlaps(bar):
            continue
        where = _told(bar)
        if name is None:
            return say("another mark at {box}", box=where)
        return say("{name}, which covers {box}", name=name, box=where)
    return None


def _refusal(candidates: Sequence[Candidate], rule: PlaceRule, size: Size) -> Message:
    first = candidates[0]
    if len(candidates) == 1:
        return say(
            "At “{anchor}” the mark would take {box} and collide with {other}. Give one of them another place, or let"
            " “anchor: auto” find one.",
            anchor=first.name,
            box=_told(first.box),
            other=first.barred,
        )
    return join(
        say(
            "None of {count} places in the {area} is free for a mark of {size} px.",
            count=len(candidates),
            area=area_name(rule),
            size=str(size),
        ),
        say("The best liked, {box}, collides with {other}.", box=_told(first.box), other=first.barred),
        say("Lower “size”, or allow more places by “among” or “anchor: free”.")
        if rule.anchor == "auto"
        else say("Lower “size” or “margin”."),
    )


def _moved(rule: PlaceRule, box: Box, ground: Ground) -> Message | str:
    if rule.at is None or wanted_at(rule, ground) == (box.left, box.top):
        return ""
    x, y = wanted_at(rule, ground)
    return say(
        "The mark was moved from {x}, {y} to {left:.0f}, {top:.0f}: it would leave the {area} otherwise. Change “at”.",
        x=x,
        y=y,
        left=box.left,
        top=box.top,
        area=area_name(rule),
    )


def _cut(box: Box, rule: PlaceRule, ground: Ground) -> Message | str:
    """Say which screens show a part of the mark only: without the safe zone, that is the template's wish."""
    cut = [name for name, crop in ground.crops if not crop.contains(box)]
    if not cut or rule.within == "safe":
        return ""
    return say("Some screens cut the mark off: {screens}. Choose “within: safe”.", screens=", ".join(cut))


def _told(box: Box) -> str:
    left, top, right, bottom = box.pixels
    return f"x {left}–{right}, y {top}–{bottom}"
