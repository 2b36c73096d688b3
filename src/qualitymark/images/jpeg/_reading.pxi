# Reading coded data symbol by symbol (T.81 F.2.2), and what is read.

cdef inline int next_symbol(Stream* stream, const Codes* codes) noexcept nogil:
    """Read a code; return its symbol, or -1."""
    cdef int entry
    if stream.at > stream.bits:
        return -1
    entry = first_code(codes, peek(stream, stream.at))
    stream.at += entry >> 8
    return entry & 255 if entry else -1


cdef inline int next_difference(Stream* stream, const Codes* codes, int* value) noexcept nogil:
    cdef int size = next_symbol(stream, codes)
    if size < 0 or size > MOST_DC or stream.at > stream.bits:
        return BAD_STREAM
    value[0] = extended(peek(stream, stream.at), size)
    stream.at += size
    return OK


cdef inline int next_ac(Stream* stream, const Codes* codes, int* last) noexcept nogil:
    """Read one AC symbol, but not its further bits; return it, or -1. ``last`` is the place of the last value read."""
    cdef int symbol = next_symbol(stream, codes)
    cdef int size = symbol & 15
    if symbol > 0:
        last[0] += (symbol >> 4) + 1
    if symbol < 0 or last[0] > 63 or size > MOST_AC or (size == 0 and symbol != 0xF0 and symbol != 0):
        return -1
    return symbol


cdef int next_block(Stream* stream, const Part* part, int* difference) noexcept nogil:
    """Figure F.13 without the values, symbol by symbol."""
    cdef int symbol, last = 0
    if next_difference(stream, part.dc, difference) != OK:
        return BAD_STREAM
    while last < 63:
        symbol = next_ac(stream, part.ac, &last)
        if symbol < 0:
            return BAD_STREAM
        stream.at += symbol & 15
        if symbol == 0:
            break
    return OK if stream.at <= stream.bits else BAD_STREAM


cdef int lay_out(Layout* layout, object plan, bint reads) except -1:
    """Take over a plan; its tables have to outlive the layout."""
    cdef Table dc, ac
    cdef Part* part
    if not 1 <= len(plan) <= 10:
        raise ValueError(len(plan))
    layout.blocks = 0
    layout.components = 0
    memset(layout.number, 0, sizeof(layout.number))
    for block in plan:
        part = &layout.part[layout.blocks]
        part.component, dc, ac, part.dc_slot, part.ac_slot = block
        # A.2.3: the blocks of a component are together.
        if not layout.components - 1 <= part.component <= layout.components or not 0 <= part.component < 4:
            raise ValueError(block)
        if not 0 <= part.dc_slot < 8 or not 0 <= part.ac_slot < 8:
            raise ValueError(block)
        if dc is None or ac is None:
            raise TypeError(block)
        if reads:
            dc.read_dc()
            ac.read_ac()
            layout.looks[2 * layout.blocks] = dc.codes.dc_looks
            layout.looks[2 * layout.blocks + 1] = ac.codes.ac_looks
        part.dc, part.ac = &dc.codes, &ac.codes
        layout.blocks += 1
        layout.components = max(layout.components, part.component + 1)
        layout.number[part.component] += 1
    layout.looks[2 * layout.blocks] = layout.looks[0]
    return 0


cdef Py_ssize_t unstuff(const uint8_t* data, Py_ssize_t size, uint8_t* out) noexcept nogil:
    """B.1.1.5: leave out the zero byte behind each FF; return the number of bytes left."""
    cdef const uint8_t* end = data + size
    cdef const uint8_t* found
    cdef uint8_t* start = out
    while data < end:
        found = <const uint8_t*>memchr(data, 0xFF, end - data)
        if found == NULL:
            found = end - 1
        memcpy(out, data, found + 1 - data)
        out += found + 1 - data
        # What is no stuffing was refused when segments were told apart.
        data = found + 2
    return out - start
