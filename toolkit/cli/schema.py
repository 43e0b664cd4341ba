"""`imprint schema`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from toolkit.actions.project import Project, project_or_default
from toolkit.actions.schema import check_schema
from toolkit.cli.output import emit, escape
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.compare import Change
from toolkit.schema.jsonschema import schema_bytes

_VERDICTS = {
    "same": "the same schema",
    "compatible": "compatible: its rows fit the project's schema, and their readers find every column",
    "breaking": "breaking: some of its rows do not fit the project's schema, or their readers miss something",
}


@click.command()
@click.option("--format", "form", type=click.Choice(["auto", "json", "arrow", "human"]), default="auto")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--check", "file", type=click.Path(path_type=Path), help="A JSON Schema, such as a release's schema.json."
)
def schema(form: str, file: Path | None) -> int:
    """Print the schema of the project's rows: JSON Schema, or the Arrow schema.

    With --check FILE: say instead what has changed since FILE, column by column, and whether its rows still fit.
    Exits 1 where a change breaks them or their readers.
    """
    if form == ("human" if file is None else "arrow"):
        raise click.UsageError(f"--format {form} does not go {'without' if file is None else 'with'} --check")
    project = project_or_default(Path())
    if file is None:
        _print(project, form)
        return 0
    changes = check_schema(project, file)
    (_show_json if form == "json" else _show)(file, changes)
    return 1 if _verdict(changes) == "breaking" else 0


def _print(project: Project, form: str) -> None:
    model = project.schema.resolve()
    emit(str(arrow_schema(model)) if form == "arrow" else schema_bytes(model).decode("utf-8").rstrip("\n"))


def _verdict(changes: Sequence[Change]) -> str:
    if not changes:
        return "same"
    return "breaking" if any(change.breaks for change in changes) else "compatible"


def _show(file: Path, changes: Sequence[Change]) -> None:
    for change in changes:
        sides = " -> ".join(side for side in (change.old, change.new) if side)
        emit(escape(f"{'!' if change.breaks else ' '} {change.kind:<8} {change.column}: {sides}"))
    emit(escape(f"{file}: {_VERDICTS[_verdict(changes)]}"))


def _show_json(file: Path, changes: Sequence[Change]) -> None:
    listed = [{**asdict(change), "breaks": change.breaks} for change in changes]
    tree = {"path": str(file), "verdict": _verdict(changes), "changes": listed}
    emit(json.dumps(tree, ensure_ascii=False, indent=1))
