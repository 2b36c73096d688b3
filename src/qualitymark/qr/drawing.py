"""From the modules of a QR symbol to whole pixels on an opaque light plate.

The least pixels a module are from a measurement of 200 synthetic covers a cell, seen at 40 % after JPEG at
quality 60: at 4 px a module a patient reader still reads, at 6 px readers read 99 of 100.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from ..colours import RGB, contrast, luminance
from ..errors import QRError, TemplateError, unknown
from ..messages import Message, join, say
from . import STYLES
from .symbol import Symbol

if TYPE_CHECKING:
    from PIL import Image

LEAST_QUIET = 2
"""Modules of quiet zone that readers still forgive; the standard asks for 4."""
LEAST_DOT = 6
"""Pixels a module below which dots blur into each other: 2.4 px of them are left at 40 %."""
LEAST_CONTRAST = 4.5
"""WCAG 2.2 contrast ratio of text (1.4.3), asked of the modules against their plate."""

_DOT = 0.9


class QRPlan(NamedTuple):
    """How a symbol is drawn: ``side`` and ``offset`` (from the plate's edge to the symbol) in whole pixels.

    ``module`` is the pixels of one module, ``quiet`` the modules of quiet zone that were asked for; what the
    side leaves over is added to it evenly. ``warning`` tells what is at the limit or was done otherwise than asked.
    """

    module: int
    side: int
    offset: int
    quiet: int
    style: str
    warning: Message | None = None


def plan(
    symbol: Symbol, side: int, quiet: int = 4, minimum: int = 4, comfortable: int = 6, style: str = "squares"
) -> QRPlan:
    """Return how ``symbol`` is drawn on a square plate of ``side`` px with the largest whole modules.

    ``quiet`` is in modules, ``minimum`` and ``comfortable`` in pixels a module. Dots become squares where they
    would be too small, with a warning.

    Raises QRError below ``minimum``, TemplateError for a quiet zone that readers do not forgive or an unknown style.
    """
    if style not in STYLES:
        raise TemplateError(unknown(say("QR style"), style, STYLES))
    if quiet < LEAST_QUIET:
        raise TemplateError(
            say(
                "A quiet zone of {quiet} modules is too narrow to scan; give {least} or more, best 4.",
                quiet=quiet,
                least=LEAST_QUIET,
            )
        )
    across = symbol.modules + 2 * quiet
    module = side // across
    if module < minimum:
        raise QRError(_too_small(symbol, side, across, minimum))
    warnings = []
    if module < comfortable:
        warnings.append(
            say(
                "The QR code has {module} px a module, and {comfortable} px scan better: give it {need} px a side, not"
                " {side} px (a larger mark or cover), or shorten its {count} characters.",
                module=module,
                comfortable=comfortable,
                need=across * comfortable,
                side=side,
                count=len(symbol.payload),
            )
        )
    if style == "dots" and module < LEAST_DOT:
        style = "squares"
        warnings.append(
            say(
                "The QR code was drawn in squares: dots need {least} px a module, here are {module} px.",
                least=LEAST_DOT,
                module=module,
            )
        )
    offset = (side - symbol.modules * module) // 2
    return QRPlan(module, side, offset, quiet, style, join(*warnings) if warnings else None)


def draw(symbol: Symbol, plan: QRPlan, dark: RGB, light: RGB) -> Image.Image:
    """Return the symbol on its plate: an RGB picture of ``plan.side`` px a side.

    Raises TemplateError where the modules are not clearly darker than the plate.
    """
    _check_contrast(dark, light)
    from PIL import Image

    plate = Image.new("RGB", (plan.side, plan.side), light)
    mask = _dots(symbol, plan.module) if plan.style == "dots" else _squares(symbol.rows, plan.module)
    plate.paste(dark, (plan.offset, plan.offset), mask)
    return plate


def _squares(rows: tuple[bytes, ...], module: int) -> Image.Image:
    """Return the dark modules as a mask of whole pixels, which is much faster to paste through than shades are."""
    from PIL import Image

    shades = b"".join(rows).replace(b"\x01", b"\xff")
    small = Image.frombytes("L", (len(rows), len(rows)), shades).convert("1", dither=Image.Dither.NONE)
    return small.resize((len(rows) * module, len(rows) * module), Image.Resampling.NEAREST)


def _dots(symbol: Symbol, module: int) -> Image.Image:
    from PIL import Image, ImageDraw

    fine = 8 * module
    inset = fine * (1 - _DOT) / 2
    dot = Image.new("L", (fine, fine))
    ImageDraw.Draw(dot).ellipse((inset, inset, fine - 1 - inset, fine - 1 - inset), fill=255)
    dot = dot.reduce(8)
    sides = range(symbol.modules)
    fixed = [bytearray(symbol.modules) for _ in sides]
    loose = []
    for row, dark in enumerate(symbol.rows):
        for column in sides:
            if dark[column] and symbol.is_fixed(row, column):
                fixed[row][column] = 1
            elif dark[column]:
                loose.append((column * module, row * module))
    mask = _squares(tuple(map(bytes, fixed)), module).convert("L")
    for place in loose:
        mask.paste(dot, place)
    return mask


def _check_contrast(dark: RGB, light: RGB) -> None:
    ratio = contrast(dark, light)
    if ratio < LEAST_CONTRAST or luminance(dark) > luminance(light):
        message = say(
            "The QR modules ({dark}) must be much darker than their plate ({light}), by a contrast of {least} or more;"
            " here it is {ratio:.1f}. Choose a darker colour for the modules and a light one for the plate.",
            dark="#{:02x}{:02x}{:02x}".format(*dark),
            light="#{:02x}{:02x}{:02x}".format(*light),
            least=LEAST_CONTRAST,
            ratio=ratio,
        )
        raise TemplateError(message)


def _too_small(symbol: Symbol, side: int, across: int, minimum: int) -> Message:
    need = across * minimum
    return say(
        "The QR code needs {need} px a side ({across} modules of {minimum} px, quiet zone included) but has {side} px;"
        " make the mark or the cover {times:.2f} times as large, or shorten the payload ({count} characters).",
        need=need,
        across=across,
        minimum=minimum,
        side=side,
        times=math.ceil(need * 100 / max(side, 1)) / 100,
        count=len(symbol.payload),
    )
