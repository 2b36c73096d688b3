"""ICC profiles read and made without a colour engine: the header, the tags, and whether one is sRGB (ICC.1:2022)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

_HEADER = 128
_MOST_TAGS = 200
_COLOURANTS = ("rXYZ", "gXYZ", "bXYZ")
_CURVES = ("rTRC", "gTRC", "bTRC")
_TABLES = ("A2B0", "A2B1", "D2B0", "D2B1")
# IEC 61966-2-1 brought to the white of the connection space, D50, by the Bradford matrix; as sRGB profiles have it.
_SRGB = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
_SRGB_FIXED = ((0x6FA2, 0x38F5, 0x0390), (0x6299, 0xB785, 0x18DA), (0x24A0, 0x0F84, 0xB6CF))
_NEAR = 0.002
# A difference of lightness that nobody sees in two fields side by side is about 1.
_NEAR_LIGHTNESS = 0.5
_STEPS = 16


class Profile(NamedTuple):
    """A profile whose header and tag table are sound: its class, its colour space, and its tags' contents."""

    kind: str
    space: str
    tags: dict[str, bytes]


def parse(data: bytes) -> Profile | None:
    """Return the profile, or None for bytes that are none (clauses 7.2 and 7.3)."""
    if len(data) < _HEADER + 4 or data[36:40] != b"acsp" or not _HEADER <= _number(data, 0) <= len(data):
        return None
    count = _number(data, _HEADER)
    if not 0 < count <= _MOST_TAGS or _HEADER + 4 + 12 * count > len(data):
        return None
    tags: dict[str, bytes] = {}
    for at in range(_HEADER + 4, _HEADER + 4 + 12 * count, 12):
        name = data[at : at + 4].decode("latin-1")
        start, length = _number(data, at + 4), _number(data, at + 8)
        if start < _HEADER or start + length > len(data):
            return None
        tags[name] = data[start : start + length]
    return Profile(data[12:16].decode("latin-1"), data[16:20].decode("latin-1"), tags)


def is_srgb(profile: Profile) -> bool:
    """Return whether an RGB profile has the primaries of sRGB, and its curve but for what nobody sees."""
    tags = profile.tags
    if profile.space != "RGB " or any(name in tags for name in _TABLES):
        return False
    if not all(name in tags for name in (*_COLOURANTS, *_CURVES)):
        return False
    for name, wanted in zip(_COLOURANTS, _SRGB, strict=True):
        found = _xyz(tags[name])
        if found is None or any(abs(one - other) > _NEAR for one, other in zip(found, wanted, strict=True)):
            return False
    return all(_is_srgb_curve(content) for content in {tags[name] for name in _CURVES})


def rgb_of_grey(data: bytes) -> bytes | None:
    """Return an RGB profile in which equal numbers mean the greys of a grey profile; None where that has no curve.

    The primaries are those of sRGB; they add up to the white of the connection space, as grey profiles do.
    """
    parsed = parse(data)
    if parsed is None or "kTRC" not in parsed.tags or _curve(parsed.tags["kTRC"]) is None:
        return None
    curve = parsed.tags["kTRC"]
    points = [_xyz_tag(fixed) for fixed in _SRGB_FIXED]
    white = _xyz_tag((0xF6D6, 0x10000, 0xD32D))
    text = b"Grey as RGB\0"
    description = b"desc" + bytes(4) + struct.pack(">L", len(text)) + text + bytes(78)
    copyright_ = b"text" + bytes(4) + b"CC0\0"
    contents = [description, copyright_, white, *points, curve, curve, curve]
    names = ["desc", "cprt", "wtpt", *_COLOURANTS, *_CURVES]
    return build(names, contents)


def build(names: list[str], contents: list[bytes], kind: str = "mntr", space: str = "RGB ") -> bytes:
    """Return a profile of version 2.4 (connection space XYZ) with these tags; equal contents are stored once."""
    at = _HEADER + 4 + 12 * len(names)
    places: dict[bytes, int] = {}
    body = b""
    for content in contents:
        if content not in places:
            places[content] = at + len(body)
            body += content + bytes(-len(content) % 4)
    table = b"".join(
        name.encode("latin-1") + struct.pack(">LL", places[content], len(content))
        for name, content in zip(names, contents, strict=True)
    )
    head = struct.pack(">L4xL4s4s4s", at + len(body), 0x02400000, kind.encode(), space.encode(), b"XYZ ")
    date = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    illuminant = struct.pack(">3L", 0xF6D6, 0x10000, 0xD32D)
    header = (head + date + b"acsp").ljust(68, b"\0") + illuminant
    return header.ljust(_HEADER, b"\0") + struct.pack(">L", len(names)) + table + body


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _xyz(content: bytes) -> tuple[float, ...] | None:
    """Return the first XYZNumber of a tag (10.31)."""
    if content[:4] != b"XYZ " or len(content) < 20:
        return None
    return tuple(value / 65536 for value in struct.unpack_from(">3l", content, 8))


def _xyz_tag(fixed: tuple[int, int, int]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3L", *fixed)


def _is_srgb_curve(content: bytes) -> bool:
    curve = _curve(content)
    if curve is None:
        return False
    steps = [step / _STEPS for step in range(1, _STEPS + 1)]
    try:
        return all(abs(_lightness(curve(x)) - _lightness(_srgb_curve(x))) < _NEAR_LIGHTNESS for x in steps)
    except (ArithmeticError, TypeError, ValueError):  # powers of strange parameters
        return False


def _srgb_curve(x: float) -> float:
    return x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4


def _lightness(y: float) -> float:
    """Return CIE L* of a luminance from 0 to 1 (CIE 15)."""
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def _curve(content: bytes) -> Callable[[float], float] | None:
    """Return a tone curve as a function of 0 to 1: curveType (10.6) or parametricCurveType (10.18)."""
    if content[:4] == b"curv" and len(content) >= 12:
        return _table(content)
    if content[:4] == b"para" and len(content) >= 12:
        return _parametric(content)
    return None


def _table(content: bytes) -> Callable[[float], float] | None:
    count = _number(content, 8)
    if len(content) < 12 + 2 * count:
        return None
    if count == 0:
        return lambda x: x
    values = struct.unpack_from(f">{count}H", content, 12)
    if count == 1:
        gamma = values[0] / 256
        return lambda x: float(x**gamma)

    def interpolated(x: float) -> float:
        at = x * (count - 1)
        below = min(int(at), count - 2)
        return float(values[below] + (values[below + 1] - values[below]) * (at - below)) / 65535

    return interpolated


def _parametric(content: bytes) -> Callable[[float], float] | None:
    kind = int.from_bytes(content[8:10], "big")
    needed = (1, 3, 4, 5, 7)
    if kind >= len(needed) or len(content) < 12 + 4 * needed[kind]:
        return None
    given = [value / 65536 for value in struct.unpack_from(f">{needed[kind]}l", content, 12)]
    # The kinds are one formula with some parameters left out: y = (a x + b)^g + e for x >= d, else c x + f.
    g, a, b, c, d, e, f = (given + [0.0] * 7)[:7]
    if kind == 0:
        a, d = 1.0, -1.0
    elif kind in (1, 2):
        if a == 0:
            return None
        e = f = c if kind == 2 else 0.0
        c, d = 0.0, -b / a
    return lambda x: float((a * x + b) ** g + e if x >= d else c * x + f)
