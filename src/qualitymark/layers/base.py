"""What every layer kind shares: its common keys, the space it is laid out in, and what laying out gives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from ..colours import RGB, RGBA
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
    cover's corner; ``x_height`` the height of its small letters in pixels. ``contrast`` is the contrast ratio (WCAG
    2.2) of its colour to the worst tenth of what surrounds its letters, None where that was not looked at;
    ``contrast_asked`` is what the template asks of letters so large.
    """

    layer: str
    text: str
    size: float
    lines: int
    shortened_from: str | None = None
    ellipsized: bool = False
    box: Box = NOWHERE
    x_height: float = 0.0
    contrast: float | None = None
    contrast_asked: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the box is [left, top, right, bottom]."""
        return {**self._asdict(), "box": list(self.box.pixels)}


class QRVerdict(NamedTuple):
    """What became of a payload: ``module`` and ``side`` (quiet zone included) in pixels of the cover.

    ``box`` is the plate with its quiet zone, in pixels from the mark's corner, and in a stamped cover's result from
    the cover's corner. ``contrast`` is the contrast ratio (WCAG 2.2) of the modules to their plate.
    """

    layer: str
    payload: str
    version: int
    level: str
    module: int
    side: int
    style: str
    box: Box = NOWHERE
    contrast: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; the box is [left, top, right, bottom]."""
        return {**self._asdict(), "box": list(self.box.pixels)}


class Letters(NamedTuple):
    """Letters as they are seen: ``box`` has their ink, in pixels from the mark's corner.

    ``colour`` has the layer's opacity in its alpha; ``size`` is in pixels of the cover.
    """

    box: Box
    colour: RGBA
    size: float
    bold: bool


class Solid(NamedTuple):
    """Where a layer is opaque and of one colour: in a box without its round corners, in pixels from the mark's corner.

    ``corner`` is their radius in pixels, or more.
    """

    colour: RGB
    box: Box
    corner: int = 0

    def holds(self, box: Box) -> bool:
        """Tell whether all of a box is within it."""
        if not self.box.contains(box):
            return False
        across = self.corner - min(box.left - self.box.left, self.box.right - box.right)
        down = self.corner - min(box.top - self.box.top, self.box.bottom - box.bottom)
        # The pixel at the edge of a circle is mixed.
        return across <= 0 or down <= 0 or math.hypot(across, down) <= self.corner - 1


class Area(NamedTuple):
    """A layer's letters, modules or plate before layout: its box in artboard units and the name of its colour.

    ``on`` is the colour of the plate that a QR code brings with it.
    """

    box: Box
    fill: str
    on: str | None = None


class Laid(NamedTuple):
    """One layer laid out: the pixels that it will touch, how to draw them, and what was decided.

    ``box`` is in whole pixels from the mark's corner, shadow included. ``paint`` returns an RGBA picture of just that
    size; ``opaque`` tells that all of it is. ``letters`` and ``solid`` tell what contrast is measured of, and where that
    is plain arithmetic. ``reach`` is the room that a layer takes in its mark, where that is more than its box.
    """

    box: Box
    paint: Callable[[], Image]
    text: TextVerdict | None = None
    qr: QRVerdict | None = None
    warnings: tuple[Message, ...] = ()
    letters: Letters | None = None
    solid: Solid | None = None
    reach: Box | None = None
    opaque: bool = False

    @property
    def room(self) -> Box:
        """The room that the layer takes in its mark, in pixels from the mark's corner."""
        return self.reach or self.box


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

    @property
    def lettering(self) -> Area | None:
        """What has to be read in this layer: letters or modules."""
        return None

    @property
    def plate(self) -> Area | None:
        """What of this layer is opaque and of one colour, if its colour is."""
        return None

    @property
    def may_become(self) -> float | None:
        """How opaque the layer may be made so that texts over it can be read; None where it stays as it is."""
        return None

    @property
    def opaqueness(self) -> float:
        """How opaque the layer is where it is most so, 0 to 1."""
        return self.opacity

    def strengthened(self, opaqueness: float) -> Layer:
        """Return the layer with another opaqueness. Asked only where ``may_become`` says so."""
        raise NotImplementedError

    def lay_out(self, space: Space) -> Laid:
        """Return the layer's pixels and verdicts. Raises an error of the package where it cannot be drawn."""
        raise NotImplementedError


def faded(picture: Image, opacity: float) -> Image:
    """Return an RGBA picture with its alpha multiplied by ``opacity``."""
    if opacity < 1:
        picture.putalpha(picture.getchannel("A").point([round(value * opacity) for value in range(256)]))
    return picture
