"""``preview_html``: a cover as its platform shows it, as one page."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..batch.report.facts import spoken, spoken_fault
from .looking import LayerBox, Preview, look
from .page import make_page
from .pictures import at_width, bounded, jpeg_uri, whole_rgb
from .stage import PHONE, Over
from .texts import PREVIEW

if TYPE_CHECKING:
    from ..errors import Fault
    from ..images.reading import Source
    from ..page import Page
    from ..stamped import StampedMark
    from ..template.model import Template

_QUALITY = 93
_PHONE_QUALITY = 85
"""The JPEG quality of the phone's picture where the platform does not say its own."""


def preview_html(
    cover: Source,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    **options: Any,
) -> str:
    """Return a page that shows a stamped cover as its platform does: crops, what lies over it, layers and verdicts.

    The page is one HTML file that needs nothing else, in English and Russian. ``options`` are those of ``stamp``:
    ``platform``, ``anchor``, ``tone``, ``limits``. Raises what ``stamp`` raises.
    """
    return html_of(look(cover, template, page, **options))


def html_of(preview: Preview) -> str:
    """Return the page of a cover that was looked at."""
    return make_page("preview", PREVIEW, {"preview": data_of(preview), "faults": [], "version": 0})


def served_html(shown: Mapping[str, Any] | None, faults: Iterable[Fault], version: int) -> str:
    """Return the page as it is served while a template is edited.

    ``shown`` is what ``data_of`` gave for the last state that could be drawn, ``faults`` what is wrong now, and
    ``version`` the number with which the page asks whether there is a newer one.
    """
    data = {"preview": shown, "faults": [spoken_fault(fault) for fault in faults], "version": version}
    return make_page("preview", PREVIEW, data, served=True)


def data_of(preview: Preview) -> dict[str, Any]:
    """Return what the page knows of a cover; boxes are [left, top, width, height] in pixels of the cover."""
    stamped, stage = preview.stamped, preview.stage
    image = bounded(whole_rgb(stamped.image))
    platform = stage.platform
    quality = min(platform.renditions.quality if platform.renditions else 95, _PHONE_QUALITY)
    return {
        "name": preview.name,
        "template": stamped.template,
        "size": [int(stage.size.width), int(stage.size.height)],
        "platform": {
            "name": {"en": platform.title.en, "ru": platform.title.ru},
            "date": platform.as_of,
            "source": platform.source,
            "confirmed": platform.confirmed,
        },
        "picture": jpeg_uri(image, _QUALITY),
        "small": jpeg_uri(at_width(image, round(stage.size.width * PHONE)), quality, "4:2:0"),
        "phone": PHONE,
        "safe": _box(stage.safe),
        "views": [
            {"name": spoken(view.name), "box": _box(view.box), "over": list(map(_over, view.over))}
            for view in stage.views
        ],
        "marks": [_mark(mark, layers) for mark, layers in zip(stamped.marks, preview.layers, strict=True)],
        "warnings": [spoken(warning) for warning in stamped.warnings],
    }


def _over(over: Over) -> dict[str, Any]:
    return {"name": spoken(over.name), "box": _box(over.box), "shape": over.shape}


def _mark(mark: StampedMark, layers: tuple[LayerBox, ...]) -> dict[str, Any]:
    return {
        "name": mark.name,
        "box": _box(mark.artboard),
        "anchor": mark.anchor,
        "tone": mark.tone,
        "layers": [_layer(layer) for layer in layers],
    }


def _layer(layer: LayerBox) -> dict[str, Any]:
    told: dict[str, Any] = {"name": layer.name, "kind": layer.kind, "box": _box(layer.box)}
    if layer.text:
        told["text"] = {"drawn": layer.text.text, "size": layer.text.size, "lines": layer.text.lines}
        told["text"] |= {} if layer.text.contrast is None else {"contrast": layer.text.contrast}
    if layer.qr:
        told["qr"] = {"module": layer.qr.module, "version": layer.qr.version, "says": layer.qr.payload}
    return {**told, "faults": list(map(spoken, layer.faults)), "notes": list(map(spoken, layer.notes))}


def _box(box: Any) -> list[float]:
    return [round(value, 1) for value in (box.left, box.top, box.width, box.height)]
