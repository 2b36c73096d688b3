"""The gate: how often two readers decode the codes of the built-in designs from what a phone shows of a cover."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from itertools import cycle, product
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageOps
from pyzbar.pyzbar import ZBarSymbol, decode

COVERS = sorted(
    path
    for path in Path(__file__).parents[2].joinpath("examples", "novosibirsk", "covers").iterdir()
    if path.suffix in (".jpg", ".png", ".webp")
)
# The whole cover and three parts of it, as shares of the height and the place across and down.
CROPS = ((1, 0.5, 0.5), (0.7, 0.0, 0.0), (0.7, 1.0, 1.0), (0.45, 0.3, 0.6))
LINKS = ("https://znak.nso.ru/7K3F9X", "https://znak.nso.ru/registry/2026/7K3F9X")
EACH = tuple(product(("badge", "plate", "ribbon", "seal"), ("light", "dark")))


def covers():
    """Yield every crop of every cover at 1920x768."""
    for path, (share, x, y) in product(COVERS, CROPS):
        with Image.open(path) as opened:
            whole = opened.convert("RGB")
        width, height = round(whole.width * share), round(whole.height * share)
        left, top = round((whole.width - width) * x), round((whole.height - height) * y)
        yield ImageOps.fit(whole.crop((left, top, left + width, top + height)), (1920, 768))


def on_a_phone(data):
    """Return the finished file at 40 % with JPEG quality 60."""
    stream = BytesIO()
    with Image.open(BytesIO(data)) as file:
        file.resize((768, 307), Image.Resampling.LANCZOS).save(stream, "JPEG", quality=60)
    return Image.open(stream)


def by_zxing(picture):
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def by_zbar(picture):
    return [code.data.decode() for code in decode(picture, symbols=[ZBarSymbol.QRCODE])]


@pytest.fixture(name="grounds", scope="module")
def all_covers():
    return tuple(covers())


def test_phones_read_the_codes(draw, grounds):
    """Over all crops, designs and tones zxing reads at least 99 % and zbar at least 98 %."""
    read, missed, links = Counter(), Counter(), cycle(LINKS)
    for (name, tone), cover in product(EACH, grounds):
        link = next(links)
        done = draw(name, tone, cover=cover, platform="vk-cover", verify_url=link, nomination="Школа")
        seen = on_a_phone(done.encode("jpg").data)
        for reader in (by_zxing, by_zbar):
            hit = [link] == reader(seen)
            read[reader.__name__] += hit
            missed[reader.__name__, name, tone] += not hit
    every = len(EACH) * len(grounds)

    assert 192 == every
    assert read["by_zxing"] >= 0.99 * every, +missed
    assert read["by_zbar"] >= 0.98 * every, +missed
