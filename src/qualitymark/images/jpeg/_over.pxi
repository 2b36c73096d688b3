# Marks over pixels, and the picture's luma at an eighth of its size.

cdef int check_mark(box, Py_ssize_t size, at) except -1:
    if (
        not (box[0] <= at[0] < at[2] <= box[2] and box[1] <= at[1] < at[3] <= box[3])
        or size != 4 * (at[2] - at[0]) * (at[3] - at[1])
    ):
        raise ValueError(at)
    return 0


cdef bint covers(const uint8_t* mark, Py_ssize_t pitch, Py_ssize_t wide, Py_ssize_t high) noexcept nogil:
    """Tell whether a part of a mark is opaque."""
    cdef Py_ssize_t y
    for y in range(high):
        if not opaque(mark + y * pitch, wide):
            return False
    return True


def hidden(jpeg, box, const uint8_t[::1] mark not None, at):
    """See Kernel.hidden()."""
    cdef Py_ssize_t across = jpeg.unit[0], down = jpeg.unit[1]
    cdef Py_ssize_t left = box[0], top = box[1], right = box[2], bottom = box[3]
    cdef Py_ssize_t x_start = at[0], y_start = at[1], x_end = at[2], y_end = at[3]
    cdef Py_ssize_t wide, high, column, row, x, y, x_next, y_next
    if tuple(box) != jpeg.aligned(box):
        raise ValueError(box)
    check_mark(box, mark.shape[0], at)
    wide = (right - left + across - 1) // across
    high = (bottom - top + down - 1) // down
    found = bytearray(wide * high)
    cdef uint8_t[::1] flags = found
    with nogil:
        for row in range(high):
            y = top + row * down
            y_next = min(y + down, bottom)
            for column in range(wide):
                x = left + column * across
                x_next = min(x + across, right)
                if x_start <= x and x_next <= x_end and y_start <= y and y_next <= y_end:
                    flags[row * wide + column] = covers(
                        &mark[((y - y_start) * (x_end - x_start) + x - x_start) * 4], (x_end - x_start) * 4,
                        x_next - x, y_next - y,
                    )
    return bytes(found)


cdef void blend_row(const uint8_t* mark, Py_ssize_t number, int step, uint8_t* to) noexcept nogil:
    cdef uint32_t above[CELLS]
    cdef uint32_t below[CELLS]
    cdef int part
    while number > 0:
        part = <int>min(number, <Py_ssize_t>CELLS)
        words_of_four(mark, part, above)
        if step == 3:
            words_of_three(to, part, below)
        else:
            words_of_four(to, part, below)
        blend(above, part, below)
        bytes_of_words(below, part, step, to)
        mark += 4 * part
        to += step * part
        number -= part


def over(box, const uint8_t[::1] below not None, const uint8_t[::1] mark not None, at):
    """See Kernel.over()."""
    cdef Py_ssize_t width = box[2] - box[0], height = box[3] - box[1]
    cdef Py_ssize_t x = at[0] - box[0], y = at[1] - box[1], wide = at[2] - at[0], high = at[3] - at[1]
    cdef Py_ssize_t row
    cdef int step = 0
    cdef uint8_t* to
    check_mark(box, mark.shape[0], at)
    for row in range(3, 5):
        if below.shape[0] == row * width * height:
            step = <int>row
    if step == 0:
        raise ValueError(below.shape[0])
    found = PyBytes_FromStringAndSize(<const char*>&below[0], below.shape[0])
    to = <uint8_t*>PyBytes_AS_STRING(found)
    with nogil:
        # The mark lies inside of the box, and both were found to be whole.
        for row in range(high):
            blend_row(&mark[row * wide * 4], wide, step, to + ((y + row) * width + x) * step)
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
