# Reading coded data (T.81 F.2.2).

cdef inline int next_symbol(Stream* stream, const Codes* codes) noexcept nogil:
    """Figure F.16: read a code; return its symbol, or -1."""
    cdef uint64_t ahead
    cdef int entry, length, code
    if stream.at > stream.bits:
        return -1
    ahead = peek(stream, stream.at)
    entry = codes.single[ahead >> 52]
    if entry:
        stream.at += entry >> 8
        return entry & 255
    for length in range(LOOK + 1, 17):
        code = <int>(ahead >> (64 - length))
        if code < codes.limit[length]:
            stream.at += length
            return codes.values[(code + codes.offset[length]) & 255]
    return -1


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


cdef inline int skip_block(Stream* stream, const Part* part, int* difference) noexcept nogil:
    """Figure F.13 without the values: read the DC difference, and go behind the 63 AC coefficients."""
    cdef uint64_t ahead
    cdef int entry, used, symbol, last = 0
    if stream.at > stream.bits:
        return BAD_STREAM
    ahead = peek(stream, stream.at)
    entry = part.dc.single[ahead >> (64 - LOOK)]
    if entry and entry & 255 <= MOST_DC:
        difference[0] = extended(ahead << (entry >> 8), entry & 255)
        used = (entry >> 8) + (entry & 255)
        ahead <<= used
    else:
        if next_difference(stream, part.dc, difference) != OK:
            return BAD_STREAM
        used = 57
        stream.at -= used
    while last < 63:
        # Twelve bits have to be left of the 57 that were at hand.
        if used > 57 - LOOK:
            stream.at += used
            if stream.at > stream.bits:
                return BAD_STREAM
            ahead = peek(stream, stream.at)
            used = 0
        entry = part.ac.several[ahead >> (64 - LOOK)]
        if last + (entry >> 5) <= 63:
            used += entry & 15
            ahead <<= entry & 15
            last += entry >> 5
            if entry & ENDS:
                break
        else:
            stream.at += used
            symbol = next_ac(stream, part.ac, &last)
            if symbol < 0:
                return BAD_STREAM
            stream.at += symbol & 15
            if symbol == 0:
                return OK
            used = 57
            stream.at -= used
    stream.at += used
    return OK


cdef int skip_units(Stream* stream, const Layout* layout, Py_ssize_t units, int* predictors) noexcept nogil:
    cdef Py_ssize_t number
    cdef int place, difference, sum
    cdef Stream now = stream[0]
    cdef const Part* part
    for number in range(units):
        for place in range(layout.blocks):
            part = &layout.part[place]
            difference = 0
            if skip_block(&now, part, &difference) != OK:
                return BAD_STREAM
            sum = predictors[part.component] + difference
            if now.at > now.bits or sum > 0x7FFF or sum < -0x7FFF:
                return BAD_STREAM
            predictors[part.component] = sum
    stream[0] = now
    return OK


cdef int lay_out(Layout* layout, object plan) except -1:
    """Take over a plan; its tables have to outlive the layout."""
    cdef Table dc, ac
    cdef Part* part
    if not 1 <= len(plan) <= 10:
        raise ValueError(len(plan))
    layout.blocks = 0
    layout.components = 0
    for block in plan:
        part = &layout.part[layout.blocks]
        part.component, dc, ac, part.dc_slot, part.ac_slot = block
        if not 0 <= part.component < 4 or not 0 <= part.dc_slot < 8 or not 0 <= part.ac_slot < 8:
            raise ValueError(block)
        if dc is None or ac is None:
            raise TypeError(block)
        part.dc, part.ac = &dc.codes, &ac.codes
        layout.blocks += 1
        layout.components = max(layout.components, part.component + 1)
    return 0


cdef class Reader:
    """See kernel.Reader."""

    cdef Stream stream
    cdef Layout layout
    cdef int[4] dc
    cdef object plan
    cdef uint8_t* store

    def __cinit__(self):
        self.store = NULL

    def __dealloc__(self):
        free(self.store)

    def __init__(self, const uint8_t[::1] data not None, Py_ssize_t start, Py_ssize_t end, plan):
        cdef Py_ssize_t size
        if self.store != NULL or not 0 <= start <= end <= data.shape[0]:
            raise ValueError((start, end))
        self.plan = plan
        lay_out(&self.layout, plan)
        memset(self.dc, 0, sizeof(self.dc))
        self.store = <uint8_t*>malloc(end - start + SPARE)
        if self.store == NULL:
            raise MemoryError
        size = 0
        if end > start:
            size = unstuff(&data[start], end - start, self.store)
        memset(self.store + size, 0, SPARE)
        self.stream.data = self.store
        self.stream.bits = 8 * size
        self.stream.at = 0

    @property
    def length(self):
        return self.stream.bits

    @property
    def position(self):
        return self.stream.at

    @property
    def predictors(self):
        return tuple([self.dc[number] for number in range(self.layout.components)])

    def skip(self, Py_ssize_t units):
        cdef int wrong
        with nogil:
            wrong = skip_units(&self.stream, &self.layout, units, self.dc)
        fail(wrong)

    def seek(self, Py_ssize_t position, predictors):
        cdef int number
        if not 0 <= position <= self.stream.bits or len(predictors) != self.layout.components:
            raise ValueError(position)
        for number in range(self.layout.components):
            self.dc[number] = predictors[number]
        self.stream.at = position

    def differences(self):
        cdef int found[4]
        cdef int place, difference
        cdef int met = 0
        cdef const Part* part
        cdef Stream now = self.stream
        for place in range(self.layout.blocks):
            part = &self.layout.part[place]
            difference = 0
            if skip_block(&now, part, &difference) != OK or now.at > now.bits:
                fail(BAD_STREAM)
            if not met >> part.component & 1:
                found[part.component] = difference
                met |= 1 << part.component
        return tuple([found[place] for place in range(self.layout.components)])

    def tail(self):
        cdef Py_ssize_t at = self.stream.bits
        cdef int value, alike = 0
        if at == 0:
            return 0, 0
        value = <int>(peek(&self.stream, at - 1) >> 63)
        while alike < 16 and at > 0 and <int>(peek(&self.stream, at - 1) >> 63) == value:
            alike += 1
            at -= 1
        return alike, value


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
