# Reading coded data (T.81 F.2.2).

cdef int first_code(const Codes* codes, uint64_t ahead) noexcept nogil:
    """Figure F.16: return length << 8 and symbol of the first code, or 0."""
    cdef int length, code
    cdef int entry = codes.single[ahead >> (64 - SHORT)]
    if entry:
        return entry
    for length in range(SHORT + 1, 17):
        code = <int>(ahead >> (64 - length))
        if code < codes.limit[length]:
            return length << 8 | codes.values[(code + codes.offset[length]) & 255]
    return 0


cdef inline int next_symbol(Stream* stream, const Codes* codes) noexcept nogil:
    """Read a code; return its symbol, or -1."""
    cdef int entry
    if stream.at > stream.bits:
        return -1
    entry = first_code(codes, peek(stream, stream.at))
    stream.at += entry >> 8
    return entry & 255 if entry else -1


cdef inline int extended(uint64_t ahead, int size) noexcept nogil:
    """F.2.2.1: the value in the first ``size`` bits, from 0 to 16; it is negative where the first of them is 0."""
    return <int>(ahead >> 1 >> (63 - size)) - (((1 << size) - 1) & (<int>(ahead >> 63) - 1))


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


ctypedef struct Place:
    Py_ssize_t at
    int16_t dc[4]

ctypedef struct Notes:
    # Where each MCU that was read starts, and the DC coefficients before it; the last one is where reading goes on.
    Place* places
    Py_ssize_t known
    # The DC coefficients of the first component's blocks in them, in the order of the scan.
    int16_t* first
    # How many MCUs there is room for.
    Py_ssize_t most
    # Where the longer codes stand in what was read so far: position << 16 | block of the MCU << 8 | symbol. With new
    # codes for these alone everything between them can be copied.
    uint64_t* found
    Py_ssize_t number
    Py_ssize_t room


cdef int note(Notes* notes, Py_ssize_t at, int place, int symbol) noexcept nogil:
    cdef uint64_t* found
    if notes.number == notes.room:
        found = <uint64_t*>realloc(notes.found, (2 * notes.room + 1024) * sizeof(uint64_t))
        if found == NULL:
            return NO_MEMORY
        notes.found = found
        notes.room = 2 * notes.room + 1024
    notes.found[notes.number] = <uint64_t>at << 16 | place << 8 | symbol
    notes.number += 1
    return OK


cdef int read_units(const Stream* stream, const Layout* layout, Py_ssize_t units, Notes* notes) noexcept nogil:
    """Figure F.13 without the values: read DC differences, and go behind the 63 AC coefficients of each block.

    ``ahead`` holds the next ``ready`` bits and what ``to`` points at comes behind them; 56 bits are ready after each
    time that some are taken over. A read goes at most 8 bytes behind the end, which then is found at the block's end.
    """
    cdef Py_ssize_t number, at = notes.places[notes.known - 1].at
    cdef Place* known = notes.places + notes.known
    cdef int16_t* dc
    cdef int16_t* first = notes.first + (notes.known - 1) * layout.firsts
    cdef const uint8_t* data = stream.data
    cdef const uint8_t* to = data + (at >> 3) + 7
    cdef const uint8_t* last_to = data + (stream.bits >> 3) + 8
    cdef uint64_t ahead = peek(stream, at)
    cdef int ready = 56 - <int>(at & 7)
    cdef int place, entry, size, sum, last, more, looks, ended
    cdef const Part* part
    cdef const uint16_t* several
    for number in range(units):
        known[number] = (known + number - 1)[0]
        dc = known[number].dc
        for place in range(layout.blocks):
            part = &layout.part[place]
            several = part.ac.several
            if to > last_to:
                return BAD_STREAM
            ahead |= load(to) >> ready
            to += (63 - ready) >> 3
            ready |= 56
            entry = part.dc.single[ahead >> (64 - SHORT)]
            if entry == 0:
                entry = first_code(part.dc, ahead)
            size = entry & 255
            more = entry >> 8
            if entry == 0 or size > MOST_DC:
                return BAD_STREAM
            sum = dc[part.component] + extended(ahead << more, size)
            if sum > 0x7FFF or sum < -0x7FFF:
                return BAD_STREAM
            dc[part.component] = <int16_t>sum
            first[0] = <int16_t>sum
            first += part.component == 0
            more += size
            ahead <<= more
            ready -= more
            # Of the 56 bits a DC difference takes 27 at most.
            looks = 2
            last = 0
            ended = 0
            while not ended:
                while looks:
                    looks -= 1
                    entry = several[ahead >> (64 - LOOK)]
                    more = last + (entry >> 5)
                    ended = (entry & ENDS) | (more >= 63)
                    if more > 63:
                        break
                    last = more
                    ahead <<= entry & 15
                    ready -= entry & 15
                    if ended:
                        break
                if ended and more <= 63:
                    break
                if to > last_to:
                    return BAD_STREAM
                ahead |= load(to) >> ready
                to += (63 - ready) >> 3
                ready |= 56
                looks = 4
                if not ended:
                    continue
                # One symbol, with a long code, many bits, or behind the end of the block.
                entry = first_code(part.ac, ahead)
                size = entry & 15
                if entry == 0 or size > MOST_AC or (size == 0 and entry & 255 != 0xF0 and entry & 255 != 0):
                    return BAD_STREAM
                if part.ac.noted and entry >> 8 >= NOTED:
                    at = 8 * (to - data) - ready
                    if note(notes, at, place, entry & 255) != OK:
                        return NO_MEMORY
                ended = entry & 255 == 0
                if not ended:
                    last += ((entry & 255) >> 4) + 1
                    ended = last == 63
                if last > 63:
                    return BAD_STREAM
                # A code and its further bits are 26 at most.
                looks = 2
                size += entry >> 8
                ahead <<= size
                ready -= size
        at = 8 * (to - data) - ready
        if at > stream.bits:
            return BAD_STREAM
        known[number].at = at
    notes.known += units
    return OK


cdef int lay_out(Layout* layout, object plan, bint reads) except -1:
    """Take over a plan; its tables have to outlive the layout."""
    cdef Table dc, ac
    cdef Part* part
    if not 1 <= len(plan) <= 10:
        raise ValueError(len(plan))
    layout.blocks = 0
    layout.components = 0
    layout.firsts = 0
    for block in plan:
        part = &layout.part[layout.blocks]
        part.component, dc, ac, part.dc_slot, part.ac_slot = block
        if not 0 <= part.component < 4 or not 0 <= part.dc_slot < 8 or not 0 <= part.ac_slot < 8:
            raise ValueError(block)
        if dc is None or ac is None:
            raise TypeError(block)
        if reads:
            dc.read_with(False)
            ac.read_with(True)
        part.dc, part.ac = &dc.codes, &ac.codes
        layout.blocks += 1
        layout.components = max(layout.components, part.component + 1)
        layout.firsts += part.component == 0
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
