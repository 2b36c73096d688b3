"""``extends``: a template over its parent, by name, with every fault in its own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from qualitymark.template import load_template

BASE = Path(__file__).with_name("small.yaml").read_text("utf-8")
HEAD = "qualitymark: 1\nextends: base.yaml\n"


@pytest.fixture
def base(folder):
    """A folder with a parent in it."""
    folder.write(BASE, "base.yaml")
    return folder


def names(template):
    return [layer.name for layer in template.marks[0].layers]


def layers(text):
    return HEAD + f"marks: [{{name: main, layers: [{text}]}}]\n"


def test_a_child_that_changes_nothing_is_its_parent(base):
    """All that a child leaves out is the parent's, its name included."""
    assert load_template(base.path / "base.yaml") == base.load(HEAD)


def test_what_a_child_says_takes_the_parents_place(base):
    """The name, the title and the parts of a mark are replaced, the rest stays."""
    template = base.load(HEAD + "name: kid\ntitle: Kid\nmarks: [{name: main, artboard: [600, 200], tone: dark}]\n")

    mark = template.marks[0]
    assert ("kid", "Kid", 600, "dark") == (template.name, template.title, mark.artboard.width, mark.tone)
    assert ["plate", "title", "year"] == names(template)


def test_fields_and_palette_are_merged_by_key(base):
    """A child may change one colour or one field, and add fields."""
    template = base.load(HEAD + 'palette: {dark: {ink: "#eeeeee"}}\nfields: {year: {aliases: [Y]}, more: , name: }\n')

    fields = dict(template.fields)
    assert {"plate": "#ffffff", "ink": "#10203a"} == template.palette.tone("light")
    assert {"plate": "#10203a", "ink": "#eeeeee"} == template.palette.tone("dark")
    assert ("integer", True, ("Y",)) == (fields["year"].type, fields["year"].required, fields["year"].aliases)
    assert ["name", "year", "nomination", "more"] == list(fields)
    assert not fields["name"].required


def test_layers_are_overridden_by_name(base):
    """A layer of the same name keeps its place and what the child does not say."""
    template = base.load(layers("{name: title, fill: plate}"))

    title = template.marks[0].layers[1]
    assert ("plate", 3, "text") == (title.fill, title.lines, title.kind)
    assert ["plate", "title", "year"] == names(template)


def test_a_layer_of_another_kind_takes_the_whole_place(base):
    """The parent's keys would mean nothing to another kind."""
    template = base.load(layers("{name: title, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}"))

    assert "ellipse" == template.marks[0].layers[1].shape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name: year, drop: true}", ["plate", "title"]),
        ("{name: year, drop: yes}", ["plate", "title"]),
        ("{name: year, drop: false}", ["plate", "title", "year"]),
        ("{name: year, before: plate}", ["year", "plate", "title"]),
        ("{name: year, fill: plate, before: title}", ["plate", "year", "title"]),
        ("{name: new, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}", ["plate", "title", "year", "new"]),
        ("{kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}", ["plate", "title", "year", None]),
        (
            "{name: new, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink, before: title}",
            ["plate", "new", "title", "year"],
        ),
        ("{name: plate, drop: true}, {name: title, before: year}, {name: year, drop: true}", ["title"]),
        (
            "{name: a, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}, {name: year, before: a}",
            ["plate", "title", "year", "a"],
        ),
        (
            "{name: title, drop: true}, {name: title, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}",
            ["plate", "year", "title"],
        ),
    ],
)
def test_drop_and_before(base, text, expected):
    """Layers are left out, moved and added, in the order in which the child says so."""
    assert expected == names(base.load(layers(text)))


def test_marks_are_overridden_dropped_and_added(base):
    """Marks have names as layers have."""
    extra = "{name: extra, artboard: [9, 9], size: {width: 9%}, layers: [{kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: ink}]"

    assert ["main", "extra"] == [mark.name for mark in base.load(HEAD + f"marks: [{extra}}}]").marks]
    assert ["extra", "main"] == [mark.name for mark in base.load(HEAD + f"marks: [{extra}, before: main}}]").marks]
    assert ["extra"] == [
        mark.name for mark in base.load(HEAD + f"marks: [{extra}}}, {{name: main, drop: true}}]").marks
    ]


def test_a_chain_of_parents(base):
    """A child may be a parent; the nearest one that says something wins."""
    base.write("qualitymark: 1\nextends: base.yaml\nname: middle\ntitle: Middle\n", "middle.yaml")

    template = base.load("qualitymark: 1\nextends: middle.yaml\nname: last\n")
    assert ("last", "Middle") == (template.name, template.title)


