"""CHANGELOG.md of a release, in the form of keepachangelog.com; without dates, because a build knows no clock."""

from toolkit.release.layout import SPLITS
from toolkit.release.manifest import Manifest


def first_changelog(manifest: Manifest) -> str:
    """The changelog of a release that grew from nothing: rows by split, and what was not taken up."""
    splits = [(name, manifest.stats.splits[name].rows) for name in SPLITS if name in manifest.stats.splits]
    reasons = sorted((-count, name) for name, count in manifest.funnel.rejects.items() if count)
    left = [f"- {_count(-negative, 'page')}: {name.replace('_', ' ')}" for negative, name in reasons]
    return "\n".join(
        [
            f"# Changelog of {manifest.name}",
            "",
            "MAJOR: a row was changed, moved or removed, or a column was removed or retyped.",
            "MINOR: rows or columns were added. PATCH: the same rows, or some removed by a takedown.",
            "",
            f"## {manifest.version}",
            "",
            "The first release.",
            "",
            "### Added",
            "",
            *(f"- {_count(rows, 'row')} in `{name}`" for name, rows in splits if rows),
            *(["", "### Left out", "", *left] if left else []),
            "",
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
