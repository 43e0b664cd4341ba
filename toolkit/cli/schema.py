"""`imprint schema`."""

from pathlib import Path

import click

from toolkit.actions.project import project_or_default
from toolkit.cli.output import emit
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.jsonschema import schema_bytes


@click.command()
@click.option("--format", "form", type=click.Choice(["json", "arrow"]), default="json", show_default=True)
def schema(form: str) -> None:
    """Print the schema of the project's rows: JSON Schema, or the Arrow schema."""
    model = project_or_default(Path()).schema.resolve()
    emit(schema_bytes(model).decode("utf-8").rstrip("\n") if form == "json" else str(arrow_schema(model)))
