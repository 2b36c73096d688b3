"""Files that a YAML file names, and text files that a person names."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import zipfile
from pathlib import Path

import pytest

from qualitymark.errors import CoverError, Fault, PageError, TemplateError, Trail
from qualitymark.messages import say
from qualitymark.model import nodes
from qualitymark.model.files import MAX_BYTES, MAX_TEXT_BYTES, Asset, FileKey, read_text
from qualitymark.model.reading import Reading


def read(folder, text, vet=None, file="t.yaml"):
    """The asset that a text names, and the faults as lines; ``folder`` is where t.yaml stands."""
    reading = Reading(folders={file: folder} if folder else None)
    value = reading.value(FileKey(vet), nodes.compose(text, file, TemplateError), "source")
    return value, [fault.in_language("en") for fault in reading.faults]


@pytest.fixture
def folder(tmp_path):
    """A folder of a template with some files, inside of a folder with a secret."""
    inner = tmp_path / "inner"
    (inner / "sub").mkdir(parents=True)
    (tmp_path / "secret.svg").write_bytes(b"secret")
    (inner / "emblem.svg").write_bytes(b"<svg/>")
    (inner / "sub" / "знак 1.svg").write_bytes(b"<svg>1</svg>")
    return inner


def test_a_file_is_read_with_its_name(folder):
    """The content is kept, so that the template needs its folder no more."""
    asset, faults = read(folder, "emblem.svg")

    assert (b"<svg/>", "emblem.svg", []) == (asset.data, asset.name, faults)
    assert "Asset('emblem.svg', 6 bytes)" == repr(asset)


@pytest.mark.parametrize("name", ["sub/знак 1.svg", r"sub\знак 1.svg", "./sub/знак 1.svg"])
def test_a_file_in_a_folder_below(folder, name):
    """Folders below may be named, as either system writes them."""
    assert b"<svg>1</svg>" == read(folder, f"'{name}'")[0].data


@pytest.mark.parametrize(
    "name",
    ["../secret.svg", "sub/../../secret.svg", "sub/../emblem.svg", "/etc/passwd", r"..\secret.svg", r"\etc\passwd",
     r"C:\Windows\win.ini", "c:emblem.svg", r"\\server\share\x", "//server/share/x", "file:///etc/passwd",
     "https://example.org/x.svg", ".", "./"],
)  # fmt: skip
def test_no_name_leads_outside(folder, name):
    """Neither dots, an absolute path, a drive nor an address is followed."""
    expected = f"t.yaml:1:1: source: “{name}” is outside of the template's folder; move it beside the template."

    assert (None, [expected]) == read(folder, f"'{name}'")


@pytest.mark.parametrize("target", ["../secret.svg", "/etc/hostname", "../inner/../secret.svg"])
def test_no_link_leads_outside(folder, target):
    """A symbolic link to a file outside is refused, through a folder as well."""
    (folder / "link.svg").symlink_to(target)
    (folder / "up").symlink_to("..")
    expected = "t.yaml:1:1: source: “{}” is outside of the template's folder; move it beside the template."

    assert (None, [expected.format("link.svg")]) == read(folder, "link.svg")
    assert (None, [expected.format("up/secret.svg")]) == read(folder, "up/secret.svg")


def test_a_link_inside_is_followed(folder):
    """A link to a file of the same folder is as good as the file, also where the folder itself is behind a link."""
    (folder / "link.svg").symlink_to("emblem.svg")
    behind = folder.parent / "behind"
    behind.symlink_to(folder, target_is_directory=True)

    assert b"<svg/>" == read(behind, "link.svg")[0].data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("emblm.svg", "There is no file “emblm.svg” beside the template; check the name. Did you mean “emblem.svg”?"),
        ("other.png", "There is no file “other.png” beside the template; check the name."),
        ("sub", "“sub” is a folder; name a file."),
        ("pipe", "“pipe” is not a file but a device; name a file."),
        ("big", "“big” is larger than 16 MiB; make it smaller."),
        ('"a\\0b"', "“a b” cannot be read: a null character in the name."),
        ("x" * 300, f"“{'x' * 79}…” cannot be read: File name too long."),
        ("[a]", "Expected a text, not a list."),
        ("true", "Expected a text, not yes or no; put it in quotes."),
    ],
)
def test_what_is_no_file_is_told(folder, text, expected):
    """Each has one line and no traceback; a pipe is not waited for."""
    os.mkfifo(folder / "pipe")
    with (folder / "big").open("wb") as big:
        big.truncate(MAX_BYTES + 1)

    assert (None, [f"t.yaml:1:1: source: {expected}"]) == read(folder, text)


def test_a_file_that_may_not_be_read_is_told(folder, monkeypatch):
    """The system's reason is passed on."""

    def refuse(path, *args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert (None, ["t.yaml:1:1: source: “emblem.svg” cannot be read: Permission denied."]) == read(folder, "emblem.svg")


def test_a_link_to_itself_is_told(folder):
    """A circle of links ends in a line, however the system names it."""
    (folder / "loop").symlink_to("loop")

    asset, [fault] = read(folder, "loop")
    assert asset is None
    assert fault.startswith("t.yaml:1:1: source: ")


def test_yaml_that_comes_from_no_file_names_none():
    """Without a folder there is nothing that a name could be relative to."""
    expected = "t.yaml:1:1: source: Files cannot be named here; the YAML does not come from a file."

    assert (None, [expected]) == read(None, "emblem.svg")


def test_files_are_found_in_a_zip(tmp_path):
    """The bundled folder may be in a zip, where there are no paths."""
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("assets/emblem.svg", b"<svg/>")
        made.writestr("assets/sub/a.svg", b"<svg>a</svg>")
    assets = zipfile.Path(archive, "assets/")

    assert b"<svg/>" == read(assets, "emblem.svg")[0].data
    assert b"<svg>a</svg>" == read(assets, "sub/a.svg")[0].data
    assert ["t.yaml:1:1: source: “sub” is a folder; name a file."] == read(assets, "sub")[1]
    assert read(assets, "emblm.svg")[1][0].endswith("check the name. Did you mean “emblem.svg”?")


def test_faults_inside_of_a_file_keep_their_own_place(folder):
    """What the vetting finds on a line of the file is told there, other faults where the file is named."""

    def vet(data, name):
        raise CoverError.of(
            [
                Fault(say("A script; remove it."), Trail(file=name, line=2, column=3)),
                Fault(say("It is not a picture."), Trail(file=name)),
            ]
        )

    file = str(folder / "t.yaml")
    assert (
        None,
        [
            f"{file}:1:1: source: It is not a picture.",
            f"{folder / 'emblem.svg'}:2:3: A script; remove it.",
        ],
    ) == read(folder, "emblem.svg", vet, file)


def test_assets_are_equal_by_content(folder):
    """Painted layers are kept by content, so the same bytes under two names are painted once."""
    shutil.copy(folder / "emblem.svg", folder / "copy.svg")
    one, two = read(folder, "emblem.svg")[0], read(folder, "copy.svg")[0]

    assert one == two == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(two)
    assert one != Asset("emblem.svg", b"other")
    assert one != b"<svg/>"


def text_of(data, name="t.yaml"):
    class Here(type(Path())):
        def is_dir(self):
            return False

        def open(self, *args):
            return io.BytesIO(data)

    return read_text(Here(name), name, PageError)


@pytest.mark.parametrize("data", ["имя: ё".encode(), b"\xef\xbb\xbf" + "имя: ё".encode()], ids=["plain", "bom"])
def test_text_is_utf_8(data):
    """A byte order mark, as Windows writes it, is no part of the text."""
    assert "имя: ё" == text_of(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: 1\nимя: ё".encode("cp1251"), "t.yaml:2: This line is not UTF-8; save the file as UTF-8."),
        ("a: 1".encode("utf-16"), "t.yaml:1: This line is not UTF-8; save the file as UTF-8."),
        (b"#" * (MAX_TEXT_BYTES + 1), "t.yaml: The file is larger than 4 MiB; shorten it."),
    ],
    ids=["cp1251", "utf-16", "long"],
)
def test_what_is_no_text_is_told(data, expected):
    """The line is told where the file stops being UTF-8."""
    with pytest.raises(PageError) as caught:
        text_of(data)

    assert expected == str(caught.value)


def test_a_path_that_leads_to_no_text_is_told(tmp_path):
    """A missing file, with a near miss of the same kind, a folder, and names that no system has."""
    for name in ("page.yaml", "page.json"):
        (tmp_path / name).write_text("a: 1")
    cases = {
        "pag.yaml": "There is no such file; check the path. Did you mean “page.yaml”?",
        "zzz.yaml": "There is no such file; check the path.",
        "": "This is a folder; give a file.",
        "none/page.yaml": "There is no such file; check the path.",
        "a\0b.yaml": "The file cannot be read: a null character in the name.",
        "x" * 300: "The file cannot be read: File name too long.",
    }

    for name, expected in cases.items():
        with pytest.raises(TemplateError) as caught:
            read_text(tmp_path / name, name, TemplateError)
        assert (expected, Trail(file=name)) == (caught.value.message, caught.value.trail)
