"""schema.json as a judge of rows. Nothing of the release is imported or fetched."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from toolkit.errors import InputError
from toolkit.release.layout import SCHEMA
from toolkit.storage.files import read_file

_SHOWN = 160  # characters of a validator's message


@dataclass(frozen=True)
class RowSchema:
    """The parsed schema and its compiled validator."""

    tree: dict[str, Any]
    validator: Any

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.tree["properties"])

    def problems(self, row: dict[str, Any]) -> Iterator[str]:
        """What is wrong with a row, one line each."""
        if not self.validator.is_valid(row):
            for error in self.validator.iter_errors(row):
                field = ".".join(map(str, error.instance_path))
                yield f"{field}: {error.message}"[:_SHOWN].replace("\n", " ")


def load_row_schema(folder: Path) -> RowSchema | str:
    """The schema of a release, or what is wrong with it."""
    try:
        tree = json.loads(read_file(folder / SCHEMA))
        if not isinstance(tree, dict) or not isinstance(tree.get("properties"), dict):
            return "it names no properties"
        return RowSchema(tree, jsonschema_rs.Draft202012Validator(tree, retriever=_refuse))
    except InputError as error:
        return error.what
    except (ValueError, RecursionError) as error:
        return str(error).splitlines()[0]


def _refuse(uri: str) -> Any:
    """A schema that points out of its file would make `verify` ask the network."""
    raise ValueError(f"it refers to {uri}")
