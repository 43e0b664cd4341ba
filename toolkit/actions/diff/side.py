"""One of the two releases, as far as a diff reads it. A damaged one is refused before anything is said about it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.actions.verify.files import check_is_folder, read_manifest
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.history.diff import COMPARED, compact
from toolkit.release.layout import INDEX, MANIFEST, SCHEMA, SPLITS
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.storage.files import file_sha256, read_file
from toolkit.storage.index import read_index_groups

# What a decoder raises on a damaged or hostile file.
DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Side:
    """A release folder: its manifest, the JSON Schema of its rows, and its index, compact."""

    path: Path
    manifest: Manifest
    version: Version
    schema: dict[str, Any]
    index: pa.Table

    @property
    def rows(self) -> int:
        """Rows of all splits."""
        return int(self.index.num_rows - self.index["split"].null_count)


def read_side(path: Path) -> Side:
    """Raises `InputError` where there is no release, or where index or schema are not those of its manifest."""
    check_is_folder(path)
    manifest = read_manifest(path)
    if isinstance(manifest, Finding):
        raise damaged(path, MANIFEST, manifest.message())
    try:
        version = Version.parse(manifest.version)
    except ValueError as error:
        raise damaged(path, MANIFEST, str(error)) from error
    for name in (INDEX, SCHEMA):
        _check_bytes(path, manifest, name)
    return Side(path, manifest, version, _schema(path), _index(path))


def entries_by_split(index: pa.Table) -> dict[str, npt.NDArray[np.int64]]:
    """The numbers of the entries that are rows, in the order in which the rows of each split stand in its files."""
    return {name: np.flatnonzero(pc.fill_null(pc.equal(index["split"], name), False).to_numpy()) for name in SPLITS}


def damaged(release: Path, name: str, problem: str) -> InputError:
    """The error about one file of a release."""
    mend = f"see what else is wrong with: imprint verify {release}"
    return InputError(problem, where=Where(str(release / name)), mend=mend)


def _check_bytes(release: Path, manifest: Manifest, name: str) -> None:
    claimed = next((entry.sha256 for entry in manifest.files if entry.path == name), None)
    if claimed is None:
        raise damaged(release, MANIFEST, f"it does not name {name}")
    if file_sha256(release / name)[1] != claimed:
        raise damaged(release, name, "its bytes are not those that the manifest names")


def _schema(release: Path) -> dict[str, Any]:
    try:
        tree = json.loads(read_file(release / SCHEMA))
    except (ValueError, RecursionError) as error:
        raise damaged(release, SCHEMA, f"not JSON: {error}") from error
    if not isinstance(tree, dict):
        raise damaged(release, SCHEMA, "not a JSON object")
    return tree


def _index(release: Path) -> pa.Table:
    try:
        return compact(read_index_groups(release / INDEX, COMPARED))
    except (ValueError, *DAMAGE) as error:  # ValueError: an id that is none
        problem = next(iter(str(error).splitlines()), type(error).__name__)
        raise damaged(release, INDEX, f"not an index: {problem}") from error
