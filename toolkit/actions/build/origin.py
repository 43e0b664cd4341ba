"""Which release a build grows from: what release.lock names, what the user names instead, or none."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.build.baseline import Baseline, open_baseline
from toolkit.actions.project import Project
from toolkit.actions.verify.files import read_manifest
from toolkit.errors import ConfigError, ConflictError, RemoteError, Where
from toolkit.release.layout import release_name
from toolkit.release.lock import FILE_NAME as LOCK
from toolkit.release.lock import Lock
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.targets.fetching import fetch_baseline
from toolkit.targets.opening import open_target


@dataclass(frozen=True)
class Choices:
    """How a build treats the release it grows from.

    `against`: a release folder or a version in dist/ instead of the one that release.lock names. `version`: asked for
    by hand. `alone`: from the baseline, whatever lies in raw/.
    """

    against: str | None = None
    from_scratch: bool = False
    reclean: bool = False
    prune: bool = False
    locked: bool = False
    alone: bool = False
    version: Version | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The baseline, where there is one, and the highest version number that was ever issued."""

    baseline: Baseline | None = None
    highest: Version | None = None


def find_origin(project: Project, out: Path, choices: Choices) -> Origin:
    """Raises `ConfigError` for choices that need a baseline where there is none, `InputError` for an unsound one,
    `ConflictError` for a withdrawn one, `RemoteError` where it has to be fetched and cannot.
    """
    highest = Version.parse(project.lock.highest) if project.lock else None
    if choices.from_scratch:
        _refuse(choices, "--from-scratch takes none")
        return Origin(None, highest)
    if choices.against is not None:
        baseline = _favoured(project, in_dist(project, out, choices.against) or Path(choices.against))
        version = Version.parse(baseline.manifest.version)
        return Origin(baseline, max(version, highest or version))
    locked = _locked(project, out, project.lock) if project.lock else None
    if locked is not None:
        return Origin(_favoured(project, locked), highest)
    _refuse(choices, f"{LOCK} names none" if project.lock else f"there is no {LOCK}")
    return Origin(None, highest)


def _favoured(project: Project, folder: Path) -> Baseline:
    """The baseline. Raises `ConflictError` where it is known here that it was withdrawn.

    That is in a folder it was published to; another target is not asked, for a build wants no network, and refuses
    what grew from a withdrawn version when it is published.
    """
    baseline = open_baseline(folder)
    if project.lock is None or not project.lock.target.startswith("."):
        return baseline
    with suppress(RemoteError):
        catalog, version = open_target(project.lock.target, project.root).catalog(), baseline.manifest.version
        entry, yank = catalog.get(version), catalog.yanked(version)
        if entry is not None and entry.digest == baseline.manifest.digest and yank is not None:
            mend = (
                f"pull the {LOCK} of today, or take it back with: imprint yank {project.lock.target} {version} --undo"
            )
            raise ConflictError(f"it was withdrawn: {yank.reason}", where=Where(str(folder)), mend=mend)
    return baseline


def _refuse(choices: Choices, why: str) -> None:
    for option in ("reclean", "prune", "locked"):
        if getattr(choices, option):
            mend = "publish a release first, or name one with --against"
            raise ConfigError(f"--{option} needs a baseline, and {why}", mend=mend)


def in_dist(project: Project, out: Path, version: str) -> Path | None:
    """Where a version lies, if `version` is one and it lies in `out` or in dist/."""
    try:
        name = release_name(project.config.name, Version.parse(version.removeprefix("v")))
    except ValueError:
        return None
    return next((place / name for place in (out, project.dist) if (place / name).is_dir()), None)


def _locked(project: Project, out: Path, lock: Lock) -> Path | None:
    """The release that the lock names: from dist/ where its manifest is the very one, else from the target."""
    if lock.version is None or lock.digest is None:
        return None
    here = (in_dist(project, out, lock.version), project.private / "baselines" / lock.digest)
    for folder in here:
        if folder is not None and _has_digest(folder, lock.digest):
            return folder
    target = open_target(lock.target, project.root)
    return fetch_baseline(target, lock.version, lock.digest, here[1])


def _has_digest(folder: Path, digest: str) -> bool:
    manifest = read_manifest(folder) if folder.is_dir() else None
    return isinstance(manifest, Manifest) and manifest.digest == digest
