"""Files appear whole or not at all, and never over the source."""

from __future__ import annotations

import errno
import os
import threading

import pytest

from qualitymark.errors import OutputError
from qualitymark.images.writing import check_output, write_output


def refusal(path, *, overwrite=False, source=None):
    """The message that writing ends with."""
    with pytest.raises(OutputError) as caught:
        write_output(path, b"new", overwrite=overwrite, source=source)
    assert 4 == caught.value.exit_code
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value.message)


def names(folder):
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def failing(number):
    """A function of the operating system that fails so."""

    def fail(*_args, **_options):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_file_is_written_with_the_usual_permissions(tmp_path, overwrite):
    """Content, mode by the umask, and nothing else in the folder."""
    before = os.umask(0o027)
    try:
        write_output(tmp_path / "out.png", b"new", overwrite=overwrite, source=tmp_path / "cover.png")
    finally:
        os.umask(before)

    assert (b"new", 0o640) == ((tmp_path / "out.png").read_bytes(), (tmp_path / "out.png").stat().st_mode & 0o777)
    assert ["out.png"] == names(tmp_path)


def test_a_name_without_a_folder_is_written_here(tmp_path, monkeypatch):
    """The current folder serves."""
    monkeypatch.chdir(tmp_path)
    write_output("out.png", b"new", overwrite=False, source=None)

    assert b"new" == (tmp_path / "out.png").read_bytes()


def test_an_existing_file_is_kept_unless_overwriting_is_asked_for(tmp_path):
    """Also a link that leads nowhere exists."""
    path = tmp_path / "out.png"
    path.write_bytes(b"old")
    (tmp_path / "link.png").symlink_to("nowhere")

    assert "The output exists; give another name, or ask to overwrite it (--overwrite)." == refusal(path)
    assert "The output exists; give another name, or ask to overwrite it (--overwrite)." == refusal(
        tmp_path / "link.png"
    )
    assert b"old" == path.read_bytes()
    write_output(path, b"new", overwrite=True, source=None)
    assert b"new" == path.read_bytes()


def test_a_file_that_appears_meanwhile_is_kept(tmp_path, monkeypatch):
    """The check before the work is not what protects it."""
    path = tmp_path / "out.png"
    fsync = os.fsync

    def meanwhile(descriptor):
        path.write_bytes(b"of another")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)

    assert "The output exists; give another name, or ask to overwrite it (--overwrite)." == refusal(path)
    assert (b"of another", ["out.png"]) == (path.read_bytes(), names(tmp_path))


@pytest.mark.parametrize("overwrite", [False, True])
def test_the_source_is_never_written(tmp_path, monkeypatch, overwrite):
    """Under its own name, through a link to it or to its folder, as a second name of the same file."""
    cover = tmp_path / "cover.png"
    cover.write_bytes(b"cover")
    (tmp_path / "soft.png").symlink_to(cover)
    os.link(cover, tmp_path / "hard.png")
    (tmp_path / "folder").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    names = [cover, "cover.png", "./cover.png", "soft.png", "hard.png", "folder/cover.png"]

    assert ["The output is the cover itself; give another name."] * 6 == [
        refusal(name, overwrite=overwrite, source=cover) for name in names
    ]
    assert b"cover" == cover.read_bytes()
    assert "The output is the cover itself; give another name." == refusal("gone.png", source=tmp_path / "gone.png")


@pytest.mark.parametrize("overwrite", [False, True])
def test_places_that_cannot_be_written_are_told(tmp_path, overwrite):
    """A folder as the file, a file as the folder, no folder at all, a name too long or with a NUL."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    expected = {
        tmp_path / "folder": "The output is a folder; give a file name.",
        tmp_path / "file" / "out.png": f"{tmp_path / 'file'} is not a folder; give another output.",
        tmp_path / "none" / "out.png": f"The folder {tmp_path / 'none'} does not exist; create it first.",
        tmp_path / ("x" * 300): "The output's name is too long; give a shorter one.",
        tmp_path / "a\0b": "The output cannot be written (a null character in the name); give another one.",
    }

    assert expected == {path: refusal(path, overwrite=overwrite) for path in expected}
    assert ["file", "folder"] == names(tmp_path)


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    "call, number, message",
    [
        ("fsync", errno.ENOSPC, "There is no space left for the output; free some, or give another folder."),
        ("open", errno.EACCES, "The output may not be written; check the permissions of its folder."),
        ("open", errno.EROFS, "The output's disk is read-only; give another folder."),
        ("fsync", errno.EIO, f"The output cannot be written ({os.strerror(errno.EIO)}); give another one."),
    ],
)
def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch, overwrite, call, number, message):
    """A full disk, a read-only folder or disk, a broken disk: one line, and what was there is there."""
    path = tmp_path / "out.png"
    if overwrite:
        path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing(number))
        assert message == refusal(path, overwrite=overwrite)

    assert ({"out.png": b"old"} if overwrite else {}) == {file.name: file.read_bytes() for file in tmp_path.iterdir()}


@pytest.mark.parametrize("links", [True, False])
def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch, links):
    """Ctrl-C while writing, and between reserving the name and filling it."""

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    if links:
        monkeypatch.setattr(os, "fsync", interrupted)
    else:
        monkeypatch.setattr(os, "link", failing(errno.EPERM))
        monkeypatch.setattr("pathlib.Path.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_output(tmp_path / "out.png", b"new", overwrite=False, source=None)

    assert [] == names(tmp_path)


@pytest.mark.parametrize("links", [True, False])
def test_of_writers_at_once_one_wins(tmp_path, monkeypatch, links):
    """The file is the winner's, whole; the others are told. With and without hard links."""
    if not links:
        monkeypatch.setattr(os, "link", failing(errno.ENOTSUP))
    path, start, outcomes = tmp_path / "out.png", threading.Barrier(8), []

    def write(number):
        start.wait()
        try:
            write_output(path, bytes([number]) * 500_000, overwrite=False, source=None)
            outcomes.append(number)
        except OutputError as error:
            outcomes.append(str(error.message))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]

    assert 1 == len(winners)
    assert {"The output exists; give another name, or ask to overwrite it (--overwrite)."} == set(outcomes) - set(
        winners
    )
    assert bytes(winners) * 500_000 == path.read_bytes()
    assert ["out.png"] == names(tmp_path)


def test_the_output_can_be_checked_before_the_work(tmp_path):
    """What writing would refuse is refused, and a good place is none the wiser."""
    with pytest.raises(OutputError, match="does not exist; create it first."):
        check_output(tmp_path / "none" / "out.png", overwrite=True, source=None)
    check_output(tmp_path / "out.png", overwrite=False, source=tmp_path / "cover.png")

    assert [] == names(tmp_path)
