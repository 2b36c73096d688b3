"""The layer kind ``shape``: rectangle, rounded, ellipse, ribbon, burst, line; antialiased by resvg."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ..colours import rgba
from ..geometry import Box
from ..messages import Message, say
from ..model.keys import BoxKey, Colour, Nested, Number, OneOf
from ..model.reading import key, model
from .base import Area, Laid, Layer, Solid, Space, faded

if TYPE_CHECKING:
    from PIL.Image import Image


@model
class Gradient:
    """A change from one colour to another along a line."""

    start: str = key(Colour(), name="from", doc="The colour at the start.")
    end: str = key(Colour(), name="to", doc="The colour at the end.")
    angle: float = key(Number(-360, 360), default=90.0, doc="Direction in degrees: 0 to the right, 90 downwards.")


@model
class Shadow:
    """A soft shadow under a shape, in artboard units."""

    blur: float = key(Number(0, 200), default=14.0, doc="How soft: the radius of the blur.")
    x: float = key(Number(-200, 200), default=0.0, doc="How far to the right.")
    y: float = key(Number(-200, 200), default=6.0, doc="How far down.")
    colour: str = key(Colour(), default="#000000", doc="Its colour.")
    opacity: float = key(Number(0, 1), default=0.32, doc="From 0 to 1.")


SHAPES = ("rectangle", "rounded", "ellipse", "ribbon", "burst", "line")


@model
class Shape(Layer):
    """A plain form: a plate, a band, a seal's edge, a hairline."""

    kind = "shape"

    shape: str = key(OneOf(say("shape"), SHAPES), doc="rectangle, rounded, ellipse, ribbon, burst or line.")
    box: Box = key(
        BoxKey(flat=True), doc="[left, top, width, height] in artboard units; a line goes from corner to corner."
    )
    fill: str | Gradient | None = key(
        Nested(Gradient, short=Colour()), default=None, doc="A colour, or a gradient {from, to, angle}."
    )
    stroke: str | None = key(Colour(), default=None, doc="The colour of the outline, or of the line.")
    stroke_width: float = key(Number(0, 500), default=2.0, doc="The outline's width; it lies inside the form.")
    radius: float = key(Number(0, 5000), default=0.0, doc="Radius of the corners of a rounded shape.")
    points: int = key(Number(3, 180, whole=True), default=24, doc="How many points a burst has.")
    depth: float = key(Number(0, 5000), default=6.0, doc="How deep a burst is cut, or a ribbon notched.")
    bleed: str = key(
        OneOf(say("bleed"), ("none", "sides")),
        default="none",
        doc="sides: the form reaches the left and right edges of the cover.",
    )
    shadow: str | Shadow = key(
        Nested(Shadow, short=OneOf(say("shadow"), ("none", "soft"))),
        default="none",
        doc="none, soft, or {blur, x, y, colour, opacity}.",
    )
    strengthen: float | None = key(
        Number(0, 1),
        default=None,
        doc="How opaque a translucent form may become, 0 to 1, where texts over it lack contrast.",
    )

    def check(self) -> Message | None:
        if self.fill is None and self.stroke is None:
            return say("The shape has neither fill nor stroke, so nothing would be drawn; give one.")
        if self.shape == "line" and self.stroke is None:
            return say("A line needs a stroke; give its colour.")
        if self.strengthen is not None and self.fill is None:
            return say("Only a form with a fill can be made more opaque; give a fill, or leave out “strengthen”.")
        return None

    @property
    def needs_cover(self) -> bool:
        return self.bleed != "none"

    @property
    def plate(self) -> Area | None:
        whole = isinstance(self.fill, str) and self.opacity == 1 and self.shape in _PLATES
        return Area(self.box, str(self.fill)) if whole else None

    @property
    def may_become(self) -> float | None:
        return self.strengthen

    @property
    def opaqueness(self) -> float:
        return self.opacity * max((rgba(colour)[3] / 255 for colour in _colours(self.fill)), default=0.0)

    def strengthened(self, opaqueness: float) -> Shape:
        now = self.opaqueness
        if not now:
            return self
        opacity = min(1.0, self.opacity * opaqueness / now)
        # What the opacity cannot give, the fill's own alpha has to.
        factor = opaqueness / now * self.opacity / opacity
        fill = self.fill
        if isinstance(fill, Gradient):
            fill = replace(fill, start=_denser(fill.start, factor), end=_denser(fill.end, factor))
        return replace(self, opacity=opacity, fill=_denser(fill, factor) if isinstance(fill, str) else fill)

    def lay_out(self, space: Space) -> Laid:
        form = _form(self, space)
        solid = _solid(self, form, space.scale)
        shadow = Shadow() if self.shadow == "soft" else self.shadow
        if not isinstance(shadow, Shadow):
            return Laid(form, partial(_draw, self, space.scale, form), solid=solid)
        spread = math.ceil(3 * shadow.blur * space.scale)
        if self.bleed == "sides":
            # The form goes on beyond the cover, or its shadow would fade towards the edges.
            form = Box(form.left - spread, form.top, form.right + spread, form.bottom)
        moved = form.moved(round(shadow.x * space.scale), round(shadow.y * space.scale))
        whole = form.around(moved.grown(spread))
        return Laid(whole, partial(_draw_with_shadow, self, shadow, space.scale, form, whole), solid=solid)


