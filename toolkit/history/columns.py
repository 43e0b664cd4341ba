"""What became of the columns from one release to the next, and whom it concerns."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from toolkit.release.changes import ColumnChange
from toolkit.schema.compare import compare_schemas

_HOPS = 8  # references and structs that are looked through for a default


def column_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[ColumnChange, ...]:
    """How the columns of two releases differ, from their `schema.json`. Raises `ValueError` where one is no schema.

    A row has every column, so each is required there. One that is new is called `required` only where nothing could
    stand in it for a row that never had it: no null, no default, no empty list.
    """
    if not isinstance(new.get("properties"), dict):
        raise ValueError("it names no properties")
    try:
        changes = compare_schemas(old, _relaxed_document(new))
    except TypeError as error:  # a keyword with a value of another type than JSON Schema's
        raise ValueError(f"it is no JSON Schema: {error}") from error
    return tuple(ColumnChange(**asdict(change)) for change in changes)


def _relaxed_document(tree: Mapping[str, Any]) -> dict[str, Any]:
    structs = tree.get("$defs")
    relaxed = {name: _relaxed(tree, part) for name, part in structs.items()} if isinstance(structs, dict) else {}
    return {**_relaxed(tree, tree), "$defs": relaxed}


def _relaxed(document: Mapping[str, Any], struct: Any) -> Any:
    """The struct with no field required that can be filled."""
    if not isinstance(struct, dict) or not isinstance(struct.get("properties"), dict):
        return struct
    required = struct.get("required")
    fields = {name: struct["properties"].get(name) for name in required} if isinstance(required, list) else {}
    return {**struct, "required": {name for name, part in fields.items() if not _fillable(document, part, _HOPS)}}


def _fillable(document: Mapping[str, Any], part: Any, hops: int) -> bool:
    """Whether a value of this column can stand for nothing; a struct's can where those of all its fields can."""
    if not isinstance(part, dict) or not hops:
        return False
    if "default" in part or (part.get("type") == "array" and not part.get("minItems")):
        return True
    if part.get("type") == "object" and isinstance(part.get("properties"), dict):
        return all(_fillable(document, field, hops - 1) for field in part["properties"].values())
    options = part.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        return True
    definitions, reference = document.get("$defs"), part.get("$ref")
    if isinstance(definitions, dict) and isinstance(reference, str):
        return _fillable(document, definitions.get(reference.removeprefix("#/$defs/")), hops - 1)
    return False
