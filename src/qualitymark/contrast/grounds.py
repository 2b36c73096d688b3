"""What is beneath a text: the layers of its mark under it, and the cover where these let it through."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..colours import over
from ..geometry import Box
from ..layers import Layer
from ..layers.base import Laid, Letters
from .measure import flat, surroundings, worst_tenth

if TYPE_CHECKING:
    from PIL.Image import Image

STROKE = 1 / 8
"""The width of a stroke as a share of the letter size, about that of weight 500."""
FINEST = 2
"""Pixels of the cover that are looked at as one: a phone shows it at about 40 % and mixes more than these."""
KEPT = 128
"""So many contrasts of texts on opaque layers are kept, the most recently used."""


class Part(NamedTuple):
    """One layer, laid out and painted; ``key`` is the same for the same pixels."""

    layer: Layer
    laid: Laid
    picture: Image
    key: Hashable


Region = Callable[[Box], "Image"]
"""Gives the cover's RGB pixels in a box inside of it, in pixels from the mark's corner."""


def contrast_of(parts: Sequence[Part], index: int, cover: Box, region: Region | None) -> float | None:
    """Return the contrast of a text to the worst tenth of its surroundings: WCAG 2.2's ratio, 1 to 21.

    ``parts`` are a mark's layers, the lowest first; ``cover`` is the cover from the mark's corner. None for a layer
    without letters, for letters outside of the cover, and where the cover shows through and no ``region`` is given.
    """
    letters = parts[index].laid.letters
    if letters is None:
        return None
    box = letters.box.grown(math.ceil(letters.size * STROKE)).outward().common(cover)
    if not (box.width and box.height):
        return None
    beneath = [part for part in parts[:index] if part.laid.box.overlaps(box)]
    start = _lowest_needed(beneath, box)
    seen = beneath[start:]
    colour = _one_colour(seen, box)
    if colour is not None:
        return flat(colour, over(letters.colour, colour))
    key = (parts[index].key, box, *(part.key for part in seen))
    known = _KNOWN.get(key)
    if known is not None:
        return known
    return _measured(seen, parts[index], letters, _Look(box, region, key))


class _Look(NamedTuple):
    box: Box
    region: Region | None
    key: Hashable


def _lowest_needed(parts: Sequence[Part], box: Box) -> int:
    """Return from which layer on something is seen: from the topmost that is opaque in the whole box."""
    return max((at for at, part in enumerate(parts) if _covers(part, box)), default=0)


def _covers(part: Part, box: Box) -> bool:
    return part.laid.solid is not None and part.laid.solid.holds(box)


def _one_colour(parts: Sequence[Part], box: Box) -> tuple[int, int, int] | None:
    """Return the colour of the box where it has only one."""
    solid = parts[0].laid.solid if len(parts) == 1 and _covers(parts[0], box) else None
    return solid.colour if solid else None


def _measured(beneath: Sequence[Part], text: Part, letters: Letters, look: _Look) -> float | None:
    factor = max(FINEST, int(letters.size * STROKE / 2))
    reach = max(1, round(letters.size * STROKE / factor))
    alpha = _cut(text, look.box).getchannel("A").reduce(factor)
    around = surroundings(alpha, reach)
    ground = _laid_over(beneath, look.box)
    opaque = _opaque(ground.getchannel("A").reduce(factor), around)
    if opaque:
        ground = ground.convert("RGB")
    elif look.region is None:
        return None
    else:
        through, ground = ground, look.region(look.box)
        ground.paste(through, (0, 0), through)
    found = worst_tenth(ground.reduce(factor), around, letters.colour)
    if opaque:
        _KNOWN.put(look.key, found)
    return found


def _laid_over(parts: Sequence[Part], box: Box) -> Image:
    """Return what of a box the layers make, RGBA."""
    from PIL import Image

    if not parts:
        return Image.new("RGBA", (int(box.width), int(box.height)))
    ground = _cut(parts[0], box)
    for part in parts[1:]:
        ground.alpha_composite(_cut(part, box))
    return ground


def _cut(part: Part, box: Box) -> Image:
    return part.picture.crop(box.moved(-part.laid.box.left, -part.laid.box.top).pixels)


def _opaque(alpha: Image, where: Image) -> bool:
    from PIL import ImageChops

    through: tuple[int, int] = ImageChops.darker(ImageChops.invert(alpha), where).getextrema()  # type: ignore[assignment]
    return not through[1]


class _Known:
    """Contrasts that do not depend on the cover, up to KEPT; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[Hashable, float] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> float | None:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
            return self._items.get(key)

    def put(self, key: Hashable, value: float) -> None:
        with self._lock:
            self._items[key] = value
            while len(self._items) > self._most:
                self._items.popitem(last=False)


_KNOWN = _Known(KEPT)
