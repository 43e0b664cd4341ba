"""The releases at hand, without any network: in dist/, of the baseline, and in the folder that is published to."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.project import Project
from toolkit.actions.sample import rows_at, rows_in
from toolkit.actions.verify.files import read_manifest
from toolkit.errors import InputError, RemoteError, Where
from toolkit.release.layout import INDEX, MANIFEST, SPLITS, data_glob, rejects_name
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.storage.index import read_index_groups
from toolkit.targets.folder import FolderTarget
from toolkit.targets.opening import open_target

_COLUMNS = (
    "id", "split", "row_digest", "raw_sha256", "url_digest", "cluster", "reason", "raw_path", "raw_index", "home",
    "page_digest",
)  # fmt: skip
Mask = Callable[[pa.Table], pa.ChunkedArray]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index. `number`: of a row, its place in its split, from 0."""

    id: str
    split: str | None
    row_digest: str | None
    raw_sha256: str | None
    url_digest: str | None
    cluster: str | None
    reason: str | None
    raw_path: str | None
    raw_index: int | None
    home: str | None
    page_digest: str | None
    number: int = -1


@dataclass(frozen=True)
class Here:
    """A release that lies here. `places`: where, as the project knows it; `rejects`: the file beside it."""

    folder: Path
    manifest: Manifest
    places: tuple[str, ...]
    rejects: Path | None = None

    @cached_property
    def version(self) -> Version:
        """Its number."""
        return Version.parse(self.manifest.version)

    def entries(self, mask: Mask) -> list[Entry]:
        """The lines of its index that the mask picks, in their order. Raises `InputError` where it is damaged."""
        return list(self._entries(mask))

    def _entries(self, mask: Mask) -> Iterator[Entry]:
        before = dict.fromkeys(SPLITS, 0)
        for table in read_index_groups(self.folder / INDEX, _COLUMNS):
            picked = np.flatnonzero(pc.fill_null(mask(table), False).to_numpy(zero_copy_only=False))
            splits = {split: pc.fill_null(pc.equal(table["split"], split), False).to_numpy() for split in SPLITS}
            for place, found in zip(picked.tolist(), table.take(pa.array(picked)).to_pylist(), strict=True):
                split = found["split"]
                number = before[split] + int(splits[split][:place].sum()) if split in before else -1
                yield Entry(**found, number=number)
            before = {split: before[split] + int(splits[split].sum()) for split in SPLITS}

    def row(self, entry: Entry) -> Mapping[str, Any] | None:
        """The row of an entry; None for a loser, and where the data files are not at hand."""
        first = 0
        for path in sorted(self.folder.glob(data_glob(entry.split))) if entry.split else []:
            count = rows_in(path)
            if first <= entry.number < first + count:
                return rows_at(path, [entry.number - first])[0]
            first += count
        return None

    def rejected(self, wanted: Callable[[Mapping[str, Any]], bool], needles: Iterable[str]) -> list[Mapping[str, Any]]:
        """The lines of the rejects file that are wanted, among those in which one of the needles stands."""
        marks = [json.dumps(one, ensure_ascii=False)[1:-1].encode("utf-8", "backslashreplace") for one in needles]
        if self.rejects is None:
            return []
        try:
            with self.rejects.open("rb") as lines:
                told = (_parsed(line) for line in lines if any(mark in line for mark in marks))
                return [reject for reject in told if wanted(reject)]
        except OSError as error:
            mend = "check its permissions, or build again"
            raise InputError(error.strerror or str(error), where=Where(str(self.rejects)), mend=mend) from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return tree if isinstance(tree, dict) else {}


def releases_here(project: Project) -> tuple[tuple[Here, ...], str | None]:
    """The sound ones by ascending version, and the target that was not asked because that needs the network."""
    folders = [(path.parent, _below(project, path.parent)) for path in sorted(project.dist.glob(f"*/{MANIFEST}"))]
    folders += [
        (path.parent, project.lock.target if project.lock else _below(project, path.parent))
        for path in sorted((project.private / "baselines").glob(f"*/{MANIFEST}"))
    ]
    published, unasked = _published(project)
    found: dict[tuple[str, str], Here] = {}
    for folder, place in (*folders, *published):
        manifest = read_manifest(folder)
        if not isinstance(manifest, Manifest) or manifest.name != project.config.name:
            continue
        known = found.get((manifest.version, manifest.digest))
        places = tuple(dict.fromkeys([*(known.places if known else ()), place]))
        here = known or Here(folder, manifest, (), _rejects(project, folder, manifest))
        found[manifest.version, manifest.digest] = replace(here, places=places)
    return tuple(sorted(found.values(), key=lambda one: one.version)), unasked


def _published(project: Project) -> tuple[list[tuple[Path, str]], str | None]:
    """What a folder holds that is published to; another kind of target is not asked."""
    if project.lock is None:
        return [], None
    name = project.lock.target
    target = open_target(name, project.root) if name.startswith(("./", "../")) else None
    if not isinstance(target, FolderTarget):
        return [], name
    try:
        return [(target.copy(entry, target.root), target.name) for entry in target.catalog().entries.values()], None
    except RemoteError:
        return [], target.name


def _rejects(project: Project, folder: Path, manifest: Manifest) -> Path | None:
    path = folder.parent / rejects_name(manifest.name, Version.parse(manifest.version))
    return path if folder.parent == project.dist and path.is_file() else None


def _below(project: Project, folder: Path) -> str:
    return folder.relative_to(project.root).as_posix()
