# cython: language_level=3, boundscheck=True, wraparound=False, cdivision=True, initializedcheck=False
"""Huffman coded data read, copied and written; see kernel for what each name does, and reference for how."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int16_t, int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcpy, memset

from .unsupported import Unsupported

include "_tables.pxi"
include "_reading.pxi"
include "_reader.pxi"
include "_writing.pxi"
include "_recoding.pxi"
include "_writer.pxi"


def segments(const uint8_t[::1] data not None, Py_ssize_t start):
    """See Kernel.segments()."""
    cdef Py_ssize_t at = start, end = data.shape[0]
    cdef const uint8_t* found
    cdef int marker = 0, expected = 0xD0
    bounds = [start]
    if not 0 <= start < end:
        raise Unsupported("stream")
    while True:
        found = NULL if at >= end else <const uint8_t*>memchr(<const void*>&data[at], 0xFF, end - at)
        if found == NULL:
            raise Unsupported("stream")
        at = found - &data[0]
        if at + 1 >= end:
            raise Unsupported("stream")
        marker = data[at + 1]
        if marker == expected:
            bounds += (at, at + 2)
            expected = 0xD0 + (expected + 1) % 8
        elif marker != 0:
            break
        at += 2
    if 0xD0 <= marker <= 0xD7 or marker == 0xFF:
        raise Unsupported("stream")
    if marker != 0xD9:
        raise Unsupported({0xDC: "lines", 0xC4: "scans", 0xDA: "scans", 0xDB: "scans"}.get(marker, "structure"))
    bounds.append(at)
    return bounds


def count(plan, const uint8_t[::1] coefficients not None, runs):
    """See Kernel.count()."""
    cdef uint32_t[8][256] times
    cdef int16_t[4] before
    cdef Layout layout
    cdef const int16_t* values
    cdef Py_ssize_t first, units
    cdef int slot, symbol, wrong
    lay_out(&layout, plan, False)
    memset(times, 0, sizeof(times))
    for first, units, predictors in runs:
        fill(before, predictors)
        values = blocks_of(coefficients, first * layout.blocks, units * layout.blocks)
        with nogil:
            wrong = count_units(&layout, values, units, before, times)
        fail(wrong)
    found = {}
    for slot in range(8):
        for symbol in range(256):
            if times[slot][symbol]:
                found[slot, symbol] = times[slot][symbol]
    return found
