"""EXIF blocks: orientation, thumbnail, and everything else untouched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qualitymark.images.exif import orientation, upright


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
