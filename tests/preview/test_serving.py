"""The server of a preview: who is answered, with what, and for how long."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest

from qualitymark import UsageError
from qualitymark.preview.serving import ADDRESS, Watched, served
from qualitymark.preview.watching import template_files


@pytest.fixture
def watched(desk):
    """The folder's cover, watched with everything that it is made of."""
    files = [desk / "cover.png", desk / "page.yaml"]
    return Watched(lambda: desk.look("child.yaml"), lambda: [*files, *template_files(str(desk / "child.yaml"))])


@contextmanager
def asking(watched):
    """Serve it; give what asks for a path with a Host header and returns status, text and headers."""
    with served(watched) as address:
        port = int(address.rstrip("/").rpartition(":")[2])

        def ask(path: str, host: str | None = None, method: str = "GET"):
            connection = HTTPConnection(ADDRESS, port, timeout=10)
            connection.putrequest(method, path, skip_host=True)
            if host != "":
                connection.putheader("Host", host or f"{ADDRESS}:{port}")
            connection.endheaders()
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, text, answer.headers

        ask.port = port
        yield ask


def test_it_answers_two_paths_and_no_other(watched):
    """The page and its number are there; nothing of the disk is, however it is asked for."""
    with asking(watched) as ask:
        assert (200, "1") == ask("/version")[:2]
        assert ask("/")[1].startswith("<!doctype html>")
        for path in ("/page.yaml", "/../page.yaml", "//etc/passwd", "/%2e%2e/page.yaml", "/?x", "/version/", "*"):
            assert 404 == ask(path)[0], path


def test_a_foreign_host_is_refused(watched):
    """Only the address itself and localhost are answered, so that no foreign name can lead here."""
    with asking(watched) as ask:
        assert 200 == ask("/version", f"localhost:{ask.port}")[0]
        for host in ("evil.example", f"evil.example:{ask.port}", ADDRESS, f"{ADDRESS}:{ask.port}.evil.example", ""):
            status, text, _ = ask("/", host)
            assert 403 == status, host
            assert "<" not in text


def test_other_methods_and_origins_get_nothing(watched):
    """Nothing can be posted, no other page may read the answers, and HEAD has no body."""
    with asking(watched) as ask:
        assert 501 == ask("/", method="POST")[0]
        status, text, headers = ask("/", method="HEAD")

        assert (200, "") == (status, text)
        assert "Access-Control-Allow-Origin" not in headers
        assert ("no-store", "DENY", "same-origin") == tuple(
            headers[name] for name in ("Cache-Control", "X-Frame-Options", "Cross-Origin-Resource-Policy")
        )


def test_only_this_machine_is_listened_to(watched):
    """The socket is bound to 127.0.0.1, and free when the preview ends."""
    with asking(watched) as ask:
        port = ask.port
        with pytest.raises(UsageError, match=f"Port {port} cannot be had"), served(watched, port):
            pass
        with socket.socket() as other:
            other.settimeout(5)
            assert 0 != other.connect_ex(("127.0.0.2", port))

    with served(watched, port) as address:
        assert f"http://{ADDRESS}:{port}/" == address


def test_a_change_makes_a_new_page(desk, watched):
    """Template, parent, asset, page and cover: each change gives a new number, no change does not."""
    assert not watched.refresh()
    for file, text in (
        ("base.yaml", (desk / "base.yaml").read_text("utf-8").replace("size: 24", "size: 20")),
        ("child.yaml", "qualitymark: 1\nname: child\ntitle: Дитя\nextends: base.yaml\n"),
        ("emblem.svg", (desk / "emblem.svg").read_text("utf-8") + "\n"),
        ("page.yaml", "name: Лицей № 7\nyear: 2025\n"),
    ):
        before = watched.state.version
        desk.write(**{file.replace(".", "__"): text})
        assert watched.refresh(), file
        assert before + 1 == watched.state.version

    assert "Лицей № 7" in watched.state.page.decode()


def test_faults_go_into_the_page_and_away_again(desk, watched):
    """A broken template is told with file and line beside the last picture; mended, it is forgotten."""
    good = (desk / "base.yaml").read_text("utf-8")
    desk.write(base__yaml=good.replace("fill: ink}", "fil: ink}"))
    assert watched.refresh()

    places = [fault.trail.place() for fault in watched.faults]
    assert all("base.yaml:" in place for place in places)
    assert any("base.yaml:19:" in place for place in places)
    assert "“fil”" in watched.state.page.decode()
    assert "data:image/jpeg" in watched.state.page.decode()

    desk.write(base__yaml=good)
    assert watched.refresh()
    assert () == watched.faults


def test_a_preview_may_begin_with_faults(desk):
    """Without any state that could be drawn the page shows the faults alone."""
    desk.write(child__yaml="qualitymark: 1\n")
    watched = Watched(lambda: desk.look("child.yaml"), lambda: [desk / "child.yaml"])

    page = watched.state.page.decode()
    assert watched.faults
    assert '"preview":null' in page
    assert str(watched.faults[0].message) in page
