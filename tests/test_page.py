"""Page: the values of one community page, from Python, YAML and JSON."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark import Page
from qualitymark.errors import PageError, Trail

VALUES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=9),
    st.text(st.characters(codec="utf-8")) | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
)


def test_a_page_is_a_mapping():
    """It is read as a dictionary; nothing stands for an absent value."""
    page = Page({"name": "Школа", "Год": 2023, "none": None}, district="Бердск", other=None)

    assert {"name": "Школа", "Год": 2023, "district": "Бердск"} == dict(page)
    assert 3 == len(page)
    assert "none" not in page
    assert page.get("none") is None
    assert "Page({'name': 'Школа', 'Год': 2023, 'district': 'Бердск'})" == repr(page)


def test_an_empty_page():
    """A page may have no values at all, for a template that needs none."""
    assert {} == dict(Page()) == dict(Page(None)) == dict(Page({}))


@given(VALUES)
def test_pages_are_equal_by_values(values):
    """Where the values come from does not matter; an equal page is the same key, and equals the dictionary."""
    page, other = Page(values), Page(values, file="a.yaml", row=7)

    assert page == other == values
    assert hash(page) == hash(other)
    assert page != Page({**values, "new": 1, "more": "x"})


@given(VALUES)
def test_pages_survive_pickling_and_copying(values):
    """Workers get pages by pickle, places included."""
    page = Page(values, file="table.csv", row=12)

    for again in (pickle.loads(pickle.dumps(page)), copy.copy(page), copy.deepcopy(page)):
        assert (page, page.place, page.place_of("x")) == (again, again.place, again.place_of("x"))


def test_a_page_cannot_be_changed():
    """Neither an item nor an attribute can be set; what the page was made of may change."""
    values = {"name": "a"}
    page = Page(values)
    values["name"] = "b"

    with pytest.raises(TypeError):
        page["name"] = "c"
    for change in (
        lambda: setattr(page, "place", Trail()),
        lambda: setattr(page, "_values", {}),
        lambda: setattr(page, "new", 1),
        lambda: delattr(page, "_values"),
    ):
        with pytest.raises(AttributeError):
            change()
    assert {"name": "a"} == dict(page)


def test_updated_gives_another_page():
    """Values are replaced and added, and taken away by None; the place stays."""
    page = Page({"name": "a", "year": 2022}, file="t.csv", row=3)

    new = page.updated({"year": 2023}, name=None, district="d")
    assert {"year": 2023, "district": "d"} == dict(new)
    assert page.place == new.place == Trail(file="t.csv", row=3)
    assert {"name": "a", "year": 2022} == dict(page)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "The value of “x” must be a text or a number; put it in quotes."),
        ([1], "The value of “x” must be a text or a number; put it in quotes."),
        ({"a": 1}, "The value of “x” must be a text or a number; put it in quotes."),
        (b"bytes", "The value of “x” must be a text or a number; put it in quotes."),
        (float("nan"), "The value of “x” is not a number; leave it out, or give one."),
        (float("inf"), "The value of “x” is not a number; leave it out, or give one."),
        ("half \ud83d", "The value of “x” is broken Unicode (half of a character); write it again."),
    ],
)
def test_other_values_are_refused(value, expected):
    """The field and the row are told."""
    with pytest.raises(PageError) as caught:
        Page({"name": "ok", "x": value}, file="t.csv", row=5)

    [fault] = caught.value.faults
    assert (expected, Trail(file="t.csv", row=5, field="x")) == (str(fault.message), fault.trail)


def test_every_fault_is_told():
    """Two wrong values are two faults, in their order; a name must be a text."""
    with pytest.raises(PageError) as caught:
        Page({"a": True, 5: "x", "b": []})

    assert [
        "The value of “a” must be a text or a number; put it in quotes.",
        "The field name 5 is not a text; put it in quotes.",
        "The value of “b” must be a text or a number; put it in quotes.",
    ] == [str(fault.message) for fault in caught.value.faults]


def test_what_is_no_mapping_is_refused():
    """A list of values is no page."""
    with pytest.raises(PageError) as caught:
        Page(["a"])

    assert "A page is a mapping of field names and values; give a dict." == str(caught.value)


@pytest.fixture
def load(tmp_path):
    """Write a page file and load it."""

    def write(content, name="page.yaml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Page.load(path)

    return write


def faults(load, content, name="page.yaml"):
    with pytest.raises(PageError) as caught:
        load(content, name)
    return [str(fault.message) if not fault.trail.line else line.rpartition(f"{name}:")[2]
            for fault, line in zip(caught.value.faults, str(caught.value).splitlines(), strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: Школа № 3\nГод: 2023\n", {"name": "Школа № 3", "Год": "2023"}),
        ("name: Школа\ndistrict:\nnomination: ~\n", {"name": "Школа"}),
        ("ogrn: 01234\ndate: 2023-09-01\ntime: 12:30\nfloat: 2023.0\nbig: 1_000", {
            "ogrn": "01234", "date": "2023-09-01", "time": "12:30", "float": "2023.0", "big": "1_000"}),
        ("name: 'true'\nempty: ''", {"name": "true", "empty": ""}),
        ("name: >\n  two\n  lines\n", {"name": "two lines\n"}),
        (b"\xef\xbb\xbfname: x", {"name": "x"}),
        ("", {}),
        ("# nothing\n", {}),
        ("{}", {}),
    ],
)  # fmt: skip
def test_yaml_files(load, content, expected):
    """Scalars are taken as they are written, so that no number loses its zeros."""
    assert expected == dict(load(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"name": "Школа", "year": 2023, "none": null}', {"name": "Школа", "year": "2023"}),
        ('{\n\t"name": "a\\/b \\ud83d\\ude00",\n\t"year":\t2023.0\n}\n', {"name": "a/b 😀", "year": "2023.0"}),
        (b'\xef\xbb\xbf{"name": "x"}', {"name": "x"}),
        ("", {}),
    ],
)
def test_json_files(load, content, expected):
    """A file whose name ends in .json is JSON, tabs, escapes and all."""
    assert expected == dict(load(content, "page.json"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("- a\n- b", ["1:1: Expected field names and values, not a list; write “name: …”."]),
        ("hello", ["1:1: Expected field names and values, not a text; write “name: …”."]),
        (
            "name: [a]\nyear: yes\nx: {a: 1}\nok: 1\nname: b\n<<: {c: 1}\n? [d]\n: 1",
            [
                "1:7: name: The value of “name” must be a text or a number; put it in quotes.",
                "2:7: year: The value of “year” must be a text or a number; put it in quotes.",
                "3:4: x: The value of “x” must be a text or a number; put it in quotes.",
                "5:1: name: The key “name” stands twice; keep one.",
                "6:1: “<<” is not read here; write the keys out.",
                "7:3: Expected a plain text as the key, not a list.",
            ],
        ),
        ("name: a\n\tb: c", ["2:1: A tab stands here; use spaces."]),
        ("name: a: b", ["1:8: A colon is not expected here; put the text in quotes, or mend the indentation."]),
        ("имя: ё".encode("cp1251"), ["1: This line is not UTF-8; save the file as UTF-8."]),
        ("[" * 50_000, ["The file is nested or repeated too deeply; simplify it."]),
    ],
)
def test_faults_of_yaml_files(load, content, expected):
    """Every fault at once, with line and column."""
    assert expected == faults(load, content)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name: a", ["1:1: This is not valid JSON: Expecting value. Mend the line."]),
        ('["a"]', ["1:1: Expected field names and values, not a list; write “name: …”."]),
        (
            '{"a": true,\n"b": {"c": 1},\n"a": 1}',
            [
                "1:7: a: The value of “a” must be a text or a number; put it in quotes.",
                "2:6: b: The value of “b” must be a text or a number; put it in quotes.",
                "3:1: a: The key “a” stands twice; keep one.",
            ],
        ),
        ('{"a": "x",\n"b": "\\ud83d"}', [
            "2:6: b: The value of “b” is broken Unicode (half of a character); write it again."]),
    ],
)  # fmt: skip
def test_faults_of_json_files(load, content, expected):
    """The messages speak of JSON, and the places are those of the text."""
    assert expected == faults(load, content, "page.json")


def test_a_loaded_page_knows_its_lines(load):
    """Who finds a value wrong later can tell where it stands; a replaced value stands there no more."""
    page = load("name: a\nyear: b\n")

    file = page.place.file
    assert file.endswith("page.yaml")
    assert Trail(file=file, line=2, column=7, key="year", field="year") == page.place_of("year")
    assert Trail(file=file, field="year") == page.updated(year="2023").place_of("year")
    assert page.place_of("name") == page.updated(year="2023").place_of("name")
    assert Trail(file=file, field="x") == page.place_of("x")
    assert page.place_of("year") == pickle.loads(pickle.dumps(page)).place_of("year")


def test_a_missing_page_file_is_told(tmp_path):
    """A path that leads nowhere, or to a folder, is one line."""
    (tmp_path / "page.yaml").write_text("name: a")

    for path, expected in {
        tmp_path / "pge.yaml": "There is no such file; check the path. Did you mean “page.yaml”?",
        tmp_path: "This is a folder; give a file.",
        str(tmp_path) + "/a\0": "The file cannot be read: a null character in the name.",
    }.items():
        with pytest.raises(PageError) as caught:
            Page.load(path)
        assert (expected, str(path)) == (caught.value.message, caught.value.trail.file)
        assert 2 == caught.value.exit_code
