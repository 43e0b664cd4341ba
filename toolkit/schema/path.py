"""Values inside a record by their path: `pii.mobile` is what stands under `mobile` in what stands under `pii`."""

from collections.abc import Mapping
from typing import Any


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value; None where there is none."""
    if "." not in path:
        return record.get(path)
    value: Any = record
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
