"""The Ray engine: the same tasks on the nodes of a Ray cluster. Nothing else imports Ray."""

import os
import shutil
import socket
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, redirect_stdout
from importlib import import_module
from itertools import islice
from types import TracebackType
from typing import Any, Self, TypeVar

from toolkit.errors import ConfigError, InputError, RemoteError, Where

T = TypeVar("T")
R = TypeVar("R")

_LOCAL = "local"  # Ray's own word for a cluster that is started here and ends with this process
_RETRIES = 4  # of a task whose worker or node was lost; the errors of tasks are never retried
_PATIENCE = 10.0  # seconds for a cluster to answer
_SHORT = 40  # characters of a folder for Ray's sockets, whose paths may have 107


class RayEngine:
    """Runs tasks on a cluster, at most `workers` at a time; None leaves that to the cluster. A context manager.

    `address`: of the cluster, as Ray spells it; without one that of RAY_ADDRESS, or a cluster on this machine that
    ends with the block. Raises `ConfigError` where Ray is not installed, `RemoteError` where no cluster answers.
    """

    def __init__(self, workers: int | None = None, preload: Sequence[str] = (), address: str | None = None) -> None:
        address = address or os.environ.get("RAY_ADDRESS") or _LOCAL
        self._ray = _import_ray(alone=address == _LOCAL)
        self._stack = ExitStack()
        # Ray tells of its nodes on stdout, where nothing but results belongs.
        self._stack.enter_context(redirect_stdout(sys.stderr))
        self._workers = workers
        self._preload = tuple(preload)
        self._connect(address)
        self._call = self._ray.remote(_call).options(num_cpus=1, max_retries=_RETRIES, retry_exceptions=False)

    def map(self, task: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """See `Engine.map`. Tasks run again where a worker or a node is lost: they must not mind."""
        tasks = (self._call.remote(self._preload, task, item) for item in items)
        running = list(islice(tasks, self._workers))
        waiting = deque(running)
        try:
            while waiting:
                if self._workers is not None and waiting[0] in running:
                    done, running = self._ray.wait(running)
                    more = list(islice(tasks, len(done)))
                    running += more
                    waiting += more
                else:
                    yield self._result(waiting.popleft())
        finally:
            for reference in waiting:
                self._ray.cancel(reference)

    def _result(self, reference: Any) -> Any:
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            raise (error.cause if isinstance(error.cause, Exception) else error) from error
        except errors.RayError as error:
            problem = str(error).strip().partition("\n")[0]
            mend = "see what became of the nodes with: ray status; if memory ran out, run with fewer --workers"
            raise InputError(f"a worker was lost {1 + _RETRIES} times: {problem}", mend=mend) from error

    def _connect(self, address: str) -> None:
        options: dict[str, Any] = {"log_to_driver": False, "configure_logging": False, "logging_level": "error"}
        if address == _LOCAL:
            scratch = tempfile.mkdtemp(prefix="imprint-", dir=_short_folder())
            self._stack.callback(shutil.rmtree, scratch, ignore_errors=True)
            options |= {"num_cpus": self._workers, "include_dashboard": False}
            options |= {"_temp_dir": scratch, "_node_ip_address": "127.0.0.1"}
        self._stack.callback(self._ray.shutdown)
        try:
            _knock(address)
            self._ray.init(address=address, **options)
        except (ConnectionError, OSError, RuntimeError, ValueError, self._ray.exceptions.RayError) as error:
            self._stack.close()
            problem = str(error).strip().partition("\n")[0] or type(error).__name__
            mend = "start a cluster of the same Ray and Python as here, see docs/ray.md, or build without --engine ray"
            raise RemoteError(f"no Ray cluster: {problem}", where=Where(address), mend=mend) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._stack.close()


def _call(preload: Sequence[str], task: Callable[[T], R], item: T) -> R:
    for module in preload:
        import_module(module)
    return task(item)


def _knock(address: str) -> None:
    """Raises `OSError` where nobody listens: Ray would wait for minutes."""
    host, _, port = address.rpartition(":")
    if port.isdigit() and "/" not in host:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()


def _short_folder() -> str | None:
    """Where the usual folder for temporary files has a long name, the system's own."""
    return None if len(tempfile.gettempdir()) <= _SHORT else "/tmp"


def _import_ray(alone: bool) -> Any:
    """Ray reads its environment when it is imported: no usage reports; a token, which nobody need be told of."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    if alone and "ray" not in sys.modules:
        os.environ.setdefault("RAY_AUTH_MODE", "token")
    try:
        return import_module("ray")
    except ImportError as error:
        mend = "pip install 'imprint[ray]', or build without --engine ray"
        raise ConfigError("--engine ray needs Ray, which is not installed", mend=mend) from error
