"""`imprint report`."""

import webbrowser
from pathlib import Path

import click

from toolkit.actions.report import gather_report
from toolkit.actions.report.run import ReportRequest
from toolkit.cli.output import emit, escape
from toolkit.describe.report.render import render_report
from toolkit.release.layout import report_name
from toolkit.storage.files import write_bytes


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--against", type=click.Path(path_type=Path), help="An older release; else the baseline, where it is.")
@click.option(
    "--id", "ids", multiple=True, metavar="ID", help="Also show this row's or reject's page; may be repeated."
)
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
def report(release: Path, against: Path | None, ids: tuple[str, ...], opened: bool) -> None:
    """Write one HTML page that shows a release, beside it: dist/NAME-VERSION.report.html.

    Shown are the funnel, the splits, a timeline, sources, rights and personal data, clusters, what changed since an
    older release, and raw pages beside their articles with every cut and its reason: a sample, rejects included, and
    what --id asks for. A reject without an id is asked for by its raw path.

    The page is one file of at most 2 MB that asks nothing of any server. It shows raw text and rejects, so it lies
    beside the release, and `imprint publish` never sends it.
    """
    release = release.resolve()
    page = render_report(gather_report(ReportRequest(release, against, ids)))
    path = release.with_name(report_name(release.name))
    write_bytes(path, page)
    emit(escape(str(path)))
    if opened:
        webbrowser.open(path.as_uri())
