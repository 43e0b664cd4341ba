"""An S3 server on this machine, moto's, with faults in front of it."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from tests.tools.hub_faults import Fault, Faults

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


class S3Server:
    """`url` is what AWS_ENDPOINT_URL takes; `log` has (method, path, whether it copies what is there) in order."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.log: list[tuple[str, str, bool]] = []
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """WSGI."""
        method = environ["REQUEST_METHOD"]
        self.log.append((method, environ["PATH_INFO"], "HTTP_X_AMZ_COPY_SOURCE" in environ))
        fault = self.faults.next(method)
        if fault is None or fault.kind == "slow":
            return self._pass(environ, start_response)
        if fault.kind == "drip":
            start_response("200 OK", [("Content-Type", "application/octet-stream")])
            return self._drip()
        if fault.kind == "dying":
            list(self._pass(environ, lambda *args: None))
        status = {"500": "500 Internal Server Error", "503": "503 Slow Down"}.get(fault.kind, "403 Forbidden")
        start_response(status, [("Content-Type", "text/plain"), ("Retry-After", self.faults.retry_after)])
        return [b"planted"]

    def _drip(self) -> Iterator[bytes]:
        """Never silent, never at an end."""
        while not self.faults.wait(0.05):
            yield b" "

    def _pass(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer

    def environment(self) -> dict[str, str]:
        """What the libraries need to talk to it."""
        return {**ENVIRONMENT, "AWS_ENDPOINT_URL": self.url}

    def plant(self, fault: Fault | None) -> None:
        """Faults by the method of the request: PUT, GET, HEAD."""
        self.faults.plant(fault)

    @contextmanager
    def running(self) -> Iterator["S3Server"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
