"""EXIF blocks: orientation, thumbnail, and everything else untouched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.exif import orientation, reduced, upright, without_position


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("value", range(1, 9))
def test_orientation_is_read_and_reset(exif_of, value, order):
    """Both byte orders say the same, and what was turned says 1."""
    block = exif_of(value, order=order)

    assert value == orientation(block)
    assert exif_of(1, order=order) == upright(block)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_means_nothing_is_upright(exif_of, value):
    """Values outside of 1 to 8 turn nothing."""
    assert 1 == orientation(exif_of(value))


def test_pillow_reads_the_same(exif_of):
    """Another reader finds the orientation reset and the maker's note where it was."""
    exif = Image.Exif()
    exif.load(upright(exif_of(6, b"\xff\xd8thumbnail")))

    assert (1, b"maker's note") == (exif[0x0112], exif[0x927C])


def test_a_thumbnail_at_the_end_is_cut_off(exif_of):
    """The picture without the mark leaves the file, and the directory that named it is not reached any more."""
    kept = upright(exif_of(6, b"\xff\xd8 the old picture"))

    assert b"old picture" not in kept
    assert len(exif_of(1, b"x")) - 1 == len(kept)


def test_a_thumbnail_in_the_middle_is_blanked(exif_of):
    """What stands behind a thumbnail keeps its offset."""
    kept = upright(exif_of(6, b"old picture") + b"behind")

    assert b"old picture" not in kept
    assert kept.endswith(bytes(11) + b"behind")


@pytest.mark.parametrize("block", [b"", b"Exif\0\0", b"Exif\0\0II*\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"nonsense"])
def test_a_broken_block_is_upright_and_not_kept(block):
    """What cannot be read says nothing and is dropped."""
    assert (1, None) == (orientation(block), upright(block))


@given(st.binary(max_size=80), st.integers(0, 130))
def test_no_block_is_too_strange(exif_of_any, noise, at):
    """Any bytes give an orientation and a block or None, never an exception."""
    block = exif_of_any[:at] + noise + exif_of_any[at + len(noise) :]

    assert orientation(block) in range(1, 9)
    assert (upright(block) or b"Exif\0\0").startswith(b"Exif\0\0")


@pytest.fixture(scope="module")
def exif_of_any():
    from struct import pack

    directory = pack("<H HHLHH HHLL HHLL L", 3, 0x0112, 3, 1, 6, 0, 0x0201, 4, 1, 60, 0x0202, 4, 1, 9, 8)
    return b"Exif\0\0II*\0" + pack("<L", 8) + directory + bytes(60)


def located(order: str = "<", extra: bytes = b"") -> bytes:
    """An EXIF block with artist, position and copyright, the position with values of its own."""
    from struct import pack

    gps_at, values_at = 8 + 2 + 4 * 12 + 4, 8 + 2 + 4 * 12 + 4 + 2 + 2 * 12 + 4
    artist, rights, latitude = b"A. Author\0", b"(c) A. Author\0", pack(order + "6L", 55, 1, 2, 1, 3, 1)
    first = pack(
        order + "H HHLHH HHLL HHLL HHLL L",
        *(4, 0x0112, 3, 1, 6, 0, 0x013B, 2, len(artist), values_at + 24),
        *(0x8298, 2, len(rights), values_at + 24 + len(artist), 0x8825, 4, 1, gps_at, 0),
    )
    gps = pack(order + "H HHL4s HHLL L", *(2, 1, 2, 2, b"N\0\0\0", 2, 5, 3, values_at, 0))
    start = (b"II*\0" if order == "<" else b"MM\0*") + pack(order + "L", 8)
    return b"Exif\0\0" + start + first + gps + latitude + artist + rights + extra


@pytest.mark.parametrize("order", "<>")
def test_the_position_is_blanked_and_all_else_stays_where_it_is(order):
    """Another reader finds no position, and every other value; the values' bytes are gone."""
    block = located(order, b"maker")
    kept = without_position(block)
    exif = Image.Exif()
    exif.load(kept)

    assert (len(block), {}) == (len(kept), dict(exif.get_ifd(0x8825)))
    assert ("A. Author", "(c) A. Author", 6) == (exif[0x013B], exif[0x8298], exif[0x0112])
    assert bytes(24) in kept
    assert kept.endswith(b"(c) A. Author\0maker")


@pytest.mark.parametrize("order", "<>")
def test_the_reduced_block_has_authors_and_rights_alone(order):
    """Resolution, artist and copyright are all that minimal metadata tell."""
    exif = Image.Exif()
    exif.load(reduced(located(order)))

    assert {0x013B: "A. Author", 0x8298: "(c) A. Author"} == dict(exif)


def test_the_reduced_block_keeps_the_resolution():
    """Pillow's own block, reduced and read again."""
    exif = Image.Exif()
    exif.update({0x011A: 300.0, 0x011B: 300.0, 0x0128: 2, 0x010F: "Camera", 0x8298: "©"})
    again = Image.Exif()
    again.load(reduced(b"Exif\0\0" + exif.tobytes().removeprefix(b"Exif\0\0")))

    assert (300, 300, 2, None) == (again[0x011A], again[0x011B], again[0x0128], again.get(0x010F))


def test_nothing_to_keep_leaves_no_block(exif_of):
    """A block without authors, rights and resolution is left out."""
    assert None is reduced(exif_of(1))


@given(st.binary(max_size=60), st.integers(0, 200))
def test_no_block_is_too_strange_to_lose_its_position(noise, at):
    """Any bytes come back as long as they were, never with an exception."""
    block = located()
    block = block[:at] + noise + block[at + len(noise) :]

    assert len(without_position(block).removeprefix(b"Exif\0\0")) == len(block.removeprefix(b"Exif\0\0"))
    assert (reduced(block) or b"Exif\0\0").startswith(b"Exif\0\0")
