"""The layer kind ``qr``: a verification code in whole pixels on its own light plate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..colours import contrast, rgba
from ..geometry import Box
from ..messages import Message, say
from ..model.keys import BoxKey, Colour, Number, OneOf, Phrase
from ..model.reading import key, model
from ..qr import LEVELS, STYLES
from .base import Area, Laid, Layer, QRVerdict, Space

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..qr import QRPlan, Symbol


@model
class QR(Layer):
    """A QR code (ISO/IEC 18004): the largest whole number of pixels a module that its box allows."""

    kind = "qr"

    payload: str = key(Phrase(), doc="What the code says, such as a link.")
    box: Box = key(
        BoxKey(), doc="[left, top, width, height]; the plate with its quiet zone is the largest square in it."
    )
    level: str = key(OneOf(say("error correction level"), LEVELS), default="M", doc="Error correction: L, M, Q or H.")
    style: str = key(OneOf(say("QR style"), STYLES), default="squares", doc="squares, or dots.")
    quiet: int = key(Number(2, 10, whole=True), default=4, doc="Modules of quiet zone around the symbol.")
    dark: str = key(Colour(), default="#000000", doc="Colour of the modules; must be much darker than the plate.")
    light: str = key(Colour(), default="#ffffff", doc="Colour of the plate; it is always opaque.")
    radius: float = key(Number(0, 200), default=0.0, doc="Radius of the plate's corners.")

    def check(self) -> Message | None:
        return (
            say("A QR code that shows the picture through does not scan; leave out “opacity”.")
            if self.opacity < 1
            else None
        )

    @property
    def lettering(self) -> Area:
        return Area(self.box, self.dark, on=self.light)

    def lay_out(self, space: Space) -> Laid:
        from ..qr import encode, plan

        room = space.pixels(self.box)
        side = int(min(room.width, room.height))
        symbol = encode(self.payload, self.level)
        planned = plan(symbol, side, self.quiet, style=self.style)
        left, top = room.left + (room.width - side) // 2, room.top + (room.height - side) // 2
        box = Box.at(left, top, side, side)
        verdict = QRVerdict(
            self.title,
            self.payload,
            symbol.version,
            symbol.level,
            planned.module,
            planned.side,
            planned.style,
            box,
            round(contrast(rgba(self.dark)[:3], rgba(self.light)[:3]), 2),
        )
        return Laid(
            box,
            partial(_draw, self, symbol, planned, _radius(self, planned, space.scale)),
            qr=verdict,
            warnings=(planned.warning,) if planned.warning else (),
            opaque=not _radius(self, planned, space.scale),
        )


LAYER = QR


def _radius(layer: QR, planned: QRPlan, scale: float) -> int:
    """Return the radius of the corners in pixels. They only take from the quiet zone; the symbol itself stays whole."""
    return min(round(layer.radius * scale), planned.offset)


def _draw(layer: QR, symbol: Symbol, planned: QRPlan, radius: int) -> Image:
    from PIL import Image, ImageDraw

    from ..qr import draw

    picture = draw(symbol, planned, rgba(layer.dark)[:3], rgba(layer.light)[:3])
    if radius:
        fine = 4
        mask = Image.new("L", (planned.side * fine, planned.side * fine))
        edge = planned.side * fine - 1
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, edge, edge), radius * fine, fill=255)
        picture.putalpha(mask.reduce(fine))
    else:
        picture.putalpha(255)
    return picture
