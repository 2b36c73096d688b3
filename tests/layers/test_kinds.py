"""The kinds of layers: one file each, found by its name."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest

import qualitymark
from qualitymark import layers
from qualitymark.layers import Layer, kind_names, layer_class
from qualitymark.model.declaring import keys

KIND = '''
"""A kind that was dropped into the folder."""
from qualitymark.layers.base import Layer
from qualitymark.model.keys import Text
from qualitymark.model.reading import key, model

@model
class Dropped(Layer):
    """A kind of its own."""
    kind = "dropped"
    words: str = key(Text(), doc="Some words.")

LAYER = Dropped
'''


def test_the_kinds_are_the_files():
    """Every file of the folder is a kind, but those that they share."""
    files = {path.stem for path in Path(layers.__file__).parent.glob("*.py")}

    assert sorted(files - {"__init__", "base", "lettering"}) == list(kind_names())


@pytest.mark.parametrize("name", kind_names())
def test_a_kind_is_a_model_that_knows_its_name(name):
    """Its class is a layer, says its kind, has a docstring, and each key its documentation."""
    cls = layer_class(name)

    assert issubclass(cls, Layer)
    assert name == cls.kind
    assert dataclasses.is_dataclass(cls)
    assert cls.__doc__
    assert all(spec.doc.endswith((".", ")", "}")) for _, _, spec in keys(cls))
    assert {"name", "when", "when_any", "unless", "opacity"} <= {key for key, _, _ in keys(cls)}


@pytest.mark.parametrize(
    "name", ["", "base", "__init__", "_x", "shpe", "Shape", "shape.py", "../shape", "text.TextLayer", "os"]
)
def test_other_names_are_no_kinds(name):
    """What is no file of the folder is nothing; no path and no module elsewhere is tried."""
    assert layer_class(name) is None


def test_kinds_from_outside_come_first():
    """A kind that the caller brings is taken before the package's own."""
    assert layer_class("text", {"text": Layer}) is Layer
    assert layer_class("mine", {"mine": Layer}) is Layer
    assert layer_class("text", {"mine": Layer}) is layer_class("text")


def test_a_file_that_is_dropped_into_the_folder_is_a_kind(tmp_path, monkeypatch):
    """Adding a kind is adding a file: its name, its class and its schema are found."""
    (tmp_path / "dropped.py").write_text(KIND)
    program = (
        "from qualitymark import layers\n"
        f"layers.__path__.append({str(tmp_path)!r})\n"
        "from qualitymark.template.model import template_schema\n"
        "print(*layers.kind_names())\n"
        "print(layers.layer_class('dropped').__name__)\n"
        "print([l['required'] for l in template_schema()['$defs']['layer']['oneOf'] if l['title'] == 'dropped'])\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(Path(qualitymark.__file__).parent.parent))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert ("", [f"dropped {' '.join(kind_names())}", "Dropped", "[['kind', 'words']]"]) == (
        done.stderr,
        done.stdout.splitlines(),
    )


def test_no_kind_is_imported_before_it_is_used():
    """A template that has no QR code does not load what draws one."""
    program = (
        "import sys\nfrom qualitymark.template import load_template\n"
        "print(*(name for name in sys.modules if name.startswith('qualitymark.layers.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(qualitymark.__file__).parent.parent), "PATH": ""},
    )

    assert ["qualitymark.layers.base"] == done.stdout.split()
