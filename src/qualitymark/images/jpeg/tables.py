"""Huffman tables made wider: symbols added to a table that was optimised for a picture without them.

Codes are given in the order of their lengths (T.81 C.2), so that all free code space lies behind the last code.
Symbols that are put there leave every code as it is. Where the space is too small, one code is made longer by
one bit, and the codes behind it move.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_LONGEST = 16


class Widened(NamedTuple):
    """A table (BITS and HUFFVAL) with more symbols; ``moved``: old symbols may have other codes than before."""

    counts: bytes
    values: bytes
    moved: bool


def widened(counts: bytes, values: bytes, added: Mapping[int, int]) -> Widened:
    """Return the table with the symbols of ``added``, which maps each, not yet in the table, to how often it comes."""
    by_length = _by_length(counts, values)
    free = _free(by_length)
    longest = max(length for length, symbols in enumerate(by_length) if symbols)
    # The code of ones alone stays free (C.2).
    moved = free - 1 < len(added)
    if moved:
        free += _lengthen(by_length, len(added) + 1 - free)
        longest = 1
    for symbol, length in _lengths(added, free - 1, longest):
        by_length[length].append(symbol)
    return Widened(
        bytes(len(symbols) for symbols in by_length[1:]),
        bytes(symbol for symbols in by_length for symbol in symbols),
        moved,
    )


def _by_length(counts: bytes, values: bytes) -> list[list[int]]:
    found: list[list[int]] = [[]]
    at = 0
    for count in counts:
        found.append(list(values[at : at + count]))
        at += count
    return found


def _free(by_length: Sequence[Sequence[int]]) -> int:
    """Return how many codes of 16 bits are not taken."""
    return (1 << _LONGEST) - sum(len(symbols) << (_LONGEST - length) for length, symbols in enumerate(by_length))


def _lengthen(by_length: list[list[int]], wished: int) -> int:
    """Make one code longer by one bit; return how many codes of 16 bits that frees, at least ``wished``.

    A code of n bits stands for about one symbol in 2^n, so the longest code that frees enough is the cheapest one,
    and only it and longer ones, which are rare, are exchanged in what was coded.
    """
    gains = {length: 1 << (_LONGEST - 1 - length) for length in range(1, _LONGEST) if by_length[length]}
    length = max(length for length, gain in gains.items() if gain >= wished)
    by_length[length + 1].insert(0, by_length[length].pop())
    return gains[length]


def _lengths(added: Mapping[int, int], room: int, shortest: int) -> list[tuple[int, int]]:
    """Return each symbol with the length of its code: 16 bits, less where it is frequent and there is room."""
    lengths = dict.fromkeys(sorted(added), _LONGEST)
    room -= len(lengths)
    heap: list[tuple[float, int]] = [(-added[symbol], symbol) for symbol in lengths]
    heapq.heapify(heap)
    while heap:
        _, symbol = heapq.heappop(heap)
        price = 1 << (_LONGEST - lengths[symbol])
        if price > room or lengths[symbol] <= shortest:
            continue
        room -= price
        lengths[symbol] -= 1
        # Each further bit costs twice the room of the one before.
        heapq.heappush(heap, (-added[symbol] / (2 * price), symbol))
    return list(lengths.items())
