# Colours, transform and quantisation, in C that compilers make into vectors: inner loops do the same to eight blocks, or
# to a row of pixels.

cdef extern from *:
    """
    /* Blocks that wait for their transform: samples by row, block and column; half a step and 1/step of each place. */
    typedef struct {
        uint8_t samples[8][8][8];
        int16_t *to[8];
        int number;
        int32_t half[64];
        float inverse[64];
    } Batch;

    static void words_of_three(const uint8_t *from, Py_ssize_t number, uint32_t *to)
    {
        for (Py_ssize_t i = 0; i < number; i++)
            to[i] = from[3 * i] | (uint32_t)from[3 * i + 1] << 8 | (uint32_t)from[3 * i + 2] << 16;
    }

    static void words_of_four(const uint8_t *from, Py_ssize_t number, uint32_t *to)
    {
    #ifdef QM_LITTLE
        memcpy(to, from, 4 * number);
    #else
        for (Py_ssize_t i = 0; i < number; i++)
            to[i] = from[4 * i] | (uint32_t)from[4 * i + 1] << 8 | (uint32_t)from[4 * i + 2] << 16;
    #endif
    }

    /* JFIF 1.02 in 16 bits of fraction. All sums and products are whole numbers below 2^24, so that floats hold them
       exactly; vectors of these are what every machine has. */
    QM_CLONED static void convert(const uint32_t *pixels, int number, uint8_t *luma, uint8_t *blue, uint8_t *red)
    {
        for (int i = 0; i < number; i++) {
            float r = (float)(int32_t)(pixels[i] & 255);
            float g = (float)(int32_t)(pixels[i] >> 8 & 255);
            float b = (float)(int32_t)(pixels[i] >> 16 & 255);
            luma[i] = (uint8_t)((int32_t)(19595.0f * r + 38470.0f * g + 7471.0f * b + 32768.0f) >> 16);
            blue[i] = (uint8_t)((int32_t)(32768.0f * b - 11059.0f * r - 21709.0f * g + 8421375.0f) >> 16);
            red[i] = (uint8_t)((int32_t)(32768.0f * r - 27439.0f * g - 5329.0f * b + 8421375.0f) >> 16);
        }
    }

    /* Colours over others by their alpha: sums divided by 255 and rounded, red and blue at once; all hold below 2^16. */
    QM_CLONED static void blend(const Word *above, Py_ssize_t number, const Word *below, Word *to)
    {
        for (Py_ssize_t i = 0; i < number; i++) {
            uint32_t a = above[i], b = below[i], alpha = a >> 24, rest = 255 - alpha;
            uint32_t outer = (a & 0xFF00FFu) * alpha + (b & 0xFF00FFu) * rest + 0x800080u;
            uint32_t green = (a >> 8 & 255) * alpha + (b >> 8 & 255) * rest + 128;
            outer = (outer + (outer >> 8 & 0xFF00FFu)) >> 8 & 0xFF00FFu;
            green = (green + (green >> 8)) & 0xFF00u;
            to[i] = (b & 0xFF000000u) | outer | green;
        }
    }

    /* RGBA over three or four bytes a pixel. */
    static void blend_bytes(const uint8_t *mark, Py_ssize_t number, int step, const uint8_t *from, uint8_t *to)
    {
    #ifdef QM_LITTLE
        if (step == 4) {
            blend((const Word *)mark, number, (const Word *)from, (Word *)to);
            return;
        }
    #endif
        while (number > 0) {
            uint32_t above[256], below[256];
            int part = number < 256 ? (int)number : 256;
            words_of_four(mark, part, above);
            if (step == 3)
                words_of_three(from, part, below);
            else
                words_of_four(from, part, below);
            blend(above, part, below, below);
            for (int i = 0; i < part; i++) {
                to[step * i] = (uint8_t)below[i];
                to[step * i + 1] = (uint8_t)(below[i] >> 8);
                to[step * i + 2] = (uint8_t)(below[i] >> 16);
                if (step == 4)
                    to[4 * i + 3] = from[4 * i + 3];
            }
            mark += 4 * part;
            from += step * part;
            to += step * part;
            number -= part;
        }
    }

    /* Means of cells of 2 by 2, in rows of a multiple of eight of them: halves are rounded by turns. */
    static void halve_both(const uint8_t *from, int across, int rows, uint8_t *to)
    {
        const int wide = across / 2;
        for (int y = 0; y < rows; y++, from += 2 * across, to += wide) {
    #ifdef QM_SSE2
            const __m128i low = _mm_set1_epi16(255), turns = _mm_set1_epi32(0x00020001);
            for (int x = 0; x < wide; x += 8) {
                __m128i a = _mm_loadu_si128((const __m128i *)(from + 2 * x));
                __m128i b = _mm_loadu_si128((const __m128i *)(from + across + 2 * x));
                a = _mm_add_epi16(_mm_and_si128(a, low), _mm_srli_epi16(a, 8));
                b = _mm_add_epi16(_mm_and_si128(b, low), _mm_srli_epi16(b, 8));
                a = _mm_srli_epi16(_mm_add_epi16(_mm_add_epi16(a, b), turns), 2);
                _mm_storel_epi64((__m128i *)(to + x), _mm_packus_epi16(a, a));
            }
    #else
            const uint8_t *u = from, *l = from + across;
            for (int x = 0; x < wide; x++)
                to[x] = (uint8_t)((u[2 * x] + u[2 * x + 1] + l[2 * x] + l[2 * x + 1] + 1 + (x & 1)) >> 2);
    #endif
        }
    }

    /* A.3.3 in one direction; what the shift leaves is rounded. */
    QM_INLINE void transform(const int32_t *in, int step, int32_t *out, int up, int down, int32_t level)
    {
        const int32_t half = 1 << (down - 1), even = up < 0 ? 1 << (-up - 1) : 0;
        for (int i = 0; i < 8; i++) {
            int32_t x0 = in[i], x1 = in[step + i], x2 = in[2 * step + i], x3 = in[3 * step + i];
            int32_t x4 = in[4 * step + i], x5 = in[5 * step + i], x6 = in[6 * step + i], x7 = in[7 * step + i];
            int32_t e0 = x0 + x7, d0 = x0 - x7, e1 = x1 + x6, d1 = x1 - x6;
            int32_t e2 = x2 + x5, d2 = x2 - x5, e3 = x3 + x4, d3 = x3 - x4;
            /* The level shift of A.3.1 matters to the sum alone. */
            int32_t a = e0 + e3 - level, b = e1 + e2 - level;
            int32_t c, e, z1, z5;
            e0 -= e3;
            e1 -= e2;
            out[i] = up < 0 ? (a + b + even) >> -up : (a + b) * (1 << up);
            out[4 * step + i] = up < 0 ? (a - b + even) >> -up : (a - b) * (1 << up);
            z1 = (e1 + e0) * 4433;
            out[2 * step + i] = (z1 + e0 * 6270 + half) >> down;
            out[6 * step + i] = (z1 - e1 * 15137 + half) >> down;
            z5 = (d3 + d1 + d2 + d0) * 9633;
            a = (d3 + d0) * -7373;
            b = (d2 + d1) * -20995;
            c = (d3 + d1) * -16069 + z5;
            e = (d2 + d0) * -3196 + z5;
            out[step + i] = (d0 * 12299 + a + e + half) >> down;
            out[3 * step + i] = (d1 * 25172 + b + c + half) >> down;
            out[5 * step + i] = (d2 * 16819 + b + e + half) >> down;
            out[7 * step + i] = (d3 * 2446 + a + c + half) >> down;
        }
    }

    /* A.3.4: divide by the step and round, halves away from zero. The quotient of the integers n and d is the whole
       part of (n + 1/2) / d, which is at least 1/(2d) away from a whole number: more than what rounding to 24 bits can
       add for any n and d that come here. */
    QM_INLINE int16_t quantised(int32_t value, int32_t half, float inverse)
    {
        int32_t sign = value >> 31;
        int32_t amount = (value ^ sign) - sign;
        amount = (int32_t)(((float)(amount + half) + 0.5f) * inverse);
        return (int16_t)((amount ^ sign) - sign);
    }

    /* Exchange rows and columns of 8 by 8 values. */
    QM_INLINE void turn(int16_t *values)
    {
    #ifdef QM_SSE2
        __m128i a[8], b[8];
        for (int i = 0; i < 8; i++)
            a[i] = _mm_loadu_si128((const __m128i *)(values + 8 * i));
        for (int i = 0; i < 4; i++) {
            b[2 * i] = _mm_unpacklo_epi16(a[i], a[i + 4]);
            b[2 * i + 1] = _mm_unpackhi_epi16(a[i], a[i + 4]);
        }
        for (int i = 0; i < 4; i++) {
            a[2 * i] = _mm_unpacklo_epi16(b[i], b[i + 4]);
            a[2 * i + 1] = _mm_unpackhi_epi16(b[i], b[i + 4]);
        }
        for (int i = 0; i < 4; i++) {
            _mm_storeu_si128((__m128i *)(values + 16 * i), _mm_unpacklo_epi16(a[i], a[i + 4]));
            _mm_storeu_si128((__m128i *)(values + 16 * i + 8), _mm_unpackhi_epi16(a[i], a[i + 4]));
        }
    #else
        for (int y = 1; y < 8; y++)
            for (int x = 0; x < y; x++) {
                int16_t value = values[8 * y + x];
                values[8 * y + x] = values[8 * x + y];
                values[8 * x + y] = value;
            }
    #endif
    }

    /* Transform and quantise all blocks of a batch at once: rows with two bits more precision, then columns. */
    QM_CLONED static void transform_batch(Batch *batch)
    {
        int32_t in[512], rows[512], all[512];
        int16_t found[512];
        for (int y = 0; y < 8; y++) {
            uint8_t turned[64];
            turn_samples(batch->samples[y][0], turned);
            for (int i = 0; i < 64; i++)
                in[64 * y + i] = turned[i];
        }
        for (int y = 0; y < 8; y++)
            transform(in + 64 * y, 8, rows + 64 * y, 2, 11, 512);
        for (int x = 0; x < 8; x++)
            transform(rows + 8 * x, 64, all + 8 * x, -2, 15, 0);
        for (int k = 0; k < 64; k++)
            for (int i = 0; i < 8; i++)
                found[8 * k + i] = quantised(all[8 * k + i], batch->half[k], batch->inverse[k]);
        for (int k = 0; k < 64; k += 8) {
            int16_t part[64];
            for (int j = 0; j < 8; j++)
                memcpy(part + 8 * j, found + 8 * ZIGZAG[k + j], 16);
            turn(part);
            for (int i = 0; i < batch->number; i++)
                memcpy(batch->to[i] + k, part + 8 * i, 16);
        }
        batch->number = 0;
    }
    """
    ctypedef struct Batch:
        uint8_t samples[8][8][8]
        int16_t* to[8]
        int number
        int32_t half[64]
        float inverse[64]

    void words_of_three(const uint8_t* pixels, Py_ssize_t number, uint32_t* to) noexcept nogil
    void words_of_four(const uint8_t* pixels, Py_ssize_t number, uint32_t* to) noexcept nogil
    void blend_bytes(const uint8_t* mark, Py_ssize_t number, int step, const uint8_t* below, uint8_t* to) noexcept nogil
    void convert(const uint32_t* pixels, int number, uint8_t* luma, uint8_t* blue, uint8_t* red) noexcept nogil
    void halve_both(const uint8_t* samples, int across, int rows, uint8_t* to) noexcept nogil
    int16_t quantised(int32_t value, int32_t half, float inverse) noexcept nogil
    void transform_batch(Batch* batch) noexcept nogil


cdef inline bint flat(const uint8_t* samples, int stride) noexcept nogil:
    """Tell whether 8 by 8 samples are all the same."""
    cdef uint64_t first, row, differ = 0
    cdef int i
    memcpy(&first, samples, 8)
    for i in range(1, 8):
        memcpy(&row, samples + i * stride, 8)
        differ |= row ^ first
    return differ == 0 and first == samples[0] * <uint64_t>0x0101010101010101


cdef inline void transformed(const uint8_t* samples, int stride, Batch* batch, int16_t* out) noexcept nogil:
    """Have the coefficients of a block written; they surely stand there after ``transform_batch``."""
    cdef int y
    if flat(samples, stride):
        memset(out, 0, 128)
        out[0] = quantised((samples[0] - 128) * 64, batch.half[0], batch.inverse[0])
        return
    for y in range(8):
        memcpy(&batch.samples[y][batch.number & 7][0], samples + y * stride, 8)
    batch.to[batch.number & 7] = out
    batch.number += 1
    if batch.number == 8:
        transform_batch(batch)
