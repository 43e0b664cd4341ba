"""`imprint adopt`."""

import os
import re
from pathlib import Path

import click

from toolkit.actions.adopt import Adopted, AdoptRequest
from toolkit.actions.adopt import adopt as run_adopt
from toolkit.actions.project import Project, find_root, load_project, project_or_default
from toolkit.cli.build import VersionType
from toolkit.cli.findings import plural, severities, show_finding, show_findings_json
from toolkit.cli.output import emit, escape, note
from toolkit.cli.progress import progress_bar
from toolkit.config import FILE_NAME, parse_config
from toolkit.finding import has_errors, tally
from toolkit.release.version import FIRST, Version

_SHOWN = 10  # findings of each kind; --json shows all


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--release-version", "version", type=VersionType(), default=str(FIRST), show_default=True)
@click.option("--drop-invalid", is_flag=True, help="Leave out the rows with errors, and adopt the others.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would fail, and write nothing.")
@click.option("--format", "form", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def adopt(paths: tuple[Path, ...], version: Version, drop_invalid: bool, dry_run: bool, form: str) -> int:
    """Put an existing dataset under management: its rows become the release that the next build grows from.

    PATHS are Parquet or JSONL files, folders of them as 'datasets' reads them, or org/name, a dataset on the Hub: the
    split is in the name (data/train-00000-of-00001.parquet), rows keep split and order. Texts stay as they are. Writes
    the release to dist/ and release.lock to name it; and dataset.toml with a column map, where there is none. With
    errors, nothing is written and the exit code is 1.
    """
    project = _project(paths[0])
    with progress_bar() as progress:
        adopted = run_adopt(AdoptRequest(project, paths, version, drop_invalid, dry_run, progress))
    for name in adopted.fetched:
        note(escape(f"read: {name}"))
    if form == "json":
        _show_json(adopted)
    else:
        _show(adopted, project)
    return 0 if adopted.path is not None or (dry_run and not has_errors(adopted.findings)) else 1


def _project(path: Path) -> Project:
    """The project around here, or a new one in this folder, named after the dataset."""
    if find_root(Path()) is not None:
        return load_project(Path())
    here = project_or_default(Path())
    stem = (path.resolve().name if path.is_dir() else path.name.partition(".")[0]).lower()
    name = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:90] or "dataset"
    config = parse_config(f'name = "{name}"\ntitle = "{name}"\n', FILE_NAME)
    return Project(here.root, config, here.schema)


def _show(adopted: Adopted, project: Project) -> None:
    shown: dict[str, int] = {}
    for finding in adopted.findings:
        shown[finding.name] = shown.get(finding.name, 0) + 1
        if shown[finding.name] <= _SHOWN:
            show_finding(finding, err=True)
    for name, count in tally(adopted.findings).items():
        if count > _SHOWN:
            note(f"{name}: {count:,} in all; --json shows them")
    for line in _missing_settings(adopted, project):
        note(escape(line))
    counts = severities(adopted.findings)
    rows = ", ".join(f"{count:,} {name}" for name, count in adopted.rows.items()) or "none"
    note(f"rows: {rows}; {plural(counts['errors'], 'error')}, {plural(counts['warnings'], 'warning')}")
    if adopted.path is None:
        note("nothing was written" + ("; --drop-invalid leaves out what has errors" if counts["errors"] else ""))
    else:
        emit(os.path.relpath(adopted.path))


def _missing_settings(adopted: Adopted, project: Project) -> list[str]:
    """What dataset.toml would have to say to read more pages in this form."""
    held = project.config.columns.paths()
    if all(held[name] == path for name, path in adopted.columns.paths.items() if name in held):
        return []
    return [
        f"{FILE_NAME}, to read more such files in raw/:",
        *(f"  {line}" for line in adopted.columns.lines() if line),
    ]


def _show_json(adopted: Adopted) -> None:
    if adopted.path is not None:
        note(os.path.relpath(adopted.path))
    show_findings_json(adopted.findings, dict(adopted.rows))
