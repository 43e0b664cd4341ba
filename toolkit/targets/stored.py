"""Files as the Hub holds them, compared with files of a release."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from toolkit.digest import sha256_hex
from toolkit.release.manifest import FileEntry
from toolkit.storage.files import file_sha256, read_file
from toolkit.targets.hub_values import Change, Stored
from toolkit.targets.target import Remote, Shipment


def change_of(shipment: Shipment, remote: Remote) -> Change:
    """The one commit that makes a release of what stands there; files that are the same stay."""
    held = remote.files
    new = {entry.path: entry for entry in shipment.files}
    add = {path: shipment.folder / path for path, entry in new.items() if not _same(held.get(path), entry)}
    return Change(f"Publish {shipment.manifest.version}", add, sorted(held.keys() - new.keys()))


def _same(old: FileEntry | None, new: FileEntry) -> bool:
    return old is not None and (old.sha256, old.bytes) == (new.sha256, new.bytes)


def is_stored(stored: Stored | None, entry: FileEntry) -> bool:
    """By size, and by SHA-256 where the Hub says it."""
    return stored is not None and stored.size == entry.bytes and stored.sha256 in (None, entry.sha256)


def lies_in(tree: Mapping[str, Stored], shipment: Shipment) -> bool:
    """Whether a commit holds every file of the release."""
    for entry in shipment.files:
        stored = tree.get(entry.path)
        if stored is None or not is_stored(stored, entry) or not is_copy(shipment.folder / entry.path, stored):
            return False
    return True


def is_copy(path: Path, stored: Stored) -> bool:
    """Whether a file here is the stored one: by SHA-256 where the Hub says it, else by its git id."""
    if stored.sha256 is not None:
        return file_sha256(path) == (stored.size, stored.sha256)
    return is_content(read_file(path), stored)


def is_content(data: bytes, stored: Stored) -> bool:
    """The same for bytes."""
    if stored.sha256 is not None:
        return sha256_hex(data) == stored.sha256
    return stored.oid == hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
