"""What an output depends on, as digests: engine, template, look, values, and the content of files."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .. import __version__
from ..images.limits import Limits
from ..model.digest import value_digest
from ..resources import bundled
from ..template.model import Template
from .settings import Look

_BYTES = 20
_BLOCK = 1 << 20
_LIBRARIES = ("pillow", "uharfbuzz", "resvg-py", "qrcode", "pyphen", "zxing-cpp", "pillow-heif", "zlib-ng")
_CODECS = ("libjpeg_turbo", "zlib", "webp", "freetype2", "avif", "littlecms2")


class FileState(NamedTuple):
    """A file's content as a digest, and the signature by which it is taken for unchanged without being read."""

    signature: str
    digest: str


def content_digest(data: bytes) -> str:
    """Return the digest of a file's bytes: SHA-256, which processors do in hardware."""
    return hashlib.sha256(data).hexdigest()


def file_digest(path: str | os.PathLike[str]) -> str:
    """Return the digest of a file's bytes, read in blocks. Raises OSError."""
    made = hashlib.sha256()
    with Path(path).open("rb") as file:
        while block := file.read(_BLOCK):
            made.update(block)
    return made.hexdigest()


def signature(path: str | os.PathLike[str]) -> str:
    """Return size, times of content and of status, and number of a file. Raises OSError."""
    found = os.stat(path)  # noqa: PTH116 - asked twice a row, and a Path takes longer than the answer
    return f"{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"


def signature_or_none(path: str | os.PathLike[str]) -> str:
    """Return the signature of a file, empty where it cannot be had: the file is then read when it is compared."""
    try:
        return signature(path)
    except (OSError, ValueError):
        return ""


def is_state(path: str | os.PathLike[str], state: FileState) -> FileState | None:
    """Return the file's state where its content is that of ``state``, else None.

    A file of the same signature is not read; one that was touched, copied or restored is read and compared.
    """
    try:
        now = signature(path)
        if now == state.signature:
            return state
        return FileState(now, state.digest) if file_digest(path) == state.digest else None
    except (OSError, ValueError):
        return None


@cache
def engine_digest() -> str:
    """Return what the same inputs make the same bytes with: this version, the libraries that draw and code, whether
    JPEGs are patched, the bundled fonts and the hyphenation that come with them."""
    from PIL import features

    from ..images.jpeg import available

    made = hashlib.blake2b(digest_size=_BYTES)
    known = _versions()
    libraries = [f"{name} {known.get(name) or _version(name)}" for name in _LIBRARIES]
    codecs = [f"{name} {features.version(name)}" for name in _CODECS]
    compiled = f"patching {available()}"
    made.update("\n".join([__version__, *libraries, *codecs, compiled]).encode())
    for file in sorted(bundled("fonts").iterdir(), key=lambda item: item.name):
        if file.is_file():
            made.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return made.hexdigest()


def _versions() -> dict[str, str]:
    """Return the versions of what is installed, by the names of the folders that tell them.

    ``importlib.metadata`` looks in the same places; to import it takes longer than all else of the digest.
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.listdir(folder or os.curdir):  # noqa: PTH208 - names alone
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                if version and entry.endswith(".dist-info"):
                    found.setdefault(name.lower().replace("_", "-"), version)
    return found


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:  # a copy that was not installed, as in a zip
        return "unknown"


def template_digest(template: Template) -> str:
    """Return the digest of everything that a template is: its texts, its assets, its fonts, those of its parents."""
    return value_digest(template)


def base_digest(template: str, look: Look) -> bytes:
    """Return what all rows of a campaign share; ``template`` is the template's digest."""
    text = look.platform_text
    # The platform's own file counts by its content and not by where it lies; limits refuse, and change no output.
    seen = dataclasses.replace(look, platform=look.platform if text is None else None, limits=Limits())
    return hashlib.blake2b(f"{engine_digest()} {template} {value_digest(seen)}".encode(), digest_size=32).digest()


def fingerprint(base: bytes, values: Mapping[str, object], key: str) -> str:
    """Return the digest of all that a row's output depends on beside its cover; ``base`` is ``base_digest``."""
    told = [key, *(f"{name}\0{value}" for name, value in sorted(values.items()))]
    made = hashlib.blake2b("\0\0".join(told).encode("utf-8", "surrogatepass"), key=base, digest_size=_BYTES)
    return made.hexdigest()
