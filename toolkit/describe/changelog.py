"""CHANGELOG.md, in the form of keepachangelog.com, and the card's word on the latest version.

Both are made from the history in the manifest and from nothing else. There are no dates: a build knows no clock.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from toolkit.describe.markdown import Markdown, code, count, described
from toolkit.describe.words import READERS, removal
from toolkit.release.changes import Changes, ColumnChange, Step
from toolkit.release.layout import SPLITS
from toolkit.release.manifest import Manifest

# MAJOR, MINOR, PATCH as `toolkit.history.version.level` decides them.
_RULE = (
    "MAJOR: a row was changed, moved or removed, or a column was removed, retyped or narrowed.",
    "MINOR: rows or columns were added, or a column was widened. PATCH: the same rows, or some removed by a takedown.",
)
_SECTIONS = {"removed": "Removed", "added": "Added"}  # where a column's line stands; elsewhere under Changed

Line = tuple[str, Markdown]


def render_changelog(manifest: Manifest) -> str:
    """The whole file, latest version first."""
    steps = history_of(manifest)
    before = [None, *steps[:-1]]
    versions = [line for step, old in reversed([*zip(steps, before, strict=True)]) for line in _version(step, old)]
    return "\n".join([f"# Changelog of {described(manifest.name)}", "", *_RULE, "", *versions])


def history_of(manifest: Manifest) -> tuple[Step, ...]:
    """The steps of a release; one that an earlier program built names none, and is its own first."""
    rows = {name: stats.rows for name, stats in manifest.stats.splits.items()}
    return manifest.history or (Step(version=manifest.version, rows=rows),)


def latest(manifest: Manifest) -> Markdown:
    """What the last step changed, for the card: a sentence, and a line for each kind of change."""
    steps = history_of(manifest)
    lines = [f"- **{section}** {words}" for section, words in _lines(steps[-1])]
    old = code(steps[-2].version) if len(steps) > 1 else None
    head = f"What {code(steps[-1].version)} changed since {old}:" if old else "This is the first version:"
    return Markdown("\n".join([head, "", *(lines or ["- no row and no column"])]))


def _version(step: Step, before: Step | None) -> Iterator[str]:
    since = f"Since {described(before.version)}." if before else "The first release."
    yield from (f"## {described(step.version)}", "", f"{since} It holds {_in_splits(step.rows) or 'no rows'}.", "")
    lines = _lines(step)
    if not lines:
        yield from ("No row and no column differs: the card or the files do.", "")
    for section, group in groupby(lines, key=itemgetter(0)):
        yield from (f"### {section}", "", *(f"- {words}" for _, words in group), "")


def _lines(step: Step) -> Sequence[Line]:
    """(section, words) of every kind of change, by section."""
    if step.changes is None:
        return [("Added", _rows(number, f" in {code(name)}")) for name, number in _by_split(step.rows)]
    columns = [(_SECTIONS.get(one.kind, "Changed"), _column(one)) for one in step.changes.columns]
    order = ("Added", "Changed", "Removed")
    return sorted([*_row_lines(step.changes), *columns], key=lambda line: order.index(line[0]))


def _row_lines(changes: Changes) -> Iterator[Line]:
    for name, number in _by_split(changes.added):
        yield "Added", _rows(number, f" in {code(name)}")
    if changes.changed:
        yield "Changed", _rows(changes.changed, " with another text or other facts")
    if changes.moved:
        yield "Changed", _rows(changes.moved, " moved to another split")
    for negative, name in sorted((-number, name) for name, number in changes.removed.items() if number):
        yield "Removed", _rows(-negative, f": {described(removal(name))} ({code(name)})")


def _column(change: ColumnChange) -> Markdown:
    sides = [code(side) for side in (change.old, change.new) if side]
    said = "" if change.kind in _SECTIONS else f" {change.kind}"
    return Markdown(f"column {code(change.column)}{said} ({' to '.join(sides)}): {READERS[change.kind]}")


def _in_splits(rows: dict[str, int]) -> str:
    return ", ".join(_rows(number, f" in {code(name)}") for name, number in _by_split(rows))


def _by_split(rows: dict[str, int]) -> list[tuple[str, int]]:
    """Train first; splits without rows are left out."""
    order = [*(name for name in SPLITS if name in rows), *sorted(rows.keys() - set(SPLITS))]
    return [(name, rows[name]) for name in order if rows[name]]


def _rows(number: int, words: str) -> Markdown:
    return Markdown(f"{count(number, 'row')}{words}")
