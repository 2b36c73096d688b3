# From coefficients to samples: the inverse transform of libjpeg's jidctint.c (islow), in the 16 and 32 bits in which
# libjpeg-turbo does it with vectors, eight blocks at once.

cdef extern from *:
    """
    /* Blocks that wait for their transform: coefficients by place, row by row, and block; where the samples go; and
       whether some of the coefficients are beyond the first four rows and columns. */
    typedef struct {
        int16_t values[64][8];
        uint8_t *to[8];
        int number, many;
        int16_t steps[64];
        Py_ssize_t pitch;
    } Waiting;

    QM_INLINE int32_t within(int32_t value, int32_t least, int32_t most)
    {
        value = value < least ? least : value;
        return value > most ? most : value;
    }

    #ifdef QM_SSE2
    /* Numbers of 32 bits, those of the first four blocks and of the others. */
    typedef struct {
        __m128i low, high;
    } Eight;

    QM_INLINE Eight sum_of(Eight a, Eight b)
    {
        Eight sum = {_mm_add_epi32(a.low, b.low), _mm_add_epi32(a.high, b.high)};
        return sum;
    }

    QM_INLINE Eight rest_of(Eight a, Eight b)
    {
        Eight rest = {_mm_sub_epi32(a.low, b.low), _mm_sub_epi32(a.high, b.high)};
        return rest;
    }

    /* a * p + b * q */
    QM_INLINE Eight products(__m128i a, __m128i b, int p, int q)
    {
        const __m128i factors = _mm_set1_epi32((int)((uint32_t)p << 16 >> 16 | (uint32_t)q << 16));
        Eight found = {_mm_madd_epi16(_mm_unpacklo_epi16(a, b), factors),
                       _mm_madd_epi16(_mm_unpackhi_epi16(a, b), factors)};
        return found;
    }

    QM_INLINE void put_down(Eight a, int down, int16_t *out)
    {
        _mm_storeu_si128((__m128i *)out, _mm_packs_epi32(_mm_srai_epi32(a.low, down), _mm_srai_epi32(a.high, down)));
    }

    /* The even and the odd part of A.3.3, where the last four of eight values are zero; the factors are those of the plain
       way below, put together, and one of 2^13 holds in 16 bits. */
    QM_INLINE void few_parts(const __m128i *x, Eight half, Eight *even, Eight *odd)
    {
        even[0] = sum_of(products(x[0], x[2], 8192, 10703), half);
        even[1] = sum_of(products(x[0], x[2], 8192, 4433), half);
        even[2] = sum_of(products(x[0], x[2], 8192, -4433), half);
        even[3] = sum_of(products(x[0], x[2], 8192, -10703), half);
        odd[0] = products(x[1], x[3], 11363, 9633);
        odd[1] = products(x[1], x[3], 9633, -2259);
        odd[2] = products(x[1], x[3], 6437, -11362);
        odd[3] = products(x[1], x[3], 2260, -6436);
    }

    QM_INLINE void both_parts(const __m128i *x, Eight half, Eight *even, Eight *odd)
    {
        const __m128i none = _mm_setzero_si128(), z3 = _mm_add_epi16(x[7], x[3]), z4 = _mm_add_epi16(x[5], x[1]);
        Eight a = products(x[2], x[6], 4433, 4433 - 15137), b = products(x[2], x[6], 4433 + 6270, 4433);
        Eight c = sum_of(products(_mm_add_epi16(x[0], x[4]), none, 8192, 0), half);
        Eight d = sum_of(products(_mm_sub_epi16(x[0], x[4]), none, 8192, 0), half);
        even[0] = sum_of(c, b);
        even[1] = sum_of(d, a);
        even[2] = rest_of(d, a);
        even[3] = rest_of(c, b);
        a = products(z3, z4, 9633 - 16069, 9633);
        b = products(z3, z4, 9633, 9633 - 3196);
        odd[0] = sum_of(products(x[7], x[1], -7373, 12299 - 7373), b);
        odd[1] = sum_of(products(x[5], x[3], -20995, 25172 - 20995), a);
        odd[2] = sum_of(products(x[5], x[3], 16819 - 20995, -20995), b);
        odd[3] = sum_of(products(x[7], x[1], 2446 - 7373, -7373), a);
    }
    #endif

    /* A.3.3 in one direction, for eight blocks: ``in`` has the values of a row or a column ``step`` apart, ``steps`` what
       they are multiplied by, if by anything; with ``few`` those from the fifth on are zero. Sums of two values are of 16
       bits again, as in libjpeg-turbo; so no other sum can leave 32 bits. */
    #ifdef QM_SSE2
    QM_INLINE void inverse(const int16_t *in, int step, const int16_t *steps, int few, int down, int16_t *out)
    {
        const __m128i halves = _mm_set1_epi32(1 << (down - 1));
        const Eight half = {halves, halves};
        __m128i x[8];
        Eight even[4], odd[4];
        for (int k = 0; k < (few ? 4 : 8); k++) {
            x[k] = _mm_loadu_si128((const __m128i *)(in + step * k));
            if (steps)
                x[k] = _mm_mullo_epi16(x[k], _mm_set1_epi16(steps[8 * k]));
        }
        if (few)
            few_parts(x, half, even, odd);
        else
            both_parts(x, half, even, odd);
        for (int k = 0; k < 4; k++) {
            put_down(sum_of(even[k], odd[k]), down, out + step * k);
            put_down(rest_of(even[k], odd[k]), down, out + step * (7 - k));
        }
    }
    #else
    QM_INLINE void inverse(const int16_t *in, int step, const int16_t *steps, int few, int down, int16_t *out)
    {
        for (int i = 0; i < 8; i++) {
            int32_t x[8], even[4], odd[4], half = 1 << (down - 1), z1, z2, z3, z4, z5;
            for (int k = 0; k < 8; k++)
                x[k] = few && k > 3 ? 0 : (int16_t)(in[step * k + i] * (int32_t)(steps ? steps[8 * k] : 1));
            z1 = (x[2] + x[6]) * 4433;
            z2 = (int16_t)(x[0] + x[4]) * 8192 + half;
            z3 = (int16_t)(x[0] - x[4]) * 8192 + half;
            even[0] = z2 + z1 + x[2] * 6270;
            even[1] = z3 + z1 - x[6] * 15137;
            even[2] = z3 - z1 + x[6] * 15137;
            even[3] = z2 - z1 - x[2] * 6270;
            z3 = (int16_t)(x[7] + x[3]);
            z4 = (int16_t)(x[5] + x[1]);
            z5 = (z3 + z4) * 9633;
            z1 = (x[7] + x[1]) * -7373;
            z2 = (x[5] + x[3]) * -20995;
            z3 = z3 * -16069 + z5;
            z4 = z4 * -3196 + z5;
            odd[0] = x[1] * 12299 + z1 + z4;
            odd[1] = x[3] * 25172 + z2 + z3;
            odd[2] = x[5] * 16819 + z2 + z4;
            odd[3] = x[7] * 2446 + z1 + z3;
            for (int k = 0; k < 4; k++) {
                out[step * k + i] = (int16_t)within((even[k] + odd[k]) >> down, -32768, 32767);
                out[step * (7 - k) + i] = (int16_t)within((even[k] - odd[k]) >> down, -32768, 32767);
            }
        }
    }
    #endif

    /* Transform all blocks that wait: columns with two bits more precision, then rows. */
    QM_CLONED static void transform_waiting(Waiting *batch)
    {
        int16_t columns[512], all[512];
        if (!batch->number)
            return;
        if (batch->many) {
            for (int x = 0; x < 8; x++)
                inverse(batch->values[x], 64, batch->steps + x, 0, 11, columns + 8 * x);
            for (int y = 0; y < 8; y++)
                inverse(columns + 64 * y, 8, NULL, 0, 18, all + 64 * y);
            memset(batch->values, 0, sizeof(batch->values));
        } else {
            for (int x = 0; x < 4; x++)
                inverse(batch->values[x], 64, batch->steps + x, 1, 11, columns + 8 * x);
            for (int y = 0; y < 8; y++)
                inverse(columns + 64 * y, 8, NULL, 1, 18, all + 64 * y);
            for (int y = 0; y < 4; y++)
                memset(batch->values[8 * y], 0, 64);
        }
        for (int y = 0; y < 8; y++) {
            uint8_t samples[64], turned[64];
            for (int i = 0; i < 64; i++)
                samples[i] = (uint8_t)(within(all[64 * y + i], -128, 127) + 128);
            turn_samples(samples, turned);
            for (int i = 0; i < batch->number; i++)
                memcpy(batch->to[i] + y * batch->pitch, turned + 8 * i, 8);
        }
        batch->number = batch->many = 0;
    }

    /* A block whose only coefficient is the first one has one value everywhere. */
    static void fill_block(const Waiting *batch, int16_t dc, uint8_t *to)
    {
        int32_t value = (int16_t)(dc * (int32_t)batch->steps[0]);
        int sample = within((within(value * 4, -32768, 32767) + 16) >> 5, -128, 127) + 128;
        for (int y = 0; y < 8; y++)
            memset(to + y * batch->pitch, sample, 8);
    }
    """
    ctypedef struct Waiting:
        int16_t values[64][8]
        uint8_t* to[8]
        int number
        int many
        int16_t steps[64]
        Py_ssize_t pitch

    void transform_waiting(Waiting* batch) noexcept nogil
