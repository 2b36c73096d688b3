# Pixels of a box as Python sees them, with every argument checked.

cdef extern from "Python.h":
    const Py_ssize_t PY_SSIZE_T_MAX

cdef enum:
    PARTS = 3


cdef Py_ssize_t describe(Plane* planes, jpeg, box) except -1:
    """Tell the planes their places; return how many bytes their samples take."""
    cdef Py_ssize_t width = box[2] - box[0], height = box[3] - box[1], wide, high, size = 0
    cdef int number, place, step, across = jpeg.unit[0], down = jpeg.unit[1]
    cdef Plane* plane
    if tuple(box) != jpeg.aligned(box) or not 1 <= len(jpeg.components) <= PARTS:
        raise ValueError(box)
    if width > PY_SSIZE_T_MAX // 64 // height:
        raise MemoryError
    wide, high = jpeg.units_of(box)
    for number, component in enumerate(jpeg.components):
        plane = planes + number
        plane.h, plane.v = component.h, component.v
        if not (1 <= plane.h <= 4 and 1 <= plane.v <= 4) or across % (8 * plane.h) or down % (8 * plane.v):
            raise ValueError(jpeg.unit)
        plane.fx, plane.fy = across // 8 // plane.h, down // 8 // plane.v
        # A.1.1: samples that the picture has there; what completes an MCU is not looked at.
        plane.wide, plane.high = (width + plane.fx - 1) // plane.fx, (height + plane.fy - 1) // plane.fy
        # jinit_upsampler of jdsample.c: a component of two samples, or one, is not smoothed across.
        plane.fancy = (jpeg.width + plane.fx - 1) // plane.fx > 2
        plane.pitch = plane.batch.pitch = 8 * plane.h * wide
        plane.batch.number = plane.batch.many = 0
        memset(plane.batch.values, 0, sizeof(plane.batch.values))
        for place, step in enumerate(component.quantisation):
            plane.batch.steps[ZIGZAG[place & 63]] = <int16_t>step
        size += plane.pitch * 8 * plane.v * high
    return size


cdef int check_layout(const Layout* layout, const Plane* planes, int parts) except -1:
    """See that the MCUs of a reader are those of the picture."""
    cdef int number, place, block = 0
    for number in range(parts):
        for place in range(planes[number].h * planes[number].v):
            if block >= layout.blocks or layout.part[block].component != number:
                raise ValueError(block)
            block += 1
    if block != layout.blocks:
        raise ValueError(block)
    return 0


cdef int read_box(Plane* planes, jpeg, box, parts) except -1:
    """Read the MCUs of the box, and have their samples made."""
    cdef Py_ssize_t wide, high, column = 0, row = 0, first, units
    cdef int number, wrong = OK, components = len(jpeg.components)
    cdef const Place* places
    cdef Reader reader
    wide, high = jpeg.units_of(box)
    for reader, first, units in parts:
        if reader is None:
            raise TypeError(parts)
        places = place_of(reader, first, units)
        check_layout(&reader.layout, planes, components)
        # No piece goes on in the next row.
        if row >= high or units > wide - column:
            raise ValueError(units)
        for number in range(components):
            planes[number].to = (
                planes[number].samples + 8 * (row * planes[number].v * planes[number].pitch + column * planes[number].h)
            )
        with nogil:
            wrong = read_values(&reader.stream, &reader.layout, places, units, planes)
        fail(wrong)
        column += units
        if column == wide:
            column = 0
            row += 1
    if row != high or column != 0:
        raise ValueError(row)
    return 0


cdef struct Shown:
    # The part of a box that is shown: its corner, counted from that of the box, and its size.
    Py_ssize_t left
    Py_ssize_t top
    Py_ssize_t width
    Py_ssize_t height


cdef int check_shown(Shown* shown, box, part) except -1:
    if not (box[0] <= part[0] < part[2] <= box[2] and box[1] <= part[1] < part[3] <= box[3]):
        raise ValueError(part)
    shown.left, shown.top = part[0] - box[0], part[1] - box[1]
    shown.width, shown.height = part[2] - part[0], part[3] - part[1]
    return 0


cdef void make_pixels(Plane* planes, bint grey, Shown shown, uint8_t* rows, uint16_t* sums, Py_ssize_t room,
                      uint8_t* to) noexcept nogil:
    cdef Py_ssize_t y
    cdef int number
    cdef const uint8_t* row[PARTS]
    for y in range(shown.top, shown.top + shown.height):
        if grey:
            memcpy(to, planes.samples + y * planes.pitch + shown.left, shown.width)
            to += shown.width
            continue
        for number in range(PARTS):
            row[number] = upsampled(planes + number, y, sums, rows + number * room) + shown.left
        to_colours(row[0], row[1], row[2], shown.width, to)
        to += 4 * shown.width


def pixels(jpeg, box, parts, part):
    """See Kernel.pixels()."""
    cdef Plane planes[PARTS]
    cdef Py_ssize_t width = box[2] - box[0], size, room
    cdef int number, components = len(jpeg.components)
    cdef bint grey = components == 1
    cdef Shown shown
    cdef uint8_t* store
    cdef uint8_t* to
    size = describe(planes, jpeg, box)
    check_shown(&shown, box, part)
    # A row of samples, upsampled, and one of sums; the widest MCU may reach beyond the box by less than its width.
    room = (width + 63) // 32 * 32
    found = PyBytes_FromStringAndSize(NULL, shown.width * shown.height * (1 if grey else 4))
    to = <uint8_t*>PyBytes_AS_STRING(found)
    store = <uint8_t*>malloc(size + 5 * room + 64)
    if store == NULL:
        raise MemoryError
    try:
        size = 0
        for number in range(components):
            planes[number].samples = store + 5 * room + 64 + size
            size += planes[number].pitch * 8 * planes[number].v * jpeg.units_of(box)[1]
        read_box(planes, jpeg, box, parts)
        with nogil:
            for number in range(components):
                transform_waiting(&planes[number].batch)
            make_pixels(planes, grey, shown, store, <uint16_t*>(store + 3 * room), room, to)
    finally:
        free(store)
    return found
