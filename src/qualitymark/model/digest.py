"""The digest of a value: of a template, or of anything else that is made of models and plain values."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from .files import Asset

_BYTES = 20


def value_digest(value: Any) -> str:
    """Return the digest (BLAKE2b, 20 bytes, hexadecimal) of a value: the same in every process."""
    made = hashlib.blake2b(digest_size=_BYTES)
    for part in _parts(value):
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def _parts(value: Any) -> Iterator[bytes]:
    """Yield a value in parts that are the same in every process: neither the order of a set nor what happens to be
    one object in memory counts."""
    if isinstance(value, Asset):
        yield value.data
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield f"{type(value).__module__}.{type(value).__qualname__}".encode()
        for item in dataclasses.fields(value):
            yield item.name.encode()
            yield from _parts(getattr(value, item.name))
    elif isinstance(value, (tuple, list)):
        yield f"{len(value)}".encode()
        for item in value:
            yield from _parts(item)
    elif isinstance(value, Mapping):
        yield from _parts(sorted(value.items()))
    elif isinstance(value, (set, frozenset)):
        yield from _parts(sorted(value))
    elif isinstance(value, bytes):
        yield value
    else:
        yield f"{type(value).__name__} {value!r}".encode("utf-8", "surrogatepass")
