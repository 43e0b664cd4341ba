"""`imprint schema --check`: a JSON Schema from a file against the project's record class."""

import json
from pathlib import Path
from typing import Any

from toolkit.actions.project import Project
from toolkit.errors import InputError, Where
from toolkit.schema.compare import Change, accepted_schema, compare_schemas
from toolkit.storage.files import read_file


def check_schema(project: Project, path: Path) -> tuple[Change, ...]:
    """What has changed from the schema in `path` to that of the project. Raises `InputError` where it is none."""
    try:
        return compare_schemas(_load(path), accepted_schema(project.schema.resolve()))
    except (ValueError, RecursionError) as error:
        mend = "name a schema.json of a release, or what 'imprint schema' printed"
        problem = "not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
        raise InputError(f"not a schema of rows: {problem}", where=Where(str(path)), mend=mend) from error


def _load(path: Path) -> dict[str, Any]:
    tree = json.loads(read_file(path))
    if not isinstance(tree, dict):
        raise ValueError("it is not a JSON object")
    return tree
