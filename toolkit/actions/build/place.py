"""A finished release moves into `dist/`: the rejects first, the release last, so that it is whole or not there."""

from collections.abc import Iterable
from pathlib import Path

from toolkit.actions.verify.files import read_manifest
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import Manifest
from toolkit.storage.files import cannot_write, file_sha256, remove, rename, sync_folder, temporary_path

Move = tuple[Path, Path]


def put_in_place(rejects: Move, release: Move, manifest: Manifest) -> bool:
    """Rename both; False where the very release lies there already, and only the rejects were renewed."""
    staged, final = release
    try:
        rename(*rejects)
        if _is_there(final, manifest):
            return False
        _sync_tree(staged)
        _replace(staged, final)
    except OSError as error:
        raise cannot_write(final, error) from error
    return True


def files_at_hand(folders: Iterable[Path]) -> dict[str, str]:
    """The data files of releases, where there are any, by their SHA-256."""
    manifests = ((folder, read_manifest(folder)) for folder in folders if folder.is_dir())
    return {
        entry.sha256: str(folder / entry.path)
        for folder, manifest in manifests
        if isinstance(manifest, Manifest)
        for entry in manifest.files
        if entry.path.startswith("data/")
    }


def _is_there(final: Path, manifest: Manifest) -> bool:
    path = final / MANIFEST
    if not path.is_file() or path.read_bytes() != manifest.to_bytes():
        return False
    files = [final / entry.path for entry in manifest.files]
    return all(file.is_file() for file in files) and all(
        file_sha256(file)[1] == entry.sha256 for file, entry in zip(files, manifest.files, strict=True)
    )


def _replace(staged: Path, final: Path) -> None:
    """A draft of the same version gives way. A kill between the two renames leaves no release, never half of one."""
    aside = temporary_path(final)
    if final.exists():
        final.rename(aside)
    rename(staged, final)
    remove(aside)


def _sync_tree(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            sync_folder(entry)
    sync_folder(folder)
