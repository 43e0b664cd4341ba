"""Record class -> the rows of the card's field table."""

from dataclasses import dataclass

import pyarrow as pa
from pydantic import BaseModel

from toolkit.schema.arrow import arrow_schema


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One column as the card shows it."""

    name: str
    type: str
    description: str


def field_table(model: type[BaseModel]) -> tuple[FieldRow, ...]:
    """Name, type and description of every column, in order."""
    return tuple(
        FieldRow(column.name, _type_name(column.type), model.model_fields[column.name].description or "")
        for column in arrow_schema(model)
    )


def _type_name(data_type: pa.DataType) -> str:
    if pa.types.is_struct(data_type):
        return "struct"
    if pa.types.is_list(data_type):
        return f"list of {_type_name(data_type.value_type)}"
    return str(data_type)
