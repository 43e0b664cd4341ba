"""Record class -> JSON Schema (draft 2020-12)."""

import json
from typing import Any

from pydantic import BaseModel

from toolkit.digest import json_digest


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """What every row satisfies: all columns present, none unknown. Columns stand in field order."""
    schema = model.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_fingerprint(model: type[BaseModel]) -> str:
    """Digest of the schema: equal when rows of one release fit the other."""
    return json_digest(json_schema(model))


def schema_bytes(model: type[BaseModel]) -> bytes:
    """`schema.json` as written: in field order, for people to read."""
    return (json.dumps(json_schema(model), ensure_ascii=False, indent=2) + "\n").encode("utf-8")
