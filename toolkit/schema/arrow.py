"""Record class -> Arrow schema."""

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from toolkit.errors import ConfigError, Where

_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
}


@cache
def arrow_schema(model: type[BaseModel]) -> pa.Schema:
    """The columns of `model` in field order. All are nullable in Arrow: what may be null the JSON Schema says.

    Raises `ConfigError` on a field whose type has no column form (dict, datetime, a union other than with None).
    """
    return pa.schema(_fields(model))


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [pa.field(name, _data_type(info.annotation, name)) for name, info in model.model_fields.items()]


def _data_type(annotation: Any, name: str) -> pa.DataType:
    annotation = _strip(annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    if origin is Literal and all(isinstance(arg, str) for arg in args):
        return pa.string()
    if origin is list or (origin is tuple and args[1:] == (...,)):
        return pa.list_(_data_type(args[0], name))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation))
    raise ConfigError(
        f"{annotation} has no column form",
        where=Where(field=name),
        mend="use str, int, float, bool, a tuple of these, or a record class; store free-form JSON as a string",
    )


def _strip(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _strip(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        rest = [arg for arg in get_args(annotation) if arg is not NoneType]
        if len(rest) == 1:
            return _strip(rest[0])
    return annotation
