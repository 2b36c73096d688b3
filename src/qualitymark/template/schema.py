"""The JSON Schema of template files: the model's, and what a template that extends another may leave out."""

from __future__ import annotations

from typing import Any

_EXTENDS = {
    "type": "string",
    "description": "A built-in name, or a file beside this one, whose parts this template overrides by name.",
}
_DROP = {"type": "boolean", "description": "true: leave out what the parent has under this name."}
_BEFORE = {"type": "string", "description": "The name of the one that this stands before; last without it."}


def with_extends(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a template that stands alone or extends another.

    What stands alone must be complete. What extends may leave out all but the format, and its marks and layers
    may be parts that a name ties to the parent's.
    """
    properties = dict(whole["properties"])
    mark, palette = properties["marks"]["items"], properties["palette"]
    layer = mark["properties"]["layers"]["items"]
    properties["extends"] = _EXTENDS
    for name in ("marks", "palette"):
        properties[name] = {"description": properties[name]["description"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "qualitymark template",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": ["qualitymark"],
        "if": {"required": ["extends"]},
        "then": {"properties": {"marks": _list("childMark", 0), "palette": {**palette, "required": []}}},
        "else": {
            "properties": {"marks": _list("mark", 1, whole["properties"]["marks"]["maxItems"]), "palette": palette},
            "required": whole["required"],
        },
        "$defs": {
            "mark": _with_layers(mark, "layer", mark["properties"]["layers"]),
            "layer": layer,
            "childMark": _child(_with_layers(mark, "childLayer", mark["properties"]["layers"])),
            "childLayer": {"anyOf": [*map(_placed, layer["oneOf"]), _override(layer["oneOf"])]},
        },
    }


def _list(definition: str, least: int, most: int | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "array", "items": {"$ref": f"#/$defs/{definition}"}, "minItems": least}
    return made if most is None else {**made, "maxItems": most}


def _with_layers(mark: dict[str, Any], definition: str, layers: dict[str, Any]) -> dict[str, Any]:
    listed = _list(definition, layers["minItems"], layers["maxItems"])
    properties = {**mark["properties"], "layers": {**listed, "description": layers["description"]}}
    return {**mark, "properties": properties}


def _child(mark: dict[str, Any]) -> dict[str, Any]:
    return {**mark, "properties": {**mark["properties"], "drop": _DROP, "before": _BEFORE}, "required": []}


def _placed(layer: dict[str, Any]) -> dict[str, Any]:
    return {**layer, "properties": {**layer["properties"], "before": _BEFORE}}


def _override(layers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a layer that changes the parent's one of its name, whatever its kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for layer in layers:
        for name, described in layer["properties"].items():
            same = found.setdefault(name, [])
            if described not in same:
                same.append(described)
    properties = {name: same[0] if len(same) == 1 else {"anyOf": same} for name, same in found.items()}
    return {
        "type": "object",
        "title": "override",
        "additionalProperties": False,
        "properties": {**properties, "drop": _DROP, "before": _BEFORE},
        "required": ["name"],
    }
