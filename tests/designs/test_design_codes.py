"""The QR codes of the built-in designs are read from the finished file, and from what a phone shows of it."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from itertools import product
from random import Random

import pytest
import zxingcpp
from PIL import Image

DESIGNS = ("badge", "plate", "ribbon", "seal")
TONES = ("light", "dark")
EACH = tuple(product(DESIGNS, TONES))
LINKS = {2: "https://znak.nso.ru/7K3F9X", 3: "https://znak.nso.ru/registry/2026/7K3F9X"}


@cache
def busy(size):
    """Return a cover without a calm place: coarse and fine noise over a change of light."""
    random = Random(1)
    coarse = Image.frombytes("RGB", (24, 10), random.randbytes(720)).resize(size, Image.Resampling.BICUBIC)
    fine = Image.frombytes("L", (480, 192), random.randbytes(480 * 192)).resize(size, Image.Resampling.BILINEAR)
    light = Image.linear_gradient("L").resize(size)
    return Image.blend(coarse, Image.merge("RGB", (fine, light, fine)), 0.4)


def read(picture):
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def as_file(picture, quality):
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return Image.open(stream)


@pytest.mark.parametrize("version", LINKS)
@pytest.mark.parametrize("name, tone", EACH)
def test_the_code_is_read_at_full_size_and_on_a_phone(draw, name, tone, version):
    """The JPEG file at 1920x768 and at 40 % of it with quality 60 both give the link back."""
    done = draw(name, tone, cover=busy((1920, 768)), platform="vk-cover", verify_url=LINKS[version])
    data = done.encode("jpg").data
    file = Image.open(BytesIO(data))
    small = as_file(file.resize((768, 307), Image.Resampling.LANCZOS), quality=60)

    assert version == done.marks[0].qr.version
    assert [[LINKS[version]]] * 2 == [read(file), read(small)]


@pytest.mark.parametrize("name, tone", EACH)
def test_the_code_is_read_from_the_smallest_cover(draw, name, tone):
    """At 795x200 a link of 40 characters has 4 px a module, which is still read from the file."""
    done = draw(name, tone, cover=busy((795, 200)), verify_url=LINKS[3])
    data = done.encode("jpg").data

    assert 4 == done.marks[0].qr.module
    assert [LINKS[3]] == read(Image.open(BytesIO(data)))
