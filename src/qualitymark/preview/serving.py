"""A preview on this machine's own address, which reloads while its template is edited.

The server listens on 127.0.0.1 alone. It answers two fixed paths and takes nothing else from a request; a request for
another host, as a foreign page would send it by DNS rebinding, is refused.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, NamedTuple

from ..errors import Fault, QualitymarkError, Trail, UsageError, reason_of
from ..messages import say
from .looking import Preview
from .preview_page import data_of, served_html
from .watching import POLL_SECONDS, signature

ADDRESS = "127.0.0.1"
_SECONDS_FOR_A_REQUEST = 10


class State(NamedTuple):
    """What is served: the page, and the number that changes with it."""

    version: int
    page: bytes


class Watched:
    """A preview that is made again when one of its files has changed.

    ``make`` looks at the cover, ``files`` says which files that depends on. Faults of the template, the page or the
    cover go into the page, beside the last state that could be drawn.
    """

    def __init__(self, make: Callable[[], Preview], files: Callable[[], Sequence[Path]]) -> None:
        self._make = make
        self._files = files
        self._seen = signature(files())
        self._shown: Mapping[str, Any] | None = None
        self.faults: tuple[Fault, ...] = ()
        self.state = State(0, b"")
        self._remake()

    def refresh(self) -> bool:
        """Make the page again if a file has changed; return whether one had."""
        now = signature(self._files())
        if now == self._seen:
            return False
        self._seen = now
        self._remake()
        return True

    def _remake(self) -> None:
        try:
            self._shown, self.faults = data_of(self._make()), ()
        except QualitymarkError as error:
            self.faults = error.faults
        except OSError as error:  # a file that is being written, or was taken away meanwhile
            self.faults = (Fault(say("It cannot be read: {reason}.", reason=reason_of(error)), _place(error)),)
        version = self.state.version + 1
        self.state = State(version, served_html(self._shown, self.faults, version).encode("utf-8", "backslashreplace"))


def _place(error: OSError) -> Trail:
    return Trail(file=os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else None)


@contextmanager
def served(watched: Watched, port: int = 0) -> Iterator[str]:
    """Serve a preview and give its address; the port is free again afterwards.

    ``port`` 0 lets the system choose. Raises UsageError for a port that cannot be had.
    """
    try:
        server = _Server((ADDRESS, port), _Handler)
    except (OSError, OverflowError) as error:
        reason = reason_of(error)
        raise UsageError(
            say(
                "Port {port} cannot be had ({reason}); give another one, or leave out --port.", port=port, reason=reason
            )
        ) from None
    server.watched = watched
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def follow(watched: Watched, changed: Callable[[], None]) -> None:
    """Look at the files for as long as the program runs; ``changed`` is called after each change."""
    while True:
        time.sleep(POLL_SECONDS)
        if watched.refresh():
            changed()


class _Server(ThreadingHTTPServer):
    """Does not ask the network for its own name, and says nothing of browsers that went away."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port
    watched: Watched

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: the next request is answered all the same."""


class _Handler(BaseHTTPRequestHandler):
    """Answers ``/`` and ``/version``."""

    server: _Server
    server_version, sys_version = "qualitymark", ""
    timeout = _SECONDS_FOR_A_REQUEST

    def do_GET(self) -> None:
        state = self.server.watched.state
        if self.headers.get("Host") not in (
            f"{ADDRESS}:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        ):
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"This server answers its own address only.\n")
        elif self.path == "/":
            self._answer(HTTPStatus.OK, "text/html", state.page)
        elif self.path == "/version":
            self._answer(HTTPStatus.OK, "text/plain", str(state.version).encode())
        else:
            self._answer(HTTPStatus.NOT_FOUND, "text/plain", b"There is no such page; open /.\n")

    def do_HEAD(self) -> None:
        self.do_GET()

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal shows addresses and faults of the template only."""
