"""CHANGELOG.md of a release, in the form of keepachangelog.com; without dates, because a build knows no clock."""

from toolkit.release.manifest import Manifest


def first_changelog(manifest: Manifest) -> str:
    """The changelog of a release that grew from nothing: rows by split, and what was not taken up."""
    rows = [f"- {_count(split.rows, 'row')} in `{name}`" for name, split in manifest.stats.splits.items() if split.rows]
    reasons = sorted((-count, name) for name, count in manifest.funnel.rejects.items() if count)
    left = [f"- {_count(-negative, 'page')}: {name.replace('_', ' ')}" for negative, name in reasons]
    return "\n".join(
        [
            f"# Changes of {manifest.name}",
            "",
            "MAJOR: a row changed or went. MINOR: rows or columns came. PATCH: the same rows, or a takedown.",
            "",
            f"## {manifest.version}",
            "",
            "The first release.",
            "",
            "### Added",
            "",
            *rows,
            *(["", "### Left out", "", *left] if left else []),
            "",
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
