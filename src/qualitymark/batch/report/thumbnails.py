"""Small pictures of covers, made once and kept in the report's folder while their sources stay what they were."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from io import BytesIO
from itertools import islice
from pathlib import Path

from ...errors import CoverError
from ...images.formats import FORMATS, sniff
from ...images.headers import jpeg_scans
from ...images.limits import Limits
from ..outcome import FAILED, Outcome

AFTER, BEFORE = "a", "b"
SIDES = {AFTER: 480, BEFORE: 240}
"""The longest side of a thumbnail in pixels: quarters and eighths of the usual cover, which a JPEG decoder gives
directly."""

_QUALITY = 72
_MOST_DECODED = 8_000_000
"""Pixels that may be decoded for one thumbnail; more would cost the memory that a campaign promises to keep."""

_COMMENT_WITHIN = 128
"""The first bytes of a thumbnail, which hold its comment."""

_AHEAD = 8
"""Rows in hand for every thread."""


def thumbnail(path: str | os.PathLike[str], side: int = SIDES[AFTER], comment: bytes = b"") -> bytes | None:
    """Return a picture as a small JPEG, its longest side ``side`` pixels at most, the right way up.

    Transparent pixels are seen on white. None where the file cannot be read, is no JPEG, PNG or WebP, is beyond
    the limits of reading, or would take too much memory: a page then shows the picture itself.
    """
    try:
        return _thumbnail(Path(path).read_bytes(), side, comment)
    # Decoders meet broken files with a dozen of exception classes; none of them is worth a report.
    except Exception:  # noqa: BLE001
        return None


def _thumbnail(data: bytes, side: int, comment: bytes) -> bytes | None:
    from PIL import Image, ImageOps

    from ...images.modes import on_white

    limits = Limits()
    limits.check_file(len(data))
    if sniff(data) == "JPEG":
        limits.check_scans(jpeg_scans(data, limits.jpeg_scans))
    with Image.open(BytesIO(data), formats=tuple(FORMATS)) as image:
        limits.check_pixels(*image.size)
        scale = min(1.0, side / max(image.size))
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image.draft(None, size)
        if image.width * image.height > _MOST_DECODED:
            raise CoverError("")
        small = on_white(image).resize(size, Image.Resampling.HAMMING)
        small.info = dict(image.info)
    stream = BytesIO()
    ImageOps.exif_transpose(small).save(stream, "JPEG", quality=_QUALITY, comment=comment)
    return stream.getvalue()


class Thumbnails:
    """The folder of thumbnails of one report.

    A thumbnail is named after the row's output, so that its address stays, and carries as its comment what its
    source was (path, bytes, time of change); while that is so it is not made again. Where the source is gone, the
    thumbnail that there is stays in use.
    """

    def __init__(self, folder: Path, out: Path) -> None:
        self._folder = folder
        self._out = out
        self._used: set[int] = set()

    def of(self, outcomes: Iterable[Outcome]) -> Iterator[tuple[Outcome, str]]:
        """Give every outcome with its thumbnails: the common part of their names, ``a`` and ``b`` where they are.

        They are made ahead in threads, for decoding holds no lock; no more than a few rows are in hand. A failed
        row has none: its cover may be what stopped a worker, so it is left to the browser.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        workers = os.cpu_count() or 1
        coming = iter(outcomes)
        with ThreadPoolExecutor(workers) as pool:
            waiting = deque((each, self._started(pool, each)) for each in islice(coming, _AHEAD * workers))
            while waiting:
                outcome, made = waiting.popleft()
                waiting.extend((each, self._started(pool, each)) for each in islice(coming, 1))
                yield outcome, self._names(outcome, made)

    def clear(self) -> None:
        """Remove what belongs to no row any more."""
        for entry in os.scandir(self._folder):
            stem, _, extension = entry.name.partition(".")
            if extension not in ("jpg", "jpg.part"):
                continue
            with suppress(OSError, ValueError):
                if extension != "jpg" or int(stem[:-1], 16) not in self._used:
                    Path(entry.path).unlink()

    def _started(self, pool: Executor, outcome: Outcome) -> dict[str, Future[bool]]:
        if outcome.status == FAILED:
            return {}
        sources = {AFTER: self._out / outcome.key, BEFORE: Path(outcome.cover) if outcome.cover else None}
        name = _name(outcome)
        return {
            kind: pool.submit(_kept, source, self._folder / f"{name}{kind}.jpg", SIDES[kind])
            for kind, source in sources.items()
            if source
        }

    def _names(self, outcome: Outcome, made: dict[str, Future[bool]]) -> str:
        there = "".join(kind for kind, future in made.items() if future.result())
        if there:
            self._used.add(int(_name(outcome), 16))
        return _name(outcome) + there if there else ""


def _name(outcome: Outcome) -> str:
    return blake2b(os.fsencode(outcome.key), digest_size=8).hexdigest()


def _kept(source: Path, target: Path, side: int) -> bool:
    """Make the thumbnail unless it is there as it would be made; tell whether it is there."""
    try:
        facts = source.stat()
    except OSError:
        return target.exists()
    told = f"{side} {_QUALITY} {facts.st_size} {facts.st_mtime_ns} ".encode() + os.fsencode(source)
    comment = b"qualitymark " + blake2b(told, digest_size=12).hexdigest().encode()
    with suppress(OSError), target.open("rb") as file:
        if comment in file.read(_COMMENT_WITHIN):
            return True
    data = thumbnail(source, side, comment)
    if data is None:
        target.unlink(missing_ok=True)
        return False
    passing = target.with_name(target.name + ".part")
    passing.write_bytes(data)
    passing.replace(target)
    return True
