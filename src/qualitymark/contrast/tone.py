"""Which tone a mark takes: the one in which it can be read, and where both can, the one that stands out.

Where every text has a plate of its own, both are plain arithmetic on colours; else both tones are tried on the cover.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..colours import luminance, over, ratio, rgba
from ..geometry import Box
from ..layers import Layer
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
    light, dark = (on_plates(layers, colours) for colours in tones)
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
    least = float("inf")
    for index, layer in enumerate(layers):
        letters = layer.lettering
        if letters is None:
            continue
        plate = letters.on or _plate(layers[:index], letters.box)
        ground = rgba(colours.get(plate, plate)) if plate else None
        if ground is None or ground[3] < 255 or layer.opacity < 1:
            return None
        fill = rgba(colours.get(letters.fill, letters.fill))
        least = min(least, flat(ground[:3], over(fill, ground[:3])))
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


def ring_luminance(picture: Image, inner: Box) -> float:
    """Return the typical relative luminance, 0 to 1, of an RGB picture without ``inner``, a box in its pixels.

    Where nothing else is left, it is that of the whole picture.
    """
    from PIL import Image

    factor = max(1, min(_REDUCED, *(side // 4 for side in picture.size)))
    small = picture.reduce(factor)
    ring = Image.new("L", small.size, 255)
    ring.paste(0, inner.scaled(1 / factor).outward().pixels)
    return typical_luminance(small, ring if ring.getextrema()[1] else Image.new("L", small.size, 255))


def _plate(layers: Sequence[Layer], box: Box) -> str | None:
    """Return the colour of the topmost plate that the box lies in."""
    plates = (layer.plate for layer in reversed(layers))
    return next((plate.fill for plate in plates if plate and plate.box.contains(box)), None)
