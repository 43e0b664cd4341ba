"""The Hub on this machine: an HTTP server that speaks as much of its protocol as a dataset needs, and no more.

A request outside that table is answered 501 and remembered in `violations`; a test that leaves one there fails.
"""

import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.tools.hub_answers import Hub
from tests.tools.hub_faults import Fault, Faults
from tests.tools.hub_repo import TOKEN, Account, Answer, Ask, Refused

_ID = r"(?P<id>[\w.-]+/[\w.-]+)"
_REV = r"(?P<rev>[^/]+)"
# method, path -> the method of `Hub` that answers
ROUTES: list[tuple[str, str, str]] = [
    ("GET", r"/api/whoami-v2", "whoami"),
    ("POST", r"/api/repos/create", "create_repo"),
    ("POST", r"/api/validate-yaml", "validate_yaml"),
    ("POST", rf"/api/datasets/{_ID}/preupload/{_REV}", "preupload"),
    ("POST", rf"/datasets/{_ID}\.git/info/lfs/objects/batch", "lfs_batch"),
    ("PUT", r"/lfs/(?P<sha>[0-9a-f]{64})", "lfs_put"),
    ("PUT", r"/lfs/(?P<sha>[0-9a-f]{64})/(?P<part>\d+)", "lfs_part"),
    ("POST", r"/lfs/(?P<sha>[0-9a-f]{64})/complete", "lfs_complete"),
    ("POST", r"/lfs/(?P<sha>[0-9a-f]{64})/verify", "lfs_verify"),
    ("POST", rf"/api/datasets/{_ID}/commit/{_REV}", "commit"),
    ("POST", rf"/api/datasets/{_ID}/tag/{_REV}", "create_tag"),
    ("DELETE", rf"/api/datasets/{_ID}/tag/{_REV}", "delete_tag"),
    ("GET", rf"/api/datasets/{_ID}/refs", "refs"),
    ("GET", rf"/api/datasets/{_ID}/commits/{_REV}", "commits"),
    ("GET", rf"/api/datasets/{_ID}", "info"),
    ("GET", rf"/api/datasets/{_ID}/revision/{_REV}", "info"),
    ("GET", rf"/api/datasets/{_ID}/tree/{_REV}(?:/(?P<path>.*))?", "tree"),
    ("POST", rf"/api/datasets/{_ID}/paths-info/{_REV}", "paths_info"),
    ("POST", rf"/api/datasets/{_ID}/super-squash/{_REV}", "squash"),
    ("DELETE", rf"/api/datasets/{_ID}/branch/{_REV}", "delete_branch"),
    ("GET", rf"/api/datasets/{_ID}/lfs-files", "lfs_files"),
    ("POST", rf"/api/datasets/{_ID}/lfs-files/batch", "lfs_delete"),
    ("HEAD", rf"/datasets/{_ID}/resolve/{_REV}/(?P<path>.+)", "resolve"),
    ("GET", rf"/datasets/{_ID}/resolve/{_REV}/(?P<path>.+)", "resolve"),
]
_COMPILED = [(method, re.compile(pattern), name) for method, pattern, name in ROUTES]
READS = {"whoami", "validate_yaml", "preupload", "refs", "commits", "info", "tree", "paths_info", "resolve"}


