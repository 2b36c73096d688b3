# Writing. A block takes at most 1 665 bits, and stuffing at most doubles them; room for that is made before each.

cdef enum:
    BLOCK_BYTES = 512

cdef uint8_t[2048] SIZES
SIZES[:] = [number.bit_length() for number in range(2048)]

ctypedef struct Output:
    uint8_t* data
    Py_ssize_t room
    Py_ssize_t size
    # Bits that are no whole word yet, and how many: fewer than 64. What stands above them has been written.
    uint64_t open
    int opened


cdef extern from *:
    """
    #if defined(__SSE2__) || defined(_M_X64)
    #include <emmintrin.h>
    #endif

    /* Which of the 64 coefficients are not zero: bit k tells of the one at place k. */
    static uint64_t not_zero(const int16_t *values)
    {
        uint64_t zero = 0;
    #if defined(__SSE2__) || defined(_M_X64)
        const __m128i none = _mm_setzero_si128();
        for (int k = 0; k < 64; k += 16) {
            __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(values + k)), none);
            __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(values + k + 8)), none);
            zero |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high)) << k;
        }
    #else
        for (int k = 0; k < 64; k++)
            zero |= (uint64_t)(values[k] == 0) << k;
    #endif
        return ~zero;
    }

    /* The place of the lowest bit that is set; there is one. */
    static int lowest(uint64_t bits)
    {
    #if defined(__GNUC__)
        return __builtin_ctzll(bits);
    #else
        int place = 0;
        for (; !(bits & 255); bits >>= 8)
            place += 8;
        for (; !(bits & 1); bits >>= 1)
            place++;
        return place;
    #endif
    }

    /* How many bytes are FF. */
    static Py_ssize_t ones(const uint8_t *data, Py_ssize_t size)
    {
        Py_ssize_t number = 0;
    #if defined(__SSE2__) || defined(_M_X64)
        const __m128i one = _mm_set1_epi8(-1), none = _mm_setzero_si128();
        while (size >= 16) {
            __m128i counts = none;
            for (int i = 0; i < 255 && size >= 16; i++, data += 16, size -= 16)
                counts = _mm_sub_epi8(counts, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)data), one));
            counts = _mm_sad_epu8(counts, none);
            number += _mm_cvtsi128_si32(counts) + _mm_extract_epi16(counts, 4);
        }
    #endif
        for (; size > 0; size--)
            number += *data++ == 0xFF;
        return number;
    }
    """
    Py_ssize_t ones(const uint8_t* data, Py_ssize_t size) noexcept nogil
    uint64_t not_zero(const int16_t* values) noexcept nogil
    int lowest(uint64_t bits) noexcept nogil


cdef int reserve(Output* out, Py_ssize_t more) noexcept nogil:
    """Make room for so many bytes and the bits that are open."""
    cdef Py_ssize_t room
    cdef uint8_t* data
    if out.size + more + 16 <= out.room:
        return OK
    room = 2 * out.room + more + 16
    data = <uint8_t*>realloc(out.data, room)
    if data == NULL:
        return NO_MEMORY
    out.data, out.room = data, room
    return OK


cdef inline void put_word(Output* out, uint64_t word) noexcept nogil:
    """Write 64 bits, with a zero byte behind each FF (B.1.1.5)."""
    cdef uint8_t* to = out.data + out.size
    cdef int place
    # A byte is FF where its highest bit goes when one is added; a carry only comes from bytes that are FF.
    if word & ~(word + <uint64_t>0x0101010101010101) & <uint64_t>0x8080808080808080:
        for place in range(8):
            to[0] = <uint8_t>(word >> (56 - 8 * place))
            to[1] = 0
            to += 1 + (to[0] == 0xFF)
        out.size = to - out.data
        return
    to[0], to[1], to[2], to[3] = word >> 56, (word >> 48) & 255, (word >> 40) & 255, (word >> 32) & 255
    to[4], to[5], to[6], to[7] = (word >> 24) & 255, (word >> 16) & 255, (word >> 8) & 255, word & 255
    out.size += 8


cdef inline void put(Output* out, uint32_t value, int bits) noexcept nogil:
    """Write at most 32 bits."""
    cdef int more = out.opened + bits - 64
    if more < 0:
        out.open = out.open << bits | value
        out.opened += bits
        return
    put_word(out, out.open << (bits - more) | value >> more)
    out.open, out.opened = value, more


