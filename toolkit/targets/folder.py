"""A plain folder as a target: each version a folder below `versions/`, put there by one rename, then its entry.

`versions/1.1.0/` is the release; it is published from the moment `versions/1.1.0.json` stands beside it. A folder
without an entry is what a killed publish left, and the next one replaces it.
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.errors import ConflictError, InputError, RemoteError, Where
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest
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
from toolkit.targets.target import Remote, Sent, Shipment, all_files

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
            catalog = self._catalog()
            latest = catalog.latest
            if latest is None:
                return Remote("folder", catalog)
            manifest, files = self._release(latest)
            return Remote("folder", catalog, manifest, {entry.path: entry for entry in files})

    def send(self, shipment: Shipment, remote: Remote, sent: Sent) -> str:
        place = f"{FOLDER}/{shipment.manifest.version}"
        with self._reaching(), self._locked():
            if self._catalog().entries != remote.catalog.entries:
                raise self._moved()
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
                raise self._moved()

    def moved(self, entry: Entry) -> None:
        return None

    def copy(self, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
        """It lies here already."""
        del into, only
        if not (self.root / entry.place).is_dir():
            raise _gone(self.root / entry.place)
        return self.root / entry.place

    def loading(self, entry: Entry) -> dict[str, Any]:
        return {"path": (self.root / entry.place).as_posix()}

    def _catalog(self) -> Catalog:
        names = sorted(path.name for path in self._versions.iterdir()) if self._versions.is_dir() else []
        return read_catalog(
            {name: read_file(self._versions / name) for name in names if is_catalog_name(name)}, self.name
        )

    def _release(self, entry: Entry) -> tuple[Manifest, tuple[FileEntry, ...]]:
        """The manifest of a published version, held to its entry, and its files."""
        path = self.root / entry.place / MANIFEST
        data = read_file(path)
        with suppress(ValueError):
            manifest = parse_manifest(data)
            if manifest.digest == entry.digest:
                return manifest, all_files(manifest, data)
        raise _altered(path)

    def _moved(self) -> ConflictError:
        mend = "run it again, to plan over what is there now"
        return ConflictError("somebody else has published there meanwhile", where=Where(self.name), mend=mend)

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


def _altered(path: Path) -> ConflictError:
    mend = "restore it from a copy; a published version is never changed"
    return ConflictError("not the file that was published", where=Where(str(path)), mend=mend)


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
