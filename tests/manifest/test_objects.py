"""JSON, JSON Lines and YAML: objects with names in any order, and what is refused with its line."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.errors import ManifestError, UsageError
from qualitymark.manifest import read_manifest
from qualitymark.template.fields import Field

PAGES = [
    {"Название": "Школа № 3", "Год": 2023, "ОГРН": 1025403195123, "Администратор": "Иванова"},
    {"year": 2023.0, "Статус": {"x": [1]}, "name": "Лицей"},
]
EXPECTED = [(1, {"name": "Школа № 3", "year": "2023", "ogrn": "1025403195123"})]


def found(manifest):
    return [(row.number, dict(row.values)) for row in manifest.rows()]


@pytest.mark.parametrize(
    "name, text, kind",
    [
        ("t.json", json.dumps([PAGES[0]]), "JSON"),
        ("t.dat", json.dumps({"version": 1, "pages": [PAGES[0]], "more": [{}]}, ensure_ascii=False, indent=2), "JSON"),
        ("t.jsonl", json.dumps(PAGES[0]), "JSON Lines"),
        ("t.csv", json.dumps(PAGES[0]) + "\n" + "\n", "JSON Lines"),
        ("t.yaml", "- Название: Школа № 3\n  Год: 2023\n  ОГРН: 1025403195123\n  Администратор: Иванова\n", "YAML"),
        ("t.dat", "pages:\n- {Название: Школа № 3, Год: 2023.0, ОГРН: '1025403195123', x: [1, {y: 2}]}\n", "YAML"),
        (
            "t.yml",
            "v: [1]\npages:\n  - name: Школа № 3\n    year: 2023\n    ogrn: 1025403195123\nmore: {a: b}\n",
            "YAML",
        ),
    ],
)
def test_formats_are_found_by_content_then_by_name(table, name, text, kind):
    """The same page comes from every format."""
    manifest = table(text, name)

    assert EXPECTED == found(manifest)
    assert f"{kind} in UTF-8." == manifest.notes[0]
    assert "Иванова" not in repr(list(manifest.spool.rows()))


def test_a_mixture_of_names_for_one_field_is_an_error(table):
    """“Год” and “year” are one field; a table has one heading for it."""
    with pytest.raises(ManifestError, match="“Год” and “year” both claim field “year”."):
        table(json.dumps(PAGES), "t.json")


def test_objects_may_have_different_names(table):
    """A name that comes late is taken up when it comes; one that is missing has no value."""
    pages = [{"name": "А"}, {"year": 2023, "name": "Б"}, {}, {"nomination": None, "name": "В"}]
    manifest = table(json.dumps(pages), "t.json")

    assert [(1, {"name": "А"}), (2, {"name": "Б", "year": "2023"}), (4, {"name": "В"})] == found(manifest)
    assert "Empty rows, passed over: 1 (3)." in manifest.notes


def test_faults_name_the_object_and_its_line(table):
    """A nested value, and yes or no, are faults of the row."""
    (row,) = table('[\n{"name": ["А"],\n "year": true}\n]', "t.json").rows()

    assert [("name", 2, "[0].name"), ("year", 2, "[0].year")] == [
        (fault.trail.field, fault.trail.line, fault.trail.key) for fault in row.faults
    ]


@pytest.mark.parametrize(
    "name, text, line, message",
    [
        ("t.json", '[\n{"name": "А"},\n{"name" "Б"}]', 3, "This is not valid JSON: Expecting ':' delimiter. Mend"),
        ("t.json", '[{"name": "А"}\n{"name": "Б"}]', 2, "This is not valid JSON: Expecting ',' delimiter. Mend"),
        ("t.json", '[{"name": "А"}]\nx', 2, "This is not valid JSON: Extra data. Mend"),
        ("t.json", '[{"name": "А"}', 1, "This is not valid JSON:"),
        ("t.json", '[{"name": NaN}]', 1, "This is not valid JSON: NaN is not JSON. Mend"),
        ("t.json", '["А"]', 1, "Expected a list of pages"),
        ("t.json", '{"name": "А"\n}', 2, "Expected a list of pages"),
        ("t.json", '"А"', 1, "Expected a list of pages"),
        ("t.json", '[{"name": "А",\n"name": "Б"}]', 1, "“name” stands twice in one object; keep one."),
        ("t.json", "[" * 100_000, 1, "The file is nested or repeated too deeply"),
        ("t.jsonl", '{"name": "А"}\n["Б"]\n', 2, "Expected one object in each line"),
        ("t.jsonl", '{"name": "А"}\n{"name\n', 2, "This is not valid JSON:"),
        ("t.yaml", "- name: А\n- Б\n", 2, "Expected a list of pages"),
        ("t.yaml", "- name: А\n  name: Б\n", 1, "“name” stands twice in one object; keep one."),
        ("t.yaml", "- name: &a А\n- name: *a\n", 2, "A table cannot use YAML anchors and aliases (“*a”)"),
        ("t.yaml", "- name: 'А\n", 2, "This is not valid YAML:"),
        ("t.yaml", "- [А]: Б\n", 1, "A name must be a text; put it in quotes."),
        ("t.yaml", "- name: А\n---\n- name: Б\n", 2, "A second document begins here; keep one"),
        ("t.yaml", "name: А\n", 2, "Expected a list of pages"),
        ("t.yaml", "А\n", 1, "Expected a list of pages"),
    ],
)
def test_what_is_broken_is_refused_with_its_line(table, name, text, line, message):
    """The structure has to be right before any page counts."""
    with pytest.raises(ManifestError) as caught:
        table(text, name)

    assert message in caught.value.message
    assert line == caught.value.trail.line


@pytest.mark.parametrize(
    "name, text", [("t.json", "[]"), ("t.json", "[{}]"), ("t.yaml", "# nothing\n"), ("t.yaml", "[]")]
)
def test_a_table_without_pages_is_refused(table, name, text):
    """Nothing to do is said, for it is hardly meant."""
    with pytest.raises(ManifestError, match="The table has no rows"):
        table(text, name)


def test_spreadsheet_options_do_not_fit_objects(table):
    """Objects have no sheets, delimiters and header rows."""
    with pytest.raises(UsageError, match="The file is JSON, and --header-row does not apply to it; leave it out."):
        table("[{}]", "t.json", header_row=3)


OBJECTS = st.lists(
    st.dictionaries(st.sampled_from(["name", "Прочее"]), st.text(max_size=40), min_size=1), min_size=1, max_size=40
)


@settings(max_examples=100, deadline=None)
@given(OBJECTS, st.sampled_from([None, 1]), st.booleans())
def test_json_is_read_in_pieces_as_json_reads_it_whole(objects, indent, wrapped):
    """Any text comes back, however the pieces of the file fall."""
    objects.append({"name": "последняя"})
    text = json.dumps({"version": 10**30, "pages": objects} if wrapped else objects, indent=indent, ensure_ascii=True)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("qualitymark.manifest.json_table.CHUNK", 7)
        path = Path(folder, "t.json")
        path.write_text(text)
        rows = list(read_manifest(path, (("name", Field()),)).spool.rows())

    expected = [item["name"] for item in objects if visible(item.get("name", ""))]
    assert expected == [row.cells[0] for row in rows]


def visible(text: str) -> bool:
    return any(sign.isprintable() and not sign.isspace() for sign in text)
