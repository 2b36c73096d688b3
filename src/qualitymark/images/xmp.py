"""XMP packets (ISO 16684-1) read and edited with the least change: what is not named here stays byte for byte.

They come with a stranger's file, so declarations of types and entities are refused, and so is what is too large.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

MOST_BYTES = 4 * 1024 * 1024
"""A packet above this is not read; those of image editors have 5 to 500 KiB."""
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_TIFF = "http://ns.adobe.com/tiff/1.0/"
_BASIC = "http://ns.adobe.com/xap/1.0/"
_XML = "http://www.w3.org/XML/1998/namespace"
_DEEPEST = 100
_HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    f'<rdf:RDF xmlns:rdf="{RDF}">'
).encode()
_TAIL = b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
_STALE = rb"""[gG][pP][sS]|Thumbnails|Orientation\s*(?:=\s*(?!["']1["'])|>\s*(?!1\s*<))"""
_ATTRIBUTE = rb"""\s+([^\s=/>]+)\s*=\s*("[^"]*"|'[^']*')"""
_END_OF_RDF = rb"</(?:[^\s<>/:]+:)?RDF\s*>"
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
# What XML 1.0 cannot hold at all, and what it would change into a space within an attribute.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"


_Handlers = dict[str, Callable[..., None]]


class _Name(NamedTuple):
    uri: str
    local: str


class _Edit(NamedTuple):
    start: int
    end: int
    new: bytes = b""


class _RefusedError(Exception):
    """The packet declares types or entities, or is nested too deep."""


def is_sound(packet: bytes) -> bool:
    """Return whether the packet is UTF-8 and well-formed XML, without declarations, of at most MOST_BYTES."""
    return _parsed(packet, {}) is not None


def properties(packet: bytes, uri: str) -> dict[str, str]:
    """Return the simple properties of a namespace by their names; none of a packet that is not sound."""
    found: dict[str, str] = {}
    inside: list[str | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        inside.append(_name(name).local if _name(name).uri == uri else None)
        for key, value in attributes.items():
            if _name(key).uri == uri:
                found.setdefault(_name(key).local, value)

    def text(content: str) -> None:
        if inside and inside[-1] is not None:
            found[inside[-1]] = found.get(inside[-1], "") + content

    def end(_name: str) -> None:
        inside.pop()

    handlers: _Handlers = {"StartElementHandler": start, "EndElementHandler": end, "CharacterDataHandler": text}
    return found if _parsed(packet, handlers) is not None else {}


def upright(packet: bytes) -> bytes | None:
    """Return the packet without position and thumbnails, and with orientation 1; None where it cannot be edited.

    Positions are the properties whose names begin with GPS, in whatever namespace. A packet in which there is nothing
    to change is returned as it is, whether it is sound or not.
    """
    if not re.search(_STALE, packet):
        return packet
    edits: list[_Edit] = []
    open_at: list[int | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        _check_depth(open_at)
        at = parser[0].CurrentByteIndex
        dropped = any(mark is not None for mark in open_at)
        open_at.append(at if not dropped and _is_stale(name) else None)
        if dropped or open_at[-1] is not None:
            return
        if _name(name) == (_TIFF, "Orientation"):
            edits.extend(_reset_text(packet, at))
        edits.extend(_attribute_edits(packet, at, attributes))

    def end(_name: str) -> None:
        at = open_at.pop()
        if at is not None:
            tag_end, empty = _tag(packet, at)
            edits.append(_Edit(at, tag_end if empty else packet.index(b">", parser[0].CurrentByteIndex) + 1))

    parser: list[Any] = []
    if _parsed(packet, {"StartElementHandler": start, "EndElementHandler": end}, parser) is None:
        return None
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [packet[at : edit.start], edit.new]
        at = edit.end
    result = b"".join([*parts, packet[at:]])
    return result if is_sound(result) else None


def reduced(packet: bytes) -> bytes | None:
    """Return a packet that holds the creators and the rights (``dc:creator``, ``dc:rights``) alone, or None."""
    credits_ = _Credits()
    handlers: _Handlers = {
        "StartElementHandler": credits_.start,
        "EndElementHandler": credits_.end,
        "CharacterDataHandler": credits_.text,
    }
    if _parsed(packet, handlers) is None or not any(credits_.found.values()):
        return None
    parts = [
        _bag("creator", "Seq", "", credits_.found["creator"]),
        _bag("rights", "Alt", ' xml:lang="{}"', credits_.found["rights"]),
    ]
    about = f'<rdf:Description xmlns:rdf="{RDF}" rdf:about="" xmlns:dc="{_DC}">'
    return with_description(None, (about + "".join(parts) + "</rdf:Description>").encode())


class _Credits:
    """Gathers creators and rights, each with the language that it is said in, however they are written."""

    def __init__(self) -> None:
        self.found: dict[str, list[tuple[str, str]]] = {"creator": [], "rights": []}
        self._within: list[_Name] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        _check_depth(self._within)
        told: dict[tuple[str, str], str] = {_name(key): value for key, value in attributes.items()}
        for local, items in self.found.items():
            items += [("", told[_DC, local])] if (_DC, local) in told else []
        holder = self._holder()
        if holder is not None and _name(name) == (RDF, "li"):
            self.found[holder].append((told.get((_XML, "lang"), ""), ""))
        self._within.append(_name(name))

    def text(self, content: str) -> None:
        holder = self._holder()
        if holder is None or not (self._within[-1] == (RDF, "li") or content.strip()):
            return
        if self._within[-1] == (_DC, holder):
            self.found[holder].append(("", content))
        elif self._within[-1] == (RDF, "li"):
            language, before = self.found[holder][-1]
            self.found[holder][-1] = language, before + content

    def end(self, _name: str) -> None:
        self._within.pop()

    def _holder(self) -> str | None:
        return next((name.local for name in self._within if name.uri == _DC and name.local in self.found), None)


def with_description(packet: bytes | None, description: bytes) -> bytes | None:
    """Return the packet with one more ``rdf:Description`` at its end, a new packet without one; None if unsound.

    The description of a new packet is taken as it is.
    """
    if packet is None:
        made = b"".join((_HEAD, description, _TAIL))
        return made if len(made) <= MOST_BYTES else None
    if not is_sound(packet):
        return None
    ends = list(re.finditer(_END_OF_RDF, packet))
    if not ends:
        return None
    made = packet[: ends[-1].start()] + description + packet[ends[-1].start() :]
    return made if is_sound(made) else None


def without_padding(packet: bytes) -> bytes:
    """Return the packet without the white space that editors leave at its end to grow into."""
    end = packet.rfind(b"<?xpacket end")
    return packet if end < 0 else packet[:end].rstrip() + b"\n" + packet[end:].rstrip(b"\0")


def escaped(text: str) -> str:
    """Return a text for an attribute in double quotes; signs that XML cannot hold become spaces."""
    # What an identifier may have needs nothing, and no sign that XML cannot hold can be printed.
    if text.isalnum():
        return text
    return (text if text.isprintable() else re.sub(_UNSAFE, " ", text)).translate(_ESCAPES)


def _bag(name: str, kind: str, language: str, items: list[tuple[str, str]]) -> str:
    if not items:
        return ""
    texts = (
        f"<rdf:li{language.format(escaped(spoken or 'x-default'))}>{escaped(text)}</rdf:li>" for spoken, text in items
    )
    return f"<dc:{name}><rdf:{kind}>{''.join(texts)}</rdf:{kind}></dc:{name}>"


def _parsed(packet: bytes, handlers: _Handlers, keep: list[Any] | None = None) -> Any:
    """Parse the packet and return the parser, or None for what is not sound; ``keep`` gets it before it runs."""
    if len(packet) > MOST_BYTES:
        return None
    # It takes half a millisecond to import, and few covers have a packet.
    from xml.parsers import expat

    # The encoding is said here, or a declaration in the packet would choose another.
    parser = expat.ParserCreate("utf-8", " ")
    parser.namespace_prefixes = True
    # Texts come in few pieces, however they are written.
    parser.buffer_text, parser.buffer_size = True, 1 << 16
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    if keep is not None:
        keep.append(parser)
    try:
        parser.Parse(bytes(packet).rstrip(b"\0"), True)
    except (expat.ExpatError, _RefusedError, ValueError):
        return None
    return parser


def _check_depth(inside: Sequence[object]) -> None:
    """Refuse what is nested without measure: each element is held against all that it is in."""
    if len(inside) > _DEEPEST:
        raise _RefusedError


def _refuse(*_: object) -> None:
    raise _RefusedError


def _name(name: str) -> _Name:
    """Return namespace and local name of what expat calls ``uri local prefix``."""
    parts = name.split(" ")
    return _Name(parts[0], parts[1]) if len(parts) > 1 else _Name("", name)


def _is_stale(name: str) -> bool:
    found = _name(name)
    return found.local.lower().startswith("gps") or found == (_BASIC, "Thumbnails")


def _attribute_edits(packet: bytes, at: int, attributes: dict[str, str]) -> list[_Edit]:
    """Return what is to change in the start tag at ``at``: positions cut out, orientation made 1."""
    wanted: dict[bytes, bytes | None] = {}
    for name in attributes:
        parts = name.split(" ")
        written = f"{parts[2]}:{parts[1]}" if len(parts) == 3 else parts[-1]
        if _is_stale(name):
            wanted[written.encode()] = None
        elif _name(name) == (_TIFF, "Orientation"):
            wanted[written.encode()] = b'"1"'
    if not wanted:
        return []
    edits = []
    attribute = re.compile(_ATTRIBUTE)
    place = attribute.match(packet, _name_end(packet, at))
    while place is not None:
        if place[1] in wanted:
            new = wanted[place[1]]
            edits.append(_Edit(*place.span()) if new is None else _Edit(*place.span(2), new))
        place = attribute.match(packet, place.end())
    return edits


def _reset_text(packet: bytes, at: int) -> list[_Edit]:
    tag_end, empty = _tag(packet, at)
    return [] if empty else [_Edit(tag_end, packet.index(b"<", tag_end), b"1")]


def _name_end(packet: bytes, at: int) -> int:
    found = re.compile(rb"<[^\s/>]+").match(packet, at)
    return found.end() if found else at


def _tag(packet: bytes, at: int) -> tuple[int, bool]:
    """Return where the start tag at ``at`` ends, and whether its element is empty."""
    end = _name_end(packet, at)
    attribute = re.compile(_ATTRIBUTE)
    while (found := attribute.match(packet, end)) is not None:
        end = found.end()
    end = packet.index(b">", end) + 1
    return end, packet[end - 2 : end - 1] == b"/"
