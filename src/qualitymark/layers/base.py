"""What every layer kind shares: its common keys, the space it is laid out in, and what laying out gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ..geometry import Box
from ..messages import Message, say
from ..model.keys import ListOf, Name, Number, Text
from ..model.reading import key, model

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..text.fonts import FontBook


class Space(NamedTuple):
    """Where a layer is laid out.

    ``scale`` is pixels of the cover a unit of the artboard; ``cover`` is the whole cover as a box in pixels
    from the mark's upper left corner; ``fonts`` are the fonts at hand.
    """

    scale: float
    cover: Box
    fonts: FontBook

    def pixels(self, box: Box) -> Box:
        """Return a box of the artboard in whole pixels, its edges rounded so that neighbours still touch."""
        scaled = box.scaled(self.scale)
        left, top = round(scaled.left), round(scaled.top)
        return Box(left, top, max(left + 1, round(scaled.right)), max(top + 1, round(scaled.bottom)))


NOWHERE = Box(0, 0, 0, 0)


class TextVerdict(NamedTuple):
    """What became of a text: ``text`` as drawn, ``size`` of its letters in pixels of the cover, its lines.

    ``box`` is where its letters have ink, in pixels from the mark's corner, and in a stamped cover's result from the
    cover's corner; ``x_height`` the height of its small letters in pixels.
    """

    layer: str
    text: str
    size: float
    lines: int
    shortened_from: str | None = None
    ellipsized: bool = False
    box: Box = NOWHERE
    x_height: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the box is [left, top, right, bottom]."""
        return {**self._asdict(), "box": list(self.box.pixels)}


class QRVerdict(NamedTuple):
    """What became of a payload: ``module`` and ``side`` (quiet zone included) in pixels of the cover.

    ``box`` is the plate with its quiet zone, in pixels from the mark's corner, and in a stamped cover's result from
    the cover's corner.
    """

    layer: str
    payload: str
    version: int
    level: str
    module: int
    side: int
    style: str
    box: Box = NOWHERE

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the box is [left, top, right, bottom]."""
        return {**self._asdict(), "box": list(self.box.pixels)}


class Laid(NamedTuple):
    """One layer laid out: the pixels that it will touch, how to draw them, and what was decided.

    ``box`` is in whole pixels from the mark's corner, shadow included. ``paint`` returns an RGBA picture of
    just that size.
    """

    box: Box
    paint: Callable[[], Image]
    text: TextVerdict | None = None
    qr: QRVerdict | None = None
    warnings: tuple[Message, ...] = ()


@model
class Layer:
    """The keys that every kind has. A kind adds its own and says how it is laid out."""

    kind: ClassVar[str]

    name: str | None = key(Text(), default=None, doc="A name, for errors and for templates that extend this one.")
    when: tuple[str, ...] = key(
        ListOf(Name("field", say("field")), single=True),
        default=(),
        doc="Draw the layer only where all of these fields are present.",
    )
    when_any: tuple[str, ...] = key(
        ListOf(Name("field", say("field"))),
        default=(),
        doc="Draw the layer only where at least one of these fields is present.",
    )
    unless: tuple[str, ...] = key(
        ListOf(Name("field", say("field")), single=True),
        default=(),
        doc="Leave the layer out where any of these fields is present.",
    )
    opacity: float = key(Number(0, 1), default=1.0, doc="From 0, invisible, to 1.")

    @property
    def title(self) -> str:
        """The name, or the kind where there is none; for messages and results."""
        return self.name or self.kind

    @property
    def needs_cover(self) -> bool:
        """Whether the layer's pixels depend on where the cover's edges are."""
        return False

    def lay_out(self, space: Space) -> Laid:
        """Return the layer's pixels and verdicts. Raises an error of the package where it cannot be drawn."""
        raise NotImplementedError


def faded(picture: Image, opacity: float) -> Image:
    """Return an RGBA picture with its alpha multiplied by ``opacity``."""
    if opacity < 1:
        picture.putalpha(picture.getchannel("A").point([round(value * opacity) for value in range(256)]))
    return picture
