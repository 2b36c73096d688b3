"""Tables of pages as they come: one file a format, and one way to read them.

``read_manifest`` finds the format, the coding, the headings and the rows; ``Manifest.rows`` yields them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .table import Column, Manifest, PageLink, ReadOptions, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..template.fields import Field

__all__ = ["Column", "Manifest", "PageLink", "ReadOptions", "Row", "read_manifest"]


def read_manifest(
    path: str | os.PathLike[str], fields: Iterable[tuple[str, Field]], options: ReadOptions | None = None
) -> Manifest:
    """Read a table of pages: CSV, TSV, XLSX (also XLS, XLSB and ODS), JSON, JSON Lines or YAML.

    ``fields`` are a template's (``template.fields``); ``cover``, ``id`` and ``link`` are known beside them. The whole
    table is read once, and only the columns that belong to fields are kept, in a temporary file above 1 MiB. Faults
    of single rows come with the rows. Raises ManifestError where the table as a whole cannot be read, has no
    headings that are known, has two columns for one field, or has no rows; UsageError for options that do not fit.
    """
    from .reader import read  # late, for it knows templates, and the process that reads workbooks must not

    return read(path, fields, options or ReadOptions())
