"""From pixels to quantised coefficients in plain Python, in the integers that libjpeg's encoder uses."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from .header import Component, Jpeg
from .kernel import Box, Buffer

# Figure 5: the place of each zigzag position in the block, row by row.
ZIGZAG = (
    *(0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14),
    *(21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53),
    *(60, 61, 54, 47, 55, 62, 63),
)


def changed(jpeg: Jpeg, box: Box, before: Buffer, after: Buffer) -> bytes:
    """See Kernel.changed()."""
    left, top, right, bottom = box
    across, down = jpeg.unit
    width, height = right - left, bottom - top
    step = len(after) // (width * height)
    flags = bytearray()
    for upper in range(0, height, down):
        for start in range(0, width, across):
            rows = [
                slice((y * width + start) * step, (y * width + min(width, start + across)) * step)
                for y in range(upper, min(height, upper + down))
            ]
            flags.append(any(bytes(before[row]) != bytes(after[row]) for row in rows))
    return bytes(flags)


def luminance(jpeg: Jpeg, levels: Buffer) -> bytes:
    """See Kernel.luminance(); A.3.3: a DC coefficient is eight times the mean."""
    part = jpeg.components[0]
    values = iter(array("h", bytes(levels)))
    wide, high = jpeg.blocks(0)
    across, down = jpeg.units
    plane = [bytearray(across * part.h) for _ in range(down * part.v)]
    for unit in range(across * down):
        row, column = divmod(unit, across)
        for y in range(part.v):
            for x in range(part.h):
                mean = ((next(values) * part.quantisation[0] + 4) >> 3) + 128
                plane[row * part.v + y][column * part.h + x] = min(255, max(0, mean))
    return b"".join(line[:wide] for line in plane[:high])


def over(box: Box, below: Buffer, mark: Buffer, at: Box) -> bytes:
    """See Kernel.over(): a quotient by 255, rounded."""
    _check_mark(box, mark, at)
    width, height = box[2] - box[0], box[3] - box[1]
    step = len(below) // (width * height)
    if step not in (3, 4) or len(below) != step * width * height:
        raise ValueError(len(below))
    found = bytearray(below)
    for place in range(len(mark) // 4):
        *colour, alpha = mark[4 * place : 4 * place + 4]
        y, x = divmod(place, at[2] - at[0])
        start = ((at[1] - box[1] + y) * width + at[0] - box[0] + x) * step
        for channel, value in enumerate(colour):
            total = value * alpha + found[start + channel] * (255 - alpha)
            found[start + channel] = (total + 127) // 255
    return bytes(found)


def _check_mark(box: Box, mark: Buffer, at: Box) -> None:
    inside = box[0] <= at[0] < at[2] <= box[2] and box[1] <= at[1] < at[3] <= box[3]
    if not inside or len(mark) != 4 * (at[2] - at[0]) * (at[3] - at[1]):
        raise ValueError(at)


def coefficients(jpeg: Jpeg, box: Box, pixels: Buffer, touched: bytes) -> bytes:
    """See Kernel.coefficients()."""
    planes = [_plane(jpeg, number, box, pixels) for number in range(len(jpeg.components))]
    across, down = jpeg.unit
    wide = -(-(box[2] - box[0]) // across)
    found = array("h")
    for place, flag in enumerate(touched):
        if flag:
            row, column = divmod(place, wide)
            for part, plane in zip(jpeg.components, planes, strict=True):
                found.extend(_unit(jpeg, part, plane, (box[0] // across + column, column, box[1] // down + row, row)))
    return found.tobytes()


def _unit(jpeg: Jpeg, part: Component, plane: list[list[int]], place: tuple[int, int, int, int]) -> list[int]:
    """Return the coefficients of one component in one MCU, whose place is told in the picture and in the plane."""
    picture_column, column, picture_row, row = place
    across, down = jpeg.unit
    # A.1.1 and A.2.4: how many blocks of the component hold samples of the picture.
    blocks_wide = -(-jpeg.width * part.h // across)
    blocks_high = -(-jpeg.height * part.v // down)
    found: list[int] = []
    before = [0] * 64
    for y in range(part.v):
        for x in range(part.h):
            if picture_column * part.h + x < blocks_wide and picture_row * part.v + y < blocks_high:
                upper, left = (row * part.v + y) * 8, (column * part.h + x) * 8
                samples = [plane[upper + line][left : left + 8] for line in range(8)]
                before = _quantised(forward_dct(samples), part.quantisation)
            else:
                # A.2.4 leaves open what completes an MCU; nothing costs less than repeating the last DC.
                before = [before[0]] + [0] * 63
            found += before
    return found


def _plane(jpeg: Jpeg, number: int, box: Box, pixels: Buffer) -> list[list[int]]:
    """Return the samples of a component for the whole MCUs of the box: converted, subsampled, repeated at the edges."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    part, (across, down) = jpeg.components[number], jpeg.unit
    step = len(pixels) // (width * height)
    full = [
        [_sample(pixels, (y * width + x) * step, number if step > 1 else None) for x in range(width)]
        for y in range(height)
    ]
    wide, high = -(-width // across) * across, -(-height // down) * down
    rows = [row + row[-1:] * (wide - width) for row in full]
    fx, fy = across // 8 // part.h, down // 8 // part.v
    # Only rows that share a sample with the picture are completed by its last row; below, samples are repeated.
    rows += rows[-1:] * (-height % (down // 8))
    plane = [_subsampled(rows[y : y + fy], fx) for y in range(0, len(rows), fy)]
    return plane + plane[-1:] * (high // fy - len(plane))


def _sample(pixels: Buffer, at: int, number: int | None) -> int:
    """JFIF 1.02: RGB to Y, Cb or Cr, in 16 bits of fraction, rounded."""
    if number is None:
        return pixels[at]
    red, green, blue = pixels[at], pixels[at + 1], pixels[at + 2]
    if number == 0:
        return (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16
    if number == 1:
        return (-11059 * red - 21709 * green + 32768 * blue + (128 << 16) + 32767) >> 16
    return (32768 * red - 27439 * green - 5329 * blue + (128 << 16) + 32767) >> 16


def _subsampled(rows: Sequence[Sequence[int]], fx: int) -> list[int]:
    """Return the means of cells ``fx`` wide; where two or four samples meet, halves are rounded by turns."""
    cells = fx * len(rows)
    found = []
    for place, x in enumerate(range(0, len(rows[0]), fx)):
        total = sum(sum(row[x : x + fx]) for row in rows)
        if (fx, len(rows)) == (2, 1):
            found.append((total + place % 2) >> 1)
        elif (fx, len(rows)) == (2, 2):
            found.append((total + 1 + place % 2) >> 2)
        else:
            found.append((total + cells // 2) // cells)
    return found


def forward_dct(samples: Sequence[Sequence[int]]) -> list[int]:
    """Return A.3.3's transform of 8 by 8 samples, eight times as large, after the level shift of A.3.1.

    The method is Loeffler's, Ligtenberg's and Moschytz's with 13 bits of fraction: rows first, two bits more precise.
    """
    rows = [_dct([value - 128 for value in row], 2, 11) for row in samples]
    columns = [_dct([row[x] for row in rows], -2, 15) for x in range(8)]
    return [columns[x][y] for y in range(8) for x in range(8)]


def _dct(d: Sequence[int], up: int, down: int) -> list[int]:
    """Transform eight values: the even ones shifted up by ``up`` bits, the others down by ``down``, both rounded."""
    s0, s1, s2, s3 = d[0] + d[7], d[1] + d[6], d[2] + d[5], d[3] + d[4]
    d0, d1, d2, d3 = d[0] - d[7], d[1] - d[6], d[2] - d[5], d[3] - d[4]
    e0, e3, e1, e2 = s0 + s3, s0 - s3, s1 + s2, s1 - s2
    z1 = (e2 + e3) * 4433
    z5 = (d3 + d1 + d2 + d0) * 9633
    a, b = (d3 + d0) * -7373, (d2 + d1) * -20995
    c, e = (d3 + d1) * -16069 + z5, (d2 + d0) * -3196 + z5

    def plain(value: int) -> int:
        return value << up if up > 0 else (value + (1 << -up - 1)) >> -up

    def scaled(value: int) -> int:
        return (value + (1 << down - 1)) >> down

    return [
        plain(e0 + e1),
        scaled(d0 * 12299 + a + e),
        scaled(z1 + e3 * 6270),
        scaled(d1 * 25172 + b + c),
        plain(e0 - e1),
        scaled(d2 * 16819 + b + e),
        scaled(z1 + e2 * -15137),
        scaled(d3 * 2446 + a + c),
    ]


def _quantised(values: Sequence[int], table: Sequence[int]) -> list[int]:
    """A.3.4: divide by the step and round, halves away from zero; the values are eight times too large."""
    found = []
    for place, step in zip(ZIGZAG, table, strict=True):
        amount = (abs(values[place]) + step * 4) // (step * 8)
        found.append(amount if values[place] >= 0 else -amount)
    return found
