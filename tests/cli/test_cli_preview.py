"""``qualitymark preview``: what it writes and serves, and what it refuses."""

from __future__ import annotations

import json
import re
import signal
import socket
import time
from http.client import HTTPConnection

import pytest

ADDRESS = re.compile(rb"http://127\.0\.0\.1:(\d+)/")


@pytest.fixture
def preview(folder):
    """The command as it works in the folder."""
    return ("preview", *folder.stamp[1:])


def test_the_page_is_written_beside_the_cover(folder, preview):
    """By default the result is COVER.preview.html; the cover stays what it was."""
    before = folder.contents()
    result = folder.run(*preview)

    assert (0, "", "Written: cover.preview.html\n") == (result.exit_code, result.stdout, result.stderr)
    assert {"cover.preview.html"} == folder.contents().keys() - before.keys()
    assert (folder.path / "cover.preview.html").read_bytes().startswith(b"<!doctype html>")
    assert before["cover.jpg"] == folder.contents()["cover.jpg"]


def test_the_extension_says_what_is_made(folder, preview):
    """OUT.png is a picture, OUT.html a page, anything else is refused before anything is done."""
    assert 0 == folder.run(*preview, "-o", "out.PNG").exit_code
    assert (folder.path / "out.PNG").read_bytes().startswith(b"\x89PNG")

    result = folder.run(*preview, "-o", "out.gif")
    assert (2, "Error: A preview is a page or a picture; let the output end in .html or .png.\n") == (
        result.exit_code,
        result.stderr,
    )


def test_an_output_that_exists_is_kept(folder, preview):
    """It is replaced only where that is asked for; the cover and a folder never are."""
    folder.write(out__html="mine")
    refused = folder.run(*preview, "-o", "out.html")

    assert (4, b"mine") == (refused.exit_code, folder.contents()["out.html"])
    assert "--overwrite" in refused.stderr
    assert 0 == folder.run(*preview, "-o", "out.html", "--overwrite").exit_code
    assert b"mine" != folder.contents()["out.html"]


def test_a_page_can_go_through_pipes(folder, preview):
    """A cover from standard input gives a page on standard output, and nothing else there."""
    result = folder.run("preview", "-", *preview[2:], input=folder.cover())

    assert (0, "") == (result.exit_code, result.stderr)
    assert result.stdout_bytes.startswith(b"<!doctype html>")
    assert 2 == folder.run("preview", "-", *preview[2:], "--json", input=folder.cover()).exit_code


def test_json_tells_boxes_and_verdicts(folder, preview):
    """One object: where the page is, and every layer with its box."""
    told = json.loads(folder.run(*preview, "--json").stdout)

    assert ("cover.preview.html", "mini", "any") == (told["output"], told["template"], told["platform"])
    assert ["plate", "name", "year"] == [layer["name"] for layer in told["marks"][0]["layers"]]


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["--port", "80"], 2),
        (["--open"], 2),
        (["--watch", "-o", "out.html"], 2),
        (["--watch", "--port", "0"], 2),
        (["--watch", "--port", "70000"], 2),
        (["-s", "nobody=1"], 2),
        (["--platform", "myspace"], 2),
        (["-t", "none.yaml"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_is_refused_in_one_line(folder, preview, arguments, code):
    """Wrong usage ends with its code and one line, and writes nothing."""
    before = folder.contents()
    result = folder.run(*preview, *arguments)

    assert (code, "", 1) == (result.exit_code, result.stdout, result.stderr.count("\n"))
    assert before == folder.contents()


def test_a_cover_that_is_none_is_refused(folder, preview):
    """What stamp refuses preview refuses, with the same code."""
    folder.write(cover__jpg="no picture")

    assert 3 == folder.run(*preview).exit_code


def ask(port: int, path: str, host: str | None = None) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_watch_serves_until_it_is_stopped(folder, preview):
    """It tells its address, follows the template, tells faults with their lines, and frees the port on Ctrl-C."""
    program = folder.start(*preview, "--watch")
    try:
        first = program.stderr.readline()
        port = int(ADDRESS.search(first)[1])
        assert (200, "1") == ask(port, "/version")
        assert 403 == ask(port, "/", "evil.example")[0]

        (folder.path / "mini.yaml").write_text(folder.mini + "bogus: 1\n", "utf-8")
        assert program.stderr.readline().startswith(b"Error: mini.yaml:22:1: bogus:")
        assert "“bogus”" in ask(port, "/")[1]

        (folder.path / "mini.yaml").write_text(folder.mini, "utf-8")
        until = time.monotonic() + 30
        while '"faults":[],' not in ask(port, "/")[1] and time.monotonic() < until:
            time.sleep(0.1)
        assert '"faults":[],' in ask(port, "/")[1]

        program.send_signal(signal.SIGINT)
        told = program.communicate(timeout=30)
        assert (130, b"", b"Stopped.") == (program.returncode, told[0], told[1].strip())
        with socket.socket() as again:
            again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            again.bind(("127.0.0.1", port))
    finally:
        program.kill()
        program.communicate()
