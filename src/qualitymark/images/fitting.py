"""The file that is asked for: the format that a platform takes, and no more bytes than it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import CoverError
from ..frozen import changed
from ..messages import Message, say
from .coding import AVIF_QUALITY, JPEG_QUALITY, WEBP_QUALITY
from .encoding import Encoded, encode_canvas, kind_of
from .formats import KEEP, WRITTEN, written_as
from .saving import LEAST_QUALITY, Saving

if TYPE_CHECKING:
    from .canvas import Canvas
    from .cover import Cover

_STEP = 4
"""By how much the quality is lowered; between the steps the best one is found by halves."""
_USUAL = {"JPEG": JPEG_QUALITY, "WEBP": WEBP_QUALITY, "AVIF": AVIF_QUALITY}
_STANDARD_SUM = 3688
"""The sum of the luminance table of ITU-T T.81, table K.1."""


def encode_fitting(canvas: Canvas, saving: Saving) -> Encoded:
    """Write a cover with its marks as it is asked for.

    With ``max_bytes`` the quality of a JPEG, WebP or AVIF is lowered, from the cover's own on, to no less than
    LEAST_QUALITY; the first attempt changes nothing. The format ``auto`` is the cover's own, or where the platform does
    not take that, JPEG, or PNG for what was stored without loss; what is still too large then becomes a JPEG. What was
    chosen is in the result's notes. Raises CoverError where the limit cannot be met, with the numbers.
    """
    least: Encoded | None = None
    for kind in _candidates(canvas.cover, saving):
        known = kind == saving.format and saving.limit == saving.max_bytes
        asked = saving if known else changed(saving, format=kind, max_bytes=saving.limit)
        plain = encode_canvas(canvas, asked)
        if _fits(plain, saving):
            return _told(plain, canvas.cover, saving)
        found = _lowered(canvas, asked, plain)
        if _fits(found, saving):
            return _told(found, canvas.cover, saving)
        least = found if least is None or len(found.data) < len(least.data) else least
    assert least is not None
    raise CoverError(
        say(
            "The result would have {have} bytes as {format}, and {most} are allowed; {advice}.",
            have=len(least.data),
            format=_coded(least),
            most=saving.limit,
            advice=say("scale the cover down")
            if least.quality or saving.chooses
            else say("choose the format auto, or scale the cover down"),
        )
    )


def _candidates(cover: Cover, saving: Saving) -> Iterator[str]:
    """Give the formats to try; ``keep`` where the cover's own rule is to be followed."""
    if not saving.chooses:
        yield saving.format
        return
    own, accepted = written_as(cover.format), saving.accepts or WRITTEN
    plain = "PNG" if cover.lossless and "PNG" in accepted else "JPEG"
    first = own if own in accepted else plain
    yield KEEP if first == kind_of(cover, changed(saving, format=KEEP))[0] else first
    if first in ("PNG", "TIFF", "GIF") and cover.animation is None and "JPEG" in accepted:
        yield "JPEG"


def _fits(encoded: Encoded, saving: Saving) -> bool:
    return saving.limit is None or len(encoded.data) <= saving.limit


def _lowered(canvas: Canvas, saving: Saving, plain: Encoded) -> Encoded:
    """Return the best quality that fits, or the least where none does; what has no quality as it is."""
    if plain.format not in _USUAL:
        return plain
    steps = list(range(LEAST_QUALITY, _own_quality(canvas.cover, saving, plain.format) + 1, _STEP)) or [LEAST_QUALITY]
    low, high, best = 0, len(steps), None
    smallest: Encoded | None = None
    while low < high:
        middle = (low + high) // 2
        made = encode_canvas(canvas, changed(saving, quality=steps[middle]))._replace(quality=steps[middle])
        if _fits(made, saving):
            best, low = made, middle + 1
        else:
            smallest, high = made, middle
    return best or smallest or plain


def _own_quality(cover: Cover, saving: Saving, kind: str) -> int:
    """Return the quality to start from: the one asked for, the cover's own, or what is usual for the format."""
    if saving.quality is not None:
        return saving.quality
    if kind == "JPEG" and cover.jpeg is not None:
        return jpeg_quality(cover.jpeg.qtables[0])
    return _USUAL[kind]


def jpeg_quality(table: tuple[int, ...]) -> int:
    """Return about the quality, 1 to 100, for which libjpeg makes a luminance table with such a sum."""
    scale = 100 * sum(table) / _STANDARD_SUM
    quality = (200 - scale) / 2 if scale <= 100 else 5000 / scale
    return min(max(round(quality), 1), 100)


def _told(encoded: Encoded, cover: Cover, saving: Saving) -> Encoded:
    """Return the result with a note of what was chosen, where that is not what came in."""
    notes: list[Message] = []
    if encoded.quality is not None or (saving.chooses and encoded.format != cover.format):
        notes.append(say("Written as {format}, {bytes} bytes.", format=_coded(encoded), bytes=len(encoded.data)))
    if saving.accepts and not saving.chooses and encoded.format not in saving.accepts:
        notes.append(
            say(
                "The platform takes {known}, and the result is {format}; choose the format auto to have it changed.",
                known=", ".join(saving.accepts),
                format=encoded.format,
            )
        )
    if saving.limit is None and saving.takes_bytes is not None and len(encoded.data) > saving.takes_bytes:
        notes.append(
            say(
                "The platform takes {most} bytes at most, and the result has {have}; choose the format auto to fit it.",
                most=saving.takes_bytes,
                have=len(encoded.data),
            )
        )
    return encoded._replace(notes=(*encoded.notes, *notes))


def _coded(encoded: Encoded) -> str:
    if encoded.quality is None:
        return encoded.format
    return say("{format} of quality {quality}", format=encoded.format, quality=encoded.quality)
