"""Which files a preview depends on."""

from __future__ import annotations

import os
from pathlib import Path

from qualitymark.preview.watching import signature, template_files


def names(desk, template: str = "child.yaml") -> set[str]:
    return {Path(os.path.relpath(file, desk.path)).as_posix() for file in template_files(str(desk / template))}


def test_parents_and_assets_are_watched(desk):
    """A template depends on itself, on its parents and on what they name, be it there or not."""
    desk.write(child__yaml="qualitymark: 1\nname: child\nextends: base.yaml\nfonts: {Own: fonts/own.ttf}\n")

    assert {"child.yaml", "base.yaml", "emblem.svg", "fonts/own.ttf"} <= names(desk)


def test_a_built_in_parent_is_watched(desk):
    """A child of a built-in design depends on that design's file."""
    desk.write(child__yaml="qualitymark: 1\nname: child\nextends: plate\n")

    assert any(name.endswith("assets/plate.yaml") for name in names(desk))


def test_a_broken_or_missing_template_is_watched_itself(desk):
    """What cannot be read is looked at again when it changes."""
    desk.write(base__yaml="a: [")

    assert {"child.yaml", "base.yaml"} == names(desk)
    assert {"none.yaml"} == names(desk, "none.yaml")


def test_a_circle_of_parents_ends(desk):
    """Templates that extend each other are each watched once."""
    desk.write(base__yaml="qualitymark: 1\nname: base\nextends: child.yaml\n")

    assert {"child.yaml", "base.yaml"} == names(desk)


def test_a_signature_follows_content_and_existence(desk):
    """It changes with a file's content, when a file goes, and when it comes; and not otherwise."""
    files = [desk / "page.yaml", desk / "later.svg"]
    first = signature(files)
    assert first == signature(files)

    desk.write(later__svg="<svg/>")
    second = signature(files)
    (desk / "page.yaml").unlink()

    assert 3 == len({first, second, signature(files)})
