"""A plain folder as a target: each version a folder below `versions/`, put there by one rename, then its entry.

`versions/1.1.0/` is the release; it is published from the moment `versions/1.1.0.json` stands beside it. A folder
without an entry is what a killed publish left, and the next one replaces it.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import InputError, RemoteError, Where
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FileEntry
from toolkit.storage.files import (
    file_sha256,
    make_folder,
    read_file,
    remove,
    rename,
    sweep,
    sync_folder,
    temporary_path,
)
from toolkit.storage.lock import holding
from toolkit.targets.catalog import FOLDER, Catalog, Entry, Signature, Yank, is_catalog_name, object_bytes, read_catalog
from toolkit.targets.shelf import Release, find_standing, held_release, moved, survey_shelf
from toolkit.targets.target import Purge, Remote, Sent, Shipment

_LOCK = ".imprint.lock"
_PIECE = 8 << 20  # bytes copied at once


@dataclass(frozen=True, slots=True)
class FolderTarget:
    """See the module; `name` is how the user spells `root`."""

    name: str
    root: Path

    @property
    def _versions(self) -> Path:
        return self.root / FOLDER

    def catalog(self) -> Catalog:
        with self._reaching():
            return self._catalog()

    def look(self) -> Remote:
        with self._reaching():
            return find_standing("folder", self._catalog(), self._release)

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        place = f"{FOLDER}/{shipment.manifest.version}"
        with self._reaching(), self._locked():
            if self._catalog().entries != remote.catalog.entries:
                raise moved(self.name)
            sweep(self._versions)
            staged = temporary_path(self.root / place)
            try:
                _copy(shipment, staged, sent)
                _replace(staged, self.root / place)
            finally:
                remove(staged)
        return place

    def read_back(self, shipment: Shipment, place: str) -> list[str]:
        with self._reaching():
            return _differing(self.root / place, shipment.files)

    def create(self, path: str, value: Entry | Yank | Signature) -> None:
        final, data = self.root / path, object_bytes(value)
        with self._reaching(), self._locked():
            if isinstance(value, Entry):
                self._release(value)  # another publish may have put its own there
            staged = temporary_path(make_folder(final.parent) / final.name)
            try:
                _write(staged, data)
                with suppress(FileExistsError):
                    os.link(staged, final)  # unlike a rename it never replaces
                    sync_folder(final.parent)
            finally:
                remove(staged)
            if read_file(final) != data:
                raise moved(self.name)

    def moved(self, entry: Entry) -> None:
        return None

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        """It lies here already."""
        del into, only
        if not (self.root / entry.place).is_dir():
            raise _gone(self.root / entry.place)
        return self.root / entry.place

    def survey(self, gone: Sequence[Entry]) -> Purge:
        return survey_shelf(gone, self._strays(), ("backups, and other copies of the folder",))

    def purge(self, gone: Sequence[Entry]) -> tuple[str, ...]:
        with self._reaching(), self._locked():
            sweep(self._versions)
            for place in (*(entry.place for entry in gone), *self._strays()):
                _discard(self.root / place)
        return ()

    def _strays(self) -> list[str]:
        """Folders without an entry: what killed publishes left."""
        with self._reaching():
            named = {entry.place for entry in self._catalog().entries.values()}
            folders = sorted(path.name for path in self._versions.glob("*") if path.is_dir())
            return [place for name in folders if (place := f"{FOLDER}/{name}") not in named]

    def loading(self, entry: Entry) -> dict[str, Any]:
        return {"path": (self.root / entry.place).as_posix()}

    def _catalog(self) -> Catalog:
        names = sorted(path.name for path in self._versions.iterdir()) if self._versions.is_dir() else []
        return read_catalog(
            {name: read_file(self._versions / name) for name in names if is_catalog_name(name)}, self.name
        )

    def _release(self, entry: Entry) -> Release:
        """The manifest of a published version, held to its entry, and its files."""
        return held_release(entry, read_file(self.root / entry.place / MANIFEST), str(self.root))

    def _locked(self) -> AbstractContextManager[None]:
        return holding(make_folder(self._versions) / _LOCK, "another publish to this folder is at work")

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """To a target, a disk that fails is a target out of reach."""
        try:
            yield
        except InputError as error:
            raise RemoteError(error.what, where=error.where, mend=error.mend) from error
        except OSError as error:
            mend = "check that the folder is there and may be written"
            raise RemoteError(
                error.strerror or str(error), where=Where(error.filename or self.name), mend=mend
            ) from error


def _gone(path: Path) -> RemoteError:
    mend = "restore it from a copy; a published version is never removed"
    return RemoteError("the version's folder is gone", where=Where(str(path)), mend=mend)


def _copy(shipment: Shipment, folder: Path, sent: Sent) -> None:
    """Every file, on disk before the folder gets its name."""
    total, done = sum(entry.bytes for entry in shipment.files), 0
    for entry in shipment.files:
        final = folder / entry.path
        make_folder(final.parent)
        with (shipment.folder / entry.path).open("rb") as source, final.open("wb") as stream:
            while piece := source.read(_PIECE):
                stream.write(piece)
                done += len(piece)
                sent(done, total)
            stream.flush()
            os.fsync(stream.fileno())
    for place in {folder, *((folder / entry.path).parent for entry in shipment.files)}:
        sync_folder(place)


def _replace(staged: Path, final: Path) -> None:
    """What lies at `final` was never published: it has no entry."""
    if final.exists():
        aside = temporary_path(final)
        final.rename(aside)
        rename(staged, final)
        remove(aside)
    else:
        rename(staged, final)


def _discard(folder: Path) -> None:
    """Out of sight at once, so that no reader finds half of it; nothing to do where it is gone."""
    aside = temporary_path(folder)
    with suppress(FileNotFoundError):
        rename(folder, aside)
    remove(aside)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _differing(folder: Path, files: tuple[FileEntry, ...]) -> list[str]:
    """Paths of files that are missing or have other bytes, and of files that nobody named."""
    named = {entry.path: entry for entry in files}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return sorted((present ^ set(named)) | {path for path in present & set(named) if not _same(folder, named[path])})


def _same(folder: Path, entry: FileEntry) -> bool:
    path = folder / entry.path
    return path.is_file() and not path.is_symlink() and file_sha256(path) == (entry.bytes, entry.sha256)
