"""Painted layers, kept: equal ones are painted once.

A bounded cache keeps their pixels by content and scale, so that a template's static layers are drawn once a size,
however many pages are stamped.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from .contrast.grounds import Part
from .errors import TemplateError
from .geometry import Box
from .layers import Layer
from .layers.base import Laid, Space
from .messages import say

if TYPE_CHECKING:
    from PIL.Image import Image

CACHE_BYTES = 24 * 1024 * 1024
"""How many bytes of painted layers are kept; the least recently used go first."""

FRESH_MARKS = 4
"""For so many marks a painted layer is kept that no other mark needed; names and codes hardly come again."""

MOST_BASES = 4
"""How many marks are kept without the layers that change from page to page."""

MOST_COVERS = 6
MOST_SPARE = 4_000_000
"""A layer or a mark may draw this many times the cover's pixels, and these pixels more."""


class PaintCache:
    """Painted layers by content and scale, up to CACHE_BYTES; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._items: OrderedDict[Key, Part] = OrderedDict()
        # Those that were painted last, with the number of the mark.
        self._fresh: deque[tuple[int, Key]] = deque()
        self._marks = 0
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Count one more mark, and drop what was painted FRESH_MARKS ago and has not come again."""
        with self._lock:
            self._marks += 1
            while self._fresh and self._fresh[0][0] < self._marks - FRESH_MARKS:
                _, key = self._fresh.popleft()
                old = self._items.get(key)
                if old is not None and old.key is key and not key.again:
                    self._held -= _bytes(self._items.pop(key).picture)

    def laid_out(self, layer: Layer, space: Space, *, still: bool = False) -> tuple[Key, Laid]:
        """Return the layer laid out, and the key that the cache has for it: the same object for the same pixels.

        ``still``: the layer is the template's own, the same for every page. Raises what laying out raises, and
        TemplateError for a layer without measure.
        """
        key = Key(layer, space, again=still)
        with self._lock:
            found = self._items.get(key)
        if found is not None:
            known = cast("Key", found.key)
            # A page binds its layers once, and may ask for them several times.
            known.again = known.again or layer is not known.layer
            return known, found.laid
        laid = layer.lay_out(space)
        check_room(laid.room, space.cover)
        return key, laid

    def painted(self, key: Key, laid: Laid) -> Part:
        """Return the layer with its pixels, which must not be changed."""
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                self._items.move_to_end(key)
                return found
        part = Part(key.layer, laid, laid.paint(), key)
        with self._lock:
            if key not in self._items:
                self._items[key] = part
                self._fresh.append((self._marks, key))
                self._held += _bytes(part.picture)
            while self._held > self._most:
                _, old = self._items.popitem(last=False)
                self._held -= _bytes(old.picture)
        return part


class Bases:
    """Layers that lie over each other in many marks, laid together; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[tuple[Any, ...], Image] = OrderedDict()
        self._lock = threading.Lock()

    def laid_over(self, parts: tuple[Part, ...], whole: Box) -> Image:
        """Return the parts laid over each other; the picture must not be changed."""
        from PIL import Image

        what = (whole, *(part.key for part in parts))
        with self._lock:
            found = self._items.get(what)
        if found is None:
            found = Image.new("RGBA", (int(whole.width), int(whole.height)))
            lay_over(found, parts, whole)
            if self._most * _bytes(found) > CACHE_BYTES:
                return found
            with self._lock:
                self._items[what] = found
                while len(self._items) > self._most:
                    self._items.popitem(last=False)
        return found


class Key:
    """A layer in its space, equal to another one where the pixels are the same. It is asked for its hash often.

    ``again`` tells that more than one page has it.
    """

    __slots__ = ("_hash", "_what", "again", "layer")

    def __init__(self, layer: Layer, space: Space, *, again: bool) -> None:
        self.layer = layer
        self.again = again
        self._what = layer, space.scale, space.fonts, space.cover if layer.needs_cover else None
        self._hash = hash(self._what)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self._hash == other._hash and self._what == other._what


def lay_over(image: Image, parts: Iterable[Part], whole: Box) -> None:
    for part in parts:
        corner = part.laid.box.moved(-whole.left, -whole.top).pixels[:2]
        if part.laid.opaque:
            image.paste(part.picture, corner)
        else:
            image.alpha_composite(part.picture, corner)


def check_room(box: Box, cover: Box) -> None:
    """Refuse what would take a multiple of the cover's memory: a shadow or a ring without measure."""
    if box.width * box.height > MOST_COVERS * cover.width * cover.height + MOST_SPARE:
        raise TemplateError(
            say(
                "It would draw {width:.0f} x {height:.0f} px, far more than the cover has; make it smaller.",
                width=box.width,
                height=box.height,
            )
        )


def _bytes(picture: Image) -> int:
    return 4 * picture.width * picture.height + 1024


CACHE = PaintCache(CACHE_BYTES)
BASES = Bases(MOST_BASES)
