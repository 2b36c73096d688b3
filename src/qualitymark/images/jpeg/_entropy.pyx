# cython: language_level=3, boundscheck=True, wraparound=False, cdivision=True, initializedcheck=False
"""Huffman coded data read, copied, written and decoded to pixels; see kernel for what each name does, and reference for how."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from libc.stdint cimport int16_t, int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memchr, memcpy, memset

from .unsupported import Unsupported

include "_vectors.pxi"
include "_structs.pxi"
include "_tables.pxi"
include "_reading.pxi"
include "_walking.pxi"
include "_reader.pxi"
include "_writing.pxi"
include "_recoding.pxi"
include "_writer.pxi"
include "_progressive.pxi"
include "_refining.pxi"
include "_spectrum.pxi"
include "_inverse.pxi"
include "_values.pxi"
include "_upsampling.pxi"
include "_decoding.pxi"


cdef extern from *:
    """
    /* Where the first FF stands that a byte other than zero follows; size less one where there is none. */
    static Py_ssize_t next_marker(const uint8_t *data, Py_ssize_t size)
    {
        Py_ssize_t at = 0;
    #if defined(__SSE2__) || defined(_M_X64)
        const __m128i one = _mm_set1_epi8(-1), none = _mm_setzero_si128();
        for (; at + 17 <= size; at += 16) {
            __m128i here = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(data + at)), one);
            __m128i next = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(data + at + 1)), none);
            if (_mm_movemask_epi8(_mm_andnot_si128(next, here)))
                break;
        }
    #endif
        while (at + 1 < size && (data[at] != 0xFF || data[at + 1] == 0))
            at++;
        return at;
    }
    """
    Py_ssize_t next_marker(const uint8_t* data, Py_ssize_t size) noexcept nogil


def segments(const uint8_t[::1] data not None, Py_ssize_t start):
    """See Kernel.segments()."""
    cdef Py_ssize_t at = start, end = data.shape[0]
    cdef int marker = 0, expected = 0xD0
    bounds = [start]
    if not 0 <= start < end:
        raise Unsupported("stream")
    while True:
        at += next_marker(&data[0] + at, end - at)
        if at + 1 >= end:
            raise Unsupported("stream")
        marker = data[at + 1]
        if marker != expected:
            break
        bounds += (at, at + 2)
        expected = 0xD0 + (expected + 1) % 8
        at += 2
    if 0xD0 <= marker <= 0xD7 or marker == 0xFF:
        raise Unsupported("stream")
    bounds.append(at)
    return bounds
