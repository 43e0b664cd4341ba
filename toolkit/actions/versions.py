"""`imprint versions` and `imprint yank`: what a target holds, and withdrawing a version of it."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.publish.lock import follow, lock_root, read_lock
from toolkit.errors import ConflictError, Where
from toolkit.release.version import Version
from toolkit.targets.catalog import Entry, Yank
from toolkit.targets.fetching import find_entry
from toolkit.targets.target import Target, loading_line


@dataclass(frozen=True, slots=True)
class Listed:
    """A version, the yank that withdraws it, if one does, and the line that loads it."""

    entry: Entry
    yank: Yank | None
    loading: str


def versions(target: Target) -> list[Listed]:
    """Every version ever published there, the highest first."""
    catalog = target.catalog()
    entries = [catalog.entries[version] for version in sorted(catalog.entries, reverse=True)]
    return [Listed(entry, catalog.yanked(entry.version), loading_line(target.loading(entry))) for entry in entries]


def yank(target: Target, version: Version, said: Yank, folder: Path) -> bool:
    """Withdraw a version or take it back; False where that was so already.

    The lock of the project around `folder` follows. Raises `ConflictError` where its files are gone for good.
    """
    catalog = target.catalog()
    entry = find_entry(target, catalog, str(version))
    held = catalog.yanked(str(version))
    if held is not None and held.purged and not said.yanked:
        mend = "publish its rows anew, under another number"
        raise ConflictError(held.reason, where=Where(f"{target.name}@{version}"), mend=mend)
    changed = (held is not None) != said.yanked
    if changed:
        target.create(catalog.next_yank(str(version)), said)
    root = lock_root(folder, entry.name)
    lock = read_lock(root) if root else None
    if lock is None or lock.target == target.name:
        follow(root, target.name, target.catalog())
    return changed
