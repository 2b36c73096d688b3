"""Huffman tables made wider: symbols added to a table that was optimised for a picture without them.

Codes are given in the order of their lengths (T.81 C.2), so that all free code space lies behind the last code.
Symbols that are put there leave every code as it is. Where the space is too small, one code is made longer by
one bit, and the codes behind it move.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from operator import mul
from typing import NamedTuple

_LONGEST = 16
# By length, from 1: how many codes of 16 bits start with a code.
_WORTH = tuple(1 << (_LONGEST - length) for length in range(1, _LONGEST + 1))


class Widened(NamedTuple):
    """A table (BITS and HUFFVAL) with more symbols; ``moved``: old symbols may have other codes than before."""

    counts: bytes
    values: bytes
    moved: bool


def widened(counts: bytes, values: bytes, added: Mapping[int, int]) -> Widened:
    """Return the table with the symbols of ``added``, which maps each, not yet in the table, to how often it comes."""
    new = list(counts)
    # In codes of 16 bits.
    free = (1 << _LONGEST) - sum(map(mul, counts, _WORTH))
    longest = len(counts.rstrip(b"\0"))
    # The code of ones alone stays free (C.2).
    moved = free - 1 < len(added)
    if moved:
        free += _lengthen(new, len(added) + 1 - free)
        longest = 1
    symbols: list[list[int]] = [[] for _ in counts]
    for symbol, length in _lengths(added, free - 1, longest):
        symbols[length - 1].append(symbol)
    parts: list[bytes] = []
    at = 0
    for place, more in enumerate(symbols):
        parts += (values[at : at + new[place]], bytes(more))
        at += new[place]
        new[place] += len(more)
    return Widened(bytes(new), b"".join(parts), moved)


def _lengthen(counts: list[int], wished: int) -> int:
    """Make one code longer by one bit; return how many codes of 16 bits that frees, at least ``wished``.

    A code of n bits stands for about one symbol in 2^n, so the longest code that frees enough is the cheapest one,
    and only it and longer ones, which are rare, are exchanged in what was coded. The last symbol of a length becomes
    the first of the next one, so that the order of the symbols stays.
    """
    place, gain = max(
        (place, worth // 2) for place, worth in enumerate(_WORTH) if counts[place] and worth // 2 >= wished
    )
    counts[place] -= 1
    counts[place + 1] += 1
    return gain


def _lengths(added: Mapping[int, int], room: int, shortest: int) -> list[tuple[int, int]]:
    """Return each symbol with the length of its code: 16 bits, less where it is frequent and there is room."""
    lengths = dict.fromkeys(sorted(added), _LONGEST)
    room -= len(lengths)
    heap: list[tuple[float, int]] = [(-added[symbol], symbol) for symbol in lengths]
    heapq.heapify(heap)
    while heap and room:
        _, symbol = heap[0]
        price = 1 << (_LONGEST - lengths[symbol])
        if price > room or lengths[symbol] <= shortest:
            heapq.heappop(heap)
            continue
        room -= price
        lengths[symbol] -= 1
        # Each further bit costs twice the room of the one before.
        heapq.heapreplace(heap, (-added[symbol] / (2 * price), symbol))
    return list(lengths.items())
