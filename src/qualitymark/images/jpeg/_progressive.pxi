# The four ways of coding a scan of a progressive picture (T.81 annex G), one segment at a time.
# In C, for each of them is one loop over blocks.

cdef extern from *:
    """
    enum {
        /* How many bits the table of a scan is asked by. */
        GLANCE = 10,
        /* In an entry: it has no value, but the length of a code, 0 where that is longer, and from bit 8 on its symbol.
           Other entries have the length of code and value, from bit 8 on how far that leads, from bit 16 on the value. */
        BARE = 128
    };

    typedef struct {
        /* The unread bits, the next one highest, and how many of them there are; where the rest is. */
        uint64_t ahead;
        int ready;
        const uint8_t *next;
        const Stream *stream;
    } Flow;

    /* The blocks of a scan in their order: rows of MCUs of the scan (A.2.2), or MCUs of the frame one by one (A.2.3). */
    typedef struct {
        /* The number of the block in the whole picture, its place in the MCU of the frame, and in the row. */
        Py_ssize_t block;
        int place;
        Py_ssize_t column;
        Py_ssize_t row;
        /* How many blocks of the scan an MCU of the frame has across and down, and a row has. */
        int across, down;
        Py_ssize_t columns;
        /* The first block, how many an MCU has, and how many a row of MCUs has. */
        Py_ssize_t first, each, pitch;
    } Course;

    typedef struct {
        /* What a scan brings: Ss, Se and Al. */
        int start, end, low;
        /* Of DC the blocks of an MCU of the scan: where they are, whose, and by which table. */
        int blocks;
        int offset[10], component[10];
        const Codes *codes[10];
        /* By GLANCE bits; for AC. */
        uint32_t looks[1 << GLANCE];
        /* All coefficients, and by block which of AC are not zero. */
        int16_t *values;
        uint64_t *known;
    } Sweep;

    static void go_to(Course *course, Py_ssize_t unit)
    {
        course->row = unit / course->columns;
        course->column = unit % course->columns;
        course->place = (int)(course->column % course->across);
        course->block = course->first + course->row / course->down * course->pitch
                      + course->row % course->down * course->across
                      + course->column / course->across * course->each + course->place;
    }

    static inline void step(Course *course)
    {
        course->block++;
        if (++course->place == course->across) {
            course->place = 0;
            course->block += course->each - course->across;
        }
        if (QM_RARELY(++course->column == course->columns))
            go_to(course, (course->row + 1) * course->columns);
    }

    static inline Flow flow_of(const Stream *stream)
    {
        Flow flow = {0, 0, stream->data, stream};
        return flow;
    }

    /* Make 56 bits ready or more. Behind the data there are zeros enough for one block, or the DC of one MCU. */
    static inline void fill_up(Flow *flow)
    {
        flow->ahead |= load(flow->next) >> flow->ready;
        flow->next += (63 - flow->ready) >> 3;
        flow->ready |= 56;
    }

    static inline void skip(Flow *flow, int bits)
    {
        flow->ahead <<= bits;
        flow->ready -= bits;
    }

    /* How many bits were read beyond the end; negative for those that are left. */
    static inline Py_ssize_t beyond(const Flow *flow)
    {
        return 8 * (flow->next - flow->stream->data) - flow->ready - flow->stream->bits;
    }

    /* What a segment comes to: OK where no EOB run goes on, and only padding is left (F.1.2.3). */
    static int ended(const Flow *flow, uint32_t run)
    {
        return run || beyond(flow) > 0 || beyond(flow) <= -8 ? BAD_STREAM : OK;
    }

    /* Too large a value, unless it was made up of what is behind the end. */
    static int too_large(const Flow *flow)
    {
        return beyond(flow) > 0 ? BAD_STREAM : BAD_RANGE;
    }

    /* G.1.2.1: DC differences, by predictors of their own in each segment. */
    static int first_dc(const Sweep *sweep, Course course, Py_ssize_t units, const Stream *stream)
    {
        Flow flow = flow_of(stream);
        int32_t before[4] = {0, 0, 0, 0};
        for (; units > 0; units--, step(&course)) {
            for (int i = 0; i < sweep->blocks; i++) {
                int32_t *last = &before[sweep->component[i] & 3];
                fill_up(&flow);
                uint32_t entry = sweep->codes[i]->dc_looks[flow.ahead >> (64 - LOOK)];
                if (QM_RARELY((entry & NOTHING) == NOTHING)) {
                    int code = first_code(sweep->codes[i], flow.ahead);
                    if (!code || (code & 255) > MOST_DC)
                        return BAD_STREAM;
                    skip(&flow, code >> 8);
                    *last += extended(flow.ahead, code & 255);
                    skip(&flow, code & 255);
                } else {
                    skip(&flow, entry & 63);
                    *last += (int32_t)entry >> 16;
                }
                if (*last > 0x7FFF >> sweep->low || *last < -(0x7FFF >> sweep->low))
                    return too_large(&flow);
                sweep->values[64 * (course.block + sweep->offset[i])] = (int16_t)(*last * (1 << sweep->low));
            }
            if (beyond(&flow) > 0)
                return BAD_STREAM;
        }
        return ended(&flow, 0);
    }

    /* G.1.2.1: one bit more of each. */
    static int refined_dc(const Sweep *sweep, Course course, Py_ssize_t units, const Stream *stream)
    {
        Flow flow = flow_of(stream);
        for (; units > 0; units--, step(&course)) {
            fill_up(&flow);
            for (int i = 0; i < sweep->blocks; i++) {
                sweep->values[64 * (course.block + sweep->offset[i])] |= (int16_t)((flow.ahead >> 63) << sweep->low);
                skip(&flow, 1);
            }
            if (beyond(&flow) > 0)
                return BAD_STREAM;
        }
        return ended(&flow, 0);
    }

    /* The next code, which is taken; -1 for none. ``entry`` is the bare one of these bits. */
    static inline int bare_symbol(Flow *flow, const Codes *codes, uint32_t entry)
    {
        int length = (int)(entry & 63), symbol = (int)(entry >> 8 & 255);
        if (QM_RARELY(!length)) {
            int code = first_code(codes, flow->ahead);
            if (!code)
                return -1;
            length = code >> 8;
            symbol = code & 255;
        }
        skip(flow, length);
        return symbol;
    }

    /* Table G.1: in how many blocks the band ends at once, this one among them, from EOBn and n further bits. */
    static inline uint32_t end_run(Flow *flow, int n)
    {
        uint32_t run = (1u << n) + (uint32_t)(flow->ahead >> 1 >> (63 - n));
        skip(flow, n);
        return run;
    }

    /* G.1.2.2: runs of zeros and values as in sequential coding, and runs of blocks that have ended. */
    static int first_ac(const Sweep *sweep, Course course, Py_ssize_t units, const Stream *stream)
    {
        Flow flow = flow_of(stream);
        uint32_t run = 0;
        const int end = sweep->end;
        for (; units > 0; units--, step(&course)) {
            if (run) {
                run--;
                continue;
            }
            int16_t *values = sweep->values + 64 * course.block;
            uint64_t known = 0;
            int last = sweep->start - 1;
            while (last < end) {
                fill_up(&flow);
                uint32_t entry = sweep->looks[flow.ahead >> (64 - GLANCE)];
                int16_t value = (int16_t)(entry >> 16);
                if (QM_RARELY(entry & BARE)) {
                    int symbol = bare_symbol(&flow, sweep->codes[0], entry), size = symbol & 15;
                    if (symbol < 0)
                        return BAD_STREAM;
                    if (!size && symbol != 0xF0) {
                        run = end_run(&flow, symbol >> 4) - 1;
                        break;
                    }
                    last += (symbol >> 4) + 1;
                    if (last > end)
                        return BAD_STREAM;
                    if (!size)
                        continue;
                    if (size > MOST_AC - sweep->low)
                        return too_large(&flow);
                    value = (int16_t)(extended(flow.ahead, size) * (1 << sweep->low));
                    skip(&flow, size);
                } else {
                    last += entry >> 8 & 255;
                    if (last > end)
                        return BAD_STREAM;
                    skip(&flow, entry & 63);
                }
                values[last] = value;
                known |= (uint64_t)1 << last;
            }
            sweep->known[course.block] |= known;
            if (beyond(&flow) > 0)
                return BAD_STREAM;
        }
        return ended(&flow, run);
    }
    """
    enum:
        GLANCE, BARE

    ctypedef struct Course:
        int across
        int down
        Py_ssize_t columns
        Py_ssize_t first
        Py_ssize_t each
        Py_ssize_t pitch

    ctypedef struct Sweep:
        int start
        int end
        int low
        int blocks
        int offset[10]
        int component[10]
        const Codes* codes[10]
        uint32_t looks[1024]
        int16_t* values
        uint64_t* known

    void go_to(Course* course, Py_ssize_t unit) noexcept nogil
    int first_dc(const Sweep* sweep, Course course, Py_ssize_t units, const Stream* stream) noexcept nogil
    int refined_dc(const Sweep* sweep, Course course, Py_ssize_t units, const Stream* stream) noexcept nogil
    int first_ac(const Sweep* sweep, Course course, Py_ssize_t units, const Stream* stream) noexcept nogil
