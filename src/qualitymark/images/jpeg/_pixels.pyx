# cython: language_level=3, boundscheck=True, wraparound=False, cdivision=True, initializedcheck=False
"""From pixels to quantised coefficients, in the integers that libjpeg's encoder uses; see reference_pixels."""

from cpython.buffer cimport PyBuffer_FillInfo
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.pycapsule cimport PyCapsule_GetPointer
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

# No MCU is larger than 32 by 32 samples: sampling factors go to 4 (T.81 B.2.2).

cdef enum:
    MOST_SIDE = 32
    CELLS = 1024
    PARTS = 3

include "_vectors.pxi"
include "_dct.pxi"
include "_over.pxi"

ctypedef struct Part:
    int h
    int v
    int fx
    int fy
    Py_ssize_t blocks_wide
    Py_ssize_t blocks_high
    Batch batch

ctypedef struct Frame:
    int parts
    int across
    int down
    int step
    Py_ssize_t width
    Py_ssize_t height
    Part part[PARTS]


cdef void gather(const uint8_t* pixels, int step, Py_ssize_t pitch, Py_ssize_t wide, Py_ssize_t high, int across,
                 uint32_t* out) noexcept nogil:
    """Take ``wide`` by ``high`` pixels as words, ``across`` a row, the last column repeated."""
    cdef Py_ssize_t x, y
    for y in range(high):
        if step == 3:
            words_of_three(pixels + y * pitch, wide, out)
        else:
            words_of_four(pixels + y * pitch, wide, out)
        for x in range(wide, across):
            out[x] = out[wide - 1]
        out += across


cdef void copy_grey(const uint8_t* pixels, Py_ssize_t pitch, Py_ssize_t wide, Py_ssize_t high, uint8_t* out) noexcept nogil:
    cdef Py_ssize_t y
    for y in range(high):
        memcpy(out + 8 * y, pixels + y * pitch, wide)
        memset(out + 8 * y + wide, out[8 * y + wide - 1], 8 - wide)


