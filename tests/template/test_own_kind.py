"""A layer kind of another program: one class, given to ``load_template``."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from qualitymark import load_template, stamp
from qualitymark.errors import TemplateError
from qualitymark.geometry import Box
from qualitymark.layers.base import Laid, Layer
from qualitymark.model.keys import BoxKey, Colour, Phrase
from qualitymark.model.reading import key, model

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")
OWN = (
    SMALL
    + '      - {name: own, kind: stamp, box: [600, 0, 40, 40], ink: ink, note: "{year|lower}", when: nomination}\n'
)


@model
class Square(Layer):
    """A square in one colour."""

    kind = "stamp"

    box: Box = key(BoxKey(), doc="Where.")
    ink: str = key(Colour(), doc="Its colour.")
    note: str = key(Phrase(), default="", doc="A text that is only bound.")

    def lay_out(self, space):
        box = space.pixels(self.box)
        assert self.note == "2023"
        return Laid(box, lambda: Image.new("RGBA", (int(box.width), int(box.height)), self.ink))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text(OWN, "utf-8")
    return path


def corner(template, values):
    """The colour of the mark's upper right corner, in the dark tone."""
    stamped = stamp(Image.new("RGB", (1920, 768), "grey"), template, values, tone="dark", platform="any")
    box = stamped.marks[0].artboard
    return stamped.image.getpixel((int(box.right) - 3, int(box.top) + 3))


def test_a_kind_of_its_own_is_read_bound_and_drawn(file):
    """Colours, placeholders and conditions work in it as in the package's own kinds."""
    template = load_template(file, kinds={"stamp": Square})

    assert isinstance(template.marks[0].layers[-1], Square)
    assert (0xFF, 0xFF, 0xFF) == corner(template, {"name": "Школа", "year": 2023, "nomination": "x"})
    assert (0x10, 0x20, 0x3A) == corner(template, {"name": "Школа", "year": 2023})


def test_its_faults_are_told_like_all_others(file):
    """Its keys are read as strictly, with advice of their own."""
    file.write_text(OWN.replace("ink: ink", "inc: ink").replace("year|lower", "yaer"), "utf-8")
    with pytest.raises(TemplateError) as caught:
        load_template(file, kinds={"stamp": Square})

    assert [
        "18:9: marks[0].layers[3]: The key “ink” is missing; add it: Its colour.",
        "18:57: marks[0].layers[3].inc: Unknown key “inc”. Did you mean “ink”?",
        "18:73: marks[0].layers[3].note: Unknown field “yaer”. Did you mean “year”?",
    ] == [line.removeprefix(f"{file}:") for line in str(caught.value).splitlines()]


def test_without_it_the_kind_is_unknown(file):
    """The kind belongs to the call; nothing is registered for others."""
    with pytest.raises(TemplateError) as caught:
        load_template(file)
    assert f"{file}:18:27: marks[0].layers[3].kind: Unknown layer kind “stamp”. Did you mean “shape”?" == str(
        caught.value
    )

    file.write_text(OWN.replace("kind: stamp", "kind: stmp"), "utf-8")
    with pytest.raises(TemplateError, match="Unknown layer kind “stmp”. Did you mean “stamp”?"):
        load_template(file, kinds={"stamp": Square})


def test_a_kind_may_take_the_place_of_the_packages_own(file):
    """A program that wants another ``shape`` may bring one."""
    file.write_text(
        SMALL.replace(
            "kind: shape, shape: rounded, box: [0, 0, 640, 220], fill: plate",
            "kind: shape, box: [0, 0, 9, 9], ink: plate",
        ),
        "utf-8",
    )

    assert isinstance(load_template(file, kinds={"shape": Square}).marks[0].layers[0], Square)
