"""How a platform shows a cover: which part of it each kind of screen shows, and what lies over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..geometry import Box, Size
from ..messages import say
from ..platforms import zone_on

if TYPE_CHECKING:
    from ..platforms import Platform

PHONE = 0.4
"""How large a phone shows a cover: 1920 px across a screen that is 768 px wide."""

# The words of the presets, and the shape that each is drawn as.
_NAMES = {
    "desktop": say("Desktop"),
    "phone": say("Phone"),
    "tablet": say("Tablet"),
    "tv": say("Television"),
    "avatar": say("avatar"),
    "logo": say("logo"),
    "status bar": say("status bar"),
    "buttons": say("buttons"),
}
_WIDE = ("desktop", "tv")
"""Screens on which no status bar lies over a page."""
_SHAPES = {"avatar": "avatar", "logo": "logo", "bar": "bar", "button": "buttons"}


@dataclass(frozen=True, slots=True)
class Over:
    """What the platform draws over the cover. ``shape`` is ``avatar``, ``logo``, ``bar``, ``buttons`` or ``block``."""

    name: str
    box: Box
    shape: str


@dataclass(frozen=True, slots=True)
class View:
    """What one kind of screen shows of the cover, and what lies over it there; ``box`` is in pixels of the cover."""

    name: str
    box: Box
    over: tuple[Over, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A cover's size as a platform shows it. ``safe`` is the whole cover where the platform has no safe zone."""

    platform: Platform
    size: Size
    safe: Box
    views: tuple[View, ...]
    over: tuple[Over, ...]


def stage_for(platform: Platform, size: Size) -> Stage:
    """Return how ``platform`` shows a cover of ``size`` pixels; its boxes are scaled from its first size."""
    whole = Box.at(0, 0, size.width, size.height)
    if not platform.sizes:
        return Stage(platform, size, whole, (View(say("Whole cover"), whole),), ())
    of = platform.sizes[0]
    over = tuple(Over(_NAMES.get(name, name), zone_on(box, of, size), _shape(name)) for name, box in platform.covered)
    crops = [(name, zone_on(box, of, size)) for name, box in platform.crops]
    views = tuple(View(_NAMES.get(name, name), box, _over(over, name, box)) for name, box in crops)
    return Stage(platform, size, platform.zone(size)[0], views or (View(say("Whole cover"), whole, over),), over)


def _over(over: tuple[Over, ...], screen: str, view: Box) -> tuple[Over, ...]:
    """Return what lies over the cover on a screen; a status bar is as wide as the screen."""
    return tuple(
        replace(each, box=each.box.common(view)) if each.shape == "bar" else each
        for each in over
        if each.box.overlaps(view) and (each.shape != "bar" or screen not in _WIDE)
    )


def _shape(name: str) -> str:
    return next((shape for word, shape in _SHAPES.items() if word in name), "block")
