# From coefficients to samples: the inverse transform of libjpeg's jidctint.c (islow), in the 16 and 32 bits in which
# libjpeg-turbo does it with vectors, eight blocks at once.

cdef extern from *:
    """
    /* Blocks that wait for their transform: coefficients by place, row by row, and block, and where the samples go. The
       last row of coefficients is for those that a block has no place for, and is not looked at. */
    typedef struct {
        int16_t values[65][8];
        uint8_t *to[8];
        int number;
        int16_t steps[64];
        Py_ssize_t pitch;
    } Waiting;

    QM_INLINE int32_t within(int32_t value, int32_t least, int32_t most)
    {
        value = value < least ? least : value;
        return value > most ? most : value;
    }

    /* A.3.3 in one direction, for eight blocks: ``in`` has the values of a row or a column ``step`` apart, ``steps`` what
       they are multiplied by. Sums of two values are of 16 bits again, as in libjpeg-turbo; so no other sum can leave
       32 bits. */
    QM_INLINE void inverse(const int16_t *in, int step, const int16_t *steps, int down, int16_t *out)
    {
    #ifdef QM_SSE2
        /* Pairs of values times pairs of factors, summed up: those of the plain way below, put together. */
        #define QM_PAIR(a, b) _mm_set1_epi32((int)((uint32_t)(uint16_t)(a) | (uint32_t)(uint16_t)(b) << 16))
        #define QM_SUMS(name, a, b, p, q)                                                                              \\
            __m128i name##l = _mm_madd_epi16(_mm_unpacklo_epi16(a, b), QM_PAIR(p, q));                                 \\
            __m128i name##h = _mm_madd_epi16(_mm_unpackhi_epi16(a, b), QM_PAIR(p, q));
        #define QM_BOTH(name, a, operation, b)                                                                         \\
            __m128i name##l = _mm_##operation##_epi32(a##l, b##l), name##h = _mm_##operation##_epi32(a##h, b##h);
        /* 13 bits up: unpacked to the upper half, and 3 down again. */
        #define QM_RAISED(name, a)                                                                                     \\
            __m128i name##l = _mm_add_epi32(_mm_srai_epi32(_mm_unpacklo_epi16(none, a), 3), half);                     \\
            __m128i name##h = _mm_add_epi32(_mm_srai_epi32(_mm_unpackhi_epi16(none, a), 3), half);
        #define QM_OUT(k, operation, a, b)                                                                             \\
            _mm_storeu_si128((__m128i *)(out + step * k), _mm_packs_epi32(                                             \\
                _mm_srai_epi32(_mm_##operation##_epi32(a##l, b##l), down),                                             \\
                _mm_srai_epi32(_mm_##operation##_epi32(a##h, b##h), down)));
        const __m128i none = _mm_setzero_si128(), half = _mm_set1_epi32(1 << (down - 1));
        __m128i x[8], z3, z4;
        for (int k = 0; k < 8; k++) {
            x[k] = _mm_loadu_si128((const __m128i *)(in + step * k));
            if (steps)
                x[k] = _mm_mullo_epi16(x[k], _mm_set1_epi16(steps[8 * k]));
        }
        QM_SUMS(a, x[2], x[6], 4433, 4433 - 15137)
        QM_SUMS(b, x[2], x[6], 4433 + 6270, 4433)
        QM_RAISED(c, _mm_add_epi16(x[0], x[4]))
        QM_RAISED(d, _mm_sub_epi16(x[0], x[4]))
        QM_BOTH(e0, c, add, b)
        QM_BOTH(e3, c, sub, b)
        QM_BOTH(e1, d, add, a)
        QM_BOTH(e2, d, sub, a)
        z3 = _mm_add_epi16(x[7], x[3]);
        z4 = _mm_add_epi16(x[5], x[1]);
        QM_SUMS(z3, z3, z4, 9633 - 16069, 9633)
        QM_SUMS(z4, z3, z4, 9633, 9633 - 3196)
        QM_SUMS(p0, x[7], x[1], 2446 - 7373, -7373)
        QM_SUMS(p1, x[5], x[3], 16819 - 20995, -20995)
        QM_SUMS(p2, x[5], x[3], -20995, 25172 - 20995)
        QM_SUMS(p3, x[7], x[1], -7373, 12299 - 7373)
        QM_BOTH(o0, p0, add, z3)
        QM_BOTH(o1, p1, add, z4)
        QM_BOTH(o2, p2, add, z3)
        QM_BOTH(o3, p3, add, z4)
        QM_OUT(0, add, e0, o3)
        QM_OUT(1, add, e1, o2)
        QM_OUT(2, add, e2, o1)
        QM_OUT(3, add, e3, o0)
        QM_OUT(4, sub, e3, o0)
        QM_OUT(5, sub, e2, o1)
        QM_OUT(6, sub, e1, o2)
        QM_OUT(7, sub, e0, o3)
    #else
        for (int i = 0; i < 8; i++) {
            #define QM_IN(k) (int16_t)(in[step * k + i] * (int32_t)(steps ? steps[8 * k] : 1))
            #define QM_OUT(k, value) out[step * k + i] = (int16_t)within((value) >> down, -32768, 32767)
            int32_t x0 = QM_IN(0), x1 = QM_IN(1), x2 = QM_IN(2), x3 = QM_IN(3);
            int32_t x4 = QM_IN(4), x5 = QM_IN(5), x6 = QM_IN(6), x7 = QM_IN(7);
            int32_t half = 1 << (down - 1);
            int32_t z1 = (x2 + x6) * 4433;
            int32_t a = z1 - x6 * 15137, b = z1 + x2 * 6270;
            int32_t c = (int16_t)(x0 + x4) * 8192 + half, d = (int16_t)(x0 - x4) * 8192 + half;
            int32_t e0 = c + b, e3 = c - b, e1 = d + a, e2 = d - a;
            int32_t z3 = (int16_t)(x7 + x3), z4 = (int16_t)(x5 + x1);
            int32_t z5 = (z3 + z4) * 9633, z2 = (x5 + x3) * -20995, o0, o1, o2, o3;
            z1 = (x7 + x1) * -7373;
            z3 = z3 * -16069 + z5;
            z4 = z4 * -3196 + z5;
            o0 = x7 * 2446 + z1 + z3;
            o1 = x5 * 16819 + z2 + z4;
            o2 = x3 * 25172 + z2 + z3;
            o3 = x1 * 12299 + z1 + z4;
            QM_OUT(0, e0 + o3);
            QM_OUT(1, e1 + o2);
            QM_OUT(2, e2 + o1);
            QM_OUT(3, e3 + o0);
            QM_OUT(4, e3 - o0);
            QM_OUT(5, e2 - o1);
            QM_OUT(6, e1 - o2);
            QM_OUT(7, e0 - o3);
        }
    #endif
    }

    /* Transform all blocks that wait: columns with two bits more precision, then rows. */
    QM_CLONED static void transform_waiting(Waiting *batch)
    {
        int16_t columns[512], all[512];
        if (!batch->number)
            return;
        for (int x = 0; x < 8; x++)
            inverse(batch->values[x], 64, batch->steps + x, 11, columns + 8 * x);
        for (int y = 0; y < 8; y++)
            inverse(columns + 64 * y, 8, NULL, 18, all + 64 * y);
        for (int y = 0; y < 8; y++) {
            uint8_t samples[64], turned[64];
            for (int i = 0; i < 64; i++)
                samples[i] = (uint8_t)(within(all[64 * y + i], -128, 127) + 128);
            turn_samples(samples, turned);
            for (int i = 0; i < batch->number; i++)
                memcpy(batch->to[i] + y * batch->pitch, turned + 8 * i, 8);
        }
        memset(batch->values, 0, sizeof(batch->values));
        batch->number = 0;
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
        int16_t values[65][8]
        uint8_t* to[8]
        int number
        int16_t steps[64]
        Py_ssize_t pitch

    void transform_waiting(Waiting* batch) noexcept nogil
