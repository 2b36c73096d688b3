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
    cdef Staying[10] staying
    cdef uint16_t* store
    cdef object source

    def __cinit__(self):
        memset(&self.out, 0, sizeof(self.out))
        memset(self.staying, 0, sizeof(self.staying))
        self.store = NULL

    def __dealloc__(self):
        free(self.out.data)
        free(self.store)

    def __init__(self, plan):
        self.plan = plan
        lay_out(&self.layout, plan)

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

    def transcode(self, Reader reader not None, Py_ssize_t units):
        self._recode(reader, units, (0, 0, 0, 0))

    def mend(self, Reader reader not None, added):
        self._recode(reader, 1, added)

    cdef int _recode(self, Reader reader, Py_ssize_t units, added) except -1:
        cdef int wrong, number
        cdef int more[4]
        if reader.layout.blocks != self.layout.blocks or len(added) < self.layout.components:
            raise ValueError(added)
        for number in range(4):
            more[number] = added[number] if number < len(added) else 0
        # What was found for tables holds as long as these are alive.
        if self.source is not reader.plan:
            self.source = reader.plan
            memset(self.staying, 0, sizeof(self.staying))
        with nogil:
            wrong = find_staying(&self.layout, &reader.layout, self.staying, &self.store)
            if wrong == OK:
                wrong = recode(
                    &self.out, &self.layout, &reader.stream, &reader.layout, self.staying, units, more
                )
        fail(wrong)
        return 0

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
