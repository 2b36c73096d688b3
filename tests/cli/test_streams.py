"""Standard streams, signals and encodings: the program as a process of its own."""

from __future__ import annotations

import json
import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

OPTIONS = ("-t", "mini.yaml", "--page", "page.yaml")


@pytest.mark.parametrize(
    "arguments, wanted, format",
    [
        (("-",), None, "JPEG"),
        (("-", "-o", "-", "--format", "png"), None, "PNG"),
        (("cover.jpg", "-o", "-"), None, "JPEG"),
        (("-", "-o", "out.webp"), "out.webp", "WEBP"),
    ],
)
def test_a_dash_is_a_standard_stream(folder, arguments, wanted, format):
    """The cover may come from standard input, the picture may go to standard output, byte for byte."""
    expected = folder.path / f"expected.{format.lower()}"
    folder.run(*folder.stamp, "-o", expected.name)

    done = folder.program("stamp", *arguments, *OPTIONS, input=folder.cover())

    assert 0 == done.returncode
    written = (folder.path / wanted).read_bytes() if wanted else done.stdout
    assert expected.read_bytes() == written
    assert bool(wanted) == (b"" == done.stdout)
    told = f"{wanted or 'standard output'}: light mini at bottom-right, 400x180 px, smallest letters 24 px.\n"
    assert told == done.stderr.decode()
    with Image.open(BytesIO(written)) as picture:
        assert format == picture.format


def test_a_terminal_gets_no_picture(folder):
    """A picture is never printed on a terminal; a template is, as text."""
    leader, terminal = os.openpty()
    try:
        refused = folder.program("stamp", "cover.jpg", *OPTIONS, "-o", "-", stdout=terminal)
        shown = folder.program("template", "show", "mini.yaml", stdout=terminal)
        os.set_blocking(leader, False)
        printed = os.read(leader, 100)
    finally:
        os.close(leader)
        os.close(terminal)

    message = "Error: The picture would be printed on the terminal; give a file with -o.\n"
    assert (2, message) == (refused.returncode, refused.stderr.decode())
    assert (0, b"") == (shown.returncode, shown.stderr)
    assert printed.startswith(b"qualitymark: 1\r\n")


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_ctrl_c_stops_at_once(folder, more):
    """SIGINT ends with 130 and one line; no file is left behind."""
    before = folder.contents()
    process = folder.start("stamp", "-", *OPTIONS, "-o", "out.jpg", *more)
    process.stdin.write(folder.cover() + bytes(1 << 20))  # more than a pipe holds, so the program is reading
    process.stdin.flush()

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert (130, b"", b"Stopped.") == (process.returncode, out, err.strip())
    assert before == folder.contents()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("template", "list"),
        ("template", "list", "--json"),
        ("template", "show", "plate"),
        ("stamp", "cover.jpg", *OPTIONS, "-o", "-", "-q"),
        ("stamp", "no.jpg", "--json"),
    ],
    ids=" ".join,
)
def test_a_reader_that_goes_away_is_no_error_to_tell(folder, arguments):
    """A pipe that is closed early ends the program quietly; an error of its own keeps its line and code."""
    reader, writer = os.pipe()
    os.close(reader)

    done = folder.program(*arguments, stdout=writer)
    os.close(writer)

    if "no.jpg" in arguments:
        assert (3, b"Error: no.jpg: There is no such file; check the path.\n") == (done.returncode, done.stderr)
    else:
        assert (1, b"") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("template", "list"), ("template", "schema"), ("stamp", "cover.jpg", *OPTIONS, "-o", "-")],
    ids=" ".join,
)
def test_a_full_disk_behind_standard_output_is_told(folder, arguments):
    """What was printed but could not be kept is an error of the output."""
    with Path("/dev/full").open("wb") as full:
        done = folder.program(*arguments, stdout=full)

    assert 4 == done.returncode
    assert b"Error: Standard output cannot be written: No space left on device.\n" == done.stderr


