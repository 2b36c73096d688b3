"""Small pictures of covers, made once and kept in the report's folder while their sources stay what they were."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import blake2b
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ...errors import CoverError
from ...images.formats import sniff
from ...images.limits import Limits
from ..outcome import FAILED
from .sheet import Shown

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

    Transparent pixels are seen on white. None where the file cannot be read, is of no format that is read, is beyond
    the limits of reading, or would take too much memory: a page then shows the picture itself.
    """
    try:
        return _thumbnail(Path(path).read_bytes(), side, comment)
    # Decoders meet broken files with a dozen of exception classes; none of them is worth a report.
    except Exception:  # noqa: BLE001
        return None


def _thumbnail(data: bytes, side: int, comment: bytes) -> bytes | None:
    from PIL import Image, ImageOps

    from ...images.decoders import DECODERS
    from ...images.modes import on_white

    limits = Limits()
    limits.check_file(len(data))
    image = DECODERS[sniff(data) or ""].open(data, limits)
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
    thumbnail that there is stays in use. ``note`` is told what the thumbnails of a row were made of, and that spares
    the next report the opening of each.
    """

    def __init__(self, folder: Path, out: Path, note: Callable[[str, str], None]) -> None:
        self._folder = str(folder)
        self._out = str(out)
        self._note = note
        self._used: set[int] = set()
        folder.mkdir(parents=True, exist_ok=True)
        self._there = {entry.name for entry in os.scandir(folder)}

    def of(self, rows: Iterable[Shown]) -> Iterator[tuple[Shown, str]]:
        """Give every row with its thumbnails: the common part of their names, ``a`` and ``b`` where they are.

        They are made ahead in threads, for decoding holds no lock; no more than a few rows are in hand. A failed
        row has none: its cover may be what stopped a worker, so it is left to the browser.
        """
        workers = os.cpu_count() or 1
        coming = iter(rows)
        with ThreadPoolExecutor(workers) as pool:
            waiting = deque((each, self._started(pool, each)) for each in islice(coming, _AHEAD * workers))
            while waiting:
                shown, made = waiting.popleft()
                for each in islice(coming, 1):
                    waiting.append((each, self._started(pool, each)))
                yield shown, self._names(shown, made)

    def clear(self) -> None:
        """Remove what belongs to no row any more."""
        for entry in os.scandir(self._folder):
            stem, _, extension = entry.name.partition(".")
            if extension not in ("jpg", "jpg.part"):
                continue
            with suppress(OSError, ValueError):
                if extension != "jpg" or int(stem[:-1], 16) not in self._used:
                    Path(entry.path).unlink()

    def _started(self, pool: Executor, shown: Shown) -> dict[str, _Made]:
        if shown.status == FAILED:
            return {}
        stem, known = _stem(shown.key), shown.thumbs.split()
        sources = {AFTER: f"{self._out}{os.sep}{shown.key}", BEFORE: shown.cover}
        return {kind: self._made(pool, source, kind, stem, known) for kind, source in sources.items() if source}

    def _made(self, pool: Executor, source: str, kind: str, stem: str, known: list[str]) -> _Made:
        name, comment = f"{stem}{kind}.jpg", _comment(source, SIDES[kind])
        if comment is None or (comment in known and name in self._there):
            return _Made(comment or "", name in self._there)
        return _Made(comment, pool.submit(_kept, source, Path(self._folder, name), SIDES[kind], comment))

    def _names(self, shown: Shown, made: dict[str, _Made]) -> str:
        there = {kind: each for kind, each in made.items() if each.is_there}
        told = " ".join(each.comment for each in there.values())
        if told != shown.thumbs:
            self._note(shown.key, told)
        if not there:
            return ""
        stem = _stem(shown.key)
        self._used.add(int(stem, 16))
        return stem + "".join(there)


class _Made(NamedTuple):
    """A thumbnail: what it is made of, and whether it is there or when that will be known."""

    comment: str
    there: Future[bool] | bool

    @property
    def is_there(self) -> bool:
        return self.there if isinstance(self.there, bool) else self.there.result()


def _stem(key: str) -> str:
    return blake2b(os.fsencode(key), digest_size=8).hexdigest()


def _comment(source: str, side: int) -> str | None:
    """Return what a thumbnail of a file is made of, as a digest; None where the file is gone."""
    try:
        facts = os.stat(source)  # noqa: PTH116 - asked twice a row
    except (OSError, ValueError):
        return None
    told = f"{side} {_QUALITY} {facts.st_size} {facts.st_mtime_ns} ".encode() + os.fsencode(source)
    return blake2b(told, digest_size=12).hexdigest()


def _kept(source: str, target: Path, side: int, told: str) -> bool:
    """Make the thumbnail unless it is there as it would be made; tell whether it is there."""
    comment = f"qualitymark {told}".encode()
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