LAYER = Shape

_PLATES = ("rectangle", "rounded", "ellipse")
_IN_ELLIPSE = (1 - math.sqrt(0.5)) / 2
"""The largest box in an ellipse begins at this share of its sides."""


def _solid(shape: Shape, form: Box, scale: float) -> Solid | None:
    """Return where a form is opaque and of one colour, its outline and its rounded corners left out."""
    if not (isinstance(shape.fill, str) and shape.plate):
        return None
    red, green, blue, strength = rgba(shape.fill)
    inner = form.grown(-math.ceil(shape.stroke_width * scale)) if shape.stroke else form
    corner = math.ceil(shape.radius * scale) if shape.shape == "rounded" else 0
    if shape.shape == "ellipse":
        across, down = math.ceil(inner.width * _IN_ELLIPSE) + 1, math.ceil(inner.height * _IN_ELLIPSE) + 1
        inner = Box(inner.left + across, inner.top + down, inner.right - across, inner.bottom - down)
    sound = strength == 255 and inner.left < inner.right and inner.top < inner.bottom
    return Solid((red, green, blue), inner, corner) if sound else None


def _colours(fill: str | Gradient | None) -> tuple[str, ...]:
    return (fill.start, fill.end) if isinstance(fill, Gradient) else (fill,) if fill else ()


def _denser(colour: str, factor: float) -> str:
    """Return a colour with its alpha multiplied, as far as it goes."""
    return f"{colour[:7]}{min(255, round(rgba(colour)[3] * factor)):02x}"


def _form(shape: Shape, space: Space) -> Box:
    """Return the pixels of the form itself, without its shadow."""
    if shape.shape == "line":
        return shape.box.scaled(space.scale).grown(shape.stroke_width * space.scale / 2).outward()
    box = space.pixels(shape.box)
    if shape.bleed == "sides":
        return Box(space.cover.left, box.top, space.cover.right, box.bottom)
    return box


def _draw_with_shadow(shape: Shape, shadow: Shadow, scale: float, form: Box, whole: Box) -> Image:
    from PIL import Image, ImageFilter

    drawn = _draw(shape, scale, form)
    # A blur has no detail finer than its radius, so it is made on a smaller picture: a fifth of the time.
    factor = max(1, int(shadow.blur * scale / 3))
    width, height = int(whole.width), int(whole.height)
    small = Image.new("L", (math.ceil(width / factor), math.ceil(height / factor)))
    cast = form.moved(round(shadow.x * scale) - whole.left, round(shadow.y * scale) - whole.top)
    small.paste(drawn.getchannel("A").reduce(factor), (round(cast.left / factor), round(cast.top / factor)))
    red, green, blue, strength = rgba(shadow.colour)
    share = shadow.opacity * shape.opacity * strength / 255
    small = small.filter(ImageFilter.GaussianBlur(shadow.blur * scale / factor))
    small = small.point([round(value * share) for value in range(256)])
    picture = Image.new("RGBA", (width, height), (red, green, blue, 0))
    part = (0, 0, width / factor, height / factor)
    picture.putalpha(small.resize((width, height), Image.Resampling.BILINEAR, part))
    picture.alpha_composite(drawn, (int(form.left - whole.left), int(form.top - whole.top)))
    return picture


def _draw(shape: Shape, scale: float, form: Box) -> Image:
    plain = shape.stroke is None and isinstance(shape.fill, str) and shape.shape in ("rectangle", "rounded")
    return faded((_draw_plate if plain else _draw_vector)(shape, scale, form), shape.opacity)


def _draw_plate(shape: Shape, scale: float, form: Box) -> Image:
    """Draw a form of one colour whose edges lie between pixels: only its corners need antialiasing."""
    from PIL import Image

    assert isinstance(shape.fill, str)
    width, height = int(form.width), int(form.height)
    picture = Image.new("RGBA", (width, height), rgba(shape.fill))
    corner = math.ceil(shape.radius * scale) if shape.shape == "rounded" else 0
    if 2 * corner > min(width, height):
        return _draw_vector(shape, scale, form)
    if corner:
        corners = _draw_vector(shape, scale, Box(0, 0, 2 * corner, 2 * corner))
        for x, left in ((0, 0), (corner, width - corner)):
            for y, top in ((0, 0), (corner, height - corner)):
                picture.paste(corners.crop((x, y, x + corner, y + corner)), (left, top))
    return picture