cdef void subsample(const Part* part, const uint8_t* full, int rows, int across, uint8_t* out) noexcept nogil:
    """Take means of cells; where two or four samples meet, halves are rounded by turns."""
    cdef int x, y, i, j, total, wide = 8 * part.h, cells = part.fx * part.fy
    cdef const uint8_t* row
    if part.fx == 2 and part.fy == 2:
        halve_both(full, across, rows, out)
        return
    for y in range(rows):
        row = full + y * part.fy * across
        if part.fx == 2 and part.fy == 1:
            for x in range(wide):
                out[x] = <uint8_t>((row[2 * x] + row[2 * x + 1] + (x & 1)) >> 1)
        else:
            for x in range(wide):
                total = cells // 2
                for j in range(part.fy):
                    for i in range(part.fx):
                        total += row[j * across + x * part.fx + i]
                out[x] = <uint8_t>(total // cells)
        out += wide


cdef bint plain(const uint8_t* pixels, int step, Py_ssize_t pitch, Py_ssize_t wide, Py_ssize_t high) noexcept nogil:
    """Tell whether all pixels of a rectangle are the same."""
    cdef Py_ssize_t y
    if memcmp(pixels, pixels + step, (wide - 1) * step) != 0:
        return False
    for y in range(1, high):
        if memcmp(pixels, pixels + y * pitch, wide * step) != 0:
            return False
    return True


cdef int16_t* plain_unit(Frame* frame, const uint8_t* pixel, int16_t* out) noexcept nogil:
    """Write the coefficients of an MCU of one colour; return where the next one goes."""
    cdef uint32_t word
    cdef uint8_t colour[PARTS]
    cdef int number, place
    cdef Part* part
    if frame.step == 1:
        colour[0] = pixel[0]
    else:
        words_of_three(pixel, 1, &word)
        convert(&word, 1, &colour[0], &colour[1], &colour[2])
    for number in range(frame.parts):
        part = &frame.part[number]
        for place in range(part.h * part.v):
            memset(out, 0, 128)
            out[0] = quantised((colour[number] - 128) * 64, part.batch.half[0], part.batch.inverse[0])
            out += 64
    return out


cdef int16_t* unit(Frame* frame, const uint8_t* pixels, Py_ssize_t pitch, Py_ssize_t column, Py_ssize_t row,
                   int16_t* out) noexcept nogil:
    """Have the coefficients of the MCU at a column and row of the picture written; return where the next one goes."""
    cdef uint32_t words[CELLS]
    cdef uint8_t full[PARTS * CELLS]
    cdef uint8_t less[CELLS]
    cdef int across = frame.across, most = frame.down // 8
    cdef Py_ssize_t wide = min(<Py_ssize_t>across, frame.width - column * across)
    cdef Py_ssize_t high = min(<Py_ssize_t>frame.down, frame.height - row * frame.down)
    cdef int whole = <int>((high + most - 1) // most) * most
    cdef int number, rows, stride, x, y
    cdef Part* part
    cdef uint8_t* plane
    if plain(pixels, frame.step, pitch, wide, high):
        return plain_unit(frame, pixels, out)
    if frame.step == 1:
        copy_grey(pixels, pitch, wide, high, full)
    else:
        gather(pixels, frame.step, pitch, wide, high, across, words)
        convert(words, across * <int>high, full, full + CELLS, full + 2 * CELLS)
    for number in range(frame.parts):
        part = &frame.part[number]
        plane = full + number * CELLS
        # Only rows that share a sample with the picture are completed by its last row; below, samples are repeated.
        for y in range(high, whole):
            memcpy(plane + y * across, plane + (high - 1) * across, across)
        rows = whole // part.fy
        stride = 8 * part.h
        if part.fx > 1 or part.fy > 1:
            subsample(part, plane, rows, across, less)
            plane = less
        for y in range(rows, 8 * part.v):
            memcpy(plane + y * stride, plane + (rows - 1) * stride, stride)
        for y in range(part.v):
            for x in range(part.h):
                if column * part.h + x < part.blocks_wide and row * part.v + y < part.blocks_high:
                    transformed(plane + (y * stride + x) * 8, stride, &part.batch, out)
                else:
                    # A.2.4 leaves open what completes an MCU; the block before, of the same component, has to be known.
                    transform_batch(&part.batch)
                    memset(out, 0, 128)
                    out[0] = (out - 64)[0]
                out += 64
    return out


cdef void describe(Frame* frame, object jpeg):
    cdef int number, place, step
    cdef Part* part
    across, down = jpeg.unit
    frame.parts = len(jpeg.components)
    if frame.parts > PARTS or not 8 <= across <= MOST_SIDE or not 8 <= down <= MOST_SIDE:
        raise ValueError(jpeg.unit)
    frame.across, frame.down = across, down
    frame.width, frame.height = jpeg.width, jpeg.height
    for number, component in enumerate(jpeg.components):
        part = &frame.part[number]
        part.h, part.v = component.h, component.v
        part.fx, part.fy = across // 8 // component.h, down // 8 // component.v
        # A.1.1 and A.2.4: how many blocks of the component hold samples of the picture.
        part.blocks_wide = (jpeg.width * component.h + across - 1) // across
        part.blocks_high = (jpeg.height * component.v + down - 1) // down
        for place, step in enumerate(component.quantisation):
            part.batch.half[ZIGZAG[place]] = step * 4
            part.batch.inverse[ZIGZAG[place]] = <float>1 / <float>(step * 8)
        part.batch.number = 0


def coefficients(jpeg, box, const uint8_t[::1] pixels not None, const uint8_t[::1] touched not None):
    """See Kernel.coefficients()."""
    cdef Frame frame
    cdef Py_ssize_t left = box[0], top = box[1], width = box[2] - box[0], height = box[3] - box[1]
    cdef Py_ssize_t wide, high, column, row, pitch, blocks = 0
    cdef int number
    cdef int16_t* out
    describe(&frame, jpeg)
    frame.step = pixels.shape[0] // (width * height)
    wide = (width + frame.across - 1) // frame.across
    high = (height + frame.down - 1) // frame.down
    pitch = width * frame.step
    # Here everything is checked that the loops rely on: the box lies in the picture on whole MCUs, and is filled.
    if (
        tuple(box) != jpeg.aligned(box) or touched.shape[0] != wide * high
        or (frame.step != 1 if frame.parts == 1 else frame.step not in (3, 4)) or pixels.shape[0] != pitch * height
    ):
        raise ValueError(box)
    for number in range(frame.parts):
        blocks += frame.part[number].h * frame.part[number].v
    stored = bytearray(blocks * 128 * sum(1 for flag in bytes(touched) if flag))
    cdef uint8_t[::1] store = stored
    if not stored:
        return b""
    out = <int16_t*>&store[0]
    with nogil:
        for row in range(high):
            for column in range(wide):
                if touched[row * wide + column]:
                    out = unit(
                        &frame, &pixels[row * frame.down * pitch + column * frame.across * frame.step], pitch,
                        left // frame.across + column, top // frame.down + row, out,
                    )
        for number in range(frame.parts):
            transform_batch(&frame.part[number].batch)
    return stored


def changed(jpeg, box, const uint8_t[::1] before not None, const uint8_t[::1] after not None):
    """See Kernel.changed()."""
    cdef Py_ssize_t width = box[2] - box[0], height = box[3] - box[1]
    cdef Py_ssize_t across = jpeg.unit[0], down = jpeg.unit[1]
    cdef Py_ssize_t step = after.shape[0] // (width * height)
    cdef Py_ssize_t wide = (width + across - 1) // across, high = (height + down - 1) // down
    cdef Py_ssize_t x, y, at
    if before.shape[0] != after.shape[0] or after.shape[0] != step * width * height or step == 0:
        raise ValueError(box)
    found = bytearray(wide * high)
    cdef uint8_t[::1] flags = found
    with nogil:
        for y in range(height):
            for x in range(wide):
                at = (y * width + x * across) * step
                if not flags[y // down * wide + x]:
                    flags[y // down * wide + x] = 0 != memcmp(
                        &before[at], &after[at], min(across, width - x * across) * step
                    )
    return bytes(found)
