# From samples to pixels, row by row: libjpeg-turbo's jdsample.c ("fancy" upsampling) and jdcolor.c.

cdef extern from *:
    """
    /* Three quarters of the nearer sample and one of the other, in both directions or one: ``sums`` are those across
       rows, with one more before them and one behind. h2v1_fancy_upsample and h2v2_fancy_upsample of jdsample.c: the
       bias goes up and down by turns. */
    QM_INLINE void spread(const uint16_t *sums, Py_ssize_t number, int up, int down, int shift, uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++) {
            uint16_t near = (uint16_t)(3 * sums[x + 1]);
            out[2 * x] = (uint8_t)((uint16_t)(near + sums[x] + up) >> shift);
            out[2 * x + 1] = (uint8_t)((uint16_t)(near + sums[x + 2] + down) >> shift);
        }
    }

    QM_CLONED static void upsample_h2v1(const uint8_t *row, Py_ssize_t number, uint16_t *sums, uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++)
            sums[x + 1] = row[x];
        sums[0] = sums[1];
        sums[number + 1] = sums[number];
        spread(sums, number, 1, 2, 2, out);
    }

    QM_CLONED static void upsample_h2v2(const uint8_t *near, const uint8_t *far, Py_ssize_t number, uint16_t *sums,
                                        uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++)
            sums[x + 1] = (uint16_t)(3 * near[x] + far[x]);
        sums[0] = sums[1];
        sums[number + 1] = sums[number];
        spread(sums, number, 8, 7, 4, out);
    }

    QM_CLONED static void upsample_h1v2(const uint8_t *near, const uint8_t *far, Py_ssize_t number, int bias,
                                        uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++)
            out[x] = (uint8_t)((3 * near[x] + far[x] + bias) >> 2);
    }

    /* int_upsample of jdsample.c: each sample over and over. */
    static void repeat(const uint8_t *row, Py_ssize_t number, int times, uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++, out += times)
            memset(out, row[x], (size_t)times);
    }

    /* Row ``y`` of the box in one component, made in ``out`` where it is not there as it is. Rows above the first and
       below the last one are as these (jdmainct.c). */
    static const uint8_t *upsampled(const Plane *plane, Py_ssize_t y, uint16_t *sums, uint8_t *out)
    {
        Py_ssize_t at = y / plane->fy, other = at + (y & 1 ? 1 : -1);
        const uint8_t *near = plane->samples + at * plane->pitch, *far;
        other = other < 0 ? 0 : other < plane->high ? other : plane->high - 1;
        far = plane->samples + other * plane->pitch;
        if (plane->fx == 1 && plane->fy == 1)
            return near;
        if (plane->fx == 1 && plane->fy == 2)
            upsample_h1v2(near, far, plane->wide, y & 1 ? 2 : 1, out);
        else if (plane->fancy && plane->fx == 2 && plane->fy == 1)
            upsample_h2v1(near, plane->wide, sums, out);
        else if (plane->fancy && plane->fx == 2 && plane->fy == 2)
            upsample_h2v2(near, far, plane->wide, sums, out);
        else if (plane->fx == 1)
            return near;
        else
            repeat(near, plane->wide, plane->fx, out);
        return out;
    }

    /* ycc_rgb_convert of jdcolor.c: JFIF's equations in 16 bits of fraction. Factors are taken less whole numbers, so
       that they hold in 16 bits; those of red and blue times twice the value, for what is cut off is a half or more. */
    QM_CLONED static void to_colours(const uint8_t *luma, const uint8_t *blue, const uint8_t *red, Py_ssize_t number,
                                     uint8_t *out)
    {
        for (Py_ssize_t x = 0; x < number; x++) {
            int16_t y = luma[x], cb = (int16_t)(blue[x] - 128), cr = (int16_t)(red[x] - 128);
            int16_t cb2 = (int16_t)(2 * cb), cr2 = (int16_t)(2 * cr);
            /* 1.402 * 65536 is 91881, 1.772 * 65536 is 116130, and those of green are 22554 and 46802. */
            int16_t r = (int16_t)(y + cr + (((int16_t)((cr2 * (91881 - 65536)) >> 16) + 1) >> 1));
            int16_t b = (int16_t)(y + cb2 + (((int16_t)((cb2 * (116130 - 131072)) >> 16) + 1) >> 1));
            int16_t g = (int16_t)(y - cr + (int16_t)((cb * -22554 + cr * (65536 - 46802) + 32768) >> 16));
            r = r < 0 ? 0 : r > 255 ? 255 : r;
            g = g < 0 ? 0 : g > 255 ? 255 : g;
            b = b < 0 ? 0 : b > 255 ? 255 : b;
    #ifdef QM_LITTLE
            ((Word *)out)[x] = (uint32_t)(uint16_t)(r | g << 8) | (uint32_t)(uint16_t)(b | 0xFF00) << 16;
    #else
            out[4 * x] = (uint8_t)r;
            out[4 * x + 1] = (uint8_t)g;
            out[4 * x + 2] = (uint8_t)b;
            out[4 * x + 3] = 255;
    #endif
        }
    }
    """
    const uint8_t* upsampled(const Plane* plane, Py_ssize_t y, uint16_t* sums, uint8_t* out) noexcept nogil
    void to_colours(
        const uint8_t* luma, const uint8_t* blue, const uint8_t* red, Py_ssize_t number, uint8_t* out
    ) noexcept nogil
