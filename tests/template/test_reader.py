"""Reading templates: every fault at once, with file, line, column, key and advice."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest

from qualitymark.errors import TemplateError
from qualitymark.geometry import Box, Size
from qualitymark.resources import bundled
from qualitymark.template import Template, load_template, template_names
from qualitymark.template.reader import source_text

OWN = "For a file of your own, write its path with .yaml at the end."
TEXT = Path(__file__).with_name("small.yaml").read_text("utf-8")


def test_a_template_is_read(folder):
    """The file becomes a model that needs the file no more."""
    template = folder.load()

    assert "small" == template.name
    assert ["name", "year", "nomination"] == [name for name, _ in template.fields]
    assert Size(640, 220) == template.marks[0].artboard
    assert [("plate", "shape"), ("title", "text"), ("year", "text")] == [
        (layer.name, layer.kind) for layer in template.marks[0].layers
    ]
    assert Box(20, 120, 620, 180) == template.marks[0].layers[2].box
    assert {"plate": "#10203a", "ink": "#ffffff"} == template.palette.tone("dark")


@pytest.mark.parametrize("name", template_names())
def test_built_in_designs_are_valid(name):
    """Every design of the package can be read by its name, and its source shown."""
    template = load_template(name)

    assert name == template.name
    assert template.title
    assert bundled("assets").joinpath(f"{name}.yaml").read_text("utf-8") == source_text(name)


def test_a_template_survives_pickling(folder):
    """Workers get a template by pickle, with its pictures and fonts."""
    shutil.copy(Path(str(bundled("fonts"))) / "GolosText-700.ttf", folder.path / "own.ttf")
    folder.write("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "e.svg")
    text = TEXT.replace("marks:", "fonts: {Own 700: own.ttf}\nmarks:").replace("size: 30,", "size: 30, font: Own,")
    template = folder.load(text + "      - {kind: image, source: e.svg, box: [0, 0, 9, 9]}\n")

    again = pickle.loads(pickle.dumps(template))
    assert template == again
    assert hash(template) == hash(again)
    assert "Own" == again.marks[0].layers[2].font


def test_a_loaded_template_is_returned_as_it_is(folder):
    """Who has a template may pass it on."""
    template = folder.load()

    assert load_template(template) is template


def test_paths_of_every_sort(folder, monkeypatch):
    """A text that ends like YAML or has a separator is a path, and so is every path object."""
    folder.write(TEXT)
    folder.write(TEXT, "plain")
    monkeypatch.chdir(folder.path)

    for source in ("t.yaml", "./t.yaml", "./plain", Path("plain"), Path("t.yaml"), str(folder.path / "t.yaml")):
        assert isinstance(load_template(source), Template)


def test_a_path_like_a_built_in_name_is_not_mixed_up_with_it(folder, monkeypatch):
    """A file called like a design, without an ending, may extend that design; each has files of its own folder."""
    folder.write("qualitymark: 1\nextends: plate\nname: mine\n", "plate")
    monkeypatch.chdir(folder.path)

    template = load_template(Path("plate"))
    assert ("mine", load_template("plate").marks) == (template.name, template.marks)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plat", "There is no built-in template “plat”. Did you mean “plate”? " + OWN),
        ("smal.yaml", "smal.yaml: There is no such file; check the path. Did you mean “small.yaml”?"),
        ("./none/x.yaml", "./none/x.yaml: There is no such file; check the path."),
        ("", f"There is no built-in template “”. Known: {', '.join(template_names())}. {OWN}"),
        ("./", "./: This is a folder; give a file."),
        ("a\0b.yaml", "a\0b.yaml: The file cannot be read: a null character in the name."),
        ("/dev/zero", "/dev/zero: The file is larger than 4 MiB; shorten it."),
    ],
)
def test_a_source_that_is_no_template(folder, monkeypatch, source, expected):
    """Unknown names and paths that lead nowhere are one line and exit code 2."""
    folder.write(TEXT, "small.yaml")
    monkeypatch.chdir(folder.path)

    with pytest.raises(TemplateError) as caught:
        load_template(source)
    assert 2 == caught.value.exit_code
    assert expected == str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "1:1: A template is a mapping of keys, not a list; see “qualitymark template show plate”."),
        ("hello", "1:1: A template is a mapping of keys, not a text; see “qualitymark template show plate”."),
        ("", " The template is empty; “qualitymark template new” writes one to start from."),
        ("# x", " The template is empty; “qualitymark template new” writes one to start from."),
        ("name: ё".encode("cp1251"), "1: This line is not UTF-8; save the file as UTF-8."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "1: This line is not UTF-8; save the file as UTF-8."),
        ("a: 1\n\tb: 2", "2:1: A tab stands here; use spaces."),
        ("[" * 10_000, " The file is nested or repeated too deeply; simplify it."),
        (
            "qualitymark: 2\nnonsense: 1",
            "1:14: qualitymark: Template format 2 is not known here, only 1 is; a newer qualitymark may read it.",
        ),
        ("qualitymark: one\nnonsense: 1", "1:14: qualitymark: Expected a whole number, not a text."),
    ],
)
def test_a_file_that_is_no_template(folder, text, expected):
    """What cannot be read as a template at all has one fault."""
    assert [f"t.yaml:{expected}"] == folder.faults(text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: small", "name: yes", ["2:7: name: Expected a text, not yes or no; put it in quotes."]),
        ("name: small", "name:", ["2:6: name: Expected a text, not nothing."]),
        ("name: small", "name: a\nname: b", ["3:1: name: The key “name” stands twice; keep one."]),
        ("qualitymark: 1\n", "", ["1:1: The key “qualitymark” is missing; add it: The version of the template format: 1."]),
        ("fields:", "fieds:", [
            "3:1: fieds: Unknown key “fieds”. Did you mean “fields”?",
            "16:41: marks[0].layers[1].text: Unknown field “name”. None is known here.",
            "17:40: marks[0].layers[2].text: Unknown field “year”. None is known here.",
        ]),
        ("{type: integer, required: true, aliases: [Год]}", "{type: int, requird: true}", [
            "5:16: fields.year.type: Unknown field type “int”. Did you mean “integer”?",
            "5:21: fields.year.requird: Unknown key “requird”. Did you mean “required”?",
        ]),
        ("nomination: {}", "nomination: {aliases: [ГОД, ё]}\n  other: {aliases: Е}", [
            "6:15: fields.nomination: “ГОД” belongs to both “year” and “nomination”; drop one.",
            "7:10: fields.other: “Е” belongs to both “nomination” and “other”; drop one.",
        ]),
        ("nomination: {}", "a.b: {}", ["6:3: fields.a.b: “a.b” is no name; use letters, digits, _ and -, a letter first."]),
        ("nomination: {}", 'nomination: {default: "{year}"}', [
            "6:15: fields.nomination: “default” has “{year}”, which looks like a placeholder that nobody filled; mend the value."
        ]),
        ("required: true, aliases: [Год]", "default: двадцать", [
            "5:9: fields.year: “default” must be a whole number, not “двадцать”; mend it."
        ]),
        ("required: true, aliases: [Год]", "default: 1, required: true", [
            "5:9: fields.year: A field with a default is never missing; leave out “required” or “default”."
        ]),
        ('dark: {plate: "#10203a", ink: "#ffffff"}', 'dark: {plate: "#10203a"}', [
            "8:3: palette: Light and dark must name the same colours; only one has: ink."
        ]),
        ('light: {plate: "#ffffff", ink: "#10203a"}', "light:\n    plate: white\n    ink: #10203a", [
            '9:12: palette.light.plate: “white” is not a colour; write it as "#rrggbb", in quotes.',
            '10:9: palette.light.ink: No colour stands here; write it as "#rrggbb", in quotes, for # begins a comment.',
        ]),
        ('  light: {plate: "#ffffff", ink: "#10203a"}\n  dark: {plate: "#10203a", ink: "#ffffff"}', "  light: {}", [
            "8:3: palette: The palette is empty; name at least one colour."
        ]),
        ("fill: plate}", "fill: plat}", [
            '15:81: marks[0].layers[0].fill: Unknown colour “plat”. Did you mean “plate”? Or write it as "#rrggbb", in quotes.'
        ]),
        ("kind: shape, shape: rounded", "kind: shpe, shape: rounded", [
            "15:29: marks[0].layers[0].kind: Unknown layer kind “shpe”. Did you mean “shape”?"
        ]),
        ("kind: shape, shape: rounded", "shape: rounded", [
            "15:9: marks[0].layers[0]: The layer does not say its kind; add “kind: …”. Known: image, qr, ring, shape, text."
        ]),
        ("kind: shape, shape: rounded", "kind: base, shape: rounded", [
            "15:29: marks[0].layers[0].kind: Unknown layer kind “base”. Known: image, qr, ring, shape, text."
        ]),
        ("kind: shape, shape: rounded", "kind: ../shape, shape: rounded", [
            "15:29: marks[0].layers[0].kind: Unknown layer kind “../shape”. Did you mean “shape”?"
        ]),
        ("kind: shape, shape: rounded", "kind: [shape], shape: rounded", [
            "15:29: marks[0].layers[0].kind: Expected a text, not a list."
        ]),
        ("name: year, kind", "name: title, kind", [
            "17:9: marks[0].layers[2]: Another one is called “title” too; rename one."
        ]),
        ("box: [0, 0, 640, 220]", "box: [0, 0, 6400, 220]", [
            "11:5: marks[0]: Layer 1 (plate) reaches far outside of the artboard, 640x220; mend its box."
        ]),
        ("size: 30, fill", "size: 30, font: Golos, fill", [
            "17:91: marks[0].layers[2].font: Unknown font “Golos”. Did you mean “Golos Text”?"
        ]),
        ("size: 30, fill", "size: 30, when: nominaton, fill", [
            "17:91: marks[0].layers[2].when: Unknown field “nominaton”. Did you mean “nomination”?"
        ]),
        ("size: 30, fill", "size: 30, fill: ink, fill", [
            "17:96: marks[0].layers[2].fill: The key “fill” stands twice; keep one."
        ]),
        ("size: {width: 34%}", "size: {width: 34%}\n    place: {anchor: botom-right}", [
            "14:21: marks[0].place.anchor: Unknown anchor “botom-right”. Did you mean “bottom-right”?"
        ]),
        ("size: {width: 34%}", "size: {width: 34%, height: 3px}", [
            "13:11: marks[0].size: Give exactly one of “width”, “height” and “shorter”."
        ]),
        ("      - {name: plate", "      - hello\n      -\n      - {name: plate", [
            "15:9: marks[0].layers[0]: Expected a mapping of keys and values, not a text.",
            "16:8: marks[0].layers[1]: Expected a mapping of keys and values, not nothing.",
        ]),
        ("marks:\n", "fonts: {Mine 700: no.ttf, Other: junk.ttf}\nmarks:\n", [
            "10:19: fonts.Mine 700: There is no file “no.ttf” beside the template; check the name. Did you mean “junk.ttf”?",
            "10:34: fonts.Other: “junk.ttf” is broken or not a font; give a TTF or OTF file.",
        ]),
        ("marks:\n", "fonts: [a]\nmarks:\n", ["10:8: fonts: Expected a mapping of keys and values, not a list."]),
        ("marks:\n", "extra: 1\nmarks:\n", [
            "10:1: extra: Unknown key “extra”. Known: fields, fonts, marks, name, palette, qualitymark, title."
        ]),
    ],
)  # fmt: skip
def test_faults(folder, old, new, expected):
    """Each mistake has its line, column, key and advice, and no other fault in its wake."""
    folder.write(b"junk", "junk.ttf")
    assert old in TEXT

    assert [f"t.yaml:{line}" for line in expected] == folder.faults(TEXT.replace(old, new))


def test_every_fault_comes_at_once_in_the_order_of_the_file(folder):
    """Seven mistakes in one file are seven lines, from the top to the bottom."""
    text = (
        TEXT.replace("artboard: [640", "artbord: [640")
        .replace("kind: shape, shape", "kind: shpe, shape")
        .replace('"{name}"', '"{nmae}"')
        .replace("fill: ink", "fill: inc")
        .replace("{width: 34%}", "{width: 34}")
        .replace("name: small", "nam: small")
    )

    assert [
        "t.yaml:1:1: The key “name” is missing; add it: A short name, used in messages.",
        "t.yaml:2:1: nam: Unknown key “nam”. Did you mean “name”?",
        "t.yaml:11:5: marks[0]: The key “artboard” is missing; add it: [width, height] of the mark in units of its own.",
        "t.yaml:12:5: marks[0].artbord: Unknown key “artbord”. Did you mean “artboard”?",
        "t.yaml:13:19: marks[0].size.width: “34” is not a length; write it like 34%, 360px.",
        "t.yaml:15:29: marks[0].layers[0].kind: Unknown layer kind “shpe”. Did you mean “shape”?",
        "t.yaml:16:41: marks[0].layers[1].text: Unknown field “nmae”. Did you mean “name”?",
        't.yaml:16:117: marks[0].layers[1].fill: Unknown colour “inc”. Did you mean “ink”? Or write it as "#rrggbb", in quotes.',
        't.yaml:17:91: marks[0].layers[2].fill: Unknown colour “inc”. Did you mean “ink”? Or write it as "#rrggbb", in quotes.',
    ] == folder.faults(text)


def test_faults_are_told_in_russian(folder):
    """The same faults in Russian keep their place; the key's documentation is a message too."""
    folder.write(TEXT.replace("fill: plate}", "fil: plate}"))
    with pytest.raises(TemplateError) as caught:
        load_template(folder.path / "t.yaml")

    assert f"{folder.path}/t.yaml:15:75: marks[0].layers[0].fil: " in caught.value.in_language("ru")


