"""The project around a publish: release.lock follows the target, to the latest version that is not withdrawn."""

from pathlib import Path

from toolkit.actions.project import find_root
from toolkit.config import FILE_NAME as DATASET
from toolkit.config import parse_config
from toolkit.curate.overrides import FILE_NAME as OVERRIDES
from toolkit.curate.overrides import NO_OVERRIDES, Overrides, parse_overrides
from toolkit.release.lock import FILE_NAME, Lock, parse_lock
from toolkit.storage.files import read_file, write_bytes
from toolkit.targets.catalog import Catalog


def read_lock(root: Path) -> Lock | None:
    """The project's lock, if it has one. Raises `ConfigError` where it is none."""
    path = root / FILE_NAME
    return parse_lock(read_file(path).decode("utf-8", "replace")) if path.exists() else None


def lock_root(folder: Path, name: str) -> Path | None:
    """The project around `folder` whose lock a publish of the dataset `name` moves; None where there is none."""
    root = find_root(folder)
    if root is None:
        return None
    config = parse_config(read_file(root / DATASET).decode("utf-8-sig", "replace"), DATASET)
    return root if config.name == name else None


def overrides_of(root: Path | None) -> Overrides:
    """The maintainer's word on single articles in the project at `root`."""
    path = root / OVERRIDES if root else None
    return parse_overrides(read_file(path).decode("utf-8-sig", "replace")) if path and path.exists() else NO_OVERRIDES


def follow(root: Path | None, target: str, catalog: Catalog) -> None:
    """Move the lock of the project at `root` to the latest version at `target`.

    Where no version is left it names none, for a build must not grow from a withdrawn one; which numbers were issued
    it knows all the same.
    """
    latest, highest = catalog.latest, catalog.highest
    if root is None or highest is None:
        return
    named = {"version": latest.version, "digest": latest.digest} if latest else {}
    lock = Lock(target=target, highest=str(highest), **named)
    if read_lock(root) != lock:
        write_bytes(root / FILE_NAME, lock.to_text().encode("utf-8"))
