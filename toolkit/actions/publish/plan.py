"""What a publish is going to do: a pure function of the release and of the target as it was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.errors import ConflictError, Where
from toolkit.history.version import next_version
from toolkit.release.changes import Changes
from toolkit.release.manifest import FileEntry, Manifest
from toolkit.release.version import FIRST, Version
from toolkit.targets.catalog import Catalog, Entry
from toolkit.targets.target import Remote, Shipment, Visibility


@dataclass(frozen=True, slots=True)
class Plan:
    """Paths are of the release; `previous` is the version that stands there now; what is `done` needs no sending.

    `tag` and `parent`, a commit, are of a repository on the Hub.
    """

    target: str
    version: str
    done: bool
    previous: str | None
    visibility: Visibility
    add: tuple[str, ...]
    replace: tuple[str, ...]
    delete: tuple[str, ...]
    keep: tuple[str, ...]
    send_bytes: int
    tag: str | None
    parent: str | None
    rows: Mapping[str, int]
    changes: Changes | None
    rights: Mapping[str, int]


def make_plan(target: str, shipment: Shipment, remote: Remote) -> Plan:
    """Raises `ConflictError` where the version may not be published there."""
    manifest = shipment.manifest
    there = _is_there(target, manifest, remote.catalog)
    done = there and _is_tagged(manifest, remote)
    if not there:
        _check_tag(target, manifest, remote)
        _check_growth(target, manifest, remote.catalog)
        _check_paths(target, shipment, remote)
    new = {entry.path: entry for entry in shipment.files}
    same = {path for path, entry in new.items() if _same(remote.files.get(path), entry)}
    unsent = set(new) if done else set() if remote.visibility == "folder" else same
    return Plan(
        target=target,
        version=manifest.version,
        done=done,
        previous=remote.manifest.version if remote.manifest else None,
        visibility=remote.visibility,
        add=tuple(sorted(new.keys() - remote.files.keys())),
        replace=tuple(sorted((new.keys() & remote.files.keys()) - same)),
        delete=tuple(sorted(remote.files.keys() - new.keys())),
        keep=tuple(sorted(same)),
        send_bytes=sum(entry.bytes for path, entry in new.items() if path not in unsent),
        tag=f"v{manifest.version}" if remote.visibility in ("public", "private") else None,
        parent=remote.head,
        rows={name: split.rows for name, split in manifest.stats.splits.items()},
        changes=manifest.history[-1].changes if manifest.history else None,
        rights=manifest.stats.rights,
    )


def _same(old: FileEntry | None, new: FileEntry) -> bool:
    return old is not None and (old.sha256, old.bytes) == (new.sha256, new.bytes)


def _is_tagged(manifest: Manifest, remote: Remote) -> bool:
    """On the Hub readers follow the tag, and somebody may have removed it."""
    entry = remote.catalog.get(manifest.version)
    if remote.visibility in ("folder", "bucket") or entry is None:
        return True
    return remote.tags.get(f"v{manifest.version}") == entry.place


def _is_there(target: str, manifest: Manifest, catalog: Catalog) -> bool:
    """Whether this very release was published there."""
    where, entry = Where(f"{target}@{manifest.version}"), catalog.get(manifest.version)
    other = next((one.name for one in catalog.entries.values() if one.name != manifest.name), None)
    if other is not None:
        mend = "name the target of this dataset, or an empty one"
        raise ConflictError(f"the target holds {other}, not {manifest.name}", where=Where(target), mend=mend)
    if entry is None:
        return False
    if entry.digest != manifest.digest:
        what = f"{manifest.version} was published with other content; a published version is never changed"
        raise ConflictError(what, where=where, mend=_build_again(catalog, manifest))
    yank = catalog.yanked(manifest.version)
    if yank is not None:
        undo = f"take it back with: imprint yank {target} {manifest.version} --undo"
        mend = _build_again(catalog, manifest) if yank.purged else undo
        raise ConflictError(f"it was withdrawn: {yank.reason}", where=where, mend=mend)
    return True


def _check_tag(target: str, manifest: Manifest, remote: Remote) -> None:
    """A tag is a promise, recorded or not: only the release that it was set for may be recorded under it."""
    version = Version.parse(manifest.version)
    begun = remote.unrecorded.get(manifest.version)
    if begun is not None and begun != manifest.digest:
        highest = max([version, *(Version.parse(one) for one in remote.unrecorded)])
        after = Version(highest.major, highest.minor, highest.patch + 1)
        mend = f"publish the release that the tag was set for, or build with: imprint build --release-version {after}"
        what = f"the tag v{version} is there with other content, of a publish that was broken off"
        raise ConflictError(what, where=Where(f"{target}@{version}"), mend=mend)


def _check_growth(target: str, manifest: Manifest, catalog: Catalog) -> None:
    """A version grows from the latest one there, and its number is above every number that was ever issued."""
    version, latest, highest = Version.parse(manifest.version), catalog.latest, catalog.highest
    if highest is None:
        return
    where, mend = Where(f"{target}@{version}"), _build_again(catalog, manifest)
    if latest is None and manifest.baseline is not None:
        what = f"it grew from {manifest.baseline.version}, and every version there was withdrawn"
        raise ConflictError(what, where=where, mend=mend)
    if latest is not None and not _grew_from(manifest, latest):
        grew = f"grew from {manifest.baseline.version}" if manifest.baseline else "grew from nothing"
        if manifest.baseline is not None or version <= highest or version.major == highest.major:
            what = f"it {grew}; the latest version there is {latest.version}"
            raise ConflictError(what, where=where, mend=mend)
    if version <= highest:
        raise ConflictError(f"{version} is not above {highest}, the highest ever issued there", where=where, mend=mend)
    changes = manifest.history[-1].changes if manifest.history else None
    if manifest.baseline is None or changes is None:
        return
    needed = next_version(Version.parse(manifest.baseline.version), changes, highest, files_differ=True)
    if version < needed:
        what = f"{version} is too small a number for what has changed; it must be {needed} or above"
        raise ConflictError(what, where=where, mend=f"build again with: imprint build --release-version {needed}")


def _check_paths(target: str, shipment: Shipment, remote: Remote) -> None:
    """Nobody else's file is overwritten, or left where readers would take it for rows; all others are let alone."""
    new = {entry.path for entry in shipment.files}
    alien = {path for path in remote.paths - remote.files.keys() if path in new or path.startswith("data/")}
    wrong = sorted({*remote.changed, *alien})
    if wrong:
        what = f"others have changed {wrong[0]} there" + (f", and {len(wrong) - 1} more" if wrong[1:] else "")
        mend = "put back what was published, or move it away; the card's own words belong in card.md"
        raise ConflictError(what, where=Where(target), mend=mend)


def _grew_from(manifest: Manifest, latest: Entry) -> bool:
    baseline = manifest.baseline
    return baseline is not None and (baseline.version, baseline.digest) == (latest.version, latest.digest)


def _build_again(catalog: Catalog, manifest: Manifest) -> str:
    highest, latest = catalog.highest or FIRST, catalog.latest
    if latest is None or manifest.baseline is None:
        return f"build again with: imprint build --from-scratch --release-version {highest.major + 1}.0.0"
    return f"build again, on {latest.version}, with: imprint build"
