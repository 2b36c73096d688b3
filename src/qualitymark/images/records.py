"""The record that a stamped file bears: what was stamped onto which file, by which version.

It is a part of the XMP metadata, in a namespace of its own. It holds no time, so that equal inputs give equal bytes,
and nothing of the page but its id.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..errors import CoverError, Trail
from ..frozen import frozen
from ..messages import say
from . import xmp

if TYPE_CHECKING:
    from .cover import Cover
    from .reading import Source

NAMESPACE = "urn:qualitymark:record:1#"
_MARK = NAMESPACE.encode()
_LONGEST = 200
"""Signs of one value that are kept; names of templates and ids of pages are far shorter."""
_NUMBER = re.compile(r"-?\d{1,9}")


@frozen
class Record:
    """What was stamped: the template's name and digest, the version of qualitymark, the page's id, the source's
    SHA-256 in hexadecimal digits, and the box of each mark as left, top, right, bottom in pixels.

    ``page`` is None where the page has no id, ``source`` where the cover was no file.
    """

    template: str
    template_digest: str
    version: str
    page: str | None = None
    source: str | None = None
    marks: tuple[tuple[int, int, int, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "template": self.template,
            "template_digest": self.template_digest,
            "version": self.version,
            "page": self.page,
            "source": self.source,
            "marks": [list(mark) for mark in self.marks],
        }

    def description(self) -> bytes:
        """Return the record as an ``rdf:Description`` that stands for itself."""
        values = {
            "template": _told(self.template),
            "templateDigest": _told(self.template_digest),
            "version": _told(self.version),
            "page": _told(self.page),
            "source": _told(self.source),
            "marks": " ".join([",".join(map(str, mark)) for mark in self.marks]),
        }
        told = "".join([f' qm:{name}="{value}"' for name, value in values.items() if value])
        about = f'<rdf:Description xmlns:rdf="{xmp.RDF}" rdf:about="" xmlns:qm="{NAMESPACE}"'
        return f"{about}{told}/>".encode()


def _told(value: str | None) -> str | None:
    return value and xmp.escaped(value[:_LONGEST])


def record_in(packet: bytes | None) -> Record | None:
    """Return the record in an XMP packet, or None where there is none."""
    if packet is None or _MARK not in packet:
        return None
    found = xmp.properties(packet, NAMESPACE)
    if not found.get("template"):
        return None
    return Record(
        found["template"],
        found.get("templateDigest", ""),
        found.get("version", ""),
        found.get("page"),
        found.get("source"),
        tuple(box for text in found.get("marks", "").split() if (box := _box(text))),
    )


def read_record(source: str | os.PathLike[str] | bytes) -> Record | None:
    """Return the record of a stamped file, given by its path or its bytes, or None for a file without one.

    Only the file's structure is looked at, nothing is decoded. Raises CoverError for a path that cannot be read.
    """
    from .limits import Limits
    from .packets import packet_in
    from .sources import read_path

    if isinstance(source, (bytes, bytearray, memoryview)):
        return record_in(packet_in(bytes(source)))
    path = os.fsdecode(source)
    try:
        return record_in(packet_in(read_path(path, Limits())))
    except CoverError as error:
        raise error.at(file=path) from error.__cause__


def unstamped(cover: Cover, original: Source | None, read: Callable[[Source], Cover]) -> Cover:
    """Return the cover to stamp: the one given, or its original where it bears a mark already.

    Raises CoverError for a cover with a mark and without its original, and for an original that is another file than
    the one that was stamped, or bears a mark itself.
    """
    record = record_in(cover.metadata.xmp)
    if original is None:
        _check_unmarked(record)
        return cover
    if record is None:
        raise CoverError(say("This cover bears no record of a quality mark; stamp it without --restamp."))
    if record.source is None:
        raise CoverError(say("The record of this cover does not tell its original; stamp the original itself."))
    found = read(original)
    if record.source != found.digest:
        raise CoverError(
            say("This is not the original that the stamped cover was made from; give that file."),
            Trail(file=os.fsdecode(original)) if isinstance(original, (str, os.PathLike)) else Trail(),
        )
    _check_unmarked(record_in(found.metadata.xmp))
    return found


def _check_unmarked(record: Record | None) -> None:
    if record is not None:
        raise CoverError(
            say(
                "This cover bears a quality mark already (template {template}, made by qualitymark {version});"
                " give the original, or ask for --restamp with it.",
                template=record.template,
                version=record.version or "?",
            )
        )


def _box(text: str) -> tuple[int, int, int, int] | None:
    numbers = text.split(",")
    if len(numbers) != 4 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    left, top, right, bottom = map(int, numbers)
    return left, top, right, bottom
