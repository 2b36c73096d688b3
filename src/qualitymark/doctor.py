"""What this installation can do: its parts, their versions, and a stamp on trial."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

from . import __version__
from .errors import QualitymarkError
from .messages import Message, join, say

GOOD, MISSING, BROKEN = "good", "missing", "broken"
"""A finding's state: as it should be; not there, and not needed for every job; or wrong, so that nothing works."""

_LIBRARIES = ("pillow", "uharfbuzz", "resvg-py", "qrcode", "pyphen", "pyyaml", "click", "zlib-ng")
_CODECS = ("libjpeg_turbo", "zlib", "webp", "avif", "littlecms2")
_EXTRAS = {
    "verify": (("zxing-cpp", "cryptography", "cbor2"), say("QR codes are read back from finished files")),
    "xlsx": (("python-calamine",), say("Excel workbooks are read as tables")),
    "heic": (("pillow-heif",), say("HEIC and HEIF covers are read")),
    "dask": (("distributed",), say("campaigns run on a Dask cluster")),
}


class Finding(NamedTuple):
    """One thing that was looked at: its name, its state, and what is to be told of it."""

    name: Message
    state: str
    told: Message

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {"name": str(self.name), "state": self.state, "told": str(self.told)}


def examine() -> tuple[Finding, ...]:
    """Look at every part of the installation and stamp a plain cover; nothing is written. Raises nothing."""
    return tuple(_findings())


def _findings() -> Iterator[Finding]:
    python = f"Python {platform.python_version()}, {sys.platform} {platform.machine()}"
    yield Finding(say("Program"), GOOD, join(f"qualitymark {__version__},", python))
    yield _libraries()
    yield _looked(say("Codecs"), _codecs)
    yield _looked(say("Fonts and designs"), _bundled)
    yield _compiled()
    yield _planes()
    for extra, (packages, use) in _EXTRAS.items():
        yield _extra(extra, packages, use)
    yield _looked(say("Trial"), _trial)


def _looked(name: Message, look: Callable[[], Message]) -> Finding:
    try:
        return Finding(name, GOOD, look())
    except QualitymarkError as error:
        return Finding(name, BROKEN, join(str(error)))
    except Exception as error:  # noqa: BLE001 - whatever is wrong here is what was asked for
        return Finding(name, BROKEN, join(type(error).__name__, str(error), separator=": "))


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _libraries() -> Finding:
    found = {package: _version(package) for package in _LIBRARIES}
    missing = [package for package, number in found.items() if number is None]
    if missing:
        told = say("not installed: {names}; install them with: pip install {names}", names=" ".join(missing))
        return Finding(say("Libraries"), BROKEN, told)
    numbers = [f"{package} {number}" for package, number in found.items()]
    return Finding(say("Libraries"), GOOD, join(*numbers, separator=", "))


def _codecs() -> Message:
    from PIL import features

    return join(*(f"{name} {number}" for name in _CODECS if (number := features.version(name))), separator=", ")


def _bundled() -> Message:
    from .template import template_names
    from .text.fonts import FontBook

    return say(
        "{fonts} families, {designs} designs", fonts=len(FontBook.bundled().families()), designs=len(template_names())
    )


def _compiled() -> Finding:
    from .images.jpeg import available

    name = say("Compiled part")
    if available():
        return Finding(name, GOOD, say("JPEG covers keep every block outside of the mark"))
    return Finding(
        name,
        MISSING,
        join(
            say("JPEG covers are coded again as a whole."),
            say("Install a C compiler, and then: pip install --force-reinstall --no-binary qualitymark qualitymark"),
        ),
    )


def _planes() -> Finding:
    from .images.libwebp import available

    if available():
        return Finding(say("WebP"), GOOD, say("WebP covers stay in the planes that they are coded in"))
    told = say("Pillow's libwebp cannot be called directly; WebP covers take more time and memory.")
    return Finding(say("WebP"), MISSING, told)


def _extra(extra: str, packages: tuple[str, ...], use: Message) -> Finding:
    found = {package: _version(package) for package in packages}
    name = say("Extra “{extra}”", extra=extra)
    if all(found.values()):
        numbers = ", ".join(f"{package} {number}" for package, number in found.items())
        return Finding(name, GOOD, say("{use} ({list})", use=use, list=numbers))
    return Finding(
        name, MISSING, say("not installed; with it {use}: pip install “qualitymark[{extra}]”", use=use, extra=extra)
    )


def _trial() -> Message:
    from io import BytesIO

    from PIL import Image

    from .stamping import stamp

    cover = BytesIO()
    Image.linear_gradient("L").resize((1920, 768)).convert("RGB").save(cover, "JPEG", quality=90)
    page = {"name": "Школа № 3", "year": 2026, "verify_url": "https://example.org/v/K7Q2"}
    done = stamp(cover.getvalue(), "plate", page)
    encoded = done.encode()
    return say(
        "a cover was stamped: {count} bytes, {texts} texts", count=len(encoded.data), texts=len(done.marks[0].texts)
    )
