"""Animations: every frame with the marks on it, in files that show what the source showed, as long and as often.

Frames are decoded, marked, coded and packed one after another, so that one of them is in memory at a time. A frame is
stored as far as it differs from the one before; what is seen is the same.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from PIL import Image, ImageChops

from ..messages import Message, say
from .animation import Frame
from .coding import options_of
from .encoding import Encoded, check_size, metadata, save
from .gif import animated_gif
from .packets import png_chunk, png_pixels, png_telling
from .saving import Saving

if TYPE_CHECKING:
    from .canvas import Canvas

Box = tuple[int, int, int, int]

_MOST_PLAYS = {"GIF": 65_536, "WEBP": 65_535}
"""How often an animation may be said to play, apart from without end; a GIF counts what follows the first time."""


class Job(NamedTuple):
    """One animation to be written: its first frame, all frames, and what Pillow is told for each."""

    first: Frame
    frames: Iterator[Frame]
    plays: int
    options: dict[str, Any]
    about: dict[str, Any]
    notes: list[Message]
    poster: bool = False


def encode_frames(canvas: Canvas, kind: str, saving: Saving) -> Encoded:
    """Write an animated cover with its marks as an animation of another or the same kind. Raises CoverError."""
    cover, animation = canvas.cover, canvas.cover.animation
    assert animation is not None
    frames, notes = canvas.frames(), list[Message]()
    poster = animation.poster and kind == "PNG"
    if animation.poster and not poster:
        next(frames)
    first = next(frames)
    check_size(first.image, kind)
    plays = min(animation.plays, _MOST_PLAYS.get(kind, animation.plays))
    if plays < animation.plays:
        notes.append(
            say(
                "The picture plays {count} times, and {format} can say {most}; it plays so often.",
                count=animation.plays,
                format=kind,
                most=plays,
            )
        )
    whole = cover.whole and (kind == "PNG" or first.fine is None)
    if kind != "PNG" and first.fine:
        notes.append(say("{format} has no 16 bits a channel; the picture was reduced to 8.", format=kind))
    if kind == "GIF":
        data, exact = animated_gif(chain([first], frames), plays, canvas.marks, notes)
        return Encoded(data, kind, exact and whole, tuple(notes))
    options = options_of(first.image, cover, kind, saving, notes)
    about = metadata(first.image, cover, kind, notes)
    job = Job(first, chain([first], frames), plays, options, about, notes, poster)
    data = _WRITERS[kind](job)
    lossless = kind == "PNG" or bool(options.get("lossless"))
    return Encoded(data, kind, lossless and whole, tuple(notes))


def _png(job: Job) -> bytes:
    """Pack frames as the chunks of an animated PNG (W3C PNG, third edition, 11.3.6)."""
    packed: list[bytes] = []
    sequence = count = 0
    for box, (image, duration, fine) in _differences(job.frames, whole=2 if job.poster else 1):
        data = png_pixels(save(image, "PNG", job.options, [], fine))
        if job.poster and not packed:
            packed.append(png_chunk(b"IDAT", data))
            continue
        delay = Fraction(duration / 1000).limit_denominator(65_535)
        if delay.numerator > 65_535:
            delay = Fraction(65_535)
        size = box[2] - box[0], box[3] - box[1]
        control = struct.pack(">5L2H2x", sequence, *size, *box[:2], delay.numerator, delay.denominator)
        packed.append(png_chunk(b"fcTL", control))
        sequence += 1
        if len(packed) == 1:
            packed.append(png_chunk(b"IDAT", data))
        else:
            packed.append(png_chunk(b"fdAT", struct.pack(">L", sequence) + data))
            sequence += 1
        count += 1
    first = job.first.image
    plain = save(Image.new(first.mode, (1, 1)), "PNG", {**job.options, **job.about}, job.notes)
    head = struct.pack(">2LB", *first.size, 16 if job.first.fine else 8) + plain[25:29]
    control = png_chunk(b"acTL", struct.pack(">2L", count, job.plays))
    return plain[:8] + b"".join([png_chunk(b"IHDR", head), control, *png_telling(plain), *packed, png_chunk(b"IEND")])


def _webp(job: Job) -> bytes:
    """Pack frames as the chunks of an animated WebP (RFC 9649, 2.7.1)."""
    frames = []
    for box, (image, duration, _) in _differences(job.frames, even=True):
        coded = save(image, "WEBP", job.options, [])
        pixels = [_riff(kind, content) for kind, content in _riff_chunks(coded) if kind in (b"ALPH", b"VP8 ", b"VP8L")]
        place = box[0] // 2, box[1] // 2, image.width - 1, image.height - 1, min(round(duration), 0xFFFFFF)
        # Bit 1: the frame takes the place of what was there, and is not blended with it.
        head = b"".join(value.to_bytes(3, "little") for value in place) + b"\2"
        frames.append(_riff(b"ANMF", head + b"".join(pixels)))
    profile, exif, xmp = (job.about.get(name) for name in ("icc_profile", "exif", "xmp"))
    flags = 0x02 | (0x10 if job.first.image.mode == "RGBA" else 0)
    flags |= (0x20 if profile else 0) | (0x08 if exif else 0) | (0x04 if xmp else 0)
    size = b"".join((side - 1).to_bytes(3, "little") for side in job.first.image.size)
    parts = [
        _riff(b"VP8X", bytes((flags, 0, 0, 0)) + size),
        _riff(b"ICCP", profile) if profile else b"",
        _riff(b"ANIM", struct.pack("<LH", 0, job.plays)),
        *frames,
        _riff(b"EXIF", exif.removeprefix(b"Exif\0\0")) if exif else b"",
        _riff(b"XMP ", xmp) if xmp else b"",
    ]
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<L", len(body)) + body


def _riff(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<L", len(content)) + content + b"\0" * (len(content) & 1)


def _riff_chunks(webp: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(webp):
        length = int.from_bytes(webp[at + 4 : at + 8], "little")
        yield webp[at : at + 4], webp[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def _avif(job: Job) -> bytes:
    """Let Pillow pull one frame after another; how often they play, which it does not write, is put in afterwards."""
    durations: list[int] = []
    moving = {**job.options, **job.about, "save_all": True, "duration": durations}
    data = save(_Pulled(job.frames, durations), "AVIF", moving, job.notes)
    if not job.plays or len(durations) < 2:
        return data
    from .movies import playing

    made = playing(data, job.plays)
    if made is None:
        job.notes.append(say("An AVIF cannot say that it plays {count} times; it plays without end.", count=job.plays))
    return made or data


class _Pulled(Image.Image):
    """A sequence of frames to Pillow's writers, of which only the present one exists; ``durations`` grow with it."""

    is_animated = True

    def __init__(self, frames: Iterable[Frame], durations: list[int]) -> None:
        super().__init__()
        self._frames, self._durations, self._at = iter(frames), durations, -1
        self.seek(0)

    def seek(self, frame: int) -> None:
        if frame <= self._at:
            return
        found = next(self._frames, None)
        if found is None:
            raise EOFError
        self._at = frame
        self._durations.append(round(found.duration))
        self.im, self._mode, self._size = found.image.im, found.image.mode, found.image.size

    def tell(self) -> int:
        return self._at


