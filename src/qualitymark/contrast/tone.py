"""Which tone a mark takes: the one in which it can be read, and where both can, the one that stands out.

Where every text has a plate of its own, both are plain arithmetic on colours; else both tones are tried on the cover.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..colours import luminance, over, ratio, rgba
from ..geometry import Box
from ..layers import Layer
from ..layers.base import Area
from .measure import flat, typical_luminance
from .rule import ContrastRule

if TYPE_CHECKING:
    from PIL.Image import Image

LIGHT, DARK = "light", "dark"
CLEARLY = 1.05
"""By what factor one tone's contrast must exceed the other's to count."""
RING = 0.2
"""How much of the surroundings is looked at: a ring as wide as this share of the mark's shorter side."""

_REDUCED = 8


class Tones(NamedTuple):
    """The colours of the two tones, by name; the first one meets the picture."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


def choose_tone(
    layers: Sequence[Layer],
    tones: Tones,
    rule: ContrastRule,
    measured: Callable[[str], float | None],
    around: Callable[[], float],
) -> str:
    """Return the tone of a mark on a cover.

    ``layers`` still have names of colours. ``measured`` gives the least contrast of a tone's texts on this cover, and
    is only called where that depends on it; ``around`` the relative luminance around the mark.
    """
    lettered = _lettered(layers)
    light, dark = (_least(lettered, colours) for colours in tones)
    if light is not None and dark is not None:
        # On plates both are what the designer wants them to be, unless one cannot be read.
        light, dark = min(light, rule.min), min(dark, rule.min)
    else:
        light, dark = measured(LIGHT), measured(DARK)
    if light is not None and dark is not None:
        if dark > light * CLEARLY:
            return DARK
        if light > dark * CLEARLY:
            return LIGHT
    return standing_out(tones, around())


def on_plates(layers: Sequence[Layer], colours: Mapping[str, str]) -> float | None:
    """Return the least contrast of letters and modules to their plates, infinite without any.

    None where one has no opaque plate of one colour beneath the whole of its box.
    """
    return _least(_lettered(layers), colours)


def _lettered(layers: Sequence[Layer]) -> list[tuple[str, str]] | None:
    """Return the names of the colours of letters or modules and of their plates, None where one has no plate."""
    plates: list[Area] = []
    found = []
    for layer in layers:
        letters = layer.lettering
        if letters is not None:
            plate = letters.on or next((each.fill for each in reversed(plates) if each.box.contains(letters.box)), None)
            if plate is None or layer.opacity < 1:
                return None
            found.append((letters.fill, plate))
        own = layer.plate
        if own is not None:
            plates.append(own)
    return found


def _least(lettered: list[tuple[str, str]] | None, colours: Mapping[str, str]) -> float | None:
    if lettered is None:
        return None
    least = float("inf")
    for fill, plate in set(lettered):
        ground = rgba(colours.get(plate, plate))
        if ground[3] < 255:
            return None
        least = min(least, flat(ground[:3], over(rgba(colours.get(fill, fill)), ground[:3])))
    return least


def standing_out(tones: Tones, around: float) -> str:
    """Return the tone whose first colour has more contrast to what is around: light, unless dark clearly has."""
    light, dark = (
        ratio(luminance(rgba(next(iter(colours.values()), "#ffffff"))[:3]), around)
        for colours in (tones.light, tones.dark)
    )
    return DARK if dark > light * CLEARLY else LIGHT


def seen_around(box: Box, cover: Box) -> Box:
    """Return the part of the cover in which a mark's surroundings are."""
    return box.grown(max(_REDUCED, min(box.width, box.height) * RING)).outward().common(cover)


def ring_luminance(picture: Image, inner: Box, part: Box | None = None) -> float:
    """Return the typical relative luminance, 0 to 1, of a part of an RGB picture without ``inner``.

    Both boxes are in its pixels; the part is all of it by default. Where nothing else is left, it is that of the part.
    """
    left, top, width, height = (part.left, part.top, *part.size) if part else (0, 0, *picture.size)
    factor = int(max(1, min(_REDUCED, width // 4, height // 4)))
    whole = Box.at(0, 0, width, height)
    parts = _beside(whole, inner.moved(-left, -top).scaled(1 / factor).outward().scaled(factor)) or [whole]
    return typical_luminance(picture.reduce(factor, each.moved(left, top).pixels) for each in parts)


def _beside(whole: Box, inner: Box) -> list[Box]:
    """Return what is above, below, to the left and to the right of a box that lies in the whole, or over its edge."""
    left, top, right, bottom = inner.common(whole)
    parts = (
        Box(whole.left, whole.top, whole.right, top),
        Box(whole.left, bottom, whole.right, whole.bottom),
        Box(whole.left, top, left, bottom),
        Box(right, top, whole.right, bottom),
    )
    return [part for part in parts if part.width and part.height]
