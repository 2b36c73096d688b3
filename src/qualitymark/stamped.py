"""What comes out of stamping: each mark with its verdicts, the picture, the file."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .contrast.strengthening import Strengthened
from .frozen import frozen
from .geometry import Box, Size
from .images.canvas import Canvas
from .images.encoding import Encoded
from .images.fitting import encode_fitting
from .images.saving import WHITE, Saving
from .layers.base import QRVerdict, TextVerdict
from .messages import Message, say
from .placement import Placement
from .platforms.preset import ANY, Platform
from .proving.promise import Promise

if TYPE_CHECKING:
    from PIL.Image import Image

    from .mark import Painted
    from .proving.proof import MarkProof
    from .template.model import Mark


@frozen
class StampedMark:
    """One mark on the cover.

    ``box`` is all that was drawn, shadow included, in pixels of the cover; ``artboard`` the mark without its
    shadow. ``scale`` is pixels a unit of the artboard, ``placement`` how the place was found, ``strengthened`` which
    plates were made more opaque for the texts over them.
    """

    name: str | None
    box: Box
    artboard: Box
    scale: float
    anchor: str
    tone: str
    texts: tuple[TextVerdict, ...]
    qr: QRVerdict | None
    promise: Promise = Promise()
    placement: Placement | None = field(default=None, repr=False, compare=False)
    strengthened: tuple[Strengthened, ...] = ()

    @property
    def contrast(self) -> float | None:
        """The least contrast of its texts and its QR code (WCAG 2.2, 1 to 21); None where nothing is read."""
        return min((each.contrast for each in (*self.texts, self.qr) if each and each.contrast), default=None)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; boxes are [left, top, right, bottom]."""
        return {
            "name": self.name,
            "box": list(self.box.pixels),
            "artboard": list(self.artboard.pixels),
            "scale": round(self.scale, 4),
            "anchor": self.anchor,
            "tone": self.tone,
            "texts": [text.as_dict() for text in self.texts],
            "qr": self.qr.as_dict() if self.qr else None,
            "contrast": self.contrast,
            "strengthened": [each.as_dict() for each in self.strengthened],
        }


def stamped_mark(mark: Mark, placed: Placement, painted: Painted, look: tuple[float, str], cover: Size) -> StampedMark:
    """Return what became of a mark on a cover of a size; ``look`` is its scale and its tone."""
    left, top = placed.box.left, placed.box.top
    drawn = painted.box.moved(left, top).common(Box.at(0, 0, cover.width, cover.height))
    texts = tuple(text._replace(box=text.box.moved(left, top)) for text in painted.texts)
    code = painted.qr._replace(box=painted.qr.box.moved(left, top)) if painted.qr else None
    more = mark.promise, placed, painted.strengthened
    return StampedMark(mark.name, drawn, placed.box, look[0], placed.anchor, look[1], texts, code, *more)


@frozen
class Stamped:
    """A stamped cover: the picture, the marks on it, and everything worth telling.

    ``platform`` is the preset's name, ``template`` the template's; ``on`` is the preset.
    """

    template: str
    platform: str
    marks: tuple[StampedMark, ...]
    warnings: tuple[Message, ...]
    canvas: Canvas = field(repr=False)
    on: Platform = field(default=ANY, repr=False)

    @property
    def animated(self) -> bool:
        """Whether the picture moves."""
        return self.canvas.cover.animation is not None

    @property
    def image(self) -> Image:
        """The picture: it has the cover's size and, outside of the marks' boxes, its pixels.

        A JPEG cover is decoded as a whole only here. Raises CoverError where it is damaged away from the marks.
        """
        return self.canvas.image

    def encode(
        self,
        format: str = "keep",
        quality: int | None = None,
        *,
        max_bytes: int | None = None,
        subsampling: str | None = None,
        matte: str = WHITE,
    ) -> Encoded:
        """Return the file's bytes, its format, and notes on what could not be kept.

        ``format`` is ``keep``, ``auto``, ``jpg``, ``png``, ``webp``, ``gif``, ``tiff`` or ``avif``. ``auto`` is the
        cover's own where the platform takes that, and never larger than the platform takes. ``quality`` is 1 to 100;
        ``max_bytes`` the most bytes of the file, which is met by lowering the quality in steps; ``subsampling``
        (``444``, ``422``, ``420``) that of a JPEG; ``matte`` (``#rrggbb``) what shows through transparent pixels where
        the format has none. Raises UsageError, and CoverError where the limit cannot be met.
        """
        takes = self.on.limits
        saving = Saving(format, quality, subsampling, max_bytes, matte, takes.formats, takes.max_bytes)
        return encode_fitting(self.canvas, saving)

    def prove(self, data: bytes) -> tuple[MarkProof, ...]:
        """Return what is left of each mark in what the platform would serve of the finished file ``data``.

        Raises CoverError, and UsageError where a mark has a QR code and zxing-cpp is not installed.
        """
        from .proving.run import Shown, prove

        return prove(data, [Shown(mark.name, mark.texts, mark.qr, mark.promise) for mark in self.marks], self.on)


