"""The digest of a value: of a template, or of anything else that is made of models and plain values."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from .files import Asset

_BYTES = 20


def value_digest(value: Any) -> str:
    """Return the digest (BLAKE2b, 20 bytes, hexadecimal) of a value: the same in every process."""
    parts: list[bytes] = []
    _gather(value, parts.append)
    told = b"".join([b"".join((len(part).to_bytes(8, "big"), part)) for part in parts])
    return hashlib.blake2b(told, digest_size=_BYTES).hexdigest()


def _gather(value: Any, give: Callable[[bytes], None]) -> None:
    """Give a value in parts that are the same in every process: neither the order of a set nor what happens to be
    one object in memory counts."""
    cls = value.__class__
    if cls is str or value is None or cls in (int, bool, float):
        give(f"{cls.__name__} {value!r}".encode("utf-8", "surrogatepass"))
    elif isinstance(value, Asset):
        give(value.data)
    elif isinstance(value, (tuple, list)):
        give(b"%d" % len(value))
        for item in value:
            _gather(item, give)
    elif isinstance(value, Mapping):
        _gather(sorted(value.items()), give)
    elif isinstance(value, (set, frozenset)):
        _gather(sorted(value), give)
    elif isinstance(value, bytes):
        give(value)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        give(f"{cls.__module__}.{cls.__qualname__}".encode())
        for name, told in _names(cls):
            give(told)
            _gather(getattr(value, name), give)
    else:
        give(f"{cls.__name__} {value!r}".encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=128)
def _names(cls: Any) -> tuple[tuple[str, bytes], ...]:
    return tuple((item.name, item.name.encode()) for item in dataclasses.fields(cls))
