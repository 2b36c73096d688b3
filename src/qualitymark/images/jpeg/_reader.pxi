# The reader as Python sees it, with every argument checked.

cdef class Reader:
    """See kernel.Reader."""

    cdef Stream stream
    cdef Layout layout
    cdef object plan
    cdef uint8_t* store
    cdef Notes notes

    def __cinit__(self):
        self.store = NULL
        memset(&self.notes, 0, sizeof(Notes))

    def __dealloc__(self):
        free(self.store)
        free(self.notes.found)
        free(self.notes.places)
        free(self.notes.first)

    def __init__(self, const uint8_t[::1] data not None, Py_ssize_t start, Py_ssize_t end, plan):
        cdef Py_ssize_t size
        if self.store != NULL or not 0 <= start <= end <= data.shape[0]:
            raise ValueError((start, end))
        self.plan = plan
        lay_out(&self.layout, plan, True)
        self.store = <uint8_t*>malloc(end - start + SPARE)
        self.notes.places = <Place*>calloc(1, sizeof(Place))
        if self.store == NULL or self.notes.places == NULL:
            raise MemoryError
        self.notes.known = 1
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

    cdef int make_room(self, Py_ssize_t units) except -1:
        cdef Place* places
        cdef int16_t* first
        if units <= self.notes.most:
            return 0
        units += min(units, self.stream.bits - units)
        places = <Place*>realloc(self.notes.places, (units + 1) * sizeof(Place))
        if places == NULL:
            raise MemoryError
        self.notes.places = places
        first = <int16_t*>realloc(self.notes.first, units * self.layout.firsts * sizeof(int16_t) + 2)
        if first == NULL:
            raise MemoryError
        self.notes.first = first
        self.notes.most = units
        return 0

    cdef int read(self, Py_ssize_t unit) except -1:
        """Know where an MCU starts."""
        cdef int wrong
        cdef Py_ssize_t number = self.notes.number, more = unit + 1 - self.notes.known
        if unit < 0 or unit > self.stream.bits:
            # An MCU has a bit at least.
            fail(BAD_STREAM)
        if more <= 0:
            return 0
        self.make_room(unit)
        with nogil:
            wrong = read_units(&self.stream, &self.layout, more, &self.notes)
        if wrong != OK:
            # What was noted is not whole, and would be noted once more.
            self.notes.number = number
        fail(wrong)
        return 0

    def place(self, Py_ssize_t unit):
        self.read(unit)
        cdef const Place* found = self.notes.places + unit
        return found.at, tuple([found.dc[number] for number in range(self.layout.components)])

    def seek(self, Py_ssize_t unit):
        self.read(unit)
        self.stream.at = self.notes.places[unit].at

    def differences(self):
        cdef int found[4]
        cdef int place, difference
        cdef int met = 0
        cdef const Part* part
        cdef Stream now = self.stream
        for place in range(self.layout.blocks):
            part = &self.layout.part[place]
            difference = 0
            if next_block(&now, part, &difference) != OK:
                fail(BAD_STREAM)
            if not met >> part.component & 1:
                found[part.component] = difference
                met |= 1 << part.component
        return tuple([found[place] for place in range(self.layout.components)])

    def levels(self, Py_ssize_t units):
        self.read(units)
        if units * self.layout.firsts == 0:
            return b""
        return PyBytes_FromStringAndSize(<const char*>self.notes.first, units * self.layout.firsts * 2)

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
