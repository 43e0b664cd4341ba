"""Arrow schema and JSON Schema -> the rows of the card's field table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One column as the card shows it."""

    name: str
    type: str
    description: str


def field_table(columns: pa.Schema, json_schema: Mapping[str, Any]) -> tuple[FieldRow, ...]:
    """Name, type and description of every column, in order; from the files alone, so that `verify` can ask too."""
    described = json_schema.get("properties", {})
    return tuple(
        FieldRow(column.name, _type_name(column.type), str(described.get(column.name, {}).get("description", "")))
        for column in columns
    )


def _type_name(data_type: pa.DataType) -> str:
    if pa.types.is_struct(data_type):
        return "struct"
    if pa.types.is_list(data_type):
        return f"list of {_type_name(data_type.value_type)}"
    return str(data_type)
