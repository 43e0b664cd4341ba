"""`imprint validate`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from toolkit.actions.project import project_or_default
from toolkit.actions.validate import validate_paths
from toolkit.cli.findings import plural, severities, show_finding, show_findings_json
from toolkit.cli.output import emit
from toolkit.finding import has_errors


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def validate(paths: tuple[Path, ...], form: str) -> int:
    """Hold records and pages to the schema, and screen them for what must not be published.

    PATHS are files or folders in the forms that raw/ takes; - reads JSONL from standard input. A record that has
    'cleaner' set is a finished article; everything else is cleaned first, as a build would. Exits 1 on an error.
    """
    today = datetime.now(UTC).date().isoformat()
    checked = validate_paths(project_or_default(Path()), paths, today)
    if form == "json":
        show_findings_json(checked.findings, {"documents": checked.documents})
    else:
        for finding in checked.findings:
            show_finding(finding)
        counts = severities(checked.findings)
        errors, warnings = plural(counts["errors"], "error"), plural(counts["warnings"], "warning")
        emit(f"{plural(checked.documents, 'document')}: {errors}, {warnings}")
    return 1 if has_errors(checked.findings) else 0
