"""The release that a build grows from: checked, its index read, its rows cut into portions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from toolkit.actions.build.carry import Portion
from toolkit.actions.verify.files import check_files, read_manifest
from toolkit.actions.verify.row_schema import load_row_schema
from toolkit.config import FILE_NAME, Config, SplitConfig
from toolkit.errors import ConfigError, ConflictError, InputError, Where
from toolkit.finding import Finding
from toolkit.read.opening import pin
from toolkit.read.source import Source
from toolkit.release.index import UNCOMPARED_COLUMNS
from toolkit.release.layout import INDEX, SPLITS
from toolkit.release.manifest import Manifest
from toolkit.storage.index import read_index
from toolkit.storage.parquet import open_parquet


@dataclass(frozen=True)
class Baseline:
    """A whole release on disk. Carried rows are counted split by split, in row order: that number is their rank."""

    folder: Path
    manifest: Manifest
    index: pa.Table

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The sets of columns that its row digests are over; a release of the first programs has one, unsaid."""
        if self.manifest.columns:
            return self.manifest.columns
        schema = load_row_schema(self.folder)
        names = [] if isinstance(schema, str) else schema.columns
        return (tuple(sorted(set(names) - UNCOMPARED_COLUMNS)),)

    @cached_property
    def positions(self) -> list[int]:
        """The line of the index that each rank stands on."""
        splits = np.array(self.index["split"].to_pylist(), dtype=object)
        return [int(line) for split in SPLITS for line in np.flatnonzero(splits == split)]

    @cached_property
    def homes(self) -> dict[str, str]:
        """The split of every id that has one: rows, their copies, and rows that were removed."""
        pairs = zip(self.index["id"].to_pylist(), self.index["home"].to_pylist(), strict=True)
        rows = zip(self.index["id"].to_pylist(), self.index["split"].to_pylist(), strict=True)
        return {**{one: home for one, home in pairs if home}, **{one: split for one, split in rows if split}}

    def portions(self, shard: int) -> Iterator[Portion]:
        """One for each row group, in rank order; their spills are numbered from `shard` on."""
        start = 0
        for path, group, rows in self.groups:
            entries = self.index.take(np.array(self.positions[start : start + rows], dtype=np.int64))
            yield Portion(shard, str(self.folder / path), group, entries)
            start, shard = start + rows, shard + 1

    @cached_property
    def groups(self) -> tuple[tuple[str, int, int], ...]:
        """(file below the release, number of the row group in it, rows), in rank order."""
        paths = [entry.path for split in SPLITS for entry in self.manifest.files if _holds(entry.path, split)]
        return tuple((path, *sizes) for path in paths for sizes in _row_groups(self.folder / path))


def _holds(path: str, split: str) -> bool:
    return path.startswith(f"data/{split}-")


def _row_groups(path: Path) -> Iterator[tuple[int, int]]:
    with open_parquet(path) as file:
        for number in range(file.metadata.num_row_groups):
            yield number, file.metadata.row_group(number).num_rows


def open_baseline(folder: Path) -> Baseline:
    """Raises `InputError` where there is no sound release: what is damaged must not be passed on."""
    manifest = read_manifest(folder)
    if isinstance(manifest, Finding):
        raise _unsound(folder, manifest)
    for finding in check_files(folder, manifest):
        raise _unsound(folder, finding)
    baseline = Baseline(folder, manifest, read_index(folder / INDEX))
    if len(baseline.positions) != sum(rows for _, _, rows in baseline.groups):
        raise _unsound(folder, Finding("index_differs", Where(INDEX), {"problem": "the number of its rows"}))
    return baseline


def _unsound(folder: Path, finding: Finding) -> InputError:
    mend = f"see what is wrong with: imprint verify {folder}"
    return InputError(
        f"the baseline is damaged: {finding.where}: {finding.message()}", where=Where(str(folder)), mend=mend
    )


def check_frozen(baseline: Baseline, config: Config) -> None:
    """Raises `ConfigError` where `[split]` is not what the baseline's rows were dealt out by."""
    held = SplitConfig.model_validate(baseline.manifest.config.get("split", {}))
    for name, value in held:
        if getattr(config.split, name) != value:
            what = f"{getattr(config.split, name)!r}: the first release froze this at {value!r}"
            mend = "set it back, or begin anew with --from-scratch"
            raise ConfigError(what, where=Where(FILE_NAME, field=f"split.{name}"), mend=mend)


def check_locked(baseline: Baseline, sources: Iterable[Source]) -> None:
    """Raises `ConflictError` that names the raw files whose bytes are not those that the baseline was made from."""
    held = {file.path: file.sha256 for file in (*baseline.manifest.absent, *baseline.manifest.inputs)}
    known = (source for source in sources if source.raw_path in held)
    pins = ((source.raw_path, pin(source)) for source in known)
    changed = [path for path, pinned in pins if isinstance(pinned, Finding) or pinned.sha256 != held[path]]
    if changed:
        shown = ", ".join(changed[:10]) + (f" and {len(changed) - 10} more" if len(changed) > 10 else "")
        mend = "restore them from version control, or build without --locked"
        raise ConflictError(
            f"the bytes of {len(changed)} raw {'file' if len(changed) == 1 else 'files'} have changed: {shown}",
            where=Where("raw"),
            mend=mend,
        )
