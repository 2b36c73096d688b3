# Marks over pixels, and the picture's luma at an eighth of its size.

cdef int check_mark(box, Py_ssize_t size, at) except -1:
    if (
        not (box[0] <= at[0] < at[2] <= box[2] and box[1] <= at[1] < at[3] <= box[3])
        or size != 4 * (at[2] - at[0]) * (at[3] - at[1])
    ):
        raise ValueError(at)
    return 0


def over(box, const uint8_t[::1] below not None, const uint8_t[::1] mark not None, at):
    """See Kernel.over()."""
    cdef Py_ssize_t width = box[2] - box[0], height = box[3] - box[1]
    cdef Py_ssize_t x = at[0] - box[0], y = at[1] - box[1], wide = at[2] - at[0], high = at[3] - at[1]
    cdef Py_ssize_t row, start, end
    cdef int step = 0
    cdef uint8_t* to
    check_mark(box, mark.shape[0], at)
    for row in range(3, 5):
        if below.shape[0] == row * width * height:
            step = <int>row
    if step == 0:
        raise ValueError(below.shape[0])
    found = PyBytes_FromStringAndSize(NULL, below.shape[0])
    to = <uint8_t*>PyBytes_AS_STRING(found)
    with nogil:
        # The mark lies inside of the box, and both were found to be whole.
        end = 0
        for row in range(high):
            start = ((y + row) * width + x) * step
            memcpy(to + end, &below[0] + end, start - end)
            blend_bytes(&mark[row * wide * 4], wide, step, &below[start], to + start)
            end = start + wide * step
        memcpy(to + end, &below[0] + end, below.shape[0] - end)
    return found


def luminance(jpeg, const uint8_t[::1] levels not None):
    """See Kernel.luminance()."""
    cdef Py_ssize_t across = jpeg.units[0], down = jpeg.units[1], wide, high, row, column, x, y
    cdef int h = jpeg.components[0].h, v = jpeg.components[0].v, number
    cdef int64_t step = jpeg.components[0].quantisation[0], mean
    cdef const int16_t* values
    wide, high = jpeg.blocks(0)
    if levels.shape[0] != 2 * across * down * h * v or not 0 < wide <= across * h or not 0 < high <= down * v:
        raise ValueError(levels.shape[0])
    found = bytearray(wide * high)
    cdef uint8_t[::1] plane = found
    values = <const int16_t*>&levels[0]
    with nogil:
        for row in range(down):
            for column in range(across):
                for number in range(h * v):
                    y = row * v + number // h
                    x = column * h + number % h
                    if y < high and x < wide:
                        # A.3.3: a DC coefficient is eight times the mean.
                        mean = ((values[number] * step + 4) >> 3) + 128
                        plane[y * wide + x] = <uint8_t>min(<int64_t>255, max(<int64_t>0, mean))
                values += h * v
    return bytes(found)


cdef extern from *:
    """
    /* The start of a structure of Arrow's C data interface; the rest of it is not looked at. */
    typedef struct ArrowHead {
        int64_t length, null_count, offset, n_buffers, n_children;
        const void **buffers;
        struct ArrowHead **children;
    } ArrowHead;
    """
    ctypedef struct ArrowHead:
        int64_t length
        int64_t offset
        int64_t n_buffers
        int64_t n_children
        const void** buffers
        ArrowHead** children


cdef class Shared:
    """Bytes of pixels where an image has them; they are read through the buffer protocol, and the image stays alive.

    ``array`` is the capsule of an Arrow array of pixels, a list of four bytes each. Raises ValueError for any other.
    """

    cdef object array
    cdef const void* start
    cdef Py_ssize_t size

    def __init__(self, array):
        cdef ArrowHead* pixels = <ArrowHead*>PyCapsule_GetPointer(array, b"arrow_array")
        cdef ArrowHead* values
        if pixels.n_children != 1 or pixels.offset != 0 or pixels.length < 1:
            raise ValueError(pixels.n_children)
        values = pixels.children[0]
        if values.n_buffers != 2 or values.n_children != 0 or values.offset != 0 or values.length != 4 * pixels.length:
            raise ValueError(values.length)
        self.array, self.start, self.size = array, values.buffers[1], values.length

    def __getbuffer__(self, Py_buffer* buffer, int flags):
        PyBuffer_FillInfo(buffer, self, <void*>self.start, self.size, 1, flags)
