"""`imprint verify`."""

from pathlib import Path

import click

from toolkit.actions.verify import Report
from toolkit.actions.verify import verify as run_verify
from toolkit.cli.findings import plural, show_finding, show_findings_json
from toolkit.cli.output import emit, escape


@click.command()
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def verify(release: Path, form: str) -> int:
    """Hold a release folder to its own manifest: digests, files, rows, index, card. Exits 1 on any finding."""
    report = run_verify(release)
    if form == "json":
        rows = report.manifest.funnel.rows if report.manifest else 0
        show_findings_json(report.findings, {"rows": rows})
    else:
        _show(report)
    return 0 if report.sound else 1


def _show(report: Report) -> None:
    for finding in report.findings:
        show_finding(finding)
    name = escape(str(report.path))
    if report.manifest is None or not report.sound:
        emit(f"{name}: {plural(len(report.findings), 'finding')}")
        return
    manifest = report.manifest
    facts = f"{plural(manifest.funnel.rows, 'row')}, {plural(len(manifest.files), 'file')}"
    emit(f"{name}: sound: {manifest.name} {manifest.version}, {facts}, content {manifest.content_digest[:12]}")
