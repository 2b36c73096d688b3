"""What the boxes of AVIF and HEIF say: the bits of a channel, and colours that no profile tells."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.images.containers import ContainerHeader, container_header
from qualitymark.images.reading import read_cover


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content) + 8) + kind + content


def file(*properties: bytes) -> bytes:
    inner = box(b"iprp", box(b"ipco", b"".join(properties)))
    return box(b"ftyp", b"avif\0\0\0\0mif1") + box(b"meta", bytes(4) + inner) + box(b"mdat", b"pixi\0\0\0\0\3\x10")


def pixi(bits: int) -> bytes:
    return box(b"pixi", bytes(4) + bytes((3, bits, bits, bits)))


def colr(primaries: int, transfer: int) -> bytes:
    return box(b"colr", b"nclx" + struct.pack(">3HB", primaries, transfer, 6, 0x80))


@pytest.mark.parametrize(
    "properties, expected",
    [
        ((), (8, False)),
        ((pixi(8), pixi(10)), (10, False)),
        ((pixi(12), colr(1, 13)), (12, False)),
        ((pixi(8), colr(12, 13)), (8, True)),
        ((colr(9, 16),), (8, True)),
        ((colr(1, 18),), (8, True)),
    ],
)
def test_depth_and_colours_are_read_from_the_box_that_tells_of_pictures(properties, expected):
    """And not from pixels that look like it."""
    assert ContainerHeader(*expected) == container_header(file(*properties))


@given(st.binary(max_size=60), st.integers(0, 200))
def test_broken_files_are_eight_bits_or_what_they_say(noise, at):
    """Never an exception."""
    data = file(pixi(10), colr(9, 16))

    assert container_header(data[:at] + noise + data[at:]).depth in range(1, 33)


def test_a_reduced_depth_is_told():
    """Of a HEIC, as of an AVIF."""
    heif = pytest.importorskip("pillow_heif")
    stream = BytesIO()
    heif.from_bytes("RGB;16", (64, 64), bytes(64 * 64 * 6)).save(stream)
    cover = read_cover(stream.getvalue())

    assert (("The picture has 10 bits a channel; they are reduced to 8.",), False) == (cover.notes, cover.whole)


def test_colours_that_only_numbers_tell_are_told(photo, file_of, srgb):
    """A profile counts more than they do."""
    data, profiled = (file_of(photo, "AVIF", speed=10, icc_profile=profile) for profile in (None, srgb))
    wide = data.replace(b"colrnclx\0\1", b"colrnclx\0\x0c", 1)

    assert ("The picture has wide or HDR colours without a profile; they are taken for sRGB.",) == read_cover(
        wide
    ).notes
    assert () == read_cover(data).notes == read_cover(profiled).notes
