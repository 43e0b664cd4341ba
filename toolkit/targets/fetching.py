"""A version brought here from a target, and held to what was published."""

from pathlib import Path

from toolkit.errors import ConflictError, InputError, RemoteError, Where
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import Manifest, parse_manifest
from toolkit.release.version import Version
from toolkit.storage.files import file_sha256, make_folder, read_file, remove, rename, temporary_path
from toolkit.targets.catalog import Catalog, Entry
from toolkit.targets.target import Target

_MEND = "restore it from a copy; a published version is never changed"


def find_entry(target: Target, catalog: Catalog, version: str) -> Entry:
    """The entry of a published version. Raises `RemoteError` where there is none."""
    entry = catalog.get(version)
    if entry is None:
        where = Where(f"{target.name}@{version}")
        raise RemoteError("no such version there", where=where, mend=f"list them with: imprint versions {target.name}")
    return entry


def fetch_baseline(target: Target, version: str, digest: str, into: Path) -> Path:
    """The folder of the published release that a build grows from; `digest` is its manifest's, as in release.lock.

    A folder target gives the folder where it lies; from anywhere else it is copied, and `into` is that folder. Raises
    `RemoteError` where the target cannot be reached or has no such version, `ConflictError` where its manifest is
    another, a file is not what was published, or the version was withdrawn.
    """
    catalog = target.catalog()
    entry, where = find_entry(target, catalog, str(Version.parse(version))), Where(f"{target.name}@{version}")
    yank = catalog.yanked(version)
    if yank is not None:
        mend = f"pull the release.lock of today, or take it back with: imprint yank {target.name} {version} --undo"
        raise ConflictError(f"it was withdrawn: {yank.reason}", where=where, mend=mend)
    if entry.digest != digest:
        mend = "pull the release.lock that its publisher committed"
        raise ConflictError(f"its manifest is {entry.digest[:12]}…, not {digest[:12]}…", where=where, mend=mend)
    return fetch(target, entry, into)


def fetch(target: Target, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
    """The folder of a version, every byte checked: `into`, or where it lies if it is here. Whole, or not at all.

    With `only`, which names the manifest, at least these files of it.

    Raises `ConflictError` where it is not what was published, or no longer what readers are led to.
    """
    moved = target.moved(entry)
    if moved is not None:
        raise ConflictError(moved, where=Where(f"{target.name}@{entry.version}"), mend=_MEND)
    return fetch_files(target, entry, into, only)


def fetch_files(target: Target, entry: Entry, into: Path, only: frozenset[str] = frozenset()) -> Path:
    """The same, wherever readers are led to."""
    staged = temporary_path(make_folder(into.parent) / into.name)
    try:
        folder = target.copy(entry, staged, only)
        wrong = _differing(folder, entry, only)
        if wrong is not None:
            where = Where(f"{target.name}@{entry.version}", field=wrong)
            raise ConflictError("not the file that was published", where=where, mend=_MEND)
        if folder != staged:
            return folder
        remove(into)
        rename(staged, into)
        return into
    finally:
        remove(staged)


def _differing(folder: Path, entry: Entry, only: frozenset[str]) -> str | None:
    """The path of the first file that is not what the entry's manifest says."""
    manifest = _manifest(folder)
    if manifest is None or manifest.digest != entry.digest:
        return MANIFEST
    for file in manifest.files:
        if only and file.path not in only:
            continue
        path = folder / file.path
        if path.is_symlink() or not path.is_file() or file_sha256(path) != (file.bytes, file.sha256):
            return file.path
    return None


def _manifest(folder: Path) -> Manifest | None:
    try:
        return parse_manifest(read_file(folder / MANIFEST))
    except (InputError, ValueError):
        return None
