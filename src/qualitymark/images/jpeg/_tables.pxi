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
    LOOK = 12
    ENDS = 16
    SPARE = 16

ctypedef struct Codes:
    # By the next 12 bits. ``single``: length and symbol of the first code, 0 where it is longer than that.
    # ``several``: all whole AC symbols in these bits at once: their bits, ENDS with an EOB, and how far they lead.
    uint16_t single[4096]
    uint16_t several[4096]
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
                if length <= LOOK:
                    look_up(codes, code << (LOOK - length), 1 << (LOOK - length), (length << 8) | symbol)
                code += 1
                taken += 1
            codes.limit[length] = code
            code *= 2
        join(codes.single, codes.several)


cdef void look_up(Codes* codes, int start, int number, int entry) noexcept:
    cdef int place
    for place in range(start, start + number):
        codes.single[place & 4095] = <uint16_t>entry


cdef void join(const uint16_t* single, uint16_t* several) noexcept nogil:
    """Find for each twelve bits the whole AC symbols in them, up to an EOB."""
    cdef int bits, used, last, entry, length, symbol, ends
    for bits in range(4096):
        used = last = ends = 0
        while not ends:
            entry = single[(bits << used) & 4095]
            symbol = entry & 255
            length = (entry >> 8) + (symbol & 15)
            if entry == 0 or used + length > LOOK or last + (symbol >> 4) + 1 > 63:
                break
            if (symbol & 15) > MOST_AC or ((symbol & 15) == 0 and symbol != 0xF0 and symbol != 0):
                break
            used += length
            # A block that is full has no EOB: with one, it must not be full yet.
            last += (symbol >> 4) + 1
            ends = ENDS if symbol == 0 else 0
        # 127 leads out of every block, and so to the way of single symbols.
        several[bits] = <uint16_t>((last << 5 | ends | used) if used else 127 << 5)
