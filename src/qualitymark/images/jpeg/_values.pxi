# Reading MCUs with the values of their coefficients (Figures F.13 and F.14), once a walk has found where they are.

cdef extern from *:
    """
    /* A component's samples in a box of whole MCUs: blocks that wait for their transform, and where the next MCU goes. */
    typedef struct {
        Waiting batch;
        uint8_t *samples, *to;
        Py_ssize_t pitch, wide, high;
        int h, v, fx, fy;
        int fancy;
    } Plane;

    /* The bits that come next, highest first; ``left`` of them are surely there, ``next`` is where more come from. */
    typedef struct {
        uint64_t ahead;
        int left;
        const uint8_t *next;
    } Bits;

    static Bits bits_from(const Stream *stream, Py_ssize_t at)
    {
        /* The first seven bytes, less the bits before ``at``. */
        Bits bits = {peek(stream, at), 56 - (int)(at & 7), stream->data + (at >> 3) + 7};
        return bits;
    }

    QM_INLINE Py_ssize_t position(const Stream *stream, const Bits *bits)
    {
        return 8 * (bits->next - stream->data) - bits->left;
    }

    /* Have 56 bits or more. Those below ``left`` may be there already, and are the same. */
    QM_INLINE void more(Bits *bits)
    {
        bits->ahead |= load(bits->next) >> bits->left;
        bits->next += (63 - bits->left) >> 3;
        bits->left |= 56;
    }

    QM_INLINE void drop_bits(Bits *bits, int number)
    {
        bits->ahead <<= number;
        bits->left -= number;
    }

    /* The next coefficient as in ``Codes.values_ahead``, whatever its length; 0 is an error. */
    static uint32_t any_value(const Codes *codes, uint64_t ahead)
    {
        int entry = first_code(codes, ahead);
        int length = entry >> 8, symbol = entry & 255, size = symbol & 15;
        if (!entry || size > MOST_AC || (!size && symbol != 0xF0 && symbol))
            return 0;
        return value_entry(symbol, extended(ahead << length, size), length + size);
    }

    /* Figure F.13: read a block with values; ``dc`` is the coefficient before it, and becomes its own. */
    QM_INLINE int read_block(const Stream *stream, Bits *bits, const Part *part, int *dc, Waiting *batch, uint8_t *to)
    {
        const uint32_t *looks = part->ac->values_ahead;
        const int slot = batch->number;
        uint32_t entry;
        int number = 0;
        more(bits);
        entry = part->dc->dc_looks[bits->ahead >> (64 - LOOK)];
        if (QM_RARELY(entry == NOTHING)) {
            int found = first_code(part->dc, bits->ahead), size = found & 255;
            if (!found || size > MOST_DC)
                return BAD_STREAM;
            entry = dc_entry(extended(bits->ahead << (found >> 8), size), (found >> 8) + size);
        }
        drop_bits(bits, entry & 63);
        *dc = (int16_t)(*dc + (int16_t)(entry >> 16));
        /* Two values take 52 bits at most. */
        #define QM_VALUE                                                                                               \\
            entry = looks[bits->ahead >> (64 - LOOK_VALUE)];                                                           \\
            if (QM_RARELY(!entry) && !(entry = any_value(part->ac, bits->ahead)))                                      \\
                return BAD_STREAM;                                                                                     \\
            drop_bits(bits, entry & 63);                                                                               \\
            number += entry >> 8 & 255;                                                                                \\
            batch->values[ZIGZAG[number & 63]][slot] = (int16_t)(entry >> 16);                                         \\
            if (number >= 63)                                                                                          \\
                break;
        for (;;) {
            more(bits);
            QM_VALUE
            QM_VALUE
        }
        /* A block that is full has no end, and the bits behind it were none. */
        if (QM_RARELY(number == FULL + 63 && entry >> 16))
            *bits = bits_from(stream, position(stream, bits) - part->ac->length[0]);
        if (number == FULL + 1 && !(entry >> 16)) {
            fill_block(batch, (int16_t)*dc, to);
            return OK;
        }
        batch->values[0][slot] = (int16_t)*dc;
        /* The first ten coefficients lie in four rows and columns; a full block ends at 63. */
        batch->many |= number < FULL || number >= FULL + 10;
        batch->to[slot] = to;
        batch->number++;
        if (batch->number == 8)
            transform_waiting(batch);
        return OK;
    }

    /* Read MCUs that follow each other in a row of them, and have their samples made. */
    static int read_values(const Stream *stream, const Layout *layout, const Place *places, Py_ssize_t units,
                           Plane *planes)
    {
        Bits bits = bits_from(stream, places->at);
        int before[4] = {places->dc[0], places->dc[1], places->dc[2], places->dc[3]};
        for (Py_ssize_t unit = 1; unit <= units; unit++) {
            const Part *part = layout->part;
            for (int component = 0; component < layout->components; component++) {
                Plane *plane = planes + component;
                for (int y = 0; y < plane->v; y++)
                    for (int x = 0; x < plane->h; x++, part++)
                        if (read_block(stream, &bits, part, before + component, &plane->batch,
                                       plane->to + 8 * (y * plane->pitch + x)) != OK)
                            return BAD_STREAM;
                plane->to += 8 * plane->h;
            }
            /* What the walk found is what is read; otherwise reading might leave the stream. */
            if (position(stream, &bits) != places[unit].at)
                return BAD_STREAM;
        }
        return OK;
    }
    """
    ctypedef struct Plane:
        Waiting batch
        uint8_t* samples
        uint8_t* to
        Py_ssize_t pitch
        Py_ssize_t wide
        Py_ssize_t high
        int h
        int v
        int fx
        int fy
        bint fancy

    int read_values(
        const Stream* stream, const Layout* layout, const Place* places, Py_ssize_t units, Plane* planes
    ) noexcept nogil