def _draw_vector(shape: Shape, scale: float, form: Box) -> Image:
    from ..images.vectors import render_svg

    width, height = int(form.width), int(form.height)
    inset = shape.stroke_width * scale / 2 if shape.stroke and shape.shape != "line" else 0.0
    body = _BODIES[shape.shape](shape, scale, Box(0, 0, width, height).grown(-inset))
    paint, definitions = _paint(shape, form)
    stroke = ""
    if shape.stroke:
        stroke = f' stroke="{shape.stroke[:7]}" stroke-opacity="{rgba(shape.stroke)[3] / 255:.4f}"'
        stroke += f' stroke-width="{shape.stroke_width * scale:.3f}"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{definitions}<{body} {paint}{stroke}/></svg>"
    )
    return render_svg(svg.encode(), width, height)


def _paint(shape: Shape, form: Box) -> tuple[str, str]:
    """Return the fill attribute and the definitions that it needs."""
    if shape.fill is None:
        return 'fill="none"', ""
    if isinstance(shape.fill, str):
        return f'fill="{shape.fill[:7]}" fill-opacity="{rgba(shape.fill)[3] / 255:.4f}"', ""
    turn = math.radians(shape.fill.angle)
    x, y = math.cos(turn) * form.width / 2, math.sin(turn) * form.height / 2
    middle, centre = form.width / 2, form.height / 2
    stops = "".join(
        f'<stop offset="{offset}" stop-color="{colour[:7]}" stop-opacity="{rgba(colour)[3] / 255:.4f}"/>'
        for offset, colour in ((0, shape.fill.start), (1, shape.fill.end))
    )
    line = f'x1="{middle - x:.2f}" y1="{centre - y:.2f}" x2="{middle + x:.2f}" y2="{centre + y:.2f}"'
    gradient = f'<linearGradient id="g" gradientUnits="userSpaceOnUse" {line}>{stops}</linearGradient>'
    return 'fill="url(#g)"', f"<defs>{gradient}</defs>"


def _rectangle(shape: Shape, scale: float, box: Box) -> str:
    return f'rect x="{box.left:.3f}" y="{box.top:.3f}" width="{box.width:.3f}" height="{box.height:.3f}"'


def _rounded(shape: Shape, scale: float, box: Box) -> str:
    radius = min(shape.radius * scale, box.width / 2, box.height / 2)
    return f'{_rectangle(shape, scale, box)} rx="{radius:.3f}"'


def _ellipse(shape: Shape, scale: float, box: Box) -> str:
    x, y = box.centre
    return f'ellipse cx="{x:.3f}" cy="{y:.3f}" rx="{box.width / 2:.3f}" ry="{box.height / 2:.3f}"'


def _ribbon(shape: Shape, scale: float, box: Box) -> str:
    """A band with a notch cut into each end."""
    notch = min(shape.depth * scale, box.width / 2)
    middle = box.centre[1]
    return _polygon(
        [
            (box.left, box.top),
            (box.right, box.top),
            (box.right - notch, middle),
            (box.right, box.bottom),
            (box.left, box.bottom),
            (box.left + notch, middle),
        ]
    )


def _burst(shape: Shape, scale: float, box: Box) -> str:
    x, y = box.centre
    depth = min(shape.depth * scale, box.width / 2, box.height / 2)
    corners = []
    for index in range(2 * shape.points):
        turn = math.pi * index / shape.points - math.pi / 2
        inner = depth if index % 2 else 0.0
        corners.append((x + math.cos(turn) * (box.width / 2 - inner), y + math.sin(turn) * (box.height / 2 - inner)))
    return _polygon(corners)


def _line(shape: Shape, scale: float, box: Box) -> str:
    half = shape.stroke_width * scale / 2
    return f'line x1="{half:.3f}" y1="{half:.3f}" x2="{box.width - half:.3f}" y2="{box.height - half:.3f}"'


def _polygon(corners: list[tuple[float, float]]) -> str:
    return 'polygon points="' + " ".join(f"{x:.3f},{y:.3f}" for x, y in corners) + '"'


_BODIES: dict[str, Callable[[Shape, float, Box], str]] = {
    "rectangle": _rectangle,
    "rounded": _rounded,
    "ellipse": _ellipse,
    "ribbon": _ribbon,
    "burst": _burst,
    "line": _line,
}
