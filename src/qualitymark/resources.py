"""Where the bundled files are: built-in designs in ``assets/``, fonts in ``fonts/``.

A wheel carries both folders inside the package; in a checkout they stand at the top level.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_HERE = Path(__file__).parent


@cache
def bundled(folder: str) -> Traversable:
    """Return the bundled folder ``assets`` or ``fonts``. Raises FileNotFoundError where it was not installed."""
    for place in (_HERE / folder, _HERE.parent.parent / folder):
        if place.is_dir():
            return place
    # importlib.resources finds them in a zip too, but costs 10 ms to import, so plain folders come first.
    from importlib.resources import files

    inside = files("qualitymark").joinpath(folder)
    if inside.is_dir():
        return inside
    raise FileNotFoundError(f"the bundled folder {folder!r} is missing: install qualitymark again")
