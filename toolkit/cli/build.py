"""`imprint build`."""

import os
from pathlib import Path
from typing import Any

import click

from toolkit.actions.build import BuildRequest, Built, Choices, Crew
from toolkit.actions.build import build as run_build
from toolkit.actions.project import load_project
from toolkit.cli.findings import plural, show_finding
from toolkit.cli.funnel import show_funnel, show_timings
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.errors import ConfigError
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
@click.option("--workers", type=click.IntRange(min=1), help="Processes to use; all cores by default.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", help="Here, or on a Ray cluster.")
@click.option("--address", metavar="RAY", help="The Ray cluster; RAY_ADDRESS, or one started here, by default.")
@click.option("--no-cache", is_flag=True, help="Clean every page, and remember nothing for the next build.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where releases go; dist/ by default.")
@click.option("--against", metavar="RELEASE", help="Grow from this folder, or this version in dist/.")
@click.option("--from-scratch", is_flag=True, help="Grow from nothing: rows may move, the number is the next MAJOR.")
@click.option("--reclean", is_flag=True, help="Clean every page anew, also those whose row stands in the baseline.")
@click.option("--prune", is_flag=True, help="Remove rows whose raw page is gone.")
@click.option("--locked", is_flag=True, help="Refuse raw files whose bytes are not those the baseline was made from.")
@click.option("--release-version", "version", type=VersionType(), help="A larger number than the one computed.")
@click.option("--timings", is_flag=True, help="Say where the time went, stage by stage.")
def build(out: Path | None, no_cache: bool, timings: bool, **options: Any) -> None:
    """Make a release in dist/ from the pages in raw/.

    It grows from the published release that release.lock names: rows stand where they stood, new ones follow, and the
    version number says what has changed. Prints the release's folder. Pages that become no row are listed, with the
    reason, in the rejects file beside it.
    """
    crew = Crew(**{name: options.pop(name) for name in ("engine", "workers", "address")})
    if crew.address is not None and crew.engine != "ray":
        raise ConfigError("--address names a Ray cluster", mend="add --engine ray, or leave it out")
    project = load_project(Path())
    with progress_bar() as progress:
        request = BuildRequest(project, crew, out, progress, Choices(**options), cached=not no_cache)
        built = run_build(request)
    _show(built)
    if timings:
        show_timings(request.timings.stages)
    emit(os.path.relpath(built.path))


def _show(built: Built) -> None:
    for finding in built.findings[:_SHOWN]:
        show_finding(finding, err=True)
    show_funnel(built.manifest)
    if not built.changed:
        note(f"nothing has changed: {built.manifest.version} was there already")
    elif (baseline := built.manifest.baseline) is not None:
        changes = _changes(built.manifest.history[-1].changes)
        note(f"{built.manifest.version}, grown from {baseline.version}: {changes}")


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
