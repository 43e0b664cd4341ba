"""Is every file of the manifest there, with its bytes, and nothing else?"""

import os
from collections.abc import Iterator
from pathlib import Path

from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest
from toolkit.storage.files import file_sha256, read_file


def check_is_folder(release: Path) -> None:
    """Raises `InputError` where there is no folder."""
    if not release.is_dir():
        mend = "name a release folder, such as dist/NAME-1.0.0"
        raise InputError("no such folder", where=Where(str(release)), mend=mend)


def read_manifest(folder: Path) -> Manifest | Finding:
    """The manifest, or what is wrong with it."""
    try:
        return parse_manifest(read_file(folder / MANIFEST))
    except (InputError, ValueError) as error:
        problem = error.what if isinstance(error, InputError) else str(error)
        return Finding("bad_manifest", Where(MANIFEST), {"problem": problem})


def check_files(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Missing files, wrong bytes, extra files; paths are relative to the release."""
    for entry in manifest.files:
        yield from _check_file(folder / entry.path, entry)
    known = {MANIFEST, *(entry.path for entry in manifest.files)}
    for path in sorted(_paths(folder) - known):
        yield Finding("extra_file", Where(path))


def _check_file(path: Path, entry: FileEntry) -> Iterator[Finding]:
    if not path.is_file() or path.is_symlink():
        yield Finding("missing_file", Where(entry.path))
        return
    try:
        size, sha256 = file_sha256(path)
    except InputError as error:
        yield Finding("unreadable_file", Where(entry.path), {"problem": error.what})
        return
    if size != entry.bytes:
        yield Finding("digest_mismatch", Where(entry.path), {"problem": f"{size} bytes, not {entry.bytes}"})
    elif sha256 != entry.sha256:
        problem = f"sha256 {sha256[:12]}…, not {entry.sha256[:12]}…"
        yield Finding("digest_mismatch", Where(entry.path), {"problem": problem})


def _paths(folder: Path) -> set[str]:
    """Every file and link below the folder, and every empty folder, as POSIX paths."""
    found = set()
    for place, folders, names in os.walk(folder):
        links = [name for name in folders if Path(place, name).is_symlink()]
        empty = [] if folders or names else [""]
        found |= {Path(place, name).relative_to(folder).as_posix() for name in [*names, *links, *empty]}
    return found
