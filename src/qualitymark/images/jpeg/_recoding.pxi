# Writing what was read, with other codes where they differ.

cdef void stay(const Codes* old, const Codes* new, uint16_t* several) noexcept nogil:
    """Find for each twelve bits the symbols in them that need no new code, as ``Codes.several`` does."""
    cdef uint16_t single[4096]
    cdef int bits, symbol
    for bits in range(4096):
        symbol = old.single[bits] & 255
        single[bits] = 0
        if old.code[symbol] == new.code[symbol] and old.length[symbol] == new.length[symbol]:
            single[bits] = old.single[bits]
    join(single, several)


cdef int find_staying(const Layout* layout, const Layout* source, Staying* found, uint16_t** store) noexcept nogil:
    """Find the symbols that stay, unless it was done for the same tables before."""
    cdef int place
    cdef const Codes* old
    cdef const Codes* new
    for place in range(layout.blocks):
        old, new = source.part[place].ac, layout.part[place].ac
        if found[place].old == old:
            continue
        if old == new:
            found[place].several = old.several
        elif place and source.part[place - 1].ac == old and layout.part[place - 1].ac == new:
            found[place].several = found[place - 1].several
        else:
            if store[0] == NULL:
                store[0] = <uint16_t*>malloc(10 * 4096 * sizeof(uint16_t))
            if store[0] == NULL:
                return NO_MEMORY
            stay(old, new, store[0] + 4096 * place)
            found[place].several = store[0] + 4096 * place
        found[place].old = old
    return OK


cdef inline int flush(Output* out, const Stream* stream, Py_ssize_t* start, Py_ssize_t end) noexcept nogil:
    """Copy the bits that are pending; ``start`` is where the next ones begin, and has to be set anew."""
    return put_bits(out, stream, start[0], end) if end > start[0] else OK


cdef int recode_block(Output* out, Stream* stream, const Part* old, const Part* new, const uint16_t* staying,
                      int added, Py_ssize_t* start) noexcept nogil:
    """Write one block with other codes. Symbols whose codes are the same are left pending, from ``start`` on."""
    cdef uint64_t ahead = 0
    cdef int entry, symbol, size, wrong, used, value = 0, last = 0
    cdef Py_ssize_t at = stream.at
    if next_difference(stream, old.dc, &value) != OK:
        return BAD_STREAM
    if added or old.dc != new.dc:
        if size_of(value + added) > MOST_DC:
            return BAD_RANGE
        wrong = flush(out, stream, start, at)
        if wrong == OK:
            wrong = put_value(out, new.dc, 0, value + added)
        if wrong != OK:
            return wrong
        start[0] = stream.at
    used = 57
    stream.at -= used
    while last < 63:
        if used > 57 - LOOK:
            stream.at += used
            if stream.at > stream.bits:
                return BAD_STREAM
            ahead = peek(stream, stream.at)
            used = 0
        entry = staying[ahead >> (64 - LOOK)]
        if last + (entry >> 5) <= 63:
            used += entry & 15
            ahead <<= entry & 15
            last += entry >> 5
            if entry & ENDS:
                break
            continue
        stream.at += used
        at = stream.at
        symbol = next_ac(stream, old.ac, &last)
        if symbol < 0 or stream.at > stream.bits:
            return BAD_STREAM
        size = symbol & 15
        wrong = flush(out, stream, start, at)
        if wrong == OK:
            wrong = put_symbol(out, new.ac, symbol, <uint32_t>(peek(stream, stream.at) >> 1 >> (63 - size)), size)
        if wrong != OK:
            return wrong
        stream.at += size
        start[0] = stream.at
        if symbol == 0:
            return OK
        used = 57
        stream.at -= used
    stream.at += used
    return OK if stream.at <= stream.bits else BAD_STREAM


cdef int recode(Output* out, const Layout* layout, Stream* stream, const Layout* source, const Staying* staying,
                Py_ssize_t units, const int* added) noexcept nogil:
    """Write MCUs of the stream with other codes, adding to the first DC difference of each component."""
    cdef Py_ssize_t number
    cdef int place, value, met, wrong = OK
    cdef const Part* old
    cdef Stream now = stream[0]
    cdef Py_ssize_t start = now.at
    for number in range(units):
        met = 0
        for place in range(layout.blocks):
            old = &source.part[place]
            value = 0 if met >> old.component & 1 else added[old.component]
            met |= 1 << old.component
            wrong = reserve(out, BLOCK_BYTES)
            if wrong == OK:
                wrong = recode_block(out, &now, old, &layout.part[place], staying[place].several, value, &start)
            if wrong != OK:
                return wrong
    wrong = flush(out, &now, &start, now.at)
    if wrong == OK:
        stream[0] = now
    return wrong
