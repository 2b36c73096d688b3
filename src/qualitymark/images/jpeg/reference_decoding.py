"""From coefficients to pixels in plain Python, in the integers that libjpeg-turbo's vectors decode with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from .header import Component, Jpeg
from .kernel import Box
from .reference_pixels import ZIGZAG

Rows: TypeAlias = list[list[int]]


def decoded(jpeg: Jpeg, box: Box, units: Sequence[Sequence[Sequence[int]]]) -> bytes:
    """Return the pixels of a box from its MCUs: of each its blocks, of each the coefficients in zigzag order."""
    planes = []
    first = 0
    for part in jpeg.components:
        last = first + part.h * part.v
        planes.append(_upsampled(jpeg, part, _plane(jpeg, part, box, [unit[first:last] for unit in units])))
        first = last
    width, height = box[2] - box[0], box[3] - box[1]
    if jpeg.grey:
        return b"".join(bytes(row[:width]) for row in planes[0][:height])
    found = bytearray()
    for y in range(height):
        for x in range(width):
            found += bytes(_colour(planes[0][y][x], planes[1][y][x] - 128, planes[2][y][x] - 128))
    return bytes(found)


def _plane(jpeg: Jpeg, part: Component, box: Box, units: Sequence[Sequence[Sequence[int]]]) -> Rows:
    """Return the samples of a component that the picture has in the box (A.1.1), not those that complete its MCUs."""
    wide, high = jpeg.units_of(box)
    plane = [[0] * (8 * part.h * wide) for _ in range(8 * part.v * high)]
    for unit, blocks in enumerate(units):
        for place, block in enumerate(blocks):
            # A.2.3: the blocks of a component in an MCU, row by row.
            left = 8 * (unit % wide * part.h + place % part.h)
            top = 8 * (unit // wide * part.v + place // part.h)
            for y, row in enumerate(inverse_dct(block, part.quantisation)):
                plane[top + y][left : left + 8] = row
    fx, fy = _factors(jpeg, part)
    columns, rows = -(-(box[2] - box[0]) // fx), -(-(box[3] - box[1]) // fy)
    return [row[:columns] for row in plane[:rows]]


def _factors(jpeg: Jpeg, part: Component) -> tuple[int, int]:
    return jpeg.unit[0] // 8 // part.h, jpeg.unit[1] // 8 // part.v


def inverse_dct(coefficients: Sequence[int], table: Sequence[int]) -> Rows:
    """Return the samples of a block: A.3.4 and A.3.3 as jpeg_idct_islow of jidctint.c does them.

    Columns come first, with two bits more precision.
    """
    block = [0] * 64
    for place, value, step in zip(ZIGZAG, coefficients, table, strict=True):
        block[place] = _short(value * step)
    columns = [_inverse(block[x::8], 11) for x in range(8)]
    rows = [_inverse([column[y] for column in columns], 18) for y in range(8)]
    # A.3.1: the level shift.
    return [[_within(value, -128, 127) + 128 for value in row] for row in rows]


def _inverse(x: Sequence[int], down: int) -> list[int]:
    """Transform eight values; what the shift down leaves is rounded, and kept within 16 bits."""
    z1 = (x[2] + x[6]) * 4433
    even2, even3 = z1 - x[6] * 15137, z1 + x[2] * 6270
    even0, even1 = _short(x[0] + x[4]) << 13, _short(x[0] - x[4]) << 13
    evens = even0 + even3, even1 + even2, even1 - even2, even0 - even3
    z3, z4 = _short(x[7] + x[3]), _short(x[5] + x[1])
    z1, z2, z5 = (x[7] + x[1]) * -7373, (x[5] + x[3]) * -20995, (z3 + z4) * 9633
    z3, z4 = z3 * -16069 + z5, z4 * -3196 + z5
    odds = x[1] * 12299 + z1 + z4, x[3] * 25172 + z2 + z3, x[5] * 16819 + z2 + z4, x[7] * 2446 + z1 + z3
    sums = [even + odd for even, odd in zip(evens, odds, strict=True)]
    differences = [even - odd for even, odd in zip(evens, odds, strict=True)]
    return [_within((value + (1 << down - 1)) >> down, -32768, 32767) for value in sums + differences[::-1]]


def _short(value: int) -> int:
    """What 16 bits hold of a number."""
    return (value + 32768) % 65536 - 32768


def _within(value: int, least: int, most: int) -> int:
    return min(most, max(least, value))


def _upsampled(jpeg: Jpeg, part: Component, plane: Rows) -> Rows:
    """Return a component at the size of the picture; which way is chosen as jinit_upsampler of jdsample.c does."""
    factors = fx, fy = _factors(jpeg, part)
    # One or two samples are not smoothed across.
    fancy = -(-jpeg.width // fx) > 2
    if factors == (1, 2):
        # h1v2_fancy_upsample.
        return [
            [(total + 1 + below) >> 2 for total in sums]
            for y in range(len(plane))
            for below, sums in enumerate(_sums(plane, y))
        ]
    if factors == (2, 1) and fancy:
        # h2v1_fancy_upsample.
        return [_spread(row, 1, 2, 2) for row in plane]
    if factors == (2, 2) and fancy:
        # h2v2_fancy_upsample.
        return [_spread(sums, 8, 7, 4) for y in range(len(plane)) for sums in _sums(plane, y)]
    # int_upsample, and fullsize_upsample.
    return [[value for value in row for _ in range(fx)] for row in plane for _ in range(fy)]


def _sums(plane: Rows, y: int) -> tuple[list[int], list[int]]:
    """Return three parts of a row and one of that above, and the same with that below.

    Beyond the first row and the last one there are the same rows again (set_bottom_pointers of jdmainct.c).
    """
    above, below = plane[max(0, y - 1)], plane[min(len(plane) - 1, y + 1)]
    near = plane[y]
    return (
        [3 * value + other for value, other in zip(near, above, strict=True)],
        [3 * value + other for value, other in zip(near, below, strict=True)],
    )


def _spread(values: Sequence[int], left: int, right: int, down: int) -> list[int]:
    """Make two of each value, three parts of it and one of the next one; halves are rounded by turns."""
    found = []
    for x, value in enumerate(values):
        before, behind = values[max(0, x - 1)], values[min(len(values) - 1, x + 1)]
        found += [(3 * value + before + left) >> down, (3 * value + behind + right) >> down]
    return found


def _colour(y: int, cb: int, cr: int) -> tuple[int, int, int, int]:
    """ycc_rgb_convert of jdcolor.c: JFIF 1.02 in 16 bits of fraction, rounded."""
    red = y + ((91881 * cr + 32768) >> 16)
    green = y + ((-22554 * cb - 46802 * cr + 32768) >> 16)
    blue = y + ((116130 * cb + 32768) >> 16)
    return _within(red, 0, 255), _within(green, 0, 255), _within(blue, 0, 255), 255
