"""``preview_png``: a cover as its platform shows it, as one picture."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from ..geometry import Box
from ..messages import Message, say, translate
from .captions import lines_of, width_of, write
from .looking import LayerBox, Preview, look
from .over import FAULTY, MARK, draw_box, draw_over, draw_zone
from .pictures import at_width, whole_rgb
from .stage import PHONE, View
from .texts import KINDS

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..images.reading import Source
    from ..page import Page
    from ..template.model import Template

_GROUND, _INK, _SOFT = "#f3f4f6", "#17202c", "#566273"
_EDGE, _GAP, _LEAST = 48, 28, 1200
_TITLE, _HEAD, _TEXT = 38, 26, 21
_LINE = 1.4


class _Line(NamedTuple):
    """One line of words: its baseline is ``size`` below where the part before it ends."""

    words: str
    size: float
    fill: str
    weight: int = 400
    indent: float = 0.0
    above: float = 0.0


def preview_png(
    cover: Source,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    language: str = "en",
    **options: Any,
) -> bytes:
    """Return the bytes of a PNG that shows a stamped cover as its platform does.

    One crop follows another, at full size with what lies over it, the safe zone and the numbered boxes of layers, and
    at the size of a phone; then the layers with their verdicts. ``language`` (``en`` or ``ru``) is that of the words;
    ``options`` are those of ``stamp``. Raises what ``stamp`` raises.
    """
    return png_of(look(cover, template, page, **options), language)


def png_of(preview: Preview, language: str) -> bytes:
    """Return the sheet of a cover that was looked at."""
    from PIL import Image as Pictures

    widest = max(view.box.width for view in preview.stage.views)
    room = max(_LEAST, int(widest))
    parts = list(_parts(preview, language, room))
    height = sum(_height(part) for part in parts) + 2 * _EDGE
    sheet = Pictures.new("RGB", (room + 2 * _EDGE, round(height)), _GROUND)
    top = float(_EDGE)
    for part in parts:
        if isinstance(part, _Line):
            write(
                sheet,
                part.words,
                (_EDGE + part.indent, top + part.above + part.size),
                part.size,
                part.fill,
                part.weight,
            )
        else:
            sheet.paste(part, (_EDGE, round(top)))
        top += _height(part)
    stream = BytesIO()
    sheet.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _height(part: _Line | Image) -> float:
    return part.above + part.size * _LINE if isinstance(part, _Line) else part.height


def _parts(preview: Preview, language: str, room: float) -> Iterator[_Line | Image]:
    def told(message: str) -> str:
        return str(translate(message, language))

    stamped, stage = preview.stamped, preview.stage
    platform = stage.platform.title.ru if language == "ru" else stage.platform.title.en
    yield _Line(preview.name or told(say("Cover preview")), _TITLE, _INK, 700)
    about = [told(say("template {name}", name=stamped.template)), platform, str(stage.size).replace("x", " × ") + " px"]
    yield _Line(" · ".join(about), _TEXT, _SOFT)
    for warning in stamped.warnings:
        for line in lines_of(told(warning), _TEXT, room):
            yield _Line(line, _TEXT, FAULTY, 500, above=4)
    image = whole_rgb(stamped.image)
    for view in stage.views:
        yield _Line(told(view.name), _HEAD, _INK, 600, above=_GAP)
        yield _Line("", 4, _INK)
        yield _shown(image, preview, view, boxes=True)
        yield _Line(told(say("At the size of a phone, {n} %", n=round(PHONE * 100))), _TEXT, _SOFT, above=_GAP * 0.7)
        yield _Line("", 4, _INK)
        small = _shown(image, preview, view, boxes=False)
        yield at_width(small, max(1, round(small.width * PHONE)))
    yield _Line(told(say("Layers")), _HEAD, _INK, 600, above=_GAP)
    number = 0
    for layers in preview.layers:
        for layer in layers:
            number += 1
            yield from _listed(number, layer, room, language)


def _shown(image: Image, preview: Preview, view: View, *, boxes: bool) -> Image:
    """Return what a screen shows: the crop, what lies over it and, if asked for, safe zone and boxes."""
    stage = preview.stage
    part = image.crop(view.box.pixels)
    x, y = -view.box.left, -view.box.top
    if boxes:
        draw_zone(part, stage.safe.moved(x, y))
    for over in view.over:
        draw_over(part, over, over.box.moved(x, y), stage.size.height + y)
    if boxes:
        frame, number = Box.at(0, 0, *part.size), 0
        for layers in preview.layers:
            for layer in layers:
                number += 1
                if layer.kind != "shape" and layer.box.moved(x, y).overlaps(frame):
                    draw_box(part, layer.box.moved(x, y), number, faulty=bool(layer.faults))
    return part


def _listed(number: int, layer: LayerBox, room: float, language: str) -> Iterator[_Line]:
    """Give the lines of one layer: its number, name and size, then what is to be said of it."""
    head = f"{number}  {layer.name}"
    yield _Line(head, _TEXT, FAULTY if layer.faults else MARK if layer.kind != "shape" else _INK, 600, above=6)
    verdict = "; ".join(str(translate(part, language)) for part in _verdict(layer))
    indent = max(260.0, width_of(head, _TEXT, 600) + 24)
    for at, line in enumerate(lines_of(verdict, _TEXT, room - indent)):
        # The first line stands beside the name: it takes back the height that the name took.
        yield _Line(line, _TEXT, _INK if not layer.faults else FAULTY, indent=indent, above=0 if at else -_TEXT * _LINE)


def _verdict(layer: LayerBox) -> Iterator[Message]:
    size = f"{layer.box.width:.0f} × {layer.box.height:.0f}"
    yield say("{kind}, {size} px", kind=KINDS.get(f"kind_{layer.kind}", layer.kind), size=size)
    if layer.text:
        yield say("letters {size:.1f} px, lines: {lines}", size=layer.text.size, lines=layer.text.lines)
    if layer.text and layer.text.contrast is not None:
        yield say("contrast {contrast:.1f}:1", contrast=layer.text.contrast)
    if layer.qr:
        yield say("{module} px a module, version {version}", module=layer.qr.module, version=layer.qr.version)
    yield from layer.faults
    yield from layer.notes