cdef inline int put_symbol(Output* out, const Codes* codes, int symbol, uint32_t further, int bits) noexcept nogil:
    """Write a code and the bits behind it, together at most 32. ``symbol`` is from 0 to 255."""
    cdef int length = codes.length[symbol]
    if length == 0:
        return BAD_TABLES
    put(out, codes.code[symbol] << bits | further, length + bits)
    return OK


cdef inline int size_of(int value) noexcept nogil:
    """Return how many bits the amount of a value takes, 12 for all that are too large."""
    value = abs(value)
    return SIZES[value] if value < 2048 else 12


cdef inline int put_value(Output* out, const Codes* codes, int run, int value) noexcept nogil:
    """Write a run and a value, which may be a DC difference without run (F.1.2.1, F.1.2.2)."""
    cdef int size = size_of(value)
    # A negative value is written less one.
    return put_symbol(out, codes, (run << 4 | size) & 255, (value + (value >> 31)) & ((1 << size) - 1), size)


cdef int put_bits(Output* out, const Stream* stream, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Copy bits, leaving room for a block; the caller has checked that they are there."""
    cdef int bits
    cdef uint64_t word
    cdef const uint8_t* source
    if reserve(out, 2 * ((end - start) >> 3) + BLOCK_BYTES) != OK:
        return NO_MEMORY
    while end - start >= 64:
        source = stream.data + (start >> 3)
        bits = start & 7
        # Shifted in two steps, so that a shift by no bits at all takes nothing of the ninth byte.
        word = load(source) << bits | <uint64_t>(source[8] >> 1 >> (7 - bits))
        put_word(out, out.open << 1 << (63 - out.opened) | word >> out.opened)
        out.open = word
        start += 64
    while start < end:
        bits = <int>min(<Py_ssize_t>32, end - start)
        put(out, <uint32_t>(peek(stream, start) >> (64 - bits)), bits)
        start += bits
    return OK


cdef inline int put_block(Output* out, const Part* part, const int16_t* values, int difference) noexcept nogil:
    """Write a block from its coefficients (F.1.2), for which there is room."""
    cdef uint64_t left = not_zero(values) & ~<uint64_t>1
    cdef int k, run, last = 0
    if size_of(difference) > MOST_DC:
        return BAD_RANGE
    if put_value(out, part.dc, 0, difference) != OK:
        return BAD_TABLES
    while left:
        k = lowest(left)
        left &= left - 1
        run = k - last - 1
        last = k
        if size_of(values[k]) > MOST_AC:
            return BAD_RANGE
        while run > 15:
            if put_symbol(out, part.ac, 0xF0, 0, 0) != OK:
                return BAD_TABLES
            run -= 16
        if put_value(out, part.ac, run, values[k]) != OK:
            return BAD_TABLES
    return put_symbol(out, part.ac, 0, 0, 0) if last < 63 else OK


cdef int put_units(Output* out, const Layout* layout, const int16_t* values, Py_ssize_t units,
                   int16_t* before) noexcept nogil:
    """Write MCUs from their coefficients."""
    cdef Py_ssize_t number
    cdef int place, difference, wrong
    cdef const Part* part
    # A copy that nothing points at may live in registers.
    cdef Output now
    for number in range(units):
        if reserve(out, BLOCK_BYTES * layout.blocks) != OK:
            return NO_MEMORY
        now = out[0]
        for place in range(layout.blocks):
            part = &layout.part[place]
            difference = values[0] - before[part.component]
            before[part.component] = values[0]
            wrong = put_block(&now, part, values, difference)
            if wrong != OK:
                return wrong
            values += 64
        out[0] = now
    return OK


cdef int count_units(const Layout* layout, const int16_t* values, Py_ssize_t units, int16_t* before,
                     uint32_t[256]* times) noexcept nogil:
    """Count what put_units() writes."""
    cdef Py_ssize_t number
    cdef int place, k, run, size, last
    cdef uint64_t left
    cdef uint32_t* counted
    cdef const Part* part
    for number in range(units):
        for place in range(layout.blocks):
            part = &layout.part[place]
            size = size_of(values[0] - before[part.component])
            before[part.component] = values[0]
            if size > MOST_DC:
                return BAD_RANGE
            times[part.dc_slot & 7][size] += 1
            counted = times[part.ac_slot & 7]
            left = not_zero(values) & ~<uint64_t>1
            last = 0
            while left:
                k = lowest(left)
                left &= left - 1
                run = k - last - 1
                last = k
                size = size_of(values[k])
                if size > MOST_AC:
                    return BAD_RANGE
                counted[0xF0] += run >> 4
                counted[((run & 15) << 4 | size) & 255] += 1
            if last < 63:
                counted[0] += 1
            values += 64
    return OK