def test_closed_streams_are_told(folder):
    """A program that was started without standard streams says so where it needs them."""
    close = "import os, sys; os.close(int(sys.argv[1])); os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
    command = ("-m", "qualitymark", "stamp", "-", *OPTIONS)

    without_output = folder.python("-c", close, "1", *command, input=folder.cover())
    without_input = folder.python("-c", close, "0", *command)

    expected = "Error: Standard output is closed; write to a file.\n"
    assert (4, expected) == (without_output.returncode, without_output.stderr.decode())
    assert (3, "Error: Standard input is closed; give a file.\n") == (
        without_input.returncode,
        without_input.stderr.decode(),
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp866", "cp1251", "latin-1"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_any_terminal_will_do(folder, encoding, language):
    """A sign that the terminal lacks becomes a plainer one or “?”; nothing fails for it."""
    env = {"PYTHONIOENCODING": encoding, "QUALITYMARK_LANG": language}
    commands = {
        ("--help",): 0,
        ("stamp", "--help"): 0,
        ("template", "list"): 0,
        ("stamp", "нет.jpg"): 3,
        ("template", "chek"): 2,
        ("stamp", "cover.jpg", *OPTIONS, "-s", "name=Школа «Берёзка» — №\u00a03", "--overwrite"): 0,
    }

    for arguments, expected in commands.items():
        done = folder.program(*arguments, env=env)

        assert expected == done.returncode, arguments
        # click takes ASCII for a wrong setting and writes UTF-8
        printed = (done.stdout + done.stderr).decode("utf-8" if encoding == "ascii" else encoding)
        assert printed
        assert "Traceback" not in printed
        assert "\\u" not in printed


def test_quotation_marks_get_plainer(folder):
    """A terminal without “ ” shows the straight ones."""
    done = folder.program("template", "chek", env={"PYTHONIOENCODING": "cp866"})

    assert b'Error: Unknown command "chek". Did you mean "check"?\n' == done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "utf-8", "utf-16"])
def test_json_says_the_same_in_every_encoding(folder, encoding):
    """JSON that cannot be printed as UTF-8 is escaped, never changed."""
    done = folder.program("template", "show", "mini.yaml", "--json", env={"PYTHONIOENCODING": encoding})

    text = done.stdout.decode(encoding)
    assert {"name": "mini.yaml", "yaml": folder.mini} == json.loads(text)
    assert (encoding == "utf-8") == ("Малая плашка" in text)


def test_a_template_is_utf_8_wherever_it_goes(folder):
    """What “template show” prints into a file can be read as a template again."""
    done = folder.program("template", "show", "mini.yaml", env={"PYTHONIOENCODING": "cp1251"})

    assert (folder.path / "mini.yaml").read_bytes() == done.stdout


def test_a_name_need_not_be_text(folder):
    """Undecodable bytes in names work on the way in and out, and are escaped where they are printed."""
    name = b"\xff\xfe \x1b[1m.jpg"
    (folder.path / os.fsdecode(name)).write_bytes(folder.cover())

    done = folder.program("stamp", name, *OPTIONS, "--json")
    again = folder.program("stamp", name, *OPTIONS)

    written = b"\xff\xfe \x1b[1m.marked.jpg"
    assert os.fsdecode(written) == json.loads(done.stdout)["output"]
    assert (folder.path / os.fsdecode(written)).is_file()
    expected = rb"Error: \udcff\udcfe \x1b[1m.marked.jpg: The output exists; give another name, or ask to overwrite it (--overwrite)."
    assert (4, expected + b"\n") == (again.returncode, again.stderr)


def test_python_m_is_the_same_program(folder):
    """“python -m qualitymark” calls itself qualitymark."""
    done = folder.program("--version")

    assert (0, b"qualitymark, version ") == (done.returncode, done.stdout[:21])
    assert folder.program("--help").stdout.startswith(b"Usage: qualitymark [OPTIONS] COMMAND")