@frozen
class StampedFile:
    """A stamped cover that was written to ``output``, or to a stream where that is None.

    ``proofs`` has what is left of each mark in what the platform would serve; it is empty where nothing was proved.
    """

    output: Path | None
    stamped: Stamped
    encoded: Encoded = field(repr=False)
    proofs: tuple[MarkProof, ...] = field(default=(), repr=False)

    @property
    def untouched(self) -> str:
        """What became of the picture outside of the marks.

        ``exact``: every pixel is the source's, or of a JPEG every coefficient. ``requantised``: the picture was coded
        again with loss, or in another colour space or depth; ``reason`` says why.
        """
        return "exact" if self.encoded.exact else "requantised"

    @property
    def reason(self) -> Message | None:
        """Why the picture was coded again, or None where it was not."""
        return self.encoded.reason

    @cached_property
    def psnr(self) -> float | None:
        """What is left of the marks in a JPEG, as peak signal-to-noise ratio in dB over their boxes; else None.

        It is measured when it is first asked for, by decoding these boxes.
        """
        from .images.fidelity import psnr

        still = self.stamped.canvas.cover.animation is None
        measured = still and self.encoded.format == "JPEG"
        return psnr(self.stamped.canvas, self.encoded.data, self.encoded.matte) if measured else None

    @property
    def fraying(self) -> Message | None:
        """A warning where a JPEG frays the marks' colours, or None; it needs ``psnr``."""
        from .images.fidelity import POOR

        found = self.psnr
        if found is None or found >= POOR:
            return None
        return say(
            "The mark has {found:.1f} dB in this JPEG, and {least:.0f} are good: coloured edges fray. "
            "Choose --subsampling 444, or png.",
            found=found,
            least=POOR,
        )

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Everything worth telling, from reading to writing."""
        return (*self.stamped.warnings, *self.encoded.notes)

    def marks_as_dicts(self) -> tuple[dict[str, Any], ...]:
        """Return each mark for JSON, with its proof, or None where nothing was proved."""
        proofs = self.proofs or [None] * len(self.stamped.marks)
        return tuple(
            {**mark.as_dict(), "proof": proof.as_dict() if proof else None}
            for mark, proof in zip(self.stamped.marks, proofs, strict=True)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "output": str(self.output) if self.output else None,
            "format": self.encoded.format,
            "bytes": len(self.encoded.data),
            "quality": self.encoded.quality,
            "psnr": _finite(self.psnr),
            "template": self.stamped.template,
            "platform": self.stamped.platform,
            "marks": list(self.marks_as_dicts()),
            "untouched": self.untouched,
            "reason": str(self.reason) if self.reason else None,
            "warnings": [str(warning) for warning in self.warnings],
        }


def _finite(ratio: float | None) -> float | None:
    """Return a ratio for JSON, which has no infinity."""
    return None if ratio is None else round(min(ratio, 99.0), 1)
