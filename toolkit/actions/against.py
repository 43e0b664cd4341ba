"""`imprint validate --against`: the release that records are held against; only its manifest and index are read."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from toolkit.actions.build.contamination import index_benchmarks
from toolkit.actions.build.origin import in_dist
from toolkit.actions.project import Project
from toolkit.actions.verify.files import read_manifest
from toolkit.config import SplitConfig
from toolkit.curate.against import Standing
from toolkit.curate.held import COLUMNS, Held
from toolkit.errors import InputError, RemoteError, Where
from toolkit.finding import Finding
from toolkit.release.layout import INDEX, MANIFEST
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.storage.files import file_sha256
from toolkit.storage.index import read_index
from toolkit.targets.catalog import Catalog, Entry
from toolkit.targets.fetching import fetch, find_entry
from toolkit.targets.opening import open_target, spell
from toolkit.targets.target import Target


@contextmanager
def standing_of(project: Project, said: str) -> Iterator[Standing]:
    """The release, with scratch space that goes at the end.

    `said` is a release folder, a version in dist/ or at the lock's target, or a target, `org/name` or `./folder`, of
    which the last version counts or, after an @, the one named.

    Raises `InputError` where manifest or index are not sound, `RemoteError` where they have to be fetched and cannot,
    `ConfigError` and `InputError` for the sources of [decontaminate].
    """
    with tempfile.TemporaryDirectory(prefix="imprint-") as name:
        scratch = Path(name)
        yield _read(project, _folder(project, said, scratch), scratch)


def _folder(project: Project, said: str, scratch: Path) -> Path:
    """Where manifest and index lie, or are laid."""
    folder = Path(said) if (Path(said) / MANIFEST).is_file() else in_dist(project, project.dist, said)
    if folder is not None:
        return folder
    target, entry = _published(project, said)
    return fetch(target, entry, scratch / "release", frozenset({INDEX, MANIFEST}))


def _published(project: Project, said: str) -> tuple[Target, Entry]:
    """The target and the version there that are meant."""
    if _version(said) and project.lock is not None:
        target, version = open_target(project.lock.target, project.root), _version(said)
    else:
        name, _, behind = said.rpartition("@")
        version = _version(behind) if name else None
        target = open_target(spell(name if version else said, project.root), project.root)
    catalog = target.catalog()
    return target, find_entry(target, catalog, version) if version else _latest(target, catalog)


def _version(text: str) -> str | None:
    try:
        return str(Version.parse(text.removeprefix("v")))
    except ValueError:
        return None


def _latest(target: Target, catalog: Catalog) -> Entry:
    if catalog.latest is None:
        mend = "name a release folder, a version in dist/, or a target such as org/name or org/name@1.0.0"
        raise RemoteError(
            "no release lies there, and no version is published there", where=Where(target.name), mend=mend
        )
    return catalog.latest


def _read(project: Project, folder: Path, scratch: Path) -> Standing:
    manifest = read_manifest(folder)
    if isinstance(manifest, Finding):
        raise _unsound(folder, MANIFEST, manifest.message())
    _check_index(folder, manifest)
    held = Held.of(read_index(folder / INDEX, COLUMNS))
    held.prepare()
    config, split = project.config, _split(folder, manifest)
    kept_out = project.denylist, project.overrides, index_benchmarks(project.root, config.decontaminate, scratch)
    return Standing(held, manifest.columns, split, config.dedup.near, config.rights.publish, *kept_out)


def _check_index(folder: Path, manifest: Manifest) -> None:
    """Against its digest, before a parser of Parquet sees it."""
    digests = [entry.sha256 for entry in manifest.files if entry.path == INDEX]
    if not digests or not (folder / INDEX).is_file() or file_sha256(folder / INDEX)[1] != digests[0]:
        raise _unsound(folder, INDEX, "not the file that the manifest names")


def _split(folder: Path, manifest: Manifest) -> SplitConfig:
    try:
        return SplitConfig.model_validate(manifest.config.get("split", {}))
    except ValidationError as error:
        raise _unsound(folder, MANIFEST, "config.split is not understood") from error


def _unsound(folder: Path, name: str, problem: str) -> InputError:
    mend = f"see what is wrong with: imprint verify {folder}"
    return InputError(problem, where=Where(str(folder / name)), mend=mend)
