"""One cover, stamped and looked at: the box of each layer, and what is to be said of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..batch.report.facts import SMALL_LETTERS, SMALL_MODULE
from ..geometry import Box, Size
from ..layers.base import Laid, QRVerdict, Space, TextVerdict
from ..mark import template_fonts
from ..messages import Message, say
from ..page import Page
from ..platforms import load_platform, platform_for
from ..stamped import Stamped, StampedMark
from ..stamping import stamp
from ..template.binding import bind_layers
from ..template.reader import load_template
from ..template.values import page_values
from .stage import Stage, stage_for

if TYPE_CHECKING:
    from ..images.reading import Source
    from ..layers import Layer
    from ..template.model import Mark, Template


@dataclass(frozen=True, slots=True)
class LayerBox:
    """One layer where it lies on the cover.

    ``box`` is in pixels of the cover: the ink of a text, the plate of a QR code, the layer's own box otherwise.
    ``faults`` say what is wrong with it, ``notes`` what was done to it.
    """

    name: str
    kind: str
    box: Box
    text: TextVerdict | None = None
    qr: QRVerdict | None = None
    faults: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A stamped cover, how its platform shows it, and the layers of each mark in their order."""

    name: str
    stamped: Stamped
    stage: Stage
    layers: tuple[tuple[LayerBox, ...], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; boxes are [left, top, right, bottom] in pixels of the cover."""
        return {
            "template": self.stamped.template,
            "platform": self.stamped.platform,
            "safe": list(self.stage.safe.pixels),
            "views": [{"name": view.name, "box": list(view.box.pixels)} for view in self.stage.views],
            "marks": [
                {**mark.as_dict(), "layers": [_plain(layer) for layer in layers]}
                for mark, layers in zip(self.stamped.marks, self.layers, strict=True)
            ],
            "warnings": [str(warning) for warning in self.stamped.warnings],
        }


def look(
    cover: Source,
    template: str | os.PathLike[str] | Template = "plate",
    page: Page | Mapping[str, Any] | None = None,
    *,
    platform: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Preview:
    """Stamp a cover and look at the result. Takes what ``stamp`` takes, and raises what it raises."""
    loaded = load_template(template)
    values = page if isinstance(page, Page) else Page(page)
    stamped = stamp(cover, loaded, values, platform=platform, **options)
    size = Size(*stamped.image.size)
    shown = stage_for(load_platform(platform) if platform is not None else platform_for(size), size)
    name = Path(cover).name if isinstance(cover, (str, os.PathLike)) else ""
    layers = tuple(tuple(each) for each in _layers(loaded, values, stamped, shown))
    return Preview(name, stamped, shown, layers)


def _layers(template: Template, page: Page, stamped: Stamped, stage: Stage) -> Iterator[Iterator[LayerBox]]:
    values = page_values(template, page)
    active = [mark for mark in template.marks if values.active(mark)]
    for mark, done in zip(active, stamped.marks, strict=True):
        colours = template.palette.tone(done.tone) if template.palette else {}
        bound = bind_layers(template, mark, values, colours)
        yield _of_mark(template, mark, bound, done, stage)


def _of_mark(
    template: Template, mark: Mark, layers: tuple[Layer, ...], done: StampedMark, stage: Stage
) -> Iterator[LayerBox]:
    left, top = done.artboard.left, done.artboard.top
    around = Box.at(-left, -top, stage.size.width, stage.size.height)
    space = Space(done.artboard.width / mark.artboard.width, around, template_fonts(template.fonts))
    # Verdicts come in the order of the layers that have one.
    texts = iter(done.texts)
    for layer in layers:
        laid = layer.lay_out(space)
        text, qr = next(texts, None) if laid.text else None, done.qr if laid.qr else None
        box = _drawn(layer, laid, space).moved(left, top)
        asked = mark.contrast.asked(laid.letters) if laid.letters else 1.0
        # A plate or a belt may well reach over edges.
        unseen = () if layer.kind == "shape" else unseen_parts(box, stage)
        faults = (*_wrong(text, qr, asked), *unseen)
        yield LayerBox(layer.title, layer.kind, box, text, qr, faults, tuple(_done_to(text)))


def _drawn(layer: Layer, laid: Laid, space: Space) -> Box:
    """Return where a layer is seen, in pixels from the mark's corner; a shadow does not count."""
    for verdict in (laid.text, laid.qr):
        if verdict is not None and verdict.box.width:
            return verdict.box
    own = getattr(layer, "box", None)
    return space.pixels(own) if isinstance(own, Box) else laid.box


def _wrong(text: TextVerdict | None, qr: QRVerdict | None, contrast: float) -> Iterator[Message]:
    """Tell what is small, cut or faint; ``contrast`` is the ratio that the text must reach."""
    if text is not None:
        if text.size < SMALL_LETTERS:
            yield say("letters below {least} px", least=SMALL_LETTERS)
        if text.ellipsized:
            yield say("cut, with an ellipsis")
        if text.contrast is not None and text.contrast < contrast:
            yield say("contrast {contrast:.1f}:1 is low", contrast=text.contrast)
    if qr is not None and qr.module < SMALL_MODULE:
        yield say("QR modules below {least} px", least=SMALL_MODULE)


def _done_to(text: TextVerdict | None) -> Iterator[Message]:
    if text is not None and text.shortened_from:
        yield say("shortened from “{old}”", old=text.shortened_from)


def unseen_parts(box: Box, stage: Stage) -> tuple[Message, ...]:
    """Return where a box of the cover is not seen: outside of the safe zone, cut off by a screen, or covered."""
    inner = box.grown(-1)
    return (
        *(() if stage.safe.contains(inner) else (say("outside of the safe zone"),)),
        *(say("cut off: {view}", view=view.name) for view in stage.views if not view.box.contains(inner)),
        *(say("hidden: {over}", over=over.name) for over in stage.over if over.box.overlaps(inner)),
    )


def _plain(layer: LayerBox) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "box": list(layer.box.outward().pixels),
        "faults": [str(fault) for fault in layer.faults],
        "notes": [str(note) for note in layer.notes],
    }
