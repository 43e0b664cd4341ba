"""`imprint build`."""

import os
from pathlib import Path

import click

from toolkit.actions.build import BuildRequest, Built
from toolkit.actions.build import build as run_build
from toolkit.actions.project import load_project
from toolkit.cli.findings import plural, show_finding
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar

_SHOWN = 10  # findings about facts files; all of them are counted in the manifest


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use; the cores by default.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where releases go; dist/ by default.")
def build(workers: int | None, out: Path | None) -> None:
    """Make a release in dist/ from the pages in raw/.

    Prints the release's folder. Pages that become no row are listed, with the reason, in the rejects file beside it.
    """
    project = load_project(Path())
    with progress_bar() as progress:
        built = run_build(BuildRequest(project, workers or os.cpu_count() or 1, out, progress))
    _show(built)
    emit(os.path.relpath(built.path))


def _show(built: Built) -> None:
    funnel = built.manifest.funnel
    for finding in built.findings[:_SHOWN]:
        show_finding(finding, err=True)
    note(f"{plural(funnel.files, 'file')} -> {plural(funnel.documents, 'page')} -> {plural(funnel.rows, 'row')}")
    for reason, count in [*funnel.unread.items(), *funnel.rejects.items()]:
        note(escape(f"  {count:>6}  {reason}"))
    for name, split in built.manifest.stats.splits.items():
        note(f"  {name}: {plural(split.rows, 'row')}, {plural(split.chars, 'character')}")
    if not built.changed:
        note("nothing has changed: the release was there already")