def test_a_built_in_design_as_the_parent(folder):
    """The parent's own pictures come from its folder, the child's from the child's."""
    folder.write("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "e.svg")
    template = folder.load(
        "qualitymark: 1\nextends: plate\nname: region\nmarks:\n  - name: plate\n    layers:\n      - {name: own, kind: image, source: e.svg, box: [0, 0, 9, 9]}\n"
    )

    layer = template.marks[0].layers
    assert "e.svg" == layer[-1].source.name
    assert load_template("plate").marks[0].layers == layer[:-1]


def test_a_parent_in_a_folder_below(folder):
    """A parent may be kept in a folder below, with files of its own beside it."""
    folder.write("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "below/e.svg")
    folder.write(BASE + "      - {name: e, kind: image, source: e.svg, box: [0, 0, 9, 9]}\n", "below/base.yaml")

    assert "e" == names(folder.load("qualitymark: 1\nextends: below/base.yaml\n"))[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name: yaer, fill: ink}", "31: marks[0].layers[0]: The parent has no “yaer” to change. Did you mean “year”?"),
        (
            "{name: yaer, drop: true}",
            "31: marks[0].layers[0]: The parent has no “yaer” to change. Did you mean “year”?",
        ),
        (
            "{fill: ink}",
            "31: marks[0].layers[0]: Name the one of the parent to change, or give “kind” to add one. Known: plate, title, year.",
        ),
        (
            "{name: year, before: platte}",
            "52: marks[0].layers[0].before: The parent has no “platte” to stand before. Did you mean “plate”?",
        ),
        ("{name: year, before: [a]}", "52: marks[0].layers[0].before: Expected a text, not a list."),
        ("{name: year, drop: maybe}", "50: marks[0].layers[0].drop: Expected true or false, not a text."),
        ("{name: year, fil: ink}", "44: marks[0].layers[2].fil: Unknown key “fil”. Did you mean “fill”?"),
        ("{name: year, fill: ink, fill: plate}", "55: marks[0].layers[0].fill: The key “fill” stands twice; keep one."),
        ("{name: year, <<: {fill: ink}}", "44: marks[0].layers[0]: “<<” is not read here; write the keys out."),
        ("hello", "31: marks[0].layers[3]: Expected a mapping of keys and values, not a text."),
        (
            "{name: title, kind: shape, shape: ellipse, box: [0, 0, 9, 9], fill: inc}",
            '99: marks[0].layers[1].fill: Unknown colour “inc”. Did you mean “ink”? Or write it as "#rrggbb", in quotes.',
        ),
    ],
)
def test_faults_of_layers(base, text, expected):
    """What is wrong in a child is told in the child."""
    assert [f"t.yaml:3:{expected}"] == base.faults(layers(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("marks: [{name: mian, tone: dark}]", [
            "t.yaml:3:9: marks[0]: The parent has no “mian” to change. Did you mean “main”?"]),
        ("marks: [{tone: dark}]", [
            "t.yaml:3:9: marks[0]: Name the one of the parent to change, or give “artboard” to add one. Known: main."]),
        ("marks: [{name: main, drop: true}]", ["t.yaml:3:8: marks: The list has 0 items; give 1 to 8."]),
        ("marks: hello", ["t.yaml:3:8: marks: Expected a list, not a text."]),
        ("marks: [{name: main, layers: hello}]", ["t.yaml:3:30: marks[0].layers: Expected a list, not a text."]),
        ("palette: hello", ["t.yaml:3:10: palette: Expected a mapping of keys and values, not a text."]),
        ('palette: {light: {new: "#000000"}}', [
            "t.yaml:3:10: palette: Light and dark must name the same colours; only one has: new."]),
        ("name: a\nname: b", ["t.yaml:4:1: name: The key “name” stands twice; keep one."]),
        ("fields: {year: {type: text, type: text}}", [
            "t.yaml:3:29: fields.year.type: The key “type” stands twice; keep one."]),
        ("nmae: a", [
            "t.yaml:3:1: nmae: Unknown key “nmae”. Did you mean “name”?"]),
    ],
)  # fmt: skip
def test_faults_of_a_child(base, text, expected):
    """Each has its place in the child, and the parent is not blamed."""
    assert expected == base.faults(HEAD + text)


def test_a_fault_that_a_child_makes_in_its_parent_is_told_in_the_parent(base):
    """Where a parent's layer asks for what the child took away, that layer is shown."""
    text = "palette: {light: {plate: '#000000'}}\nfields: hello\n"

    assert ["t.yaml:4:9: fields: Expected a mapping of keys and values, not a text."] == base.faults(HEAD + text)
    base.write(BASE.replace("fill: plate}", "fill: plat}"), "base.yaml")
    assert [
        "t.yaml:3:1: nmae: Unknown key “nmae”. Did you mean “name”?",
        'base.yaml:15:81: marks[0].layers[0].fill: Unknown colour “plat”. Did you mean “plate”? Or write it as "#rrggbb", in quotes.',
    ] == base.faults(HEAD + "nmae: a\n")


