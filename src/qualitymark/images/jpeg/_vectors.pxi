# What code for vectors needs. With glibc on x86-64 functions marked QM_CLONED are built twice, and the loader takes the
# better one.

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    #if defined(__SSE2__) || defined(_M_X64)
    #include <emmintrin.h>
    #define QM_SSE2
    #endif
    #if defined(__has_feature)
    #if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
    #define QM_SANITIZED
    #endif
    #endif
    #if defined(__GNUC__) && defined(__x86_64__) && defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) \\
        && !defined(QM_SANITIZED)
    #define QM_CLONED __attribute__((target_clones("avx2", "default")))
    #else
    #define QM_CLONED
    #endif
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    #define QM_LITTLE
    #endif
    #if defined(__GNUC__)
    #define QM_INLINE static inline __attribute__((always_inline))
    #else
    #define QM_INLINE static inline
    #endif

    #if defined(__GNUC__)
    typedef uint32_t Word __attribute__((aligned(1), may_alias));
    #else
    typedef uint32_t Word;
    #endif

    /* Figure 5: the place of each coefficient in the block, row by row. */
    static const uint8_t ZIGZAG[64] = {
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14,
        21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53,
        60, 61, 54, 47, 55, 62, 63
    };

    /* Exchange rows and columns of 8 by 8 samples. */
    QM_INLINE void turn_samples(const uint8_t *in, uint8_t *out)
    {
    #ifdef QM_SSE2
        __m128i a[4], b[4];
        for (int i = 0; i < 4; i++)
            a[i] = _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)(in + 16 * i)),
                                     _mm_loadl_epi64((const __m128i *)(in + 16 * i + 8)));
        for (int i = 0; i < 2; i++) {
            b[i] = _mm_unpacklo_epi16(a[2 * i], a[2 * i + 1]);
            b[i + 2] = _mm_unpackhi_epi16(a[2 * i], a[2 * i + 1]);
        }
        for (int i = 0; i < 2; i++) {
            _mm_storeu_si128((__m128i *)(out + 32 * i), _mm_unpacklo_epi32(b[2 * i], b[2 * i + 1]));
            _mm_storeu_si128((__m128i *)(out + 32 * i + 16), _mm_unpackhi_epi32(b[2 * i], b[2 * i + 1]));
        }
    #else
        for (int i = 0; i < 64; i++)
            out[8 * (i & 7) + (i >> 3)] = in[i];
    #endif
    }
    """
    const uint8_t ZIGZAG[64]
