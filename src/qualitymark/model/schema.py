"""JSON Schema of models (draft 2020-12), for editors that complete YAML."""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any

from .declaring import keys


def model_schema(cls: type) -> dict[str, Any]:
    """Return the schema of one model, its keys described by their own documentation, with plain defaults."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for name, item, spec in keys(cls):
        described = {**spec.kind.schema(), "description": spec.doc}
        if item.default is MISSING:
            required.append(name)
        elif isinstance(item.default, str | int | float):
            described["default"] = item.default
        properties[name] = described
    made: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    if required:
        made["required"] = required
    return made
