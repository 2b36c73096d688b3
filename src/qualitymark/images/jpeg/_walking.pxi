# Reading MCU after MCU (Figure F.13) to know where each one starts and what its DC coefficients are. In C, where it can
# be said what is to live in registers: this takes most of the time.
#
# A look at the next bits tells one DC difference, or all AC coefficients that are whole in them; whether the same block
# comes next or another one is a matter of numbers and not of branches. So two walks can go by turns, and while one waits
# for its table the other goes on. The second walk starts at a bit where no MCU is known to start. What it finds at first
# is wrong, but codes fall into step by themselves: where the first walk comes to a bit at which the second one had an
# MCU start, both have found the same from there on.

cdef extern from *:
    """
    /* A second walk starts again after nonsense, so many times at most, and not so many bits before the end. */
    enum { TRIES = 64, NEAR = 4096 };

    /* An entry for one symbol: with a long code, many bits, or at the end of the block. It has the next coefficient in
       place of how far it leads. 0 is an error. */
    static uint32_t one_symbol(const Part *part, int dc, uint64_t ahead, int coefficient, uint64_t here, Notes *notes)
    {
        int entry = first_code(dc ? part->dc : part->ac, ahead);
        int length = entry >> 8, symbol = entry & 255, size = symbol & 15;
        int next = symbol ? coefficient + (symbol >> 4) + 1 : 64;
        if (!entry)
            return 0;
        if (dc)
            return symbol > MOST_DC ? 0 : dc_entry(extended(ahead << length, symbol), length + symbol);
        if (size > MOST_AC || (!size && symbol != 0xF0 && symbol) || next > 64)
            return 0;
        if (part->ac->noted && length >= NOTED && note(notes, here | (uint64_t)symbol) != OK)
            return 0;
        return (uint32_t)((next == 64 ? ENDS : next) << 8 | (length + size));
    }

    /* Sum up DC differences as far as MCUs are known; those behind sums that no coefficient can have are forgotten. */
    static void sum_up(const Layout *layout, Notes *notes)
    {
        for (; notes->summed + 1 < notes->known; notes->summed++) {
            const int16_t *difference = notes->differences + notes->summed * 2 * layout->blocks;
            const Place *before = notes->places + notes->summed;
            Place *behind = notes->places + notes->summed + 1;
            int16_t *first = notes->first + notes->summed * layout->number[0];
            unsigned beyond = 0;
            for (int component = 0; component < 4; component++) {
                int sum = before->dc[component];
                for (int place = 0; place < layout->number[component]; place++) {
                    sum += *difference;
                    difference += 2;
                    beyond |= (unsigned)(sum + 0x7FFF) > 0xFFFE;
                    if (component == 0)
                        *first++ = (int16_t)sum;
                }
                behind->dc[component] = (int16_t)sum;
            }
            if (beyond) {
                notes->known = notes->summed + 1;
                return;
            }
        }
    }

    typedef struct {
        /* The bits from ``at`` on. */
        Py_ssize_t at;
        uint64_t ahead;
        /* The next coefficient of the block, and what is read next: twice the block's place in the MCU, and one more
           behind its DC difference. */
        int coefficient, next;
        const uint32_t *looks;
        int16_t *differences;
    } Walk;

    /* Start where the last MCU that was read ends; what another walk noted behind it is read again. */
    static Walk walk_from(const Layout *layout, Notes *notes)
    {
        Py_ssize_t last = notes->known - 1, at = notes->places[last].at;
        Walk walk = {at, 0, 1, 0, layout->looks[0], notes->differences + last * 2 * layout->blocks};
        while (notes->number && (Py_ssize_t)(notes->found[notes->number - 1] >> 16) >= at)
            notes->number--;
        return walk;
    }

    /* Go on by one look, which takes 27 bits at most; do ``at_end`` where an MCU ends, and ``if_bad`` after nonsense. */
    #define QM_STEP(walk, notes, at_end, if_bad) {                                                                     \\
        uint32_t entry = walk.looks[walk.ahead >> (64 - LOOK)];                                                        \\
        const uint32_t *following = layout->looks[walk.next + 1];                                                      \\
        int coefficient = walk.coefficient + (int)(entry >> 8 & 255), ends;                                            \\
        if (QM_RARELY(coefficient & BEYOND)) {                                                                         \\
            entry = one_symbol(&layout->part[walk.next >> 1], !(walk.next & 1), walk.ahead, walk.coefficient,          \\
                               (uint64_t)walk.at << 16 | (uint64_t)(walk.next >> 1) << 8, notes);                      \\
            coefficient = (int)(entry >> 8 & 255);                                                                     \\
            if (!entry)                                                                                                \\
                if_bad;                                                                                                \\
        }                                                                                                              \\
        ends = (int)(entry >> 15 & 1);                                                                                 \\
        walk.ahead <<= entry & 63;                                                                                     \\
        walk.at += entry & 63;                                                                                         \\
        walk.differences[walk.next] = (int16_t)(entry >> 16);                                                          \\
        walk.next += ends;                                                                                             \\
        walk.coefficient = ends ? 1 : coefficient;                                                                     \\
        walk.looks = ends ? following : walk.looks;                                                                    \\
        if (QM_RARELY(walk.next == 2 * layout->blocks)) {                                                              \\
            if (walk.at > stream->bits)                                                                                \\
                if_bad;                                                                                                \\
            notes->places[notes->known++].at = walk.at;                                                                \\
            walk.differences += walk.next;                                                                             \\
            walk.next = 0;                                                                                             \\
            at_end;                                                                                                    \\
        }                                                                                                              \\
    }

    /* The number of the first note at a position or behind it. */
    static Py_ssize_t first_note(const Notes *notes, Py_ssize_t at)
    {
        Py_ssize_t low = 0, high = notes->number;
        while (low < high) {
            Py_ssize_t middle = (low + high) / 2;
            if ((Py_ssize_t)(notes->found[middle] >> 16) < at)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /* Whether the first walk is where an MCU of the second one starts, and at which; they are gone through once. */
    static int meets(const Notes *notes, const Notes *guess, Py_ssize_t *unit)
    {
        Py_ssize_t at = notes->places[notes->known - 1].at;
        while (*unit < guess->known && guess->places[*unit].at < at)
            ++*unit;
        return *unit < guess->known && guess->places[*unit].at == at;
    }

    /* Note what the second walk read behind the MCU at which the first one met it. */
    static int take_over(const Layout *layout, Notes *notes, const Notes *guess, Py_ssize_t met)
    {
        Py_ssize_t last = notes->known - 1, units = guess->known - 1 - met, each = 2 * layout->blocks;
        if (units > notes->most - last)
            units = notes->most - last;
        memcpy(notes->differences + last * each, guess->differences + met * each, (size_t)(units * each) * sizeof(int16_t));
        for (Py_ssize_t i = 1; i <= units; i++)
            notes->places[last + i].at = guess->places[met + i].at;
        notes->known += units;
        for (Py_ssize_t i = first_note(guess, guess->places[met].at); i < guess->number; i++) {
            if ((Py_ssize_t)(guess->found[i] >> 16) >= notes->places[notes->known - 1].at)
                break;
            if (note(notes, guess->found[i]) != OK)
                return NO_MEMORY;
        }
        return OK;
    }

    /* Read until so many MCUs are known, for which there is room, or what was found by ``guess`` could be taken over. */
    static int read_units(const Stream *stream, const Layout *layout, Py_ssize_t last, Notes *notes, const Notes *guess)
    {
        Py_ssize_t met = 0;
        Walk walk = walk_from(layout, notes);
        for (;;) {
            walk.ahead = peek(stream, walk.at);
            for (int turn = 0; turn < 2; turn++)
                QM_STEP(walk, notes, {
                    if (notes->known == last)
                        return OK;
                    if (guess && meets(notes, guess, &met))
                        return take_over(layout, notes, guess, met);
                }, return BAD_STREAM)
        }
    }

    /* Start a guess anew where its walk met nonsense; tell whether that is worth while. */
    static int starts_anew(const Stream *stream, Notes *guess, Py_ssize_t at, int *tries)
    {
        if (!*tries || at + NEAR >= stream->bits)
            return 0;
        --*tries;
        guess->places[0].at = at;
        guess->known = 1;
        guess->number = 0;
        return 1;
    }

    #define QM_FIRST(at_meeting) QM_STEP(one, notes, {                                                                 \\
        if (notes->known == last)                                                                                      \\
            return OK;                                                                                                 \\
        if (meets(notes, guess, &met)) {                                                                               \\
            done = take_over(layout, notes, guess, met);                                                               \\
            if (done != OK || notes->known >= last)                                                                    \\
                return done;                                                                                           \\
            at_meeting;                                                                                                \\
        }                                                                                                              \\
    }, return BAD_STREAM)

    /* Do the same with a second walk, from the only MCU that ``guess`` has, until it has ``most`` or meets ``beyond``. */
    static int read_by_turns(const Stream *stream, const Layout *layout, Py_ssize_t last, Notes *notes, Notes *guess,
                             Notes *beyond, Py_ssize_t most)
    {
        Py_ssize_t met = 0, met_beyond = 0;
        int done, tries = TRIES;
        Walk one = walk_from(layout, notes), two = walk_from(layout, guess);
        #define QM_SECOND QM_STEP(two, guess, {                                                                        \\
            if (guess->known >= most)                                                                                  \\
                break;                                                                                                 \\
            if (beyond && meets(guess, beyond, &met_beyond)) {                                                         \\
                if (take_over(layout, guess, beyond, met_beyond) != OK)                                                \\
                    return NO_MEMORY;                                                                                  \\
                if (guess->known >= most)                                                                              \\
                    break;                                                                                             \\
                beyond = NULL;                                                                                         \\
                two = walk_from(layout, guess);                                                                        \\
                continue;                                                                                              \\
            }                                                                                                          \\
        }, goto nonsense)
        for (;;) {
            one.ahead = peek(stream, one.at);
            two.ahead = peek(stream, two.at);
            QM_FIRST(return OK)
            QM_SECOND
            QM_FIRST(return OK)
            QM_SECOND
            continue;
        nonsense:
            if (!starts_anew(stream, guess, two.at, &tries))
                break;
            met = 0;
            two = walk_from(layout, guess);
        }
        return read_units(stream, layout, last, notes, guess);
    }

    /* The same with a third walk, until one of the three meets another one. */
    static int read_in_three(const Stream *stream, const Layout *layout, Py_ssize_t last, Notes *notes, Notes *guess,
                             Notes *beyond, Py_ssize_t most)
    {
        Py_ssize_t met = 0, met_beyond = 0;
        int done, tries = TRIES;
        Walk one = walk_from(layout, notes), two = walk_from(layout, guess), three = walk_from(layout, beyond);
        #define QM_IN_TWO if (guess->known >= most || meets(guess, beyond, &met_beyond)) break
        #define QM_ONE_MET return read_by_turns(stream, layout, last, notes, beyond, NULL, most)
        for (;;) {
            one.ahead = peek(stream, one.at);
            two.ahead = peek(stream, two.at);
            three.ahead = peek(stream, three.at);
            QM_FIRST(QM_ONE_MET)
            QM_STEP(two, guess, QM_IN_TWO, goto nonsense)
            QM_STEP(three, beyond, if (beyond->known >= most) break, goto nonsense_beyond)
            QM_FIRST(QM_ONE_MET)
            QM_STEP(two, guess, QM_IN_TWO, goto nonsense)
            QM_STEP(three, beyond, if (beyond->known >= most) break, goto nonsense_beyond)
            continue;
        nonsense:
            if (!starts_anew(stream, guess, two.at, &tries))
                break;
            met = 0;
            two = walk_from(layout, guess);
            continue;
        nonsense_beyond:
            if (!starts_anew(stream, beyond, three.at, &tries))
                break;
            met_beyond = 0;
            three = walk_from(layout, beyond);
        }
        return read_by_turns(stream, layout, last, notes, guess, beyond, most);
    }
    """
    Py_ssize_t first_note(const Notes* notes, Py_ssize_t at) noexcept nogil
    void sum_up(const Layout* layout, Notes* notes) noexcept nogil
    int read_units(
        const Stream* stream, const Layout* layout, Py_ssize_t last, Notes* notes, const Notes* guess
    ) noexcept nogil
    int read_in_three(
        const Stream* stream, const Layout* layout, Py_ssize_t last, Notes* notes, Notes* guess, Notes* beyond,
        Py_ssize_t most
    ) noexcept nogil