def test_a_layer_may_hang_over_the_artboard(folder):
    """A ribbon or a shadow goes over the edge; only what lies far outside is a slip of the pen."""
    text = TEXT.replace("box: [0, 0, 640, 220]", "box: [-640, -640, 1920, 1500]")

    assert Box(-640, -640, 1280, 860) == folder.load(text).marks[0].layers[0].box


@pytest.mark.parametrize("text", ["yes", "no", "on", "true", "~", "[[a]]"])
def test_a_text_is_not_guessed(folder, text):
    """``text: yes`` would be drawn as something that nobody wrote; YAML's other types are refused."""
    [fault] = folder.faults(TEXT.replace('text: "{year}"', f"text: {text}"))

    assert fault.startswith("t.yaml:17:4")
    assert ": marks[0].layers[2].text" in fault


def test_a_date_is_drawn_as_it_is_written(folder):
    """A text that looks like a date or a number keeps its letters."""
    template = folder.load(TEXT.replace('text: "{year}"', "text: 2023-01-01"))

    assert ("2023-01-01",) == template.marks[0].layers[2].text


def test_own_fonts_are_families(folder):
    """A weight at the end of a font's name belongs to the file; layers name the family."""
    fonts = Path(str(bundled("fonts")))
    for weight in (400, 700):
        shutil.copy(fonts / f"GolosText-{weight}.ttf", folder.path / f"own-{weight}.ttf")
    text = TEXT.replace("marks:", "fonts: {Own: own-400.ttf, Own 700: own-700.ttf}\nmarks:")

    assert "Own" == folder.load(text.replace("size: 30,", "size: 30, font: Own,")).marks[0].layers[2].font
    assert ["t.yaml:18:91: marks[0].layers[2].font: Unknown font “Own 700”. Did you mean “Own”?"] == folder.faults(
        text.replace("size: 30,", "size: 30, font: Own 700,")
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("../e.svg", "“../e.svg” is outside of the template's folder; move it beside the template."),
        ("/etc/passwd", "“/etc/passwd” is outside of the template's folder; move it beside the template."),
        ("link.svg", "“link.svg” is outside of the template's folder; move it beside the template."),
        ("em.svg", "There is no file “em.svg” beside the template; check the name. Did you mean “e.svg”?"),
        ("junk.svg", "This is not a picture that a template can hold; give one of SVG, PNG, JPEG, WEBP."),
    ],
)
def test_pictures_come_from_the_folder_of_the_template(folder, source, expected):
    """Another place, a missing file and what is no picture are told where the layer names it."""
    folder.write("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "e.svg")
    folder.write(b"junk", "junk.svg")
    (folder.path / "link.svg").symlink_to("/etc/hostname")

    assert [f"t.yaml:18:31: marks[0].layers[3].source: {expected}"] == folder.faults(
        TEXT + f"      - {{kind: image, source: {source}, box: [0, 0, 9, 9]}}\n"
    )


def test_many_layers_are_refused_quickly(folder):
    """A list of thousands has one fault, not thousands."""
    assert ["t.yaml:15:7: marks[0].layers: The list has 4003 items; give 1 to 200."] == folder.faults(
        TEXT + "      - {kind: qr}\n" * 4000
    )
