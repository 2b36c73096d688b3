# Transform and quantisation of one block.

cdef void forward_dct(const uint8_t* samples, int stride, int32_t* out) noexcept nogil:
    """A.3.3, eight times as large: rows with two bits more precision, then columns."""
    cdef int32_t rows[64]
    cdef int32_t d0, d1, d2, d3, e0, e1, e2, e3, z1, z5, a, b, c, e
    cdef int i
    cdef const uint8_t* s
    cdef int32_t* r
    for i in range(8):
        s = samples + i * stride
        r = rows + 8 * i
        e0 = s[0] + s[7]; d0 = s[0] - s[7]
        e1 = s[1] + s[6]; d1 = s[1] - s[6]
        e2 = s[2] + s[5]; d2 = s[2] - s[5]
        e3 = s[3] + s[4]; d3 = s[3] - s[4]
        # The level shift of A.3.1 matters to the sum alone.
        a = e0 + e3 - 512; e0 = e0 - e3
        b = e1 + e2 - 512; e1 = e1 - e2
        r[0] = (a + b) * 4
        r[4] = (a - b) * 4
        z1 = (e1 + e0) * 4433
        r[2] = (z1 + e0 * 6270 + 1024) >> 11
        r[6] = (z1 - e1 * 15137 + 1024) >> 11
        z5 = (d3 + d1 + d2 + d0) * 9633
        a = (d3 + d0) * -7373
        b = (d2 + d1) * -20995
        c = (d3 + d1) * -16069 + z5
        e = (d2 + d0) * -3196 + z5
        r[1] = (d0 * 12299 + a + e + 1024) >> 11
        r[3] = (d1 * 25172 + b + c + 1024) >> 11
        r[5] = (d2 * 16819 + b + e + 1024) >> 11
        r[7] = (d3 * 2446 + a + c + 1024) >> 11
    for i in range(8):
        r = rows + i
        e0 = r[0] + r[56]; d0 = r[0] - r[56]
        e1 = r[8] + r[48]; d1 = r[8] - r[48]
        e2 = r[16] + r[40]; d2 = r[16] - r[40]
        e3 = r[24] + r[32]; d3 = r[24] - r[32]
        a = e0 + e3; e0 = e0 - e3
        b = e1 + e2; e1 = e1 - e2
        out[i] = (a + b + 2) >> 2
        out[32 + i] = (a - b + 2) >> 2
        z1 = (e1 + e0) * 4433
        out[16 + i] = (z1 + e0 * 6270 + 16384) >> 15
        out[48 + i] = (z1 - e1 * 15137 + 16384) >> 15
        z5 = (d3 + d1 + d2 + d0) * 9633
        a = (d3 + d0) * -7373
        b = (d2 + d1) * -20995
        c = (d3 + d1) * -16069 + z5
        e = (d2 + d0) * -3196 + z5
        out[8 + i] = (d0 * 12299 + a + e + 16384) >> 15
        out[24 + i] = (d1 * 25172 + b + c + 16384) >> 15
        out[40 + i] = (d2 * 16819 + b + e + 16384) >> 15
        out[56 + i] = (d3 * 2446 + a + c + 16384) >> 15


cdef inline int16_t quantised(int32_t value, const Part* part, int place) noexcept nogil:
    """A.3.4: divide by the step and round, halves away from zero.

    The quotient of the integers n and d is the whole part of (n + 1/2) / d, which is at least 1/(2d) away from a
    whole number: more than what rounding to 24 bits can add for any n and d that come here.
    """
    cdef int32_t sign = value >> 31
    cdef int32_t amount = (value ^ sign) - sign
    amount = <int32_t>((<float>(amount + part.half[place]) + <float>0.5) * part.inverse[place])
    return <int16_t>((amount ^ sign) - sign)


cdef void quantise(const int32_t* values, const Part* part, int16_t* out) noexcept nogil:
    cdef int16_t found[64]
    cdef int i
    for i in range(64):
        found[i] = quantised(values[i], part, i)
    for i in range(64):
        out[i] = found[ZIGZAG[i]]


cdef bint flat(const uint8_t* samples, int stride) noexcept nogil:
    """Tell whether 8 by 8 samples are all the same."""
    cdef uint8_t same[8]
    cdef int i
    memset(same, samples[0], 8)
    for i in range(8):
        if memcmp(samples + i * stride, same, 8) != 0:
            return False
    return True
