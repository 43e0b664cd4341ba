"""An object store as a target, by its fsspec URL: `s3://bucket/path`.

Objects appear one by one, so a version's files lie in a folder that nobody can guess before its entry names it:
`versions/1.1.0-<digest>/`, whose name holds the manifest's digest. Two publishes of one number never meet there, and
which of them is the version is decided by who creates `versions/1.1.0.json`.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fsspec.callbacks import Callback
from fsspec.core import url_to_fs

from toolkit.errors import ConfigError, ConflictError, RemoteError, ToolkitError, Where
from toolkit.release.layout import MANIFEST, SPLITS, data_glob
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest
from toolkit.storage.files import make_folder
from toolkit.targets.catalog import FOLDER, Catalog, Entry, Signature, Yank, is_catalog_name, object_bytes, read_catalog
from toolkit.targets.target import Remote, Sent, Shipment, all_files

_PIECE = 8 << 20  # bytes read at once
_DIGEST = 12  # characters of it in a folder's name
_SMALL = 64 << 20  # bytes; no manifest or catalog object is larger


@dataclass(frozen=True)
class BucketTarget:
    """See the module; `name` is the URL."""

    name: str

    @cached_property
    def _store(self) -> tuple[Any, str]:
        """The file system, and the target's path in it."""
        scheme = urlsplit(self.name).scheme
        if urlsplit(self.name).username or urlsplit(self.name).password:
            mend = "take them out; the library of the store finds its own"
            raise ConfigError("credentials do not belong in a URL", where=Where(f"{scheme}://"), mend=mend)
        try:
            system, root = url_to_fs(self.name)
        except ImportError as error:
            mend = f"pip install 'imprint[{scheme}]'" if scheme == "s3" else f"install the fsspec library for {scheme}"
            raise ConfigError(f"no library for {scheme}:// is installed", where=Where(self.name), mend=mend) from error
        except ValueError as error:
            raise ConfigError(str(error), where=Where(self.name), mend="name a URL such as s3://bucket/path") from error
        return system, root

    def catalog(self) -> Catalog:
        with self._reaching():
            return self._catalog()

    def look(self) -> Remote:
        with self._reaching():
            catalog = self._catalog()
            latest = catalog.latest
            if latest is None:
                return Remote("bucket", catalog)
            manifest, files = self._release(latest)
            return Remote("bucket", catalog, manifest, {entry.path: entry for entry in files})

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        place = f"{FOLDER}/{shipment.manifest.version}-{shipment.manifest.digest[:_DIGEST]}"
        latest = remote.catalog.latest
        held = {entry.sha256: f"{latest.place}/{path}" for path, entry in remote.files.items()} if latest else {}
        total, done = sum(entry.bytes for entry in shipment.files), 0
        with self._reaching():
            if self._catalog().entries != remote.catalog.entries:
                raise self._moved()
            for entry in shipment.files:
                final = f"{place}/{entry.path}"
                if not self._holds(final, entry):
                    if entry.sha256 in held:
                        self._system.copy(self._at(held[entry.sha256]), self._at(final))
                    else:
                        watch = _Watch(sent, done, total)
                        self._system.put_file(str(shipment.folder / entry.path), self._at(final), callback=watch)
                done += entry.bytes
                sent(done, total)
        return place

    def read_back(self, shipment: Shipment, place: str) -> list[str]:
        with self._reaching():
            return [entry.path for entry in shipment.files if not self._holds(f"{place}/{entry.path}", entry)]

    def create(self, path: str, value: Entry | Yank | Signature) -> None:
        data = object_bytes(value)
        with self._reaching():
            try:
                self._system.pipe_file(self._at(path), data, mode="create")
            except OSError:
                # There already, or the answer was lost, or refused: what lies there now tells.
                if not self._exists(path):
                    raise
            if self._read(path) != data:
                raise self._moved()

    def moved(self, entry: Entry) -> None:
        return None

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        start = self._at(entry.place)
        with self._reaching():
            self._system.invalidate_cache()
            for path in sorted(self._system.find(start)):
                inner = path[path.index(entry.place) + len(entry.place) + 1 :]
                if only and inner not in only:
                    continue
                final = into / inner
                if not final.resolve().is_relative_to(into.resolve()):
                    raise self._altered(path)
                make_folder(final.parent)
                self._system.get_file(path, str(final))
        return make_folder(into)

    def loading(self, entry: Entry) -> dict[str, Any]:
        place = f"{self.name}/{entry.place}"
        files = {split: f"{place}/{data_glob(split)}" for split in SPLITS if entry.rows.get(split)}
        return {"path": "parquet", "data_files": files}

    @property
    def _system(self) -> Any:
        return self._store[0]

    def _at(self, path: str) -> str:
        return f"{self._store[1].rstrip('/')}/{path}"

    def _catalog(self) -> Catalog:
        self._system.invalidate_cache()
        names: list[str] = []
        with suppress(FileNotFoundError):
            names = [path.rpartition("/")[2] for path in self._system.ls(self._at(FOLDER), detail=False)]
        objects = {name: self._read(f"{FOLDER}/{name}") for name in sorted(names) if is_catalog_name(name)}
        return read_catalog(objects, self.name)

    def _release(self, entry: Entry) -> tuple[Manifest, tuple[FileEntry, ...]]:
        """The manifest of a published version, held to its entry, and its files."""
        path = f"{entry.place}/{MANIFEST}"
        with suppress(ValueError, FileNotFoundError):
            data = self._read(path)
            manifest = parse_manifest(data)
            if manifest.digest == entry.digest:
                return manifest, all_files(manifest, data)
        raise self._altered(path)

    def _read(self, path: str) -> bytes:
        data: bytes = self._system.cat_file(self._at(path), start=0, end=_SMALL)
        return data

    def _exists(self, path: str) -> bool:
        self._system.invalidate_cache()
        return bool(self._system.exists(self._at(path)))

    def _holds(self, path: str, entry: FileEntry) -> bool:
        """Whether these very bytes lie there: read, not believed."""
        self._system.invalidate_cache()
        try:
            if self._system.info(self._at(path))["size"] != entry.bytes:
                return False
            digest = hashlib.sha256()
            with self._system.open(self._at(path), "rb", block_size=_PIECE) as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
        except FileNotFoundError:
            return False
        return digest.hexdigest() == entry.sha256

    def _moved(self) -> ConflictError:
        mend = "run it again, to plan over what is there now"
        return ConflictError("somebody else has published there meanwhile", where=Where(self.name), mend=mend)

    def _altered(self, path: str) -> ConflictError:
        mend = "restore it from a copy; a published version is never changed"
        return ConflictError("not the file that was published", where=Where(f"{self.name}/{path}"), mend=mend)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """The libraries below fsspec raise what they like; to us it is a target out of reach."""
        try:
            yield
        except ToolkitError:
            raise
        except PermissionError as error:
            mend = "check the credentials that the library of the store finds, and what they allow"
            raise RemoteError(f"access denied: {error}", where=Where(self.name), mend=mend) from error
        except Exception as error:
            what = str(error).splitlines()[0] if str(error) else type(error).__name__
            mend = "check that the bucket exists and answers, then run it again"
            raise RemoteError(what, where=Where(self.name), mend=mend) from error


class _Watch(Callback):  # type: ignore[misc]
    """fsspec's way to say how far a file is."""

    def __init__(self, sent: Sent, before: int, total: int) -> None:
        super().__init__()
        self._sent, self._before, self._total = sent, before, total

    def call(self, hook_name: str | None = None, **kwargs: Any) -> None:
        """Called by fsspec after each piece."""
        self._sent(self._before + self.value, self._total)
