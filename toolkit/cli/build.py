"""`imprint build`."""

import os
from pathlib import Path
from typing import Any

import click

from toolkit.actions.build import BuildRequest, Built, Choices
from toolkit.actions.build import build as run_build
from toolkit.actions.project import load_project
from toolkit.cli.findings import plural, show_finding
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.release.changes import Changes
from toolkit.release.version import Version

_SHOWN = 10  # findings about facts files; all of them are counted in the manifest


class VersionType(click.ParamType[Version]):
    """A version number on the command line."""

    name = "version"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Version:
        """`1.2.0`, or `v1.2.0` as a tag is written."""
        try:
            return Version.parse(value.removeprefix("v"))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use; the cores by default.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where releases go; dist/ by default.")
@click.option("--against", metavar="RELEASE", help="Grow from this folder, or this version in dist/.")
@click.option("--from-scratch", is_flag=True, help="Grow from nothing: rows may move, the number is the next MAJOR.")
@click.option("--reclean", is_flag=True, help="Clean every page anew, also those whose row stands in the baseline.")
@click.option("--prune", is_flag=True, help="Remove rows whose raw page is gone.")
@click.option("--locked", is_flag=True, help="Refuse raw files whose bytes are not those the baseline was made from.")
@click.option("--release-version", "version", type=VersionType(), help="A larger number than the one computed.")
def build(workers: int | None, out: Path | None, **choices: Any) -> None:
    """Make a release in dist/ from the pages in raw/.

    It grows from the published release that release.lock names: rows stand where they stood, new ones follow, and the
    version number says what has changed. Prints the release's folder. Pages that become no row are listed, with the
    reason, in the rejects file beside it.
    """
    project = load_project(Path())
    with progress_bar() as progress:
        request = BuildRequest(project, workers or os.cpu_count() or 1, out, progress, Choices(**choices))
        built = run_build(request)
    _show(built)
    emit(os.path.relpath(built.path))


def _show(built: Built) -> None:
    funnel = built.manifest.funnel
    for finding in built.findings[:_SHOWN]:
        show_finding(finding, err=True)
    pages = plural(funnel.documents, "page") + (f" + {funnel.carried:,} carried" if funnel.carried else "")
    note(f"{plural(funnel.files, 'file')} -> {pages} -> {plural(funnel.rows, 'row')}")
    for reason, count in [*funnel.unread.items(), *funnel.rejects.items()]:
        note(escape(f"  {count:>6}  {reason}"))
    for name, split in built.manifest.stats.splits.items():
        note(f"  {name}: {plural(split.rows, 'row')}, {plural(split.chars, 'character')}")
    if not built.changed:
        note(f"nothing has changed: {built.manifest.version} was there already")
    elif (baseline := built.manifest.baseline) is not None:
        changes = _changes(built.manifest.history[-1].changes)
        note(f"  {built.manifest.version}, grown from {baseline.version}: {changes}")


def _changes(changes: Changes | None) -> str:
    """One line; `imprint diff` says more."""
    if changes is None:
        return ""
    counts = {
        "added": sum(changes.added.values()),
        "changed": changes.changed,
        "moved": changes.moved,
        "removed": sum(changes.removed.values()),
    }
    named = [f"{plural(count, 'row')} {deed}" for deed, count in counts.items() if count]
    named += [f"column {change.column} {change.kind}" for change in changes.columns]
    return escape(", ".join(named) or "the same rows")
