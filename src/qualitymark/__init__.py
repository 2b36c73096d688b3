"""Compose a quality mark onto community cover images.

The public names; each is imported when it is first used, so that importing the package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import (
        CoverError,
        GlyphError,
        ManifestError,
        OutputError,
        PageError,
        PlacementError,
        PlatformError,
        QRError,
        QualitymarkError,
        TemplateError,
        TextError,
        UsageError,
    )
    from .images.limits import Limits
    from .manifest import Manifest, ReadOptions, Row, read_manifest
    from .page import Page
    from .platforms import Platform, load_platform, platform_names
    from .stamping import Stamped, StampedFile, StampedMark, stamp, stamp_file
    from .template import Template, load_template, template_names

_HOMES = {
    "errors": (
        "CoverError",
        "GlyphError",
        "ManifestError",
        "OutputError",
        "PageError",
        "PlacementError",
        "PlatformError",
        "QRError",
        "QualitymarkError",
        "TemplateError",
        "TextError",
        "UsageError",
    ),
    "images.limits": ("Limits",),
    "manifest": ("Manifest", "ReadOptions", "Row", "read_manifest"),
    "page": ("Page",),
    "platforms": ("Platform", "load_platform", "platform_names"),
    "stamping": ("Stamped", "StampedFile", "StampedMark", "stamp", "stamp_file"),
    "template": ("Template", "load_template", "template_names"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CoverError",
    "GlyphError",
    "Limits",
    "Manifest",
    "ManifestError",
    "OutputError",
    "Page",
    "PageError",
    "PlacementError",
    "Platform",
    "PlatformError",
    "QRError",
    "QualitymarkError",
    "ReadOptions",
    "Row",
    "Stamped",
    "StampedFile",
    "StampedMark",
    "Template",
    "TemplateError",
    "TextError",
    "UsageError",
    "load_platform",
    "load_template",
    "platform_names",
    "read_manifest",
    "stamp",
    "stamp_file",
    "template_names",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
