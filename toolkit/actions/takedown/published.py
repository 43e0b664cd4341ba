"""Which published versions still hold an article, told by their indexes; and the removal of such versions for good."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.build.origin import in_dist
from toolkit.actions.project import Project
from toolkit.actions.publish.lock import follow, read_lock
from toolkit.actions.verify.files import read_manifest
from toolkit.curate.denylist import Denylist
from toolkit.errors import ConfigError, ConflictError, InputError, RemoteError, Where
from toolkit.release.layout import INDEX, MANIFEST
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.release.manifest import Manifest
from toolkit.storage.index import read_index
from toolkit.targets.catalog import Catalog, Entry, Yank
from toolkit.targets.fetching import fetch_files
from toolkit.targets.opening import open_target
from toolkit.targets.target import Purge, Target, loading_line

PURGED = "its files were removed for good, after a takedown"
_COLUMNS = ("id", "split", "url_digest", "raw_sha256", "text_digest")


@dataclass(frozen=True, slots=True)
class Version:
    """A published version that holds an article; `withdrawn`: why it was, if it was."""

    version: str
    place: str
    loading: str
    withdrawn: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """At a target: the versions that hold it, why others could not be looked at, and what `--purge-history` removes."""

    target: str
    versions: tuple[Version, ...]
    unread: tuple[str, ...]
    purge: Purge | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: the ids of articles and their near copies, and all else that an index tells of them."""

    ids: frozenset[str]
    denylist: Denylist

    def in_index(self, index: pa.Table) -> bool:
        """Whether one of its rows is such an article."""
        rows = index.filter(pc.is_valid(index["split"]))
        marks: Mapping[str, frozenset[str]] = {
            "id": self.ids,
            "url_digest": self.denylist.urls,
            "raw_sha256": self.denylist.pages,
            "text_digest": self.denylist.texts,
        }
        held = (pc.is_in(rows[name], pa.array(sorted(values), pa.string())) for name, values in marks.items())
        return any(pc.any(one).as_py() for one in held)


def find_target(project: Project, said: str | None) -> Target | None:
    """The target that was named, else the one that release.lock names."""
    name = said or (project.lock.target if project.lock else None)
    return open_target(name, project.root) if name else None


def find_published(project: Project, said: str | None, wanted: Wanted) -> Published | None:
    """None where no target is known. Raises `RemoteError` only where the target was named and cannot be reached."""
    try:
        target = find_target(project, said)
        return _looked_at(project, target, wanted) if target else None
    except (RemoteError, ConfigError) as error:
        if said is not None or project.lock is None:
            raise
        return Published(project.lock.target, (), (str(error),))


def _looked_at(project: Project, target: Target, wanted: Wanted) -> Published:
    catalog, unread = target.catalog(), []
    versions = []
    for entry in _kept(catalog):
        try:
            if wanted.in_index(_index(project, target, entry)):
                versions.append(_version(target, catalog, entry))
        except (RemoteError, ConflictError, InputError) as error:
            unread.append(f"{target.name}@{entry.version}: {error.what}")
    return Published(target.name, tuple(versions), tuple(unread))


def _kept(catalog: Catalog) -> Iterator[Entry]:
    """The versions whose files are there, the first first."""
    for version in sorted(catalog.entries):
        yank = catalog.yanked(str(version))
        if yank is None or not yank.purged:
            yield catalog.entries[version]


def _version(target: Target, catalog: Catalog, entry: Entry) -> Version:
    yank = catalog.yanked(entry.version)
    return Version(entry.version, entry.place, loading_line(target.loading(entry)), yank.reason if yank else None)


def _index(project: Project, target: Target, entry: Entry) -> pa.Table:
    """From dist/, where the very release lies there."""
    here = in_dist(project, project.dist, entry.version)
    manifest = read_manifest(here) if here else None
    if here is not None and isinstance(manifest, Manifest) and manifest.digest == entry.digest:
        return read_index(here / INDEX, _COLUMNS)
    with tempfile.TemporaryDirectory(prefix="imprint-") as folder:
        files = frozenset({INDEX, MANIFEST})
        return read_index(fetch_files(target, entry, Path(folder, "version"), files) / INDEX, _COLUMNS)


def survey(project: Project, said: str | None, published: Published | None) -> Purge:
    """What goes from the target with the versions that hold it, and with what a killed run has left of others.

    Raises `ConflictError` where the latest version is among them, or one could not be looked at.
    """
    target = find_target(project, said)
    if target is None or published is None:
        mend = "name it with --target"
        raise ConfigError(f"--purge-history needs a target, and there is no {LOCK}", mend=mend)
    if published.unread:
        raise ConflictError(f"not every version could be looked at: {published.unread[0]}", where=Where(target.name))
    catalog = target.catalog()
    latest = catalog.latest
    if latest is not None and any(one.version == latest.version for one in published.versions):
        mend = "make and publish a release without it first: imprint takedown --release, then imprint publish"
        raise ConflictError(
            "the latest version there holds it", where=Where(f"{target.name}@{latest.version}"), mend=mend
        )
    return target.survey(_gone(catalog, [one.version for one in published.versions]))


def _gone(catalog: Catalog, versions: Sequence[str]) -> list[Entry]:
    """These and all that were purged before: where that was broken off, it is ended."""
    marked = [one.version for one in catalog.entries.values() if (yank := catalog.yanked(one.version)) and yank.purged]
    return [catalog.entries[version] for version in sorted(catalog.entries) if str(version) in {*versions, *marked}]


def purge(project: Project, said: str | None, planned: Purge) -> tuple[str, ...]:
    """Withdraw the versions for good, remove their files, and let the lock follow. What was refused, in words."""
    target = find_target(project, said)
    if target is None:
        raise ConfigError("no target is named", mend="name it with --target")
    for entry in planned.versions:
        catalog = target.catalog()
        yank = catalog.yanked(entry.version)
        if yank is None or not yank.purged:
            target.create(catalog.next_yank(entry.version), Yank(yanked=True, purged=True, reason=PURGED))
    refused = target.purge([*_gone(target.catalog(), ())])
    lock = read_lock(project.root)
    if lock is not None and lock.target == target.name:
        follow(project.root, target.name, target.catalog())
    return refused
