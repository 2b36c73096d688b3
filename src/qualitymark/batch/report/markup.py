"""What every page of the program is made with: its bundled files, the digests of its policy, JSON within markup."""

from __future__ import annotations

import json
import pkgutil
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from ...messages import LANGUAGES, Message


def site_file(package: str | None, name: str) -> str:
    """Return a file of a package's ``site`` folder, its lines ended as a browser reads them: digests depend on it."""
    data = pkgutil.get_data(str(package), f"site/{name}")
    if data is None:
        raise FileNotFoundError(f"the bundled file {name!r} is missing: install qualitymark again")
    return data.decode("utf-8").replace("\r\n", "\n")


def one_script(*files: str) -> str:
    """Return scripts as one block, so that no name of theirs becomes one of the window's."""
    return '"use strict";\n{\n' + "".join(files) + "}\n"


def around_data(markup: str, style: str, script: str, allowed: str) -> tuple[str, str]:
    """Return what stands before and behind the data of a page; ``{head}`` and ``{header}`` are those of all pages."""
    for name in ("head", "header"):
        markup = markup.replace(f"{{{name}}}", site_file(__package__, f"{name}.html"))
    head, tail = markup.split("{data}")
    return head.replace("{policy}", allowed).replace("{style}", style), tail.replace("{script}", script)


def policy(style: str, script: str, images: str, more: str = "") -> str:
    """Return a content security policy: nothing but this style, this script, and images from some sources."""
    return (
        f"default-src 'none'; img-src {images}; style-src {_digest(style)}; script-src {_digest(script)}; "
        f"{more}base-uri 'none'; form-action 'none'"
    )


def in_every_language(texts: Mapping[str, Message]) -> dict[str, dict[str, str]]:
    """Return the texts of a page, by language and key."""
    return {language: {key: text.translated(language) for key, text in texts.items()} for language in LANGUAGES}


def json_in_markup(value: Any) -> str:
    """Return JSON that cannot end its element: ``<`` is escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
