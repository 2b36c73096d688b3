"""One mark: bound to a page, laid out at its size, painted layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple, cast

from .contrast.grounds import Part, Region
from .contrast.rule import ContrastRule
from .contrast.strengthening import Seen, Strengthened, Strengthening
from .contrast.tone import LIGHT, Tones, choose_tone, ring_luminance, seen_around
from .errors import TemplateError, TextError
from .geometry import Box, Size
from .layers import Layer
from .layers.base import Laid, QRVerdict, Space, TextVerdict
from .messages import Message, join, say
from .model.files import Asset
from .paint_cache import BASES, CACHE, Key, check_room, lay_over
from .template.binding import Bound, telling
from .template.model import Mark, Template
from .text.fonts import FontBook

if TYPE_CHECKING:
    from PIL.Image import Image


class Painted(NamedTuple):
    """A mark's pixels (RGBA), which must not be changed, and verdicts.

    ``box`` is in pixels from the mark's corner, shadow included.
    """

    image: Image
    box: Box
    texts: tuple[TextVerdict, ...]
    qr: QRVerdict | None
    warnings: tuple[Message, ...]
    strengthened: tuple[Strengthened, ...] = ()


class Spot(NamedTuple):
    """Where a mark lies: its artboard's ``box`` in pixels of the cover, the cover's size, and its RGB pixels in a box."""

    box: Box
    size: Size
    pixels: Region

    @property
    def cover(self) -> Box:
        """The cover in pixels from the mark's corner."""
        return Box.at(-self.box.left, -self.box.top, self.size.width, self.size.height)

    def region(self, part: Box) -> Image:
        """Return the cover's pixels in a box, counted from the mark's corner."""
        return self.pixels(part.moved(self.box.left, self.box.top))


class Look(NamedTuple):
    """What contrast is measured with: the demand, and the cover's pixels in a box counted from the mark's corner."""

    rule: ContrastRule = ContrastRule()
    region: Region | None = None


def paint_layers(
    template: Template,
    layers: tuple[Layer, ...],
    scale: float,
    cover: Box,
    look: Look = Look(),  # noqa: B008 - frozen
) -> Painted:
    """Lay out and paint bound layers, and measure the contrast of their texts.

    ``scale`` is pixels a unit; ``cover`` is the cover as a box in pixels from the mark's corner. Without the cover's
    pixels in ``look`` a text that shows it through has no contrast. Raises TextError, GlyphError or QRError where a
    layer cannot be drawn as the template asks.
    """
    CACHE.forget()
    seen = _looked_at(template, layers, scale, cover, look, strengthening=True)
    laid = [part.laid for part in seen.parts]
    whole = reduce(Box.around, (each.room for each in laid))
    image = _composed(seen.parts, whole)
    codes = [each.qr for each in laid if each.qr]
    if len(codes) > 1:
        raise TemplateError(say("A mark has one QR code at most, this one has {count}; drop some.", count=len(codes)))
    return Painted(
        image,
        whole,
        tuple(_judged(each, found, look.rule) for each, found in zip(laid, seen.contrasts, strict=True) if each.text),
        codes[0] if codes else None,
        (*(warning for each in laid for warning in each.warnings), *_lacking(template, seen, look.rule)),
        seen.strengthened,
    )


def tone_on(spot: Spot, mark: Mark, bound: Bound) -> str:
    """Return the tone, light or dark, in which a mark is best read and seen on a cover."""
    template, palette = bound.template, bound.template.palette
    assert palette is not None
    tones = Tones(palette.tone("light"), palette.tone("dark"))

    def least(tone: str) -> float | None:
        scale = spot.box.width / mark.artboard.width
        return _looked_at(
            template, bound.layers(mark, tone), scale, spot.cover, Look(region=spot.region), strengthening=False
        ).least

    def around() -> float:
        cover = Box.at(0, 0, *spot.size)
        part = seen_around(spot.box, cover)
        asked = part.around(forms()).common(cover) if any(layer.needs_cover for layer in active) else part
        inner, part = (box.moved(-asked.left, -asked.top) for box in (spot.box, part))
        return ring_luminance(spot.pixels(asked), inner, part)

    def forms() -> Box:
        """Return what will be drawn on: asked for together with the rest, it is not decoded a second time."""
        space = Space(spot.box.width / mark.artboard.width, spot.cover, template_fonts(template.fonts))
        found = spot.box
        for layer in bound.layers(mark, LIGHT):
            if layer.lettering is None:
                with telling(template, layer):
                    laid = CACHE.laid_out(layer, space)[1]
                found = found.around(laid.room.moved(spot.box.left, spot.box.top))
        return found

    active = tuple(filter(bound.values.active, mark.layers))
    return choose_tone(active, tones, mark.contrast, least, around)


def _looked_at(
    template: Template, layers: tuple[Layer, ...], scale: float, cover: Box, look: Look, *, strengthening: bool
) -> Seen:
    if not layers:
        raise TemplateError(say("No layer of the mark is drawn for these values; mend “when” and “unless”."))
    space = Space(scale, cover, template_fonts(template.fonts))
    still = {id(layer) for mark in template.marks for layer in mark.layers}
    drawn = []
    # All are laid out before the first is painted: a text that does not fit, or a sign without a glyph, ends it here.
    for layer in layers:
        with telling(template, layer):
            drawn.append(CACHE.laid_out(layer, space, still=id(layer) in still))
    check_room(reduce(Box.around, (laid.room for _, laid in drawn)), cover)
    parts = [CACHE.painted(key, laid) for key, laid in drawn]
    work = Strengthening(look.rule, cover, look.region, lambda layer: CACHE.painted(*CACHE.laid_out(layer, space)))
    return work.strengthen(parts) if strengthening else work.look(parts)


def _composed(parts: Sequence[Part], whole: Box) -> Image:
    """Return the layers laid over each other; those that were met before and lie alone are laid together once."""
    known: list[Part] = []
    others: list[Part] = []
    for part in parts:
        alone = not any(part.laid.box.overlaps(other.laid.box) for other in others)
        (known if alone and cast("Key", part.key).again else others).append(part)
    image = BASES.laid_over(tuple(known), whole)
    if others:
        image = image.copy()
        lay_over(image, others, whole)
    return image


def _judged(laid: Laid, found: float | None, rule: ContrastRule) -> TextVerdict:
    """Return the verdict of a text with its contrast."""
    assert laid.text is not None
    if found is None or laid.letters is None:
        return laid.text
    return laid.text._replace(contrast=round(found, 2), contrast_asked=rule.asked(laid.letters))


def _lacking(template: Template, seen: Seen, rule: ContrastRule) -> Iterator[Message]:
    """Yield a warning for every text with too little contrast, or raise TextError if that is the template's choice."""
    for part, found in zip(seen.parts, seen.contrasts, strict=True):
        letters, text = part.laid.letters, part.laid.text
        message = rule.lacking(text.text, letters, found) if letters and text and found is not None else None
        if message and rule.below == "error":
            with telling(template, part.layer):
                raise TextError(message)
        if message:
            yield join(f"{part.layer.title}:", message)


@lru_cache(maxsize=16)
def template_fonts(files: tuple[tuple[str, Asset], ...]) -> FontBook:
    """Return the bundled fonts together with a template's own."""
    book = FontBook.bundled()
    return book.with_files({family: asset.data for family, asset in files}) if files else book
