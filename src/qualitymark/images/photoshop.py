"""Photoshop's image resources, in which IPTC data are kept (Adobe Photoshop File Formats Specification)."""

from __future__ import annotations

RESOURCES = b"Photoshop 3.0\0"
_SIGNATURE = b"8BIM"
# Thumbnails of old and new versions, and second copies of EXIF and XMP.
_COPIES = frozenset({0x0409, 0x040C, 0x0422, 0x0423, 0x0424})


def without_copies(block: bytes) -> bytes | None:
    """Return the resources without thumbnails and copies of EXIF and XMP; None where nothing sound is left."""
    kept, at = [], 0
    while block.startswith(_SIGNATURE, at):
        name_end = at + 6 + (block[at + 6] | 1) + 1 if at + 6 < len(block) else len(block)
        length = int.from_bytes(block[name_end : name_end + 4], "big")
        end = name_end + 4 + length + length % 2
        # The last one may lack its filling byte.
        if name_end + 4 + length > len(block):
            break
        if int.from_bytes(block[at + 4 : at + 6], "big") not in _COPIES:
            kept.append(block[at:end])
        at = end
    return b"".join(kept) or None
