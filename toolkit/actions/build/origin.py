"""Which release a build grows from: what release.lock names, what the user names instead, or none."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.build.baseline import Baseline, open_baseline
from toolkit.actions.project import Project
from toolkit.actions.verify.files import read_manifest
from toolkit.errors import ConfigError
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
    `RemoteError` where it has to be fetched and cannot.
    """
    highest = Version.parse(project.lock.highest) if project.lock else None
    if choices.from_scratch:
        _refuse(choices, "--from-scratch takes none")
        return Origin(None, highest)
    if choices.against is not None:
        folder = in_dist(project, out, choices.against) or Path(choices.against)
        baseline = open_baseline(folder)
        version = Version.parse(baseline.manifest.version)
        return Origin(baseline, max(version, highest or version))
    if project.lock is not None:
        return Origin(open_baseline(_locked(project, out, project.lock)), highest)
    _refuse(choices, f"there is no {LOCK}")
    return Origin()


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


def _locked(project: Project, out: Path, lock: Lock) -> Path:
    """The release that the lock names: from dist/ where its manifest is the very one, else from the target."""
    here = (in_dist(project, out, lock.version), project.private / "baselines" / lock.digest)
    for folder in here:
        if folder is not None and _has_digest(folder, lock.digest):
            return folder
    target = open_target(lock.target, project.root)
    return fetch_baseline(target, lock.version, lock.digest, here[1])


def _has_digest(folder: Path, digest: str) -> bool:
    manifest = read_manifest(folder) if folder.is_dir() else None
    return isinstance(manifest, Manifest) and manifest.digest == digest
