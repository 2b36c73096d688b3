# The reader as Python sees it, with every argument checked.

cdef enum:
    # So many MCUs, or more, are read by two walks, once a few are known.
    SPLIT = 48
    FEW = 16


cdef int make_room(Notes* notes, Py_ssize_t units, const Layout* layout) except -1:
    """Have room for so many MCUs."""
    cdef void* room
    if units <= notes.most:
        return 0
    room = realloc(notes.places, (units + 1) * sizeof(Place))
    if room == NULL:
        raise MemoryError
    notes.places = <Place*>room
    room = realloc(notes.differences, units * 2 * layout.blocks * sizeof(int16_t))
    if room == NULL:
        raise MemoryError
    notes.differences = <int16_t*>room
    room = realloc(notes.first, units * layout.number[0] * sizeof(int16_t) + 2)
    if room == NULL:
        raise MemoryError
    notes.first = <int16_t*>room
    notes.most = units
    return 0


cdef void drop(Notes* notes) noexcept:
    free(notes.places)
    free(notes.differences)
    free(notes.first)
    free(notes.found)


cdef class Reader:
    """See kernel.Reader."""

    cdef Stream stream
    cdef Layout layout
    cdef object plan
    cdef uint8_t* store
    cdef Notes notes
    cdef Notes guess
    cdef Notes beyond

    def __cinit__(self):
        self.store = NULL
        memset(&self.notes, 0, sizeof(Notes))
        memset(&self.guess, 0, sizeof(Notes))
        memset(&self.beyond, 0, sizeof(Notes))

    def __dealloc__(self):
        free(self.store)
        drop(&self.notes)
        drop(&self.guess)
        drop(&self.beyond)

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

    cdef int read(self, Py_ssize_t unit) except -1:
        """Know where an MCU starts."""
        cdef int wrong
        cdef Py_ssize_t number, bits, split, more, left, known = self.notes.known
        if unit < 0 or unit > self.stream.bits:
            # An MCU has a bit at least.
            fail(BAD_STREAM)
        if unit < known:
            return 0
        make_room(&self.notes, unit + min(unit, self.stream.bits - unit), &self.layout)
        while unit >= known:
            number = self.notes.number
            left = unit + 1 - known
            split = self.stream.bits
            if left >= SPLIT and known >= FEW:
                # The middle of what is left, if MCUs there are as long as those before.
                bits = self.notes.places[known - 1].at
                more = min(bits // (known - 1) * left, self.stream.bits - bits) // 3
                split = bits + 2 * more
            if split < self.stream.bits:
                self.guess_from(&self.guess, split - more, left)
                self.guess_from(&self.beyond, split, left)
                with nogil:
                    wrong = read_in_three(
                        &self.stream, &self.layout, unit + 1, &self.notes, &self.guess, &self.beyond, left
                    )
            else:
                left = unit + 1 if left < SPLIT else min(unit + 1, known + FEW)
                with nogil:
                    wrong = read_units(&self.stream, &self.layout, left, &self.notes, NULL)
            if wrong == OK:
                left = min(self.notes.known, unit + 1)
                sum_up(&self.layout, &self.notes)
                if self.notes.known < left:
                    wrong = BAD_STREAM
            if wrong != OK:
                # What was noted is not whole, and would be noted once more.
                self.notes.number = number
                self.notes.known = known
                self.notes.summed = known - 1
                fail(wrong)
            known = self.notes.known
        return 0

    cdef int guess_from(self, Notes* guess, Py_ssize_t start, Py_ssize_t units) except -1:
        """Make room for what a walk finds from there on."""
        make_room(guess, units, &self.layout)
        memset(guess.places, 0, sizeof(Place))
        guess.places[0].at = start
        guess.known = 1
        guess.number = 0
        return 0

    def place(self, Py_ssize_t unit):
        self.read(unit)
        cdef const Place* found = self.notes.places + unit
        return found.at, tuple([found.dc[number] for number in range(self.layout.components)])

    def levels(self, Py_ssize_t units):
        self.read(units)
        if units * self.layout.number[0] == 0:
            return b""
        return PyBytes_FromStringAndSize(<const char*>self.notes.first, units * self.layout.number[0] * 2)

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
