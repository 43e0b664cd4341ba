"""An object store as a target, by its fsspec URL: `s3://bucket/path`.

Objects appear one by one, so a version's files lie in a folder that nobody can guess before its entry names it:
`versions/1.1.0-<digest>/`, whose name holds the manifest's digest. Two publishes of one number never meet there, and
which of them is the version is decided by who creates `versions/1.1.0.json`.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from fsspec.callbacks import Callback

from toolkit.release.layout import MANIFEST, SPLITS, data_glob
from toolkit.storage.files import make_folder
from toolkit.targets.bounded import Patience
from toolkit.targets.catalog import FOLDER, Catalog, Entry, Signature, Yank, is_catalog_name, object_bytes, read_catalog
from toolkit.targets.shelf import Release, altered, find_standing, held_release, moved, survey_shelf
from toolkit.targets.store import Absent, Store
from toolkit.targets.target import Purge, Remote, Sent, Shipment

_DIGEST = 12  # characters of it in a folder's name
_PLACE = re.compile(r"\d+\.\d+\.\d+-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True)
class BucketTarget:
    """See the module; `name` is the URL."""

    name: str
    patience: Patience = field(default_factory=Patience)

    @cached_property
    def _store(self) -> Store:
        return Store(self.name, self.patience)

    def catalog(self) -> Catalog:
        names: list[str] = []
        with suppress(Absent):
            names = self._store.names(FOLDER)
        objects = {name: self._store.read(f"{FOLDER}/{name}") for name in sorted(names) if is_catalog_name(name)}
        return read_catalog(objects, self.name)

    def look(self) -> Remote:
        return find_standing("bucket", self.catalog(), self._release)

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        place = f"{FOLDER}/{shipment.manifest.version}-{shipment.manifest.digest[:_DIGEST]}"
        latest = remote.catalog.latest
        held = {entry.sha256: f"{latest.place}/{path}" for path, entry in remote.files.items()} if latest else {}
        total, done = sum(entry.bytes for entry in shipment.files), 0
        if self.catalog().entries != remote.catalog.entries:
            raise moved(self.name)
        there = self._store.below(place)
        for entry in shipment.files:
            final = f"{place}/{entry.path}"
            if entry.path not in there or not self._store.holds(final, entry):
                if entry.sha256 in held:
                    self._store.copy(held[entry.sha256], final, entry.bytes)
                else:
                    self._store.put(shipment.folder / entry.path, final, entry.bytes, _Watch(sent, done, total))
            done += entry.bytes
            sent(done, total)
        return place

    def read_back(self, shipment: Shipment, place: str) -> list[str]:
        return [entry.path for entry in shipment.files if not self._store.holds(f"{place}/{entry.path}", entry)]

    def create(self, path: str, value: Entry | Yank | Signature) -> None:
        data = object_bytes(value)
        self._store.create(path, data)
        if self._store.read(path) != data:
            raise moved(self.name)

    def moved(self, entry: Entry) -> None:
        return None

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        for inner, size in self._store.below(entry.place).items():
            if only and inner not in only:
                continue
            final = into / inner
            if not final.resolve().is_relative_to(into.resolve()):
                raise altered(f"{self.name}/{entry.place}/{inner}")
            make_folder(final.parent)
            self._store.get(f"{entry.place}/{inner}", final, size)
        return make_folder(into)

    def survey(self, gone: Sequence[Entry]) -> Purge:
        kept = "older versions of its objects, where the bucket keeps them, and its backups"
        return survey_shelf(gone, self._strays(), (kept,))

    def purge(self, gone: Sequence[Entry]) -> tuple[str, ...]:
        for place in (*(entry.place for entry in gone), *self._strays()):
            self._store.remove(place)
        return ()

    def _strays(self) -> list[str]:
        """Folders without an entry: what killed publishes left, or what one at work has sent so far."""
        catalog = self.catalog()
        named = {entry.place for entry in catalog.entries.values()}
        found = [name for name in self._store.names(FOLDER) if _PLACE.fullmatch(name)]
        return [place for name in sorted(found) if (place := f"{FOLDER}/{name}") not in named]

    def loading(self, entry: Entry) -> dict[str, Any]:
        place = f"{self.name}/{entry.place}"
        files = {split: f"{place}/{data_glob(split)}" for split in SPLITS if entry.rows.get(split)}
        return {"path": "parquet", "data_files": files}

    def _release(self, entry: Entry) -> Release:
        """The manifest of a published version, held to its entry, and its files."""
        data = b""
        with suppress(Absent):
            data = self._store.read(f"{entry.place}/{MANIFEST}")
        return held_release(entry, data, self.name)


class _Watch(Callback):  # type: ignore[misc]
    """fsspec's way to say how far a file is."""

    def __init__(self, sent: Sent, before: int, total: int) -> None:
        super().__init__()
        self._sent, self._before, self._total = sent, before, total

    def call(self, hook_name: str | None = None, **kwargs: Any) -> None:
        """Called by fsspec after each piece."""
        self._sent(self._before + self.value, self._total)
