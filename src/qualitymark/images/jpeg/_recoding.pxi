# Writing what was read, with other codes where they differ.

cdef int recode_unit(Output* out, const Layout* layout, Stream* stream, const Layout* source,
                     const int* added) noexcept nogil:
    """Write one MCU of the stream with other codes, adding to the first DC difference of each component."""
    cdef int place, value, symbol, size, last, met = 0, wrong = OK
    cdef const Part* old
    cdef const Part* new
    if reserve(out, BLOCK_BYTES * layout.blocks) != OK:
        return NO_MEMORY
    for place in range(layout.blocks):
        old, new = &source.part[place], &layout.part[place]
        if next_difference(stream, old.dc, &value) != OK:
            return BAD_STREAM
        value += 0 if met >> old.component & 1 else added[old.component]
        met |= 1 << old.component
        if size_of(value) > MOST_DC:
            return BAD_RANGE
        wrong = put_value(out, new.dc, 0, value)
        last = 0
        while last < 63 and wrong == OK:
            symbol = next_ac(stream, old.ac, &last)
            if symbol < 0 or stream.at > stream.bits:
                return BAD_STREAM
            size = symbol & 15
            wrong = put_symbol(out, new.ac, symbol, <uint32_t>(peek(stream, stream.at) >> 1 >> (63 - size)), size)
            stream.at += size
            if symbol == 0:
                break
        if wrong != OK:
            return wrong
    return OK if stream.at <= stream.bits else BAD_STREAM


cdef int differ(const Layout* layout, Stream stream, int* found) noexcept nogil:
    """Return the first DC difference of each component in the next MCU."""
    cdef int place, met = 0
    cdef const Part* part
    cdef int difference
    for place in range(layout.blocks):
        part = &layout.part[place]
        if next_block(&stream, part, &difference) != OK:
            return BAD_STREAM
        if not met >> part.component & 1:
            found[part.component] = difference
            met |= 1 << part.component
    return OK


cdef bint kept(const Codes* old, const Codes* new, int shorter) noexcept nogil:
    """Tell whether all symbols whose codes are shorter than that have the same codes as before."""
    cdef int symbol, length
    if old == new:
        return True
    for symbol in range(256):
        length = old.length[symbol]
        if 0 < length < shorter and (new.length[symbol] != length or new.code[symbol] != old.code[symbol]):
            return False
    return True


cdef bint notes_tell(const Layout* layout, const Layout* source) noexcept nogil:
    """Tell whether all codes that are to be exchanged are among those that were noted."""
    cdef int place
    cdef const Part* old
    cdef const Part* new
    for place in range(layout.blocks):
        old, new = &source.part[place], &layout.part[place]
        if not kept(old.dc, new.dc, 17) or not kept(old.ac, new.ac, NOTED if old.ac.noted else 17):
            return False
    return True


cdef int exchange(Output* out, const Layout* layout, const Stream* stream, const Layout* source, const Notes* notes,
                  Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Write the bits between two positions with other codes for what was noted."""
    cdef Py_ssize_t number, at
    cdef uint64_t found
    cdef int place, symbol, length, wrong
    for number in range(first_note(notes, start), notes.number):
        found = notes.found[number]
        at = <Py_ssize_t>(found >> 16)
        if at >= end:
            break
        place, symbol = <int>(found >> 8 & 255), <int>(found & 255)
        if place >= layout.blocks or at < start:
            return BAD_STREAM
        length = source.part[place].ac.length[symbol]
        if (
            layout.part[place].ac.length[symbol] == length
            and layout.part[place].ac.code[symbol] == source.part[place].ac.code[symbol]
        ):
            continue
        wrong = put_bits(out, stream, start, at)
        if wrong == OK:
            wrong = put_symbol(out, layout.part[place].ac, symbol, 0, 0)
        if wrong != OK:
            return wrong
        start = at + length
    return put_bits(out, stream, start, end) if start <= end else BAD_STREAM


cdef int transcode_units(Output* out, const Layout* layout, const Stream* stream, const Layout* source,
                         Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Write the MCUs between two positions with other codes, symbol by symbol."""
    cdef int wrong = OK
    cdef int[4] nothing
    cdef Stream now = stream[0]
    memset(nothing, 0, sizeof(nothing))
    now.at = start
    while now.at < end and wrong == OK:
        wrong = recode_unit(out, layout, &now, source, nothing)
    return wrong
