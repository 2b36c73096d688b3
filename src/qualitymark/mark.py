"""One mark: bound to a page, laid out at its size, painted layer by layer.

Equal layers are painted once: a bounded cache keeps their pixels by content and scale, so that a template's
static layers are drawn once a size, however many pages are stamped.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from .errors import QualitymarkError, TemplateError
from .geometry import Box
from .layers import Layer
from .layers.base import NOWHERE, Laid, QRVerdict, Space, TextVerdict
from .messages import Message, say
from .model.files import Asset
from .model.reading import bind
from .template.model import Mark, Template
from .template.values import PageBinder, Values
from .text.fonts import FontBook

if TYPE_CHECKING:
    from PIL.Image import Image

CACHE_BYTES = 24 * 1024 * 1024
"""How many bytes of painted layers are kept; the least recently used go first."""

MOST_COVERS = 6
MOST_SPARE = 4_000_000
"""A layer or a mark may draw this many times the cover's pixels, and these pixels more."""


class Painted(NamedTuple):
    """A mark's pixels (RGBA) and verdicts; ``box`` is in pixels from the mark's corner, shadow included."""

    image: Image
    box: Box
    texts: tuple[TextVerdict, ...]
    qr: QRVerdict | None
    warnings: tuple[Message, ...]


def bind_layers(template: Template, mark: Mark, values: Values, colours: Mapping[str, str]) -> tuple[Layer, ...]:
    """Return the layers that this page draws, with no placeholder and no colour name left in them."""
    binder = PageBinder(values, colours)
    bound = []
    for layer in filter(values.active, mark.layers):
        with _telling(template, layer):
            bound.append(bind(layer, binder))
    return tuple(bound)


def paint_layers(template: Template, layers: tuple[Layer, ...], scale: float, cover: Box) -> Painted:
    """Lay out and paint bound layers.

    ``scale`` is pixels a unit; ``cover`` is the cover as a box in pixels from the mark's corner. Raises
    TextError, GlyphError or QRError where a layer cannot be drawn as the template asks.
    """
    from PIL import Image

    if not layers:
        raise TemplateError(say("No layer of the mark is drawn for these values; mend “when” and “unless”."))
    space = Space(scale, cover, template_fonts(template.fonts))
    drawn = []
    # All are laid out before the first is painted: a text that does not fit, or a sign without a glyph, ends it here.
    for layer in layers:
        with _telling(template, layer):
            drawn.append(_CACHE.laid_out(layer, space))
    whole = reduce(Box.around, (laid.box for laid in drawn))
    _check_room(whole, cover)
    pictures = [_CACHE.painted(layer, space, laid) for layer, laid in zip(layers, drawn, strict=True)]
    image = Image.new("RGBA", (int(whole.width), int(whole.height)))
    for index, (laid, picture) in enumerate(zip(drawn, pictures, strict=True)):
        corner = laid.box.moved(-whole.left, -whole.top).pixels[:2]
        if index:
            image.alpha_composite(picture, corner)
        else:
            image.paste(picture, corner)
    codes = [laid.qr for laid in drawn if laid.qr]
    if len(codes) > 1:
        raise TemplateError(say("A mark has one QR code at most, this one has {count}; drop some.", count=len(codes)))
    return Painted(
        image,
        whole,
        tuple(laid.text for laid in drawn if laid.text),
        codes[0] if codes else None,
        tuple(warning for laid in drawn for warning in laid.warnings),
    )


@lru_cache(maxsize=16)
def template_fonts(files: tuple[tuple[str, Asset], ...]) -> FontBook:
    """Return the bundled fonts together with a template's own."""
    book = FontBook.bundled()
    return book.with_files({family: asset.data for family, asset in files}) if files else book


@contextmanager
def _telling(template: Template, layer: Layer) -> Iterator[None]:
    """Let errors tell which layer they are about."""
    try:
        yield
    except QualitymarkError as error:
        raise error.at(layer=f"{template.name}/{layer.title}") from None


class _PaintCache:
    """Painted layers by content and scale, up to CACHE_BYTES; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._items: OrderedDict[tuple[Layer, Space], tuple[Laid, Image]] = OrderedDict()
        self._lock = threading.Lock()

    def laid_out(self, layer: Layer, space: Space) -> Laid:
        """Return the layer laid out. Raises what laying out raises, and TemplateError for one without measure."""
        with self._lock:
            found = self._items.get(_key(layer, space))
        if found is not None:
            return found[0]
        laid = layer.lay_out(space)
        _check_room(laid.box, space.cover)
        return laid

    def painted(self, layer: Layer, space: Space, laid: Laid) -> Image:
        """Return the layer's pixels, which must not be changed."""
        key = _key(layer, space)
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                self._items.move_to_end(key)
                return found[1]
        picture = laid.paint()
        with self._lock:
            if key not in self._items:
                self._items[key] = (laid, picture)
                self._held += _bytes(picture)
            while self._held > self._most:
                _, (_, old) = self._items.popitem(last=False)
                self._held -= _bytes(old)
        return picture


def _key(layer: Layer, space: Space) -> tuple[Layer, Space]:
    return layer, space if layer.needs_cover else space._replace(cover=NOWHERE)


def _check_room(box: Box, cover: Box) -> None:
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


_CACHE = _PaintCache(CACHE_BYTES)
