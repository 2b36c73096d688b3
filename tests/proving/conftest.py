"""Finished files to prove: codes on plain pictures, and built-in designs on the covers of the example campaign."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from qualitymark import Page, load_template, stamp
from qualitymark.geometry import Box
from qualitymark.layers.base import QRVerdict
from qualitymark.proving.promise import Promise
from qualitymark.proving.run import Shown
from qualitymark.qr import draw, encode, plan

COVERS = Path(__file__).parents[2] / "examples" / "novosibirsk" / "covers"
LINK = "https://znak.nso.ru/7K3F9X"
LONGER = "https://znak.nso.ru/registry/2026/7K3F9X"
USUAL = (1920, 768)

loaded = cache(load_template)


@cache
def photograph(name="school.jpg", size=USUAL):
    with Image.open(COVERS / name) as opened:
        return ImageOps.fit(opened.convert("RGB"), size)


def code(payload=LINK, module=8, quiet=4):
    """Return a code as a picture with whole modules, its quiet zone included."""
    symbol = encode(payload)
    side = (symbol.modules + 2 * quiet) * module
    return draw(symbol, plan(symbol, side, quiet, minimum=1), (16, 32, 58), (251, 250, 247))


def verdict(left, top, payload=LINK, module=8, quiet=4):
    """Return what a layer would say of such a code whose plate has its corner there."""
    symbol = encode(payload)
    side = (symbol.modules + 2 * quiet) * module
    box = Box.at(left, top, side, side)
    return QRVerdict("qr", payload, symbol.version, symbol.level, module, side, "squares", box)


def file_of(picture, kind="JPEG", **options):
    stream = BytesIO()
    picture.save(stream, kind, **({"quality": 90} if kind == "JPEG" else {}), **options)
    return stream.getvalue()


def stamped(design="plate", tone="light", cover=None, platform="vk-cover", **page):
    """Stamp a cover with a design; what the page does not say is usual."""
    values = {"name": "МБОУ «Школа № 3» г. Бердска", "year": 2026, "nomination": "Школа", "verify_url": LINK, **page}
    return stamp(cover or photograph(), loaded(design), Page(values), platform=platform, tone=tone)


def shown(done, **promise):
    return [Shown(mark.name, mark.texts, mark.qr, Promise(**promise)) for mark in done.marks]