def test_keys_that_stand_twice_in_the_parent_are_told(base):
    """What is merged is still read strictly."""
    base.write(BASE.replace("nomination: {}", "nomination: {}\n  nomination: {}"), "base.yaml")

    assert ["base.yaml:7:3: fields.nomination: The key “nomination” stands twice; keep one."] == base.faults(
        HEAD + "fields: {more: }\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: bse.yaml", "t.yaml:2:10: extends: There is no file “bse.yaml” beside the template; check the name. Did you mean “base.yaml”?"),
        ("extends: ../x.yaml", "t.yaml:2:10: extends: “../x.yaml” is outside of the template's folder; move it beside the template."),
        ("extends: /etc/x.yaml", "t.yaml:2:10: extends: “/etc/x.yaml” is outside of the template's folder; move it beside the template."),
        ("extends: link.yaml", "t.yaml:2:10: extends: “link.yaml” is outside of the template's folder; move it beside the template."),
        ("extends: plat", "t.yaml:2:10: extends: There is no built-in template “plat”. Did you mean “plate”? For a file of your own, write its path with .yaml at the end."),
        ("extends: [a]", "t.yaml:2:10: extends: Expected a text, not a list."),
        ("extends:", "t.yaml:2:9: extends: Expected a text, not nothing."),
        ("extends: t.yaml", "t.yaml:2:10: extends: Templates extend each other in a circle, or too deeply: t.yaml → t.yaml."),
        ("extends: a.yaml", "b.yaml:2:10: extends: Templates extend each other in a circle, or too deeply: t.yaml → a.yaml → b.yaml → a.yaml."),
        ("extends: c0.yaml", "c4.yaml:2:10: extends: Templates extend each other in a circle, or too deeply: t.yaml → c0.yaml → c1.yaml → c2.yaml → c3.yaml → c4.yaml → c5.yaml."),
        ("extends: list.yaml", "list.yaml:1:1: A template is a mapping of keys, not a list; see “qualitymark template show plate”."),
        ("extends: empty.yaml", "empty.yaml: The template is empty; “qualitymark template new” writes one to start from."),
        ("extends: new.yaml", "new.yaml:1:14: qualitymark: Template format 2 is not known here, only 1 is; a newer qualitymark may read it."),
        ("extends: broken.yaml", "broken.yaml:1:9: A quotation mark that opened here or above is never closed; close it."),
    ],
)  # fmt: skip
def test_a_parent_that_cannot_be_had(base, text, expected):
    """A missing parent is told where it is named, a broken one in its own file; nothing else is judged then."""
    base.write("qualitymark: 1\nextends: b.yaml\n", "a.yaml")
    base.write("qualitymark: 1\nextends: a.yaml\n", "b.yaml")
    for index in range(8):
        base.write(f"qualitymark: 1\nextends: c{index + 1}.yaml\n", f"c{index}.yaml")
    base.write("- a", "list.yaml")
    base.write("", "empty.yaml")
    base.write("qualitymark: 2", "new.yaml")
    base.write('name: "a', "broken.yaml")
    (base.path / "link.yaml").symlink_to("/etc/hostname")

    assert [expected] == base.faults(f"qualitymark: 1\n{text}\nnonsense: 1\n")


def test_a_child_says_its_format_too(base):
    """Each file says by itself which version of the language it is written in."""
    assert [
        "t.yaml:1:1: The key “qualitymark” is missing; add it: The version of the template format: 1."
    ] == base.faults("extends: base.yaml\n")


@pytest.mark.parametrize("key", ["drop: true", "before: year"])
def test_without_a_parent_there_is_nothing_to_drop(folder, key):
    """The words of overriding are unknown keys in a template that stands alone."""
    [fault] = folder.faults(BASE.replace("fill: plate}", f"fill: plate, {key}}}"))

    assert f"marks[0].layers[0].{key.partition(':')[0]}: Unknown key" in fault


def test_many_items_are_laid_over_many_quickly(base):
    """Thousands of names on both sides end in one fault, without a search of each in all."""
    one = "".join(f"      - {{name: a{index}, kind: shape}}\n" for index in range(2000))
    base.write(BASE + one, "base.yaml")
    two = "".join(f"      - {{name: b{index}, kind: shape}}\n" for index in range(2000))

    assert ["t.yaml:6:7: marks[0].layers: The list has 4003 items; give 1 to 200."] == base.faults(
        HEAD + "marks:\n  - name: main\n    layers:\n" + two
    )