class HubServer:
    """The server; `url` is what HF_ENDPOINT takes."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.faults = Faults()
        self.violations: list[str] = []
        self.log: list[str] = []  # the name of every request answered, in order
        self.lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"server_state": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self.hub.url = self.url

    @contextmanager
    def running(self) -> Iterator["HubServer"]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.faults.release()
            self._http.shutdown()
            self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 20  # an answer leaves in one piece; in two, each waits 40 ms for the other side
    disable_nagle_algorithm = True
    server_state: HubServer

    def log_message(self, format: str, *args: Any) -> None:
        del format, args

    def _handle(self) -> None:
        state, url = self.server_state, urlsplit(self.path)
        body = self._body()
        route = next(((n, m) for v, p, n in _COMPILED if v == self.command and (m := p.fullmatch(url.path))), None)
        if route is None:
            state.violations.append(f"{self.command} {self.path}")
            self._send(Answer(501, {"error": "not in the table"}))
            return
        name, match = route
        fields = {key: unquote(value) for key, value in match.groupdict().items() if value is not None}
        fault = state.faults.next(name)
        state.faults.call("before", name)
        state.log.append(name)

        def act() -> Answer:
            with state.lock:
                account = Account.of(self.headers.get("Authorization"))
                answered: Callable[..., Answer] = getattr(state.hub, name)
                try:
                    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
                    return answered(Ask(account, body, query), **fields)
                except Refused as error:
                    return error.answer
                finally:
                    state.faults.call("after", name)

        self._answer(fault, act)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _answer(self, fault: Fault | None, act: Callable[[], Answer]) -> None:
        kind = fault.kind if fault else None
        if kind in ("500", "503", "429"):
            self._send(
                Answer(int(kind or 0), {"error": "planted"}, {"Retry-After": self.server_state.faults.retry_after})
            )
        elif kind == "dead":
            self._send(Answer(403, {"error": "planted: nothing passes any more"}))
        elif kind == "drop-before":
            self._drop()
        elif kind == "hang":
            self.server_state.faults.wait()
            self._drop()
        else:
            self._after(kind, act())

    def _after(self, kind: str | None, answer: Answer) -> None:
        if kind in ("drop-after", "dying"):
            self._send(Answer(403, {"error": "planted"})) if kind == "dying" else self._drop()
        elif kind == "hang-after":
            self.server_state.faults.wait()
            self._drop()
        elif kind == "drop-during":
            self._send(answer, upto=len(answer.body()) // 2)
        elif kind in ("drip", "drip-head"):
            self._drip(answer, head=kind == "drip-head")
        elif kind == "slow":
            time.sleep(0.3)
            self._send(answer)
        elif kind == "corrupt":
            self._send(Answer(answer.status, _corrupted(answer.body()), answer.headers))
        else:
            self._send(answer)

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _drip(self, answer: Answer, head: bool) -> None:
        """An answer that is never silent and never ends: a byte now and then, of its head or of its body."""
        self.send_response(answer.status)
        if not head:
            self.send_header("Content-Length", str(1 << 30))
            self.end_headers()
        with suppress(OSError):
            while not self.server_state.faults.wait(0.05):
                if head:
                    self.send_header("X-Drip", "drop")
                    self.flush_headers()
                else:
                    self.wfile.write(b" ")
                self.wfile.flush()
        self._drop()

    def _send(self, answer: Answer, upto: int | None = None) -> None:
        body = answer.body()
        if self.command != "HEAD" and "Range" in self.headers and answer.status == 200 and answer.ranged:
            answer, body = _ranged(answer, body, self.headers["Range"])
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:upto])
            if upto is not None:
                self.wfile.flush()
                self._drop()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _handle


def _corrupted(body: bytes) -> bytes:
    """The same length, one byte other."""
    return bytes([body[0] ^ 1]) + body[1:] if body else body


def _ranged(answer: Answer, body: bytes, wanted: str) -> tuple[Answer, bytes]:
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start = int(first) if first else len(body) - int(last)
    end = int(last) if first and last else len(body) - 1
    piece = body[start : end + 1]
    headers = {**answer.headers, "Content-Range": f"bytes {start}-{start + len(piece) - 1}/{len(body)}"}
    return Answer(206, piece, headers), piece


def point_library_at(url: str, put: Callable[[object, str, object], None] = setattr) -> None:
    """Make the library of this process, which read its environment when it was imported, talk to the server."""
    from huggingface_hub import constants

    os.environ.update(environment(url))
    put(constants, "ENDPOINT", url)
    put(constants, "HUGGINGFACE_CO_URL_TEMPLATE", url + "/{repo_id}/resolve/{revision}/{filename}")
    for name in ("XET", "TELEMETRY", "PROGRESS_BARS"):
        put(constants, f"HF_HUB_DISABLE_{name}", True)
    put(constants, "HF_HUB_OFFLINE", False)


def environment(url: str) -> dict[str, str]:
    """What the unmodified client needs to talk to a server at `url`."""
    return {
        "HF_ENDPOINT": url, "HF_HUB_DISABLE_XET": "1", "HF_UPDATE_DOWNLOAD_COUNTS": "0", "HF_TOKEN": TOKEN,
        "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    }  # fmt: skip
