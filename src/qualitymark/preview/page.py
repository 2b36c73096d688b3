"""A page in one file: markup, look, behaviour, texts and data, nothing from elsewhere.

The look begins with that of a campaign's report, so that all pages of the program are of one kind. Values from outside
are data, never markup: they stand as JSON in an element that nothing executes, and the script puts them in as text.
The policy in the page allows its own script and style by their digests, and pictures that are in it.
"""

from __future__ import annotations

import pkgutil
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ..batch.report.facts import json_in_markup
from ..messages import LANGUAGES, Message

_REPORT = "qualitymark.batch.report"


def make_page(name: str, texts: Mapping[str, Message], data: Mapping[str, Any], *, served: bool = False) -> str:
    """Return the page ``site/NAME.html`` with its style, its scripts and its data.

    ``served`` pages may ask the server that they come from whether there is a newer one.
    """
    style = _file(_REPORT, "page.css") + _file(__package__, "common.css") + _file(__package__, f"{name}.css")
    # One block, so that no name of the scripts becomes one of the window's.
    script = '"use strict";\n{\n' + _file(__package__, "common.js") + _file(__package__, f"{name}.js") + "}\n"
    spoken = {language: {key: text.translated(language) for key, text in texts.items()} for language in LANGUAGES}
    told = json_in_markup({"texts": spoken, **data})
    head, tail = _file(__package__, f"{name}.html").split("{data}")
    head = head.replace("{policy}", _policy(style, script, served)).replace("{style}", style)
    return f'{head}<script type="application/json" id="data">{told}</script>\n' + tail.replace("{script}", script)


def _policy(style: str, script: str, served: bool) -> str:
    source = "'self'" if served else "'none'"
    return (
        f"default-src 'none'; img-src data:; style-src {_digest(style)}; script-src {_digest(script)}; "
        f"connect-src {source}; base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _file(package: str | None, name: str) -> str:
    data = pkgutil.get_data(str(package), f"site/{name}")
    if data is None:
        raise FileNotFoundError(f"the bundled file {name!r} is missing: install qualitymark again")
    return data.decode("utf-8").replace("\r\n", "\n")  # as a browser reads them, or the digest would be another
