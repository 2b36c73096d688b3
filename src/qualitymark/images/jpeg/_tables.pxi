# Huffman tables, and what is made of them to read fast.

cdef enum:
    ALL_SYMBOLS = 162


cdef int fail(int wrong) except -1:
    if wrong == NO_MEMORY:
        raise MemoryError
    if wrong != OK:
        raise Unsupported({BAD_STREAM: "stream", BAD_RANGE: "range", BAD_TABLES: "tables"}[wrong])
    return 0


cdef class Table:
    """A Huffman table; see Kernel.table()."""

    cdef Codes codes
    # What was made for reading, which takes more than all the rest.
    cdef bint reads
    cdef bint reads_dc
    cdef bint reads_ac

    def __init__(self, const uint8_t[::1] counts not None, const uint8_t[::1] values not None):
        cdef int length, place, symbol, taken = 0
        cdef int32_t code = 0
        cdef Codes* codes = &self.codes
        if counts.shape[0] != 16 or values.shape[0] > 256 or values.shape[0] != sum(bytes(counts)):
            raise ValueError(bytes(counts))
        memset(codes, 0, sizeof(Codes))
        # Figures C.1 and C.2: codes of a length count up; each length starts with the next code and a zero.
        for length in range(1, 17):
            codes.offset[length] = taken - code
            for place in range(counts[length - 1]):
                symbol = values[taken]
                if code >> length:
                    raise ValueError(bytes(counts))
                codes.values[taken] = symbol
                codes.code[symbol] = code
                codes.length[symbol] = length
                code += 1
                taken += 1
            codes.limit[length] = code
            code *= 2
        codes.noted = taken < ALL_SYMBOLS
        self.reads = self.reads_dc = self.reads_ac = False

    cdef int read(self) except -1:
        """Make what reading codes needs."""
        if not self.reads:
            look_up(&self.codes)
            self.reads = True
        return 0

    cdef int read_dc(self) except -1:
        """Make what reading DC differences needs; several editors may share a table."""
        if not self.reads_dc:
            self.read()
            look_for_dc(&self.codes)
            self.reads_dc = True
        return 0

    cdef int read_ac(self) except -1:
        if not self.reads_ac:
            self.read()
            fail(look_for_ac(&self.codes))
            look_for_values(&self.codes)
            self.reads_ac = True
        return 0


cdef void look_up(Codes* codes) noexcept:
    cdef int symbol, place, start, length
    for symbol in range(256):
        length = codes.length[symbol]
        if 0 < length <= SHORT:
            start = <int>codes.code[symbol] << (SHORT - length)
            for place in range(start, start + (1 << (SHORT - length))):
                codes.single[place & 4095] = <uint16_t>(length << 8 | symbol)


cdef void look_for_dc(Codes* codes) noexcept nogil:
    """Find for each twelve bits the DC difference that is whole in them."""
    cdef int ahead, length, size
    cdef uint64_t bits
    for ahead in range(1 << LOOK):
        bits = <uint64_t>ahead << (64 - LOOK)
        length, size = codes.single[ahead << (SHORT - LOOK)] >> 8, codes.single[ahead << (SHORT - LOOK)] & 255
        codes.dc_looks[ahead] = NOTHING
        if length and size <= MOST_DC and length + size <= LOOK:
            codes.dc_looks[ahead] = dc_entry(extended(bits << length, size), length + size)


cdef int look_for_ac(Codes* codes) noexcept nogil:
    """Find for each twelve bits the AC symbols in them, up to an EOB; the further bits of the last one may follow.

    What is in n bits is a symbol and what is in the bits behind it, which were found before.
    """
    cdef int longest = NOTED - 1 if codes.noted else LOOK
    cdef int bits, symbol, length, size, start, number, place
    cdef uint32_t entry, more
    cdef uint32_t* inner
    cdef uint32_t* to
    # The entries for n bits start at 2^n.
    cdef uint32_t* found = <uint32_t*>calloc(2 << LOOK, sizeof(uint32_t))
    if found == NULL:
        return NO_MEMORY
    for bits in range(1, LOOK + 1):
        for symbol in range(256):
            length, size = codes.length[symbol], symbol & 15
            if length == 0 or length > min(longest, bits):
                continue
            if size > MOST_AC or (size == 0 and symbol != 0xF0 and symbol != 0):
                continue
            entry = (ENDS if symbol == 0 else (symbol >> 4) + 1) << 8 | (length + size)
            # Further bits that do not fit are left out of the walk by their number.
            number = 1 << max(0, bits - length - size)
            inner = found + number
            to = found + (1 << bits) + (<int>codes.code[symbol] << (bits - length))
            for start in range((1 << (bits - length)) // number):
                for place in range(number):
                    more = 0 if symbol == 0 else inner[place]
                    # No block is longer than that, and a lead has but eight bits.
                    to[place] = entry if (entry >> 8) + (more >> 8 & (ENDS - 1)) > 63 else entry + more
                to += number
    to = found + (1 << LOOK)
    for place in range(1 << LOOK):
        codes.ac_looks[place] = to[place] if to[place] else NOTHING
    free(found)
    return OK


cdef void look_for_values(Codes* codes) noexcept nogil:
    """Find for each ten bits the AC coefficient that is whole in them, and the end of the block behind it."""
    cdef int ahead, entry, length, symbol, size, bits
    for ahead in range(1 << LOOK_VALUE):
        entry = codes.single[ahead << (SHORT - LOOK_VALUE)]
        length, symbol = entry >> 8, entry & 255
        size = symbol & 15
        bits = length + size
        codes.values_ahead[ahead] = 0
        if length == 0 or size > MOST_AC or bits > LOOK_VALUE or (size == 0 and symbol != 0xF0 and symbol != 0):
            continue
        entry = value_entry(symbol, extended(<uint64_t>ahead << (64 - LOOK_VALUE) << length, size), bits)
        length = codes.length[0]
        if size and 0 < length <= LOOK_VALUE - bits:
            if (ahead >> (LOOK_VALUE - bits - length) & ((1 << length) - 1)) == <int>codes.code[0]:
                entry += FULL << 8 | length
        codes.values_ahead[ahead] = entry
