"""Putting the record of a mark into the metadata of what is written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from . import __version__
from .geometry import Box
from .images.cover import Cover
from .images.metadata import STRIP
from .images.metadata import signed as with_record
from .images.records import Record
from .model.digest import value_digest
from .page import Page
from .template.model import Template

PAGE_ID = "id"
"""The field of a page that goes into the record; nothing else of the page does."""
_KEPT = 8
"""How many templates' digests are remembered; the least recently used go first."""


def signed(cover: Cover, template: Template, page: Page, boxes: Iterable[Box], metadata: str) -> Cover:
    """Return the cover with the record of what was stamped, unless its metadata are to be stripped."""
    if metadata == STRIP:
        return cover
    page_id = str(page[PAGE_ID]).strip() if PAGE_ID in page else ""
    return with_record(
        cover,
        Record(
            template.name,
            _DIGESTS.of(template),
            __version__,
            page_id or None,
            cover.digest,
            tuple(box.pixels for box in boxes),
        ),
    )


class _Digests:
    """Digests by template, for making one takes longer than all the rest of the record; safe to use from threads."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[Template, str]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, template: Template) -> str:
        with self._lock:
            # The template itself is held, so that no other one can get its number.
            found = self._held.get(id(template))
        if found is not None:
            return found[1]
        digest = value_digest(template)
        with self._lock:
            self._held[id(template)] = template, digest
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)
        return digest


_DIGESTS = _Digests()
