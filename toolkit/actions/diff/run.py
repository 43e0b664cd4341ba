"""The comparison itself: rows, columns, files, and the version they call for."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.actions.diff.sample import ChangedRow, sample_changed
from toolkit.actions.diff.shared import without_equal
from toolkit.actions.diff.side import Side, damaged, read_side
from toolkit.history.columns import column_changes
from toolkit.history.diff import RowChanges, changes_of, compare_indexes
from toolkit.history.version import Level, level, next_version
from toolkit.release.changes import Changes, ColumnChange
from toolkit.release.layout import MANIFEST, SCHEMA
from toolkit.release.manifest import FileEntry
from toolkit.release.version import Version
from toolkit.storage.files import file_sha256


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two releases. `upload` are the files whose bytes the old release does not hold."""

    old: Side
    new: Side
    rows: RowChanges
    changes: Changes
    sample: tuple[ChangedRow, ...]
    upload: tuple[FileEntry, ...]
    files_differ: bool

    @property
    def level(self) -> Level:
        """What the changes call for; `none` where nothing differs."""
        return level(self.changes, self.files_differ)

    @property
    def differs(self) -> bool:
        """Whether a row, a column or a file differs."""
        return self.level != "none"

    @property
    def needed(self) -> Version:
        """The smallest version that tells the truth about the new release; the old one where nothing differs."""
        return next_version(self.old.version, self.changes, self.old.version, self.files_differ)

    @property
    def truthful(self) -> bool:
        """Whether the new release's own version says as much as the changes call for."""
        return self.new.version >= self.needed

    @property
    def grown(self) -> bool:
        """Whether the new release names the old one as its baseline."""
        baseline = self.new.manifest.baseline
        return baseline is not None and baseline.digest == self.old.manifest.digest

    @property
    def told(self) -> bool:
        """Whether the new release's history, where it grew from the old one, tells of the same rows."""
        said = self.new.manifest.history[-1].changes if self.grown and self.new.manifest.history else None
        ignored = {"columns": ()}
        return said is None or said.model_copy(update=ignored) == self.changes.model_copy(update=ignored)


def diff(old: Path, new: Path, sample: int) -> Difference:
    """Compare two release folders; `sample` of the changed rows are read. Raises `InputError` at a damaged release."""
    one, other = read_side(old), read_side(new)
    columns = _columns(one, other)
    rows = without_equal((one, other), compare_indexes(one.index, other.index), columns)
    return Difference(
        old=one,
        new=other,
        rows=rows,
        changes=changes_of(rows, columns),
        sample=sample_changed((one, other), rows.changed, sample),
        upload=_upload(one, other),
        files_differ=one.manifest.digest != other.manifest.digest,
    )


def _columns(old: Side, new: Side) -> tuple[ColumnChange, ...]:
    try:
        return column_changes(old.schema, new.schema)
    except ValueError as error:
        raise damaged(new.path, SCHEMA, f"cannot be compared with that of {old.path}: {error}") from error


def _upload(old: Side, new: Side) -> tuple[FileEntry, ...]:
    """The manifest is a file too, but names no digest of its own bytes."""
    size, sha256 = file_sha256(new.path / MANIFEST)
    own = FileEntry(path=MANIFEST, sha256=sha256, bytes=size)
    held = {file_sha256(old.path / MANIFEST)[1], *(entry.sha256 for entry in old.manifest.files)}
    return tuple(entry for entry in (*new.manifest.files, own) if entry.sha256 not in held)
