"""``index.html``: markup, look, behaviour, texts and data in one file.

Values from outside are data, never markup: they stand as JSON in elements that nothing executes, and the script
puts them in as text. The policy in the page allows its own script and style by their digests, and pictures.
"""

from __future__ import annotations

import pkgutil
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any

from ...messages import LANGUAGES
from .facts import json_in_markup
from .sheet import Shown
from .texts import TEXTS

_SCRIPTS = ("model.js", "sheet.js", "viewer.js", "page.js")
_CHUNK = 500
"""Rows in one element: a browser takes several texts of a moderate size more easily than a huge one."""

_LIMITS = {"letters": 14, "module": 6}
"""Pixels of the cover below which letters and QR modules are marked as small.

The built-in designs ask for 18 px on a cover 1920 px wide, which is 14 on the narrowest one of that platform; below
6 px a module a phone may fail to read the QR code once the platform scaled the cover down.
"""


class Page:
    """Writes the page into a binary stream, row by row."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._rows: list[bytes] = []
        # One block, so that no name of the scripts becomes one of the window's.
        script = '"use strict";\n{\n' + "".join(_file(name) for name in _SCRIPTS) + "}\n"
        style = _file("page.css")
        markup = _file("page.html").replace("{policy}", _policy(style, script)).replace("{style}", style)
        head, tail = markup.split("{data}")
        self._tail = tail.replace("{script}", script)
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
        texts = {language: {key: text.translated(language) for key, text in TEXTS.items()} for language in LANGUAGES}
        self._put("page-data", json_in_markup({"texts": texts, "summary": summary, "limits": _LIMITS}).encode())
        self._stream.write(self._tail.encode())

    def _flush(self) -> None:
        if self._rows:
            self._put("page-rows", b"[" + b",\n".join(self._rows) + b"]")
        self._rows.clear()

    def _put(self, name: str, text: bytes) -> None:
        self._stream.write(b'<script type="application/json" class="%b">%b</script>\n' % (name.encode(), text))


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; img-src 'self' data: file:; style-src {_digest(style)}; script-src {_digest(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    data = pkgutil.get_data(__package__, f"site/{name}")
    if data is None:
        raise FileNotFoundError(f"the bundled file {name!r} is missing: install qualitymark again")
    return data.decode("utf-8").replace("\r\n", "\n")  # as a browser reads them, or the digest would be another
