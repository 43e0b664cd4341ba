"""What a folder and a bucket have in common, versions side by side, each held to its entry; and refusals of targets."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

from toolkit.errors import ConflictError, Where
from toolkit.release.layout import MANIFEST
from toolkit.release.manifest import FileEntry, Manifest, parse_manifest
from toolkit.targets.catalog import Catalog, Entry
from toolkit.targets.target import Purge, Remote, all_files

Release = tuple[Manifest, tuple[FileEntry, ...]]


def find_standing(kind: Literal["folder", "bucket"], catalog: Catalog, release: Callable[[Entry], Release]) -> Remote:
    """The target as it was found; `release` reads the manifest and the files of a version."""
    if catalog.latest is None:
        return Remote(kind, catalog)
    manifest, files = release(catalog.latest)
    return Remote(kind, catalog, manifest, {entry.path: entry for entry in files})


def held_release(entry: Entry, data: bytes, target: str) -> Release:
    """From the bytes of the manifest of a published version. Raises `ConflictError` where it is not its entry's."""
    with suppress(ValueError):
        manifest = parse_manifest(data)
        if manifest.digest == entry.digest:
            return manifest, all_files(manifest, data)
    raise altered(f"{target}/{entry.place}/{MANIFEST}")


def survey_shelf(gone: Sequence[Entry], strays: Sequence[str], unreached: tuple[str, ...]) -> Purge:
    """Versions lie side by side: each goes alone. `strays` are the folders of publishes that were broken off."""
    removed = [f"{entry.place}/" for entry in gone] + [f"{place}/, which no version names" for place in strays]
    return Purge(tuple(gone), tuple(removed), (*unreached, "what readers have downloaded"))


def moved(target: str) -> ConflictError:
    """What was planned on is no longer there."""
    mend = "run it again, to plan over what is there now"
    return ConflictError("somebody else has published there meanwhile", where=Where(target), mend=mend)


def altered(path: str) -> ConflictError:
    """A file of a published version has other bytes."""
    mend = "restore it from a copy; a published version is never changed"
    return ConflictError("not the file that was published", where=Where(path), mend=mend)
