# The writer as Python sees it, with every argument checked.

cdef const int16_t* blocks_of(const uint8_t[::1] fresh, Py_ssize_t first, Py_ssize_t units,
                              const Layout* layout) except? NULL:
    """Return where the coefficients of some MCUs start, having checked that they are all there."""
    cdef Py_ssize_t size = 128 * layout.blocks
    if first < 0 or units < 1 or fresh.shape[0] // size - first < units:
        raise ValueError((first, units))
    return <const int16_t*>&fresh[first * size]


cdef int fill(int16_t* before, object predictors, const Layout* layout) except -1:
    cdef int number
    if len(predictors) != layout.components:
        raise ValueError(predictors)
    memset(before, 0, 4 * sizeof(int16_t))
    for number in range(layout.components):
        before[number] = predictors[number]
    return 0


cdef const Place* place_of(Reader reader, Py_ssize_t first, Py_ssize_t units) except NULL:
    """Return where some MCUs start, having read them."""
    if first < 0 or units < 1 or first > reader.stream.bits or units > reader.stream.bits:
        fail(BAD_STREAM)
    reader.read(first + units)
    return reader.notes.places + first


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
    def odd(self):
        return self.out.opened & 7

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

    def part(self, Reader reader not None, pieces, const uint8_t[::1] fresh not None, before, bint moved):
        cdef int wrong, number
        cdef int more[4]
        cdef int16_t[4] last
        cdef const int16_t* values
        cdef const Place* place
        cdef Py_ssize_t first, units, stored
        if reader.layout.blocks != self.layout.blocks:
            raise ValueError(pieces)
        fill(last, before, &self.layout)
        for first, units, stored in pieces:
            if stored >= 0:
                values = blocks_of(fresh, stored, units, &self.layout)
                with nogil:
                    wrong = put_units(&self.out, &self.layout, values, units, last)
                fail(wrong)
                continue
            place = place_of(reader, first, units)
            memset(more, 0, sizeof(more))
            for number in range(self.layout.components):
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

    def whole(self, const uint8_t[::1] units not None):
        cdef int wrong
        cdef int16_t[4] last
        cdef Py_ssize_t number = units.shape[0] // (128 * self.layout.blocks)
        cdef const int16_t* values = blocks_of(units, 0, number, &self.layout)
        memset(last, 0, sizeof(last))
        with nogil:
            wrong = put_units(&self.out, &self.layout, values, number, last)
        fail(wrong)

    def finish(self):
        fail(reserve(&self.out, 16))
        # F.1.2.3: the last byte is completed with ones.
        put(&self.out, (1 << (-self.out.opened & 7)) - 1, -self.out.opened & 7)
        while self.out.opened > 0:
            self.out.opened -= 8
            self.out.data[self.out.size] = (self.out.open >> self.out.opened) & 255
            self.out.size += 1
            if self.out.data[self.out.size - 1] == 0xFF:
                self.out.data[self.out.size] = 0
                self.out.size += 1
        found = PyBytes_FromStringAndSize(<const char*>self.out.data, self.out.size)
        self.out.size = 0
        return found


def lacking(plan, Reader reader not None, pieces, const uint8_t[::1] fresh not None, before):
    """See Kernel.lacking()."""
    cdef uint32_t[8][256] times
    cdef int found[4]
    cdef int16_t[4] last
    cdef Layout layout
    cdef const int16_t* values
    cdef const Place* place
    cdef Py_ssize_t first, units, stored
    cdef const Part* part
    cdef int number, size, symbol, wrong
    cdef Stream stream = reader.stream
    lay_out(&layout, plan, False)
    fill(last, before, &layout)
    if layout.blocks != reader.layout.blocks:
        raise ValueError(plan)
    memset(times, 0, sizeof(times))
    for first, units, stored in pieces:
        if stored >= 0:
            values = blocks_of(fresh, stored, units, &layout)
            with nogil:
                wrong = count_units(&layout, values, units, last, times)
            fail(wrong)
            continue
        place = place_of(reader, first, units)
        stream.at = place.at
        fail(differ(&reader.layout, stream, found))
        for number in range(layout.blocks):
            part = &layout.part[number]
            # Of each component only the first block.
            if number and part.component == layout.part[number - 1].component:
                continue
            size = size_of(found[part.component] + place.dc[part.component] - last[part.component])
            if size > MOST_DC:
                fail(BAD_RANGE)
            times[part.dc_slot & 7][size] += 1
            last[part.component] = place[units].dc[part.component]
    counted = {}
    for number in range(layout.blocks):
        part = &layout.part[number]
        for symbol in range(256):
            if part.dc.length[symbol] == 0 and times[part.dc_slot & 7][symbol]:
                counted[part.dc_slot, symbol] = times[part.dc_slot & 7][symbol]
            if part.ac.length[symbol] == 0 and times[part.ac_slot & 7][symbol]:
                counted[part.ac_slot, symbol] = times[part.ac_slot & 7][symbol]
    return counted


def stuffed(Reader reader not None, Py_ssize_t size):
    """See Kernel.stuffed()."""
    cdef Py_ssize_t number
    if not 0 <= size <= reader.stream.bits >> 3:
        raise ValueError(size)
    with nogil:
        number = ones(reader.stream.data, size)
    return size + number
