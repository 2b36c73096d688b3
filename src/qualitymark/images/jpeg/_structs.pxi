# What is known of tables, of an MCU's layout, of a stream and of what was read of it, and the first looks into a stream.
# In C, for the walks through it are.

cdef extern from *:
    """
    #include <stdint.h>
    #include <stdlib.h>
    #include <string.h>

    #if defined(__GNUC__)
    #define QM_RARELY(condition) __builtin_expect(!!(condition), 0)
    #else
    #define QM_RARELY(condition) (condition)
    #endif

    /* What functions return. */
    enum { OK, BAD_STREAM, BAD_RANGE, BAD_TABLES, NO_MEMORY };
    enum {
        /* Tables F.1 and F.2: what 8-bit samples can need. */
        MOST_DC = 11, MOST_AC = 10,
        /* How many bits tables are asked by. */
        SHORT = 12, LOOK = 12, LOOK_VALUE = 10,
        /* In an entry: a block, or its DC difference, ends. With BEYOND, with or without it, a block is full, or too
           full, or the entry tells nothing. */
        ENDS = 128, BEYOND = 64, NOTHING = (ENDS | BEYOND) << 8,
        /* Codes of tables that may have to be widened are noted from this length on; see Notes. */
        NOTED = 9,
        /* In an entry for a value: how much further it leads if the block ends behind it. */
        FULL = 64
    };

    typedef struct {
        /* By the next bits: length and symbol of the first code, 0 where it is longer than that. */
        uint16_t single[1 << SHORT];
        /* By the next bits: how many bits to go on by, from bit 8 on how far that leads, from bit 16 on a DC difference. */
        uint32_t ac_looks[1 << LOOK], dc_looks[1 << LOOK];
        /* By the next bits: one AC coefficient as ``value_entry`` tells it, 0 where more bits are needed. */
        uint32_t values_ahead[1 << LOOK_VALUE];
        /* Whether codes are to be noted: a table with every symbol that baseline AC coding has is never widened. */
        int noted;
        /* By length: codes are below ``limit``; their values start at ``offset`` less the first code. */
        int32_t limit[17], offset[17];
        uint8_t values[256];
        /* By symbol; a length of 0 is a symbol without a code. */
        uint32_t code[256];
        uint8_t length[256];
    } Codes;

    typedef struct {
        int component, dc_slot, ac_slot;
        const Codes *dc, *ac;
    } Part;

    typedef struct {
        /* How many blocks an MCU has, and how many of them are each component's. */
        int blocks, components, number[4];
        Part part[10];
        /* The tables of DC and AC by turns, and then those of the next MCU. */
        const uint32_t *looks[2 * 10 + 2];
    } Layout;

    /* Behind the data there are zeros for all that an MCU can take, ten times 63 times 26 bits and 27. */
    enum { SPARE = 2304 };
    typedef struct {
        const uint8_t *data;
        Py_ssize_t bits, at;
    } Stream;

    typedef struct {
        Py_ssize_t at;
        int16_t dc[4];
    } Place;

    typedef struct {
        /* Where each MCU that was read starts, and the DC coefficients before it; the last one is where reading goes on. */
        Place *places;
        Py_ssize_t known;
        /* The DC differences of each MCU, with as many places between them that mean nothing; how many are summed up. */
        int16_t *differences;
        Py_ssize_t summed;
        /* The DC coefficients of the first component's blocks, in the order of the scan. */
        int16_t *first;
        /* How many MCUs there is room for. */
        Py_ssize_t most;
        /* Where the longer codes stand in what was read so far: position << 16 | block of the MCU << 8 | symbol. With
           new codes for these alone everything between them can be copied. */
        uint64_t *found;
        Py_ssize_t number, room;
    } Notes;

    static uint64_t load(const uint8_t *data)
    {
        return (uint64_t)data[0] << 56 | (uint64_t)data[1] << 48 | (uint64_t)data[2] << 40 | (uint64_t)data[3] << 32
             | (uint64_t)data[4] << 24 | (uint64_t)data[5] << 16 | (uint64_t)data[6] << 8 | (uint64_t)data[7];
    }

    /* At least 57 bits from ``at`` on, which is at most an MCU behind the end; the first one highest. */
    static uint64_t peek(const Stream *stream, Py_ssize_t at)
    {
        return load(stream->data + (at >> 3)) << (at & 7);
    }

    /* Figure F.16: length << 8 and symbol of the first code, or 0. */
    static int first_code(const Codes *codes, uint64_t ahead)
    {
        int entry = codes->single[ahead >> (64 - SHORT)];
        for (int length = SHORT + 1; !entry && length < 17; length++) {
            int code = (int)(ahead >> (64 - length));
            if (code < codes->limit[length])
                entry = length << 8 | codes->values[(code + codes->offset[length]) & 255];
        }
        return entry;
    }

    /* F.2.2.1: the value in the first ``size`` bits, from 0 to 16; it is negative where the first of them is 0. */
    static int extended(uint64_t ahead, int size)
    {
        return (int)(ahead >> 1 >> (63 - size)) - (((1 << size) - 1) & ((int)(ahead >> 63) - 1));
    }

    static uint32_t dc_entry(int difference, int bits)
    {
        return (uint32_t)(difference & 0xFFFF) << 16 | ENDS << 8 | (uint32_t)bits;
    }

    /* The bits of an AC symbol and its value, from bit 8 on how far it leads, from bit 16 on the value. The end of a block
       is a zero at the next place. */
    static uint32_t value_entry(int symbol, int value, int bits)
    {
        return (uint32_t)(value & 0xFFFF) << 16 | (uint32_t)(symbol ? (symbol >> 4) + 1 : FULL + 1) << 8 | (uint32_t)bits;
    }

    static int note(Notes *notes, uint64_t what)
    {
        if (notes->number == notes->room) {
            uint64_t *found = realloc(notes->found, (size_t)(2 * notes->room + 1024) * sizeof(uint64_t));
            if (!found)
                return NO_MEMORY;
            notes->found = found;
            notes->room = 2 * notes->room + 1024;
        }
        notes->found[notes->number++] = what;
        return OK;
    }
    """
    enum:
        OK, BAD_STREAM, BAD_RANGE, BAD_TABLES, NO_MEMORY
        MOST_DC, MOST_AC, SHORT, LOOK, LOOK_VALUE, ENDS, NOTHING, NOTED, FULL, SPARE

    ctypedef struct Codes:
        uint16_t single[4096]
        uint32_t ac_looks[4096]
        uint32_t dc_looks[4096]
        uint32_t values_ahead[1024]
        bint noted
        int32_t limit[17]
        int32_t offset[17]
        uint8_t values[256]
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
        int number[4]
        Part part[10]
        const uint32_t* looks[22]

    ctypedef struct Stream:
        const uint8_t* data
        Py_ssize_t bits
        Py_ssize_t at

    ctypedef struct Place:
        Py_ssize_t at
        int16_t dc[4]

    ctypedef struct Notes:
        Place* places
        Py_ssize_t known
        int16_t* differences
        Py_ssize_t summed
        int16_t* first
        Py_ssize_t most
        uint64_t* found
        Py_ssize_t number
        Py_ssize_t room

    uint64_t load(const uint8_t* data) noexcept nogil
    uint64_t peek(const Stream* stream, Py_ssize_t at) noexcept nogil
    int first_code(const Codes* codes, uint64_t ahead) noexcept nogil
    int extended(uint64_t ahead, int size) noexcept nogil
    uint32_t dc_entry(int difference, int bits) noexcept nogil
    uint32_t value_entry(int symbol, int value, int bits) noexcept nogil
