# The coefficients of a progressive picture, with every argument checked.

cdef class Spectrum:
    """See kernel.Spectrum."""

    # The coefficients are those of ``store``, which is filled as long as nobody else has it.
    cdef bytes store
    cdef Sweep sweep
    cdef Course course[4]
    cdef Py_ssize_t rows[4]
    # The blocks of an MCU, and their components; how many MCUs there are across and down.
    cdef int blocks
    cdef int component[10]
    cdef int components
    cdef Py_ssize_t wide
    cdef Py_ssize_t high

    def __cinit__(self):
        memset(&self.sweep, 0, sizeof(Sweep))

    def __dealloc__(self):
        free(self.sweep.known)

    def __init__(self, jpeg):
        cdef Course* course
        cdef int number, place
        if self.store is not None:
            raise ValueError(jpeg)
        self.blocks = 0
        self.components = len(jpeg.components)
        self.wide, self.high = jpeg.units
        if not 1 <= self.components <= 4 or self.wide < 1 or self.high < 1:
            raise ValueError(jpeg)
        for number in range(self.components):
            course = &self.course[number]
            part = jpeg.components[number]
            course.across, course.down = part.h, part.v
            course.columns, self.rows[number] = jpeg.blocks(number)
            course.first = self.blocks
            if (
                not 1 <= course.across <= 4
                or not 1 <= course.down <= 4
                or self.blocks + course.across * course.down > 10
                or not 1 <= course.columns <= self.wide * course.across
                or not 1 <= self.rows[number] <= self.high * course.down
            ):
                raise ValueError(part)
            for place in range(course.across * course.down):
                self.component[self.blocks + place] = number
            self.blocks += course.across * course.down
        for number in range(self.components):
            self.course[number].each = self.blocks
            self.course[number].pitch = self.wide * self.blocks
        # Made of zeros, as Python does it: pages that stay zero cost nothing.
        self.store = bytes(self.wide * self.high * self.blocks * 128)
        self.sweep.values = <int16_t*>PyBytes_AS_STRING(self.store)
        self.sweep.known = <uint64_t*>calloc(self.wide * self.high * self.blocks, sizeof(uint64_t))
        if self.sweep.known == NULL:
            self.store = None
            raise MemoryError

    cdef Py_ssize_t lay_course(self, object what, Course* course) except -1:
        """Set down the blocks of an MCU of a scan, and the way through them; return how many MCUs it has."""
        cdef int place, number
        cdef int16_t wanted = 0
        self.sweep.blocks = 0
        for number in what.components:
            if not 0 <= number < self.components or wanted >> number & 1:
                raise ValueError(what)
            wanted |= 1 << number
        if len(what.components) == 1:
            number = what.components[0]
            course[0] = self.course[number]
            self.sweep.blocks = 1
            self.sweep.offset[0] = 0
            self.sweep.component[0] = number
            return course.columns * self.rows[number]
        for place in range(self.blocks):
            if wanted >> self.component[place] & 1:
                self.sweep.offset[self.sweep.blocks] = place
                self.sweep.component[self.sweep.blocks] = self.component[place]
                self.sweep.blocks += 1
        course.across = course.down = 1
        course.columns = self.wide * self.high
        course.first, course.each, course.pitch = 0, self.blocks, 0
        return course.columns

    cdef int lay_tables(self, object what) except -1:
        """Make ready the tables of a scan, as many as it needs."""
        cdef Table table
        cdef int place
        (self.sweep.start, self.sweep.end), self.sweep.low = what.band, what.low
        if not 0 <= self.sweep.start <= self.sweep.end <= 63 or not 0 <= self.sweep.low <= 13:
            raise ValueError(what)
        if (self.sweep.start == 0) != (self.sweep.end == 0) or (self.sweep.end and len(what.components) != 1):
            raise ValueError(what)
        if self.sweep.end == 0 and what.high:
            return 0
        found = dict(zip(what.components, what.tables, strict=True))
        for place in range(self.sweep.blocks):
            table = found[self.sweep.component[place]]
            if table is None:
                raise TypeError(what)
            self.sweep.codes[place] = &table.codes
            if self.sweep.end == 0:
                table.read_dc()
        if self.sweep.end:
            table.read()
            look_for_pass(&self.sweep, &table.codes, what.high != 0)
        return 0

    def scan(self, const uint8_t[::1] data not None, bounds, what):
        """See kernel.Spectrum."""
        cdef Course course
        cdef Stream stream
        cdef Py_ssize_t start, end, units, number, place, each = what.restart, longest = 0
        cdef bint first = not what.high
        cdef int wrong = OK
        if self.sweep.known == NULL or not what.components:
            raise ValueError(what)
        units = self.lay_course(what, &course)
        self.lay_tables(what)
        if data.shape[0] == 0 or each < 1 or len(bounds) // 2 != (units + each - 1) // each:
            raise ValueError(bounds)
        for place in range(0, len(bounds), 2):
            start, end = bounds[place], bounds[place + 1]
            if not 0 <= start <= end <= data.shape[0]:
                raise ValueError(bounds)
            longest = max(longest, end - start)
        cdef const uint8_t* coded = &data[0]
        cdef uint8_t* plain = <uint8_t*>malloc(longest + SPARE)
        if plain == NULL:
            raise MemoryError
        stream.data, stream.at = plain, 0
        for place in range(0, len(bounds), 2):
            start, end = bounds[place], bounds[place + 1]
            number = place // 2 * each
            with nogil:
                go_to(&course, number)
                wrong = self.sweep_segment(coded + start, end - start, plain, &stream, course,
                                           min(each, units - number), first)
            if wrong != OK:
                break
        free(plain)
        fail(wrong)

    cdef int sweep_segment(self, const uint8_t* data, Py_ssize_t size, uint8_t* plain, Stream* stream, Course course,
                           Py_ssize_t units, bint first) noexcept nogil:
        """Read a segment, which is unstuffed to ``plain``."""
        size = unstuff(data, size, plain) if size else 0
        memset(plain + size, 0, SPARE)
        stream.bits = 8 * size
        if self.sweep.end == 0:
            if first:
                return first_dc(&self.sweep, course, units, stream)
            return refined_dc(&self.sweep, course, units, stream)
        if first:
            return first_ac(&self.sweep, course, units, stream)
        return refined_ac(&self.sweep, course, units, stream)

    def units(self):
        """See kernel.Spectrum."""
        cdef Py_ssize_t row, column
        if self.sweep.known == NULL:
            raise ValueError
        with nogil:
            for row in range(self.high):
                self.repeat(row, self.wide - 1)
            for column in range(self.wide):
                self.repeat(self.high - 1, column)
        return self.store

    cdef void repeat(self, Py_ssize_t row, Py_ssize_t column) noexcept nogil:
        """Give the blocks of an MCU that lie beyond the picture's edge the DC coefficients of those before them."""
        cdef int16_t* values = self.sweep.values + 64 * (row * self.wide + column) * self.blocks
        cdef int place, number, within
        for place in range(1, self.blocks):
            number = self.component[place]
            within = place - <int>self.course[number].first
            if (
                column * self.course[number].across + within % self.course[number].across >= self.course[number].columns
                or row * self.course[number].down + within // self.course[number].across >= self.rows[number]
            ):
                values[64 * place] = values[64 * place - 64]


cdef void look_for_pass(Sweep* sweep, const Codes* codes, bint refining) noexcept nogil:
    """Find for each ten bits the code in them, and the value behind it if it is whole."""
    cdef int ahead, length, symbol, size, value, most = MOST_AC - sweep.low
    cdef uint64_t bits
    if refining:
        most = min(most, 1)
    for ahead in range(1 << GLANCE):
        bits = <uint64_t>ahead << (64 - GLANCE)
        # An entry of the table is of SHORT bits; with GLANCE bits known, a code no longer than that is sure.
        length = codes.single[ahead << (SHORT - GLANCE)] >> 8
        symbol = codes.single[ahead << (SHORT - GLANCE)] & 255
        size = symbol & 15
        if length > GLANCE:
            length = symbol = 0
        if length == 0 or size == 0 or size > most or length + size > GLANCE:
            sweep.looks[ahead] = <uint32_t>(symbol << 8 | BARE | length)
            continue
        value = extended(bits << length, size) * (1 << sweep.low)
        sweep.looks[ahead] = (
            <uint32_t>(value & 0xFFFF) << 16 | <uint32_t>((symbol >> 4) + (not refining)) << 8 | <uint32_t>(length + size)
        )
