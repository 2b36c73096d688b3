"""``index.html``: markup, look, behaviour, texts and data in one file.

Values from outside are data, never markup: they stand as JSON in elements that nothing executes, and the script
puts them in as text. The policy in the page allows its own script and style by their digests, and pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from .facts import SMALL_LETTERS, SMALL_MODULE
from .markup import around_data, in_every_language, json_in_markup, one_script, policy, site_file
from .sheet import Shown
from .texts import TEXTS

_SCRIPTS = ("model.js", "shared.js", "sheet.js", "viewer.js", "page.js")
_CHUNK = 500
"""Rows in one element: a browser takes several texts of a moderate size more easily than a huge one."""


class Page:
    """Writes the page into a binary stream, row by row."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rows: list[bytes] = []
        script = one_script(*(site_file(__package__, name) for name in _SCRIPTS))
        style = site_file(__package__, "page.css")
        allowed = policy(style, script, "'self' data: file:")
        head, self._tail = around_data(site_file(__package__, "page.html"), style, script, allowed)
        stream.write(head.encode())

    def add(self, shown: Shown, thumbs: str) -> None:
        """Write one row; ``thumbs`` is the name of its thumbnails with the kinds that are there."""
        lean = {"row": shown.row, "status": shown.status, "seconds": shown.seconds, "thumbs": thumbs}
        head = ",".join(f'"{name}":{json_in_markup(value)}' for name, value in lean.items() if value)
        self._rows.append(b"{%b,%b" % (head.encode(), shown.text))
        if len(self._rows) == _CHUNK:
            self._flush()

    def end(self, summary: Mapping[str, Any]) -> None:
        """Write what is left, with the figures at the head of the page."""
        self._flush()
        texts = in_every_language(TEXTS)
        self._put(
            "page-data",
            json_in_markup(
                {"texts": texts, "summary": summary, "limits": {"letters": SMALL_LETTERS, "module": SMALL_MODULE}}
            ).encode(),
        )
        self._stream.write(self._tail.encode())

    def _flush(self) -> None:
        if self._rows:
            self._put("page-rows", b"[" + b",\n".join(self._rows) + b"]")
        self._rows.clear()

    def _put(self, name: str, text: bytes) -> None:
        self._stream.write(b'<script type="application/json" class="%b">%b</script>\n' % (name.encode(), text))
