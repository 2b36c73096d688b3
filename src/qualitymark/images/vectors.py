"""Drawing SVG at exactly the size that is asked for; ``svg_rules`` says what an SVG may hold.

The library that draws keeps the proportions of a picture, so that it may come out a pixel smaller than asked;
therefore the size is written into the root element instead.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from ..errors import TemplateError, Trail
from ..geometry import Size
from ..messages import say
from .svg_rules import vet_svg

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["render_svg", "svg_size", "vet_svg"]

MAX_PIXELS = 64_000_000

_ROOT = re.compile(
    r"\A\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*"
    r"<(?P<name>[\w:.-]+)(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/?>",
    re.DOTALL,
)
_SIZING = re.compile(
    r"\s+(?P<key>width|height|viewBox|preserveAspectRatio)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')"
)
_LENGTH = re.compile(r"\s*\+?(\d+\.?\d*|\.\d+)(px|pt|pc|mm|cm|in)?\s*\Z")
# Pixels in one unit, CSS Values and Units Level 3, 5.2.
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def svg_size(data: bytes, name: str | None = None) -> Size:
    """Return the size of an SVG in its own units: that of its viewBox, else its width and height in pixels.

    ``name`` is the file for the message. Raises TemplateError where it says neither.
    """
    text = _text(data, name)
    return _size(_sizing(_root(text, name)), name)


def render_svg(data: bytes, width: int, height: int, name: str | None = None) -> Image:
    """Draw an SVG that was vetted, ``width`` x ``height`` pixels, as RGBA with straight alpha.

    What its viewBox shows fills the whole size, stretched where the proportions differ. Fonts of the machine play
    no part. Raises TemplateError for what cannot be drawn, and above 64 megapixels.
    """
    import resvg_py
    from PIL.PngImagePlugin import PngImageFile

    if not 0 < width * height <= MAX_PIXELS:
        fault = say("The vector cannot be drawn {width} x {height} pixels large.", width=width, height=height)
        raise TemplateError(fault, Trail(file=name))
    sized = _resized(_text(data, name), width, height, name)
    try:
        png = resvg_py.svg_to_bytes(svg_string=sized, skip_system_fonts=True)
        image = PngImageFile(BytesIO(png))
        image.load()
    except Exception as error:
        raise _undrawable(error, name) from error
    except BaseException as error:
        # A panic of the Rust code arrives as an exception of its own kind beside Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _undrawable(error, name) from None
    return image if image.mode == "RGBA" else image.convert("RGBA")


def _undrawable(error: BaseException, name: str | None) -> TemplateError:
    fault = say("The SVG cannot be drawn ({reason}); simplify it.", reason=str(error))
    return TemplateError(fault, Trail(file=name))


def _text(data: bytes, name: str | None) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateError(say("The SVG is not in UTF-8; save it so."), Trail(file=name)) from None


def _root(text: str, name: str | None) -> re.Match[str]:
    root = _ROOT.match(text)
    if root is None:
        raise TemplateError(say("This is not an SVG file; give one, or a PNG."), Trail(file=name))
    return root


def _sizing(root: re.Match[str]) -> dict[str, str]:
    return {found["key"]: found["double"] or found["single"] or "" for found in _SIZING.finditer(root["attributes"])}


def _size(sizing: dict[str, str], name: str | None) -> Size:
    try:
        _, _, width, height = (float(part) for part in sizing["viewBox"].replace(",", " ").split())
    except (KeyError, ValueError):
        width, height = _pixels(sizing.get("width", "")), _pixels(sizing.get("height", ""))
    if not (0 < width < 1e6 and 0 < height < 1e6):
        fault = say("The SVG does not say its size; give its root element a viewBox.")
        raise TemplateError(fault, Trail(file=name))
    return Size(width, height)


def _pixels(length: str) -> float:
    found = _LENGTH.match(length)
    return float(found[1]) * _UNITS[found[2] or ""] if found else 0.0


def _resized(text: str, width: int, height: int, name: str | None) -> str:
    """Return the SVG with this size in pixels, showing the same."""
    root = _root(text, name)
    sizing = _sizing(root)
    size = _size(sizing, name)
    try:
        _, _, wide, high = (float(part) for part in sizing["viewBox"].replace(",", " ").split())
        shown = sizing["viewBox"] if wide > 0 < high else None
    except (KeyError, ValueError):
        shown = None
    attributes = _SIZING.sub("", root["attributes"])
    attributes += f' width="{width}" height="{height}" preserveAspectRatio="none"'
    attributes += f' viewBox="{shown or f"0 0 {size.width:g} {size.height:g}"}"'
    return text[: root.start("attributes")] + attributes + text[root.end("attributes") :]
