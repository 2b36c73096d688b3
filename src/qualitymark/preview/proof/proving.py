"""Makes each case of a proof: the picture of the mark, what was measured, what went wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Fault, QualitymarkError
from ...geometry import Box
from ...messages import Message
from ...page import Page
from ...template.reader import load_template
from ..looking import Preview, look
from ..pictures import at_width, webp_uri, whole_rgb
from .cases import Case, cases
from .grounds import ground
from .samples import samples

if TYPE_CHECKING:
    from PIL.Image import Image

    from ...stamped import StampedMark
    from ...template.model import Template

GOOD, WARNED, FAILED = "good", "warned", "failed"
_QUALITY = 80
_AROUND, _WIDE_AROUND = 24, 96
"""Pixels of the cover that are shown around the mark; more where the ground is what matters."""
_WIDEST, _WHOLE = 960, 560
"""How wide the picture of the mark and that of the whole cover may be, in pixels."""


@dataclass(frozen=True, slots=True)
class Proven:
    """One case and what became of it.

    ``mark`` is the mark at full size and ``whole`` the cover made small, as data URIs; both are empty where the case
    failed. ``letters`` is the smallest letters and ``module`` the smallest QR module in pixels, ``contrast`` the least
    contrast, each None where there is none.
    """

    case: Case
    platform: Any
    mark: str = ""
    whole: str = ""
    marks: tuple[StampedMark, ...] = ()
    letters: float | None = None
    module: int | None = None
    contrast: float | None = None
    notes: tuple[tuple[str, Message], ...] = ()
    warnings: tuple[Message, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def status(self) -> str:
        """``failed`` where the case cannot be drawn, ``warned`` where something is worth a look, else ``good``."""
        return FAILED if self.faults else WARNED if self.warnings or self.notes else GOOD


@dataclass(frozen=True, slots=True)
class Proof:
    """What a template was proved with, case by case. ``source`` is the table's name, empty for the built-in set."""

    template: Template
    source: str
    cases: tuple[Proven, ...]

    def count(self, status: str) -> int:
        """Return how many cases are ``good``, ``warned`` or ``failed``."""
        return sum(proven.status == status for proven in self.cases)


def prove_template(
    template: str | os.PathLike[str] | Template = "plate",
    manifest: str | os.PathLike[str] | None = None,
    *,
    platforms: Sequence[str] = (),
) -> Proof:
    """Draw a template with everything that it will meet; see ``cases`` for the selection.

    ``manifest`` is a table of pages whose extreme values are taken, in place of a built-in set; its personal columns
    are never read. ``platforms`` are names of presets or files; by default all bundled ones. What a single case lacks
    is told with the case. Raises TemplateError, ManifestError or PlatformError.
    """
    loaded = load_template(template)
    made = cases(loaded, samples(loaded, manifest), platforms)
    source = Path(manifest).name if manifest is not None else ""
    return Proof(loaded, source, tuple(_prove(loaded, case) for case in made))


def _prove(template: Template, case: Case) -> Proven:
    from ...platforms import load_platform

    title = load_platform(case.platform).title
    blank = Proven(case, title)
    try:
        cover = ground(case.ground, int(case.size.width), int(case.size.height))
        return _looked(blank, look(cover, template, Page(case.values), platform=case.platform, tone=case.tone))
    except QualitymarkError as error:
        return replace(blank, faults=error.faults)


def _looked(blank: Proven, preview: Preview) -> Proven:
    marks = preview.stamped.marks
    texts = [text for mark in marks for text in mark.texts]
    contrasts = [text.contrast for text in texts if text.contrast is not None]
    image = whole_rgb(preview.stamped.image)
    around = _WIDE_AROUND if blank.case.section == "grounds" else _AROUND
    return replace(
        blank,
        mark=webp_uri(at_width(_cut(image, preview, around), _WIDEST), _QUALITY),
        whole=webp_uri(at_width(image, _WHOLE), _QUALITY),
        marks=marks,
        letters=min((text.size for text in texts), default=None),
        module=min((mark.qr.module for mark in marks if mark.qr), default=None),
        contrast=min(contrasts, default=None),
        notes=tuple((layer.name, fault) for layers in preview.layers for layer in layers for fault in layer.faults),
        warnings=preview.stamped.warnings,
    )


def _cut(image: Image, preview: Preview, around: int) -> Image:
    """Return the part of the cover that the marks take, with ``around`` pixels on every side where there are as many."""
    whole = Box.at(0, 0, *image.size)
    boxes = [mark.artboard for mark in preview.stamped.marks]
    joined = boxes[0]
    for box in boxes[1:]:
        joined = joined.around(box)
    return image.crop(joined.grown(around).outward().common(whole).pixels)
