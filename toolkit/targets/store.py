"""The files of an object store below one URL, through fsspec: every call bounded, its errors said in our words."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import fsspec.config
from fsspec.callbacks import DEFAULT_CALLBACK, Callback
from fsspec.core import url_to_fs

from toolkit.errors import ConfigError, RemoteError, ToolkitError, Where
from toolkit.release.manifest import FileEntry
from toolkit.targets.bounded import PASSING_STATUSES, Passing, Patience

R = TypeVar("R")

_PIECE = 8 << 20  # bytes read at once
_SMALL = 64 << 20  # bytes; no manifest or catalog object is larger
_MEND = "check that the bucket exists and answers, then run it again"
_BROKEN = ("Connection", "Timeout", "IncompleteRead", "Payload")  # in the names of errors of a line that broke


@dataclass(frozen=True)
class Store:
    """Paths are relative to `url`. Each method raises `RemoteError`, and of these `Absent` where nothing lies."""

    url: str
    patience: Patience

    @cached_property
    def _opened(self) -> tuple[Any, str]:
        """The file system, and the place in it."""
        parts = urlsplit(self.url)
        if parts.username or parts.password:
            mend = "take them out; the library of the store finds its own"
            raise ConfigError("credentials do not belong in a URL", where=Where(f"{parts.scheme}://"), mend=mend)
        try:
            system, root = url_to_fs(self.url, **_options(parts.scheme, self.patience))
        except ImportError as error:
            s3 = parts.scheme == "s3"
            mend = "pip install 'imprint[s3]'" if s3 else f"install the fsspec library for {parts.scheme}"
            raise ConfigError(
                f"no library for {parts.scheme}:// is installed", where=Where(self.url), mend=mend
            ) from error
        except ValueError as error:
            raise ConfigError(str(error), where=Where(self.url), mend="name a URL such as s3://bucket/path") from error
        return system, root.rstrip("/")

    def names(self, folder: str) -> list[str]:
        """What lies right below a folder."""
        return [path.rpartition("/")[2] for path in self._ask(lambda: self._fresh().ls(self._at(folder), detail=False))]

    def below(self, folder: str) -> dict[str, int]:
        """The bytes of every file below a folder, by its path relative to that."""
        start = self._at(folder).lstrip("/") + "/"
        found = self._ask(lambda: self._fresh().find(self._at(folder), detail=True))
        return {path.lstrip("/").removeprefix(start): found[path]["size"] for path in sorted(found)}

    def read(self, path: str) -> bytes:
        """A small file."""
        data: bytes = self._ask(lambda: self._system.cat_file(self._at(path), start=0, end=_SMALL))
        return data

    def holds(self, path: str, entry: FileEntry) -> bool:
        """Whether these very bytes lie there: read, not believed."""
        with suppress(Absent):
            return self._ask(lambda: self._digest(path, entry.bytes), entry.bytes) == entry.sha256
        return False

    def _digest(self, path: str, size: int) -> str | None:
        """SHA-256; None where the size is another."""
        digest = hashlib.sha256()
        with self._fresh().open(self._at(path), "rb", block_size=_PIECE) as stream:
            if stream.size != size:
                return None
            while piece := stream.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def copy(self, path: str, final: str, size: int) -> None:
        """On the server."""
        self._ask(lambda: self._system.copy(self._at(path), self._at(final)), size)

    def put(self, source: Path, final: str, size: int, watch: Callback = DEFAULT_CALLBACK) -> None:
        """Send a file."""
        self._ask(lambda: self._system.put_file(str(source), self._at(final), callback=watch), size)

    def get(self, path: str, final: Path, size: int) -> None:
        """Bring a file here."""
        self._ask(lambda: self._system.get_file(self._at(path), str(final)), size)

    def create(self, path: str, data: bytes) -> None:
        """Write a file where none lies; what lies there is left, and tells whether it was ours."""
        try:
            self._ask(lambda: self._system.pipe_file(self._at(path), data, mode="create"))
        except RemoteError:
            # There already, or the answer was lost, or refused: what lies there now tells.
            if not self._ask(lambda: self._fresh().exists(self._at(path))):
                raise

    def remove(self, folder: str) -> None:
        """A folder and all below it; nothing to do where it is not there."""
        with suppress(Absent):
            self._ask(lambda: self._fresh().rm(self._at(folder), recursive=True))

    @property
    def _system(self) -> Any:
        return self._opened[0]

    def _fresh(self) -> Any:
        """The file system, without what it remembers."""
        self._system.invalidate_cache()
        return self._system

    def _at(self, path: str) -> str:
        return f"{self._opened[1]}/{path}"

    def _ask(self, call: Callable[[], R], size: int = 0) -> R:
        """The libraries below fsspec raise what they like; to us it is a target out of reach."""
        try:
            return self.patience.insist(self.url, call, _passing, size)
        except ToolkitError:
            raise
        except FileNotFoundError as error:
            raise Absent(_words(error), where=Where(self.url), mend=_MEND) from error
        except PermissionError as error:
            mend = "check the credentials that the library of the store finds, and what they allow"
            raise RemoteError(f"access denied: {error}", where=Where(self.url), mend=mend) from error
        except Exception as error:
            raise RemoteError(_words(error), where=Where(self.url), mend=_MEND) from error


class Absent(RemoteError):
    """Nothing lies there, or there is no such bucket."""


def _options(scheme: str, patience: Patience) -> dict[str, Any]:
    """The library for S3 tries again by itself and does not hear Retry-After: here it is told to leave that to us."""
    if scheme not in ("s3", "s3a"):
        return {}
    said = fsspec.config.conf.get("s3", {}).get("config_kwargs", {})
    limits = {"connect_timeout": patience.timeout, "read_timeout": patience.timeout}
    return {"config_kwargs": {**limits, **said, "retries": {"mode": "standard", "total_max_attempts": 1}}}


def _passing(error: Exception) -> Passing | None:
    """Whether the next try may go better: the store was busy, or the connection broke."""
    answered = next((one for one in _chain(error) if isinstance(getattr(one, "response", None), dict)), None)
    if answered is not None:
        told = getattr(answered, "response", {}).get("ResponseMetadata", {})
        if told.get("HTTPStatusCode") not in PASSING_STATUSES:
            return None
        asked = str(told.get("HTTPHeaders", {}).get("retry-after", "")).strip()
        return Passing(float(asked) if asked.isdecimal() and len(asked) < 10 else None)
    broken = any(isinstance(one, ConnectionError | TimeoutError) or _is_named_broken(one) for one in _chain(error))
    return Passing() if broken else None


def _words(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _is_named_broken(error: BaseException) -> bool:
    return any(word in type(error).__name__ for word in _BROKEN)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and so on."""
    for _ in range(20):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__
