"""The rule that makes a version number from what has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pyarrow.compute as pc

from toolkit.errors import ConflictError, Where
from toolkit.history.diff import RowChanges, first_ids
from toolkit.release.changes import Changes, ColumnChange
from toolkit.release.version import Version

Level = Literal["none", "patch", "minor", "major"]

# The reason under which a takedown removes a row: readers must be able to follow it without a second thought.
TAKEDOWN = "taken_down"
_ORDER: tuple[Level, ...] = ("none", "patch", "minor", "major")
# A widened column is MINOR, as an added one is: every old row stands as it stood and fits the new schema too; values
# that were not there before stand in new rows alone.
_COLUMNS: Mapping[str, Level] = {
    "added": "minor", "widened": "minor",
    "required": "major", "removed": "major", "retyped": "major", "narrowed": "major",
}  # fmt: skip
_NAMED = 3  # rows of each kind that a refusal names


@dataclass(frozen=True, slots=True)
class Growth:
    """What a version number depends on. `highest` was ever issued, yanked or not; it is never below `baseline`.

    `files_differ` says whether a published file differs though no row need: the card, the layout.
    """

    baseline: Version
    highest: Version
    changes: Changes
    files_differ: bool = False


def level(changes: Changes, files_differ: bool = False) -> Level:
    """What the changes call for; of several kinds of change the greatest decides.

    PATCH: the same rows, or some removed by a takedown. MINOR: rows or columns added, or a column widened. MAJOR: a row
    changed, moved or removed otherwise, or a column removed, retyped, narrowed, or added so that no row may lack it.
    """
    calls = [_rows_level(changes), *map(column_level, changes.columns)]
    return max([*calls, "patch" if files_differ else "none"], key=_ORDER.index)


def column_level(change: ColumnChange) -> Level:
    """What the change of one column calls for."""
    return _COLUMNS[change.kind]


def _rows_level(changes: Changes) -> Level:
    if changes.changed or changes.moved or any(n for name, n in changes.removed.items() if name != TAKEDOWN):
        return "major"
    if any(changes.added.values()):
        return "minor"
    return "patch" if any(changes.removed.values()) else "none"


def next_version(baseline: Version, changes: Changes, highest: Version, files_differ: bool = False) -> Version:
    """The smallest number above `highest` that tells the truth about the changes; `baseline` where there are none."""
    called = level(changes, files_differ)
    return baseline if called == "none" else bumped(max(baseline, highest), called)


def bumped(version: Version, called: Level) -> Version:
    """The next version of a level: 1.4.2 is followed by 2.0.0, 1.5.0 or 1.4.3."""
    if called == "major":
        return Version(version.major + 1, 0, 0)
    if called == "minor":
        return Version(version.major, version.minor + 1, 0)
    return Version(version.major, version.minor, version.patch + (called == "patch"))


def step_between(old: Version, new: Version) -> Level:
    """The level that a number announces over another; `none` where it is not above it."""
    if new <= old:
        return "none"
    if new.major > old.major:
        return "major"
    return "minor" if new.minor > old.minor else "patch"


def refusal(asked: Version, growth: Growth, rows: RowChanges) -> ConflictError | None:
    """Why `asked` may not be the number of this release, with the first rows that forbid it; None if it may.

    A number may be larger than the one called for, never smaller, and none is issued twice.
    """
    needed = next_version(growth.baseline, growth.changes, growth.highest, growth.files_differ)
    if asked >= needed:
        return None
    announced = step_between(growth.baseline, asked)
    reasons = list(_forbidding(announced, growth.changes, rows))
    if not reasons and asked <= growth.highest:
        reasons = [f"{growth.highest} was issued already"]
    what = f"{asked} is too small a number: {'; '.join(reasons) or 'files differ'}"
    mend = f"ask for {needed} or a larger one, or let the build compute it"
    return ConflictError(what, where=Where(field="version"), mend=mend)


def _forbidding(announced: Level, changes: Changes, rows: RowChanges) -> Iterator[str]:
    """Each kind of change that calls for more than was announced, with the first of its rows."""
    limit = _ORDER.index(announced)
    if limit < _ORDER.index("major"):
        yield from _counted(changes.changed, "changed", first_ids(rows.changed, _NAMED))
        yield from _counted(changes.moved, "moved to another split", first_ids(rows.moved, _NAMED))
        gone = sum(count for name, count in changes.removed.items() if name != TAKEDOWN)
        others = rows.removed.filter(pc.not_equal(rows.removed["reason"], TAKEDOWN))
        yield from _counted(gone, "removed", first_ids(others, _NAMED))
    if limit < _ORDER.index("minor"):
        yield from _counted(sum(changes.added.values()), "added", first_ids(rows.added, _NAMED))
    for column in changes.columns:
        if _ORDER.index(column_level(column)) > limit:
            yield f"column {column.column} {column.kind}"


def _counted(count: int, deed: str, first: tuple[str, ...]) -> Iterator[str]:
    if count:
        named = ", ".join(first) + (", …" if count > len(first) else "")
        yield f"{count:,} {'row' if count == 1 else 'rows'} {deed} ({named})"
