"""Pictures made in code: a photograph-like one, files of it, and EXIF blocks."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms


def make_photo(width: int = 96, height: int = 64) -> Image.Image:
    """Smooth colours with some texture; no two corners are alike."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    texture = Image.radial_gradient("L").resize((16, 16))
    tiled = Image.new("L", (width, height))
    for left in range(0, width, 16):
        for top in range(0, height, 16):
            tiled.paste(texture, (left, top))
    return Image.merge("RGB", (across, down, tiled))


def make_file(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def make_exif(orientation: int, thumbnail: bytes = b"", order: str = "<") -> bytes:
    """An EXIF block: orientation and a maker's note in the first directory, a thumbnail in the second."""
    note = b"maker's note"
    second_at = 8 + 2 + 2 * 12 + 4
    note_at = second_at + 2 + 2 * 12 + 4
    thumbnail_at = note_at + len(note)
    first = struct.pack(
        order + "H HHLHH HHLL L",
        *(2, 0x0112, 3, 1, orientation, 0, 0x927C, 7, len(note), note_at, second_at if thumbnail else 0),
    )
    second = struct.pack(order + "H HHLL HHLL L", 2, 0x0201, 4, 1, thumbnail_at, 0x0202, 4, 1, len(thumbnail), 0)
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "L", 8)
    return b"Exif\0\0" + start + first + second + note + thumbnail


@pytest.fixture
def photo() -> Image.Image:
    return make_photo()


@pytest.fixture
def file_of() -> Callable[..., bytes]:
    return make_file


@pytest.fixture
def exif_of() -> Callable[..., bytes]:
    return make_exif


@pytest.fixture(scope="session")
def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """One file of every kind that is read."""
    small = make_photo(40, 24)
    alpha = small.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(small.size))
    return {
        "jpeg": make_file(small, "JPEG", exif=make_exif(6, b"thumbnail")),
        "progressive": make_file(small, "JPEG", progressive=True),
        "cmyk": make_file(small.convert("CMYK"), "JPEG"),
        "png": make_file(alpha, "PNG", exif=make_exif(3)),
        "palette": make_file(small.quantize(16), "PNG", transparency=3),
        "webp": make_file(alpha, "WEBP", exif=make_exif(8)),
        "lossless": make_file(small, "WEBP", lossless=True),
    }
