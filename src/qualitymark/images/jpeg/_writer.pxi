# The writer as Python sees it, with every argument checked.

cdef const int16_t* blocks_of(const uint8_t[::1] coefficients, Py_ssize_t first, Py_ssize_t blocks) except? NULL:
    """Return where some blocks start, having checked that they are all there."""
    if first < 0 or blocks <= 0 or coefficients.shape[0] // 128 - first < blocks:
        raise ValueError((first, blocks))
    return <const int16_t*>&coefficients[first * 128]


cdef int fill(int16_t* before, object predictors) except -1:
    cdef int number
    for number in range(4):
        before[number] = predictors[number] if number < len(predictors) else 0
    return 0


cdef class Writer:
    """See kernel.Writer."""

    cdef Output out
    cdef Layout layout
    cdef object plan

    def __cinit__(self):
        memset(&self.out, 0, sizeof(self.out))

    def __dealloc__(self):
        free(self.out.data)

    def __init__(self, plan):
        self.plan = plan
        lay_out(&self.layout, plan, False)

    @property
    def length(self):
        return 8 * self.out.size + self.out.opened

    def copy(self, Reader reader not None, Py_ssize_t start, Py_ssize_t end):
        cdef int wrong
        if not 0 <= start <= end <= reader.stream.bits:
            raise ValueError((start, end))
        with nogil:
            wrong = put_bits(&self.out, &reader.stream, start, end)
        fail(wrong)

    def transcode(self, Reader reader not None, Py_ssize_t start, Py_ssize_t end):
        cdef int wrong
        if not 0 <= start <= end <= reader.stream.bits or reader.layout.blocks != self.layout.blocks:
            raise ValueError((start, end))
        with nogil:
            if end <= reader.notes.places[reader.notes.known - 1].at and notes_tell(&self.layout, &reader.layout):
                wrong = exchange(
                    &self.out, &self.layout, &reader.stream, &reader.layout, &reader.notes, start, end
                )
            else:
                wrong = transcode_units(&self.out, &self.layout, &reader.stream, &reader.layout, start, end)
        fail(wrong)

    def mend(self, Reader reader not None, added):
        cdef int wrong, number
        cdef int more[4]
        if reader.layout.blocks != self.layout.blocks or len(added) < self.layout.components:
            raise ValueError(added)
        for number in range(4):
            more[number] = added[number] if number < len(added) else 0
        with nogil:
            wrong = recode_unit(&self.out, &self.layout, &reader.stream, &reader.layout, more)
        fail(wrong)

    def part(self, Reader reader not None, pieces, before, bint moved):
        cdef int wrong, number
        cdef int more[4]
        cdef int16_t[4] last
        cdef Py_ssize_t first, units
        cdef const Place* place
        if reader.layout.blocks != self.layout.blocks or reader.layout.components != len(before):
            raise ValueError(before)
        fill(last, before)
        for first, units in pieces:
            if first < 0:
                self.blank(units)
                continue
            if units < 1:
                raise ValueError(units)
            reader.read(first + units)
            place = reader.notes.places + first
            memset(more, 0, sizeof(more))
            for number in range(reader.layout.components):
                more[number] = place.dc[number] - last[number]
                last[number] = place[units].dc[number]
            reader.stream.at = place.at
            with nogil:
                wrong = recode_unit(&self.out, &self.layout, &reader.stream, &reader.layout, more)
            fail(wrong)
            if moved:
                self.transcode(reader, reader.stream.at, place[units].at)
            else:
                self.copy(reader, reader.stream.at, place[units].at)
        return tuple([last[number] for number in range(reader.layout.components)])

    def encode(self, const uint8_t[::1] coefficients not None, Py_ssize_t first, Py_ssize_t units, predictors):
        cdef int wrong
        cdef int16_t before[4]
        cdef const int16_t* values = blocks_of(
            coefficients, first * self.layout.blocks, units * self.layout.blocks
        )
        fill(before, predictors)
        with nogil:
            wrong = put_units(&self.out, &self.layout, values, units, before)
        fail(wrong)

    def blank(self, Py_ssize_t units):
        cdef int wrong
        if units < 0:
            raise ValueError(units)
        with nogil:
            wrong = put_blanks(&self.out, &self.layout, units)
        fail(wrong)

    def finish(self):
        cdef Py_ssize_t size
        cdef uint8_t* to
        fail(reserve(&self.out, 8))
        # F.1.2.3: the last byte is completed with ones.
        size = (self.out.opened + 7) // 8
        if size:
            put(&self.out, (1 << (-self.out.opened & 7)) - 1, -self.out.opened & 7)
        while self.out.opened > 0:
            self.out.opened -= 8
            self.out.data[self.out.size] = (self.out.open >> self.out.opened) & 255
            self.out.size += 1
        size = self.out.size
        if size == 0:
            return b""
        with nogil:
            size += ones(self.out.data, size)
        found = PyBytes_FromStringAndSize(NULL, size)
        to = <uint8_t*>PyBytes_AS_STRING(found)
        with nogil:
            stuff(self.out.data, self.out.size, to)
        self.out.size = 0
        return found