_WRITERS: dict[str, Callable[[Job], bytes]] = {"PNG": _png, "WEBP": _webp, "AVIF": _avif}


def _differences(frames: Iterable[Frame], *, whole: int = 1, even: bool = False) -> Iterator[tuple[Box, Frame]]:
    """Give each frame cut to what differs from the one before, and where that is; the first ``whole`` ones uncut.

    A frame that equals the one before keeps one pixel, for it has its own time. ``even``: the corner has even
    coordinates.
    """
    before: Frame | None = None
    for number, frame in enumerate(frames):
        box: Box = (0, 0, *frame.image.size)
        if before is not None and number >= whole:
            box = _changed(frame, before) or (0, 0, 1, 1)
            if even:
                box = box[0] & ~1, box[1] & ~1, box[2], box[3]
        before = frame
        yield box, Frame(frame.image.crop(box), frame.duration, frame.fine.crop(box) if frame.fine else None)


def _changed(frame: Frame, before: Frame) -> Box | None:
    """Return what differs from the frame before, in upper or lower bytes, or None where nothing does."""
    pairs = ((frame.image, before.image), (frame.fine, before.fine))
    found = [ImageChops.difference(a, b).getbbox(alpha_only=False) for a, b in pairs if a and b]
    boxes = [box for box in found if box]
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
