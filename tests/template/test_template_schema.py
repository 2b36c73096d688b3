"""The JSON Schema of template files: equal to the model, and true for every template."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from qualitymark.layers import kind_names, layer_class
from qualitymark.model.declaring import keys
from qualitymark.placement import PlaceRule
from qualitymark.resources import bundled
from qualitymark.sizing import SizeRule
from qualitymark.template import Field, Mark, Palette, Template, load_template, template_names
from qualitymark.template.model import template_schema

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")
HEAD = "qualitymark: 1\nextends: base.yaml\n"
SCHEMA = template_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def errors(text):
    return [error.message for error in VALIDATOR.iter_errors(json_of(text))]


def json_of(text):
    """The document as an editor sees it: plain values, dates as texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_the_schema_is_valid():
    """It is JSON, and a schema of the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)

    assert "https://json-schema.org/draft/2020-12/schema" == SCHEMA["$schema"]
    assert SCHEMA == json.loads(json.dumps(SCHEMA))


def documented(schema):
    return {name: described.get("description") for name, described in schema["properties"].items()}


def docs(cls):
    return {name: spec.doc for name, _, spec in keys(cls)}


def test_every_key_of_the_model_is_in_the_schema():
    """No key more and none less, each with its documentation."""
    mark = SCHEMA["$defs"]["mark"]
    branches = [branch["properties"] for branch in (SCHEMA["then"], SCHEMA["else"])]

    assert {**docs(Template), "extends": documented(SCHEMA)["extends"]} == documented(SCHEMA)
    assert docs(Mark) == documented(mark)
    assert docs(SizeRule) == documented(mark["properties"]["size"])
    assert docs(PlaceRule) == documented(mark["properties"]["place"])
    assert docs(Field) == documented(SCHEMA["properties"]["fields"]["additionalProperties"]["anyOf"][0])
    assert [docs(Palette)] * 2 == [documented(branch["palette"]) for branch in branches]


@pytest.mark.parametrize("kind", kind_names())
def test_every_kind_of_layer_is_in_the_schema(kind):
    """Each kind has its own keys, with their documentation; the ones without a default are required."""
    [layer] = [layer for layer in SCHEMA["$defs"]["layer"]["oneOf"] if layer["title"] == kind]
    cls = layer_class(kind)

    assert {"kind": None, **docs(cls)} == documented(layer)
    assert {"const": kind} == layer["properties"]["kind"]
    assert {"kind", *(name for name, item, _ in keys(cls) if item.default is item.default_factory)} == set(
        layer["required"]
    )
    assert cls.__doc__.startswith(layer["description"])


@pytest.mark.parametrize("kind", kind_names())
def test_a_child_may_change_every_key_of_every_kind(kind):
    """The schema of an override has all keys of all kinds, and its own two."""
    override = SCHEMA["$defs"]["childLayer"]["anyOf"][-1]

    assert {"drop", "before", *docs(layer_class(kind))} <= override["properties"].keys()


@pytest.mark.parametrize("name", template_names())
def test_built_in_designs_are_valid(name):
    """What the program reads, the editor accepts."""
    assert [] == errors(bundled("assets").joinpath(f"{name}.yaml").read_text("utf-8"))


def test_the_small_template_is_valid():
    """The tests' own template is accepted too."""
    assert [] == errors(SMALL)


CHILD = "marks: [{name: main, layers: [%s]}]\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name: kid\ntitle: Kid\n",
        'palette: {dark: {ink: "#000000"}}\nfields: {more: , name: {aliases: x}}\n',
        "marks: []\n",
        "marks: [{name: main, tone: dark}]\n",
        "marks: [{name: main, drop: true}, {name: new, artboard: [9, 9], size: {width: 9%}, layers: [{kind: shape, shape: line, box: [0, 0, 9, 9], stroke: ink}]}]\n",
        CHILD % "{name: year, drop: true}",
        CHILD % "{name: year, before: plate}",
        CHILD % "{name: title, size: 20, text: ['{name}', x]}",
        CHILD % "{name: title, kind: shape, shape: line, box: [0, 0, 9, 9], stroke: ink}",
        CHILD % "{kind: shape, shape: line, box: [0, 0, 9, 9], stroke: ink, before: title}",
    ],
)
def test_children_may_leave_out_what_the_parent_says(text, tmp_path):
    """A template that extends another need not repeat it; the reader and the schema agree."""
    (tmp_path / "base.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "t.yaml").write_text(HEAD + text, "utf-8")

    assert [] == errors(HEAD + text)
    assert isinstance(load_template(tmp_path / "t.yaml"), Template)


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("name: small", "nam: small"),
        SMALL.replace("name: small\n", ""),
        SMALL.replace("qualitymark: 1\n", ""),
        SMALL.replace("qualitymark: 1", "qualitymark: 2"),
        SMALL.replace("artboard", "artbord"),
        SMALL.replace("kind: shape, shape", "kind: shpe, shape"),
        SMALL.replace("kind: shape, shape", "shape"),
        SMALL.replace("fill: plate}", "fil: plate}"),
        SMALL.replace("fill: plate}", "fill: plate, drop: true}"),
        SMALL.replace("size: {width: 34%}", "size: {width: 34}"),
        SMALL.replace('plate: "#ffffff"', "plate: white"),
        SMALL.replace("type: integer", "type: int"),
        SMALL.replace("[20, 120, 600, 60]", "[20, 120, 600]"),
        SMALL.partition("marks:")[0],
        "- a",
        "extends: base.yaml",
        HEAD + "nmae: x",
        HEAD + CHILD % "{name: year, fil: ink}",
        HEAD + CHILD % "{fill: ink}",
        HEAD + CHILD % "{name: year, drop: maybe}",
        HEAD + "marks: [{name: main, artbord: [1, 1]}]",
    ],
)
def test_what_the_program_refuses_the_editor_marks(text):
    """Unknown keys, missing ones and wrong types are errors of the schema too."""
    assert errors(text)


def test_every_kind_stands_once_in_the_schema():
    """The schema names the kinds of the package, each once."""
    assert list(kind_names()) == [layer["title"] for layer in SCHEMA["$defs"]["layer"]["oneOf"]]
