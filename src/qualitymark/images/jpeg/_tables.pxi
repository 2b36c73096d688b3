# Tables and reading. Every look into the stream goes through peek(), which is told only positions that were
# compared with the end of the stream just before; the stream is followed by 16 bytes of zeros.

cdef enum:
    OK = 0
    BAD_STREAM = 1
    BAD_RANGE = 2
    BAD_TABLES = 3
    NO_MEMORY = 4
    # Tables F.1 and F.2: what 8-bit samples can need.
    MOST_DC = 11
    MOST_AC = 10
    SHORT = 12
    LOOK = 13
    ENDS = 16
    # Leads out of every block, and so to the way of single symbols.
    NOTHING = 127 << 5
    # Codes of tables that may have to be widened are noted from this length on; see Notes.
    NOTED = 9
    ALL_SYMBOLS = 162
    SPARE = 16

ctypedef struct Codes:
    # By the next 12 bits: length and symbol of the first code, 0 where it is longer than that.
    uint16_t single[4096]
    # By the next 13 bits: all whole AC symbols in them at once: their bits, ENDS with an EOB, and how far they lead.
    uint16_t several[8192]
    # Whether codes are to be noted: a table with every symbol that baseline AC coding has is never widened.
    bint noted
    # By length: codes are below ``limit``; their values start at ``offset`` less the first code.
    int32_t limit[17]
    int32_t offset[17]
    uint8_t values[256]
    # By symbol; a length of 0 is a symbol without a code.
    uint32_t code[256]
    uint8_t length[256]

ctypedef struct Part:
    int component
    int dc_slot
    int ac_slot
    const Codes* dc
    const Codes* ac

ctypedef struct Layout:
    int blocks
    int components
    # How many blocks of an MCU are the first component's.
    int firsts
    Part part[10]

ctypedef struct Stream:
    const uint8_t* data
    Py_ssize_t bits
    Py_ssize_t at


cdef int fail(int wrong) except -1:
    if wrong == NO_MEMORY:
        raise MemoryError
    if wrong != OK:
        raise Unsupported({BAD_STREAM: "stream", BAD_RANGE: "range", BAD_TABLES: "tables"}[wrong])
    return 0


cdef inline uint64_t load(const uint8_t* data) noexcept nogil:
    return (
        (<uint64_t>data[0] << 56) | (<uint64_t>data[1] << 48) | (<uint64_t>data[2] << 40) | (<uint64_t>data[3] << 32)
        | (<uint64_t>data[4] << 24) | (<uint64_t>data[5] << 16) | (<uint64_t>data[6] << 8) | <uint64_t>data[7]
    )


cdef inline uint64_t peek(const Stream* stream, Py_ssize_t at) noexcept nogil:
    """Return at least 57 bits from ``at`` on, which is not behind the end; the first one highest."""
    return load(stream.data + (at >> 3)) << (at & 7)


cdef class Table:
    """A Huffman table; see Kernel.table()."""

    cdef Codes codes
    # What was made for reading: much, which tables that are only written with do without.
    cdef bint reads
    cdef bint joined

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
        self.reads = self.joined = False

    cdef int read_with(self, bint joined) except -1:
        """Make what reading needs, and ``joined`` what AC coefficients need; several editors may share a table."""
        if not self.reads:
            look_up(&self.codes)
            self.reads = True
        if joined and not self.joined:
            fail(join(&self.codes))
            self.joined = True
        return 0


cdef void look_up(Codes* codes) noexcept:
    cdef int symbol, place, start, length
    for symbol in range(256):
        length = codes.length[symbol]
        if 0 < length <= SHORT:
            start = <int>codes.code[symbol] << (SHORT - length)
            for place in range(start, start + (1 << (SHORT - length))):
                codes.single[place & 4095] = <uint16_t>(length << 8 | symbol)


cdef int join(Codes* codes) noexcept nogil:
    """Find for each thirteen bits the whole AC symbols in them, up to an EOB.

    What is in n bits is a symbol and what is in the bits behind it, which were found before.
    """
    cdef int longest = NOTED - 1 if codes.noted else LOOK
    cdef int bits, symbol, size, whole, entry, start, number, place
    cdef uint16_t* inner
    cdef uint16_t* to
    # The entries for n bits start at 2^n.
    cdef uint16_t* found = <uint16_t*>calloc(2 << LOOK, sizeof(uint16_t))
    if found == NULL:
        return NO_MEMORY
    for bits in range(1, LOOK + 1):
        for symbol in range(256):
            size = symbol & 15
            whole = codes.length[symbol] + size
            if codes.length[symbol] == 0 or codes.length[symbol] > longest or whole > bits:
                continue
            if size > MOST_AC or (size == 0 and symbol != 0xF0 and symbol != 0):
                continue
            # A block that is full has no EOB: with one, it must not be full yet.
            entry = ((symbol >> 4) + 1) << 5 | (ENDS if symbol == 0 else 0) | whole
            to = found + (1 << bits) + (<int>codes.code[symbol] << (bits - codes.length[symbol]))
            number = 1 << (bits - whole)
            inner = found + number
            for start in range(1 << size):
                if symbol == 0:
                    for place in range(number):
                        to[place] = <uint16_t>entry
                else:
                    for place in range(number):
                        to[place] = <uint16_t>(inner[place] + entry)
                to += number
    to = found + (1 << LOOK)
    for place in range(1 << LOOK):
        codes.several[place] = to[place] if to[place] else <uint16_t>NOTHING
    free(found)
    return OK
