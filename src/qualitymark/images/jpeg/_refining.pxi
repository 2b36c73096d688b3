# One bit more of AC coefficients (T.81 G.1.2.3).

cdef extern from *:
    """
    /* How many bits are set. */
    static inline int number_of(uint64_t bits)
    {
        bits -= bits >> 1 & 0x5555555555555555u;
        bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
        bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
        return (int)(bits * 0x0101010101010101u >> 56);
    }

    /* The next bits, at most 63, as the highest ones; so many are ready, or 7 at least. */
    static inline uint64_t taken(Flow *flow, int bits)
    {
        uint64_t found = 0;
        int more = 0;
        if (QM_RARELY(bits > flow->ready)) {
            more = flow->ready;
            found = flow->ahead & ~(~(uint64_t)0 >> more);
            skip(flow, more);
            fill_up(flow);
            bits -= more;
        }
        found |= (flow->ahead & ~(~(uint64_t)0 >> bits)) >> more;
        skip(flow, bits);
        return found;
    }

    /* Clear the lowest bits, so many of them. Three are cleared without a branch, for most runs are short. */
    static inline uint64_t without(uint64_t bits, int number)
    {
        uint64_t one = bits & (bits - 1), two;
        bits = number & 1 ? one : bits;
        two = bits & (bits - 1);
        two &= two - 1;
        bits = number & 2 ? two : bits;
        for (number >>= 2; number; number--)
            for (int i = 0; i < 4; i++)
                bits &= bits - 1;
        return bits;
    }

    /* Give each coefficient of ``known``, none of which is zero, the bit more that ``bits`` has, the first one highest.
       Four at a time, for a loop of any length is hard to predict; what is too much adds nothing to the last one. */
    static inline void correct(int16_t *values, uint64_t known, uint64_t bits, int low)
    {
        while (known)
            for (int i = 0; i < 4; i++) {
                int place = lowest(known | (uint64_t)1 << 63), value = values[place], minus = value >> 15;
                values[place] = (int16_t)(value + (((int)(bits >> 63 << low) ^ minus) - minus));
                known &= known - 1;
                bits <<= 1;
            }
    }

    /* G.1.2.3: a run counts coefficients that were zero so far; the bits of all others that it passes follow it. */
    static int refined_ac(const Sweep *sweep, Course course, Py_ssize_t units, const Stream *stream)
    {
        Flow flow = flow_of(stream);
        uint32_t run = 0;
        const uint64_t band = ~(uint64_t)0 >> (63 - sweep->end) & ~(uint64_t)0 << sweep->start;
        for (; units > 0; units--, step(&course)) {
            int16_t *values = sweep->values + 64 * course.block;
            uint64_t known = sweep->known[course.block] & band, zeros, bits = 0, fresh = 0;
            int next = sweep->start, told = 0;
            while (!run && next <= sweep->end) {
                fill_up(&flow);
                uint32_t entry = sweep->looks[flow.ahead >> (64 - GLANCE)];
                int zero = (int)(entry >> 8 & 255), passed, place;
                int16_t value = (int16_t)(entry >> 16);
                if (QM_RARELY(entry & BARE)) {
                    int symbol = bare_symbol(&flow, sweep->codes[0], entry), size = symbol & 15;
                    if (symbol < 0 || size > 1)
                        return BAD_STREAM;
                    zero = symbol >> 4;
                    if (!size && zero < 15) {
                        run = end_run(&flow, zero);
                        break;
                    }
                    if (size && sweep->low >= MOST_AC)
                        return too_large(&flow);
                    value = (int16_t)(size ? extended(flow.ahead, 1) * (1 << sweep->low) : 0);
                    skip(&flow, size);
                } else {
                    skip(&flow, entry & 63);
                }
                if (!(known >> next & ((2u << zero) - 1))) {
                    place = next + zero;
                    if (place > sweep->end)
                        return BAD_STREAM;
                } else {
                    /* The run is of zeros, so that all else between here and there was known. */
                    zeros = without((band & ~known) >> next, zero);
                    if (!zeros)
                        return BAD_STREAM;
                    place = lowest(zeros);
                    passed = place - zero;
                    place += next;
                    bits |= taken(&flow, passed) >> told;
                    told += passed;
                }
                values[place] = value;
                fresh |= (uint64_t)(value != 0) << place;
                next = place + 1;
            }
            if (run) {
                run--;
                fill_up(&flow);
                bits |= taken(&flow, number_of(known >> next)) >> told;
            }
            correct(values, known, bits, sweep->low);
            sweep->known[course.block] |= fresh;
            if (beyond(&flow) > 0)
                return BAD_STREAM;
        }
        return ended(&flow, run);
    }
    """
    int refined_ac(const Sweep* sweep, Course course, Py_ssize_t units, const Stream* stream) noexcept nogil
