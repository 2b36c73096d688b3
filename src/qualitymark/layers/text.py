"""The layer kind ``text``: a text fitted into a box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from yaml.nodes import Node

from ..errors import TextError
from ..geometry import Box
from ..messages import Message, say
from ..model.files import Asset, FileKey
from ..model.keys import BoxKey, Colour, Flag, Name, Nested, Number, OneOf, Phrases, Plain, Text
from ..model.reading import Reading, key, model
from ..text.fitting import FittedText, TextSpace, TextStyle, fit
from ..text.raster import PlacedGlyph, ink, line_glyphs
from ..text.shaping import check_glyphs
from ..text.typography import hyphenate, typeset
from .base import Area, Laid, Layer, Space, TextVerdict
from .lettering import SizeRange, ink_and_height, lettered, letters, small_letters

if TYPE_CHECKING:
    from ..text.shorten import Shortener


class ShortenKey(Plain):
    """``institutions``, or a YAML file of one's own beside the template."""

    def read(self, node: Node, reading: Reading, path: str) -> str | Asset:
        value = Text().read(node, reading, path)
        if value == "institutions":
            return value
        return FileKey(_vet_shortenings).read(node, reading, path)

    def schema(self) -> dict[str, Any]:
        return {"type": "string"}


@model
class TextLayer(Layer):
    """A text in a box: the largest size that fits, in balanced lines."""

    kind = "text"

    text: tuple[str, ...] = key(Phrases(), doc="The text; of a list, the first whose fields are all present.")
    box: Box = key(BoxKey(), doc="[left, top, width, height] in artboard units.")
    font: str = key(Name("font", say("font")), default="Golos Text", doc="A bundled family, or one of “fonts”.")
    weight: int = key(Number(100, 900, whole=True), default=400, doc="Weight, 400 regular to 800 heavy.")
    size: float | SizeRange = key(Nested(SizeRange, short=Number(1, 1000)), doc="Letter size in units, or {max, min}.")
    lines: int = key(Number(1, 20, whole=True), default=1, doc="How many lines it may take.")
    align: str = key(OneOf(say("alignment"), ("left", "centre", "right")), default="left", doc="left, centre or right.")
    valign: str = key(
        OneOf(say("alignment"), ("top", "middle", "bottom")), default="middle", doc="top, middle, bottom."
    )
    fill: str = key(Colour(), doc="The colour of the letters.")
    line_height: float = key(Number(0.8, 3), default=1.2, doc="Distance of the lines, as a multiple of the size.")
    letter_spacing: float = key(Number(-0.2, 1), default=0.0, doc="Space between letters, as a share of the size.")
    overflow: str = key(
        OneOf(say("overflow"), ("error", "ellipsis")),
        default="error",
        doc="What happens to a text that does not fit at the smallest size, after shortening: error or ellipsis.",
    )
    shorten: str | Asset | None = key(
        ShortenKey(),
        default=None,
        doc="Abbreviations to try where the full text does not fit: institutions, or a file.",
    )
    shorten_below: float | None = key(
        Number(1, 1000), default=None, doc="Shorten rather than set the letters smaller than this, in units."
    )
    hyphenate: bool = key(Flag(), default=False, doc="Whether words may be hyphenated.")

    @property
    def lettering(self) -> Area:
        return Area(self.box, self.fill)

    def lay_out(self, space: Space) -> Laid:
        text = typeset(self.text[0])
        stack = space.fonts.stack(self.font, self.weight)
        check_glyphs(text, stack)
        if self.hyphenate:
            text = hyphenate(text)
        most, least = (self.size.max, self.size.min) if isinstance(self.size, SizeRange) else (self.size, self.size)
        fitted = self._fitted(text, TextStyle(stack, self.letter_spacing, self.line_height), most, least)
        glyphs = self._placed(fitted, space.scale)
        found = ink(glyphs)
        told = fitted.verdict
        size = fitted.size * space.scale
        verdict = TextVerdict(
            self.title,
            told.text,
            round(size, 2),
            told.lines,
            told.shortened_from,
            told.ellipsized,
            *ink_and_height(found, stack, size),
        )
        box = self.box.scaled(space.scale).grown(size / 2).outward()
        return lettered(self.fill, self.opacity, glyphs, found, box)._replace(
            text=verdict,
            warnings=(*small_letters(verdict), *_cut(verdict, text)),
            letters=letters(self.fill, self.opacity, self.weight, verdict),
        )

    def _fitted(self, text: str, style: TextStyle, most: float, least: float) -> FittedText:
        steps = partial(_shortened, self.shorten) if self.shorten else None
        room = self.box.width, self.box.height, self.lines, most
        if steps and self.shorten_below is not None and least < self.shorten_below <= most:
            with suppress(TextError):
                return fit(text, style, TextSpace(*room, self.shorten_below), shorten=steps)
        return fit(text, style, TextSpace(*room, least), overflow=self.overflow, shorten=steps)

    def _placed(self, fitted: FittedText, scale: float) -> tuple[PlacedGlyph, ...]:
        """Return the glyphs in pixels from the mark's corner."""
        share = {"left": 0.0, "centre": 0.5, "right": 1.0}[self.align]
        glyphs: list[PlacedGlyph] = []
        for line, baseline in zip(fitted.lines, fitted.baselines(self.box.height, self.valign), strict=True):
            x = self.box.left + (self.box.width - line.width) * share
            glyphs += line_glyphs(line.run, x * scale, (self.box.top + baseline) * scale, fitted.size * scale)
        return tuple(glyphs)


LAYER = TextLayer


def _cut(verdict: TextVerdict, text: str) -> tuple[Message, ...]:
    """Return a warning for a text that ends in an ellipsis."""
    if not verdict.ellipsized:
        return ()
    return (say("“{text}” was cut to “{drawn}”; give a shorter one, or more room.", text=text, drawn=verdict.text),)


def _shortened(source: str | Asset, text: str) -> Iterator[str]:
    """Yield shorter and shorter forms; the abbreviations are read only when a text needs them."""
    yield from _shortener(source).steps(text)


@lru_cache(maxsize=16)
def _shortener(source: str | Asset) -> Shortener:
    from ..text.shorten import Shortener

    return Shortener.named(source) if isinstance(source, str) else Shortener.read(source.data, source.name)


def _vet_shortenings(data: bytes, name: str) -> None:
    from ..text.shorten import Shortener

    Shortener.read(data, name)
