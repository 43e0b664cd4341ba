"""`imprint validate --against`: the release that records are held against; only its manifest and index are read."""

import tempfile
from pathlib import Path

from pydantic import ValidationError

from toolkit.actions.build.origin import in_dist
from toolkit.actions.project import Project
from toolkit.actions.verify.files import read_manifest
from toolkit.config import SplitConfig
from toolkit.curate.against import COLUMNS, Held, Standing
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


def open_standing(project: Project, said: str) -> Standing:
    """`said` is a release folder, a version in dist/ or at the lock's target, or a target, `org/name` or `./folder`,
    of which the last version counts or, after an @, the one named.

    Raises `InputError` where manifest or index are not sound, `RemoteError` where they have to be fetched and cannot.
    """
    folder = Path(said) if (Path(said) / MANIFEST).is_file() else in_dist(project, project.dist, said)
    if folder is not None:
        return _read(project, folder)
    target, entry = _published(project, said)
    with tempfile.TemporaryDirectory(prefix="imprint-") as place:
        return _read(project, fetch(target, entry, Path(place), frozenset({INDEX, MANIFEST})))


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


def _read(project: Project, folder: Path) -> Standing:
    manifest = read_manifest(folder)
    if isinstance(manifest, Finding):
        raise _unsound(folder, MANIFEST, manifest.message())
    _check_index(folder, manifest)
    held = Held.of(read_index(folder / INDEX, COLUMNS))
    held.prepare()
    config, split = project.config, _split(folder, manifest)
    return Standing(
        held, manifest.columns, split, config.dedup.near, config.rights.publish, project.denylist, project.overrides
    )


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
