"""Arrow schema -> the `features` of a dataset card's YAML.

Written by hand because importing `datasets` costs seconds; a test holds it to `Features._to_yaml_list`. With the YAML
features, readers as old as datasets 3.6 load the files; the Parquet metadata alone would break them.
"""

from typing import Any

import pyarrow as pa

_NAMES = {pa.string(): "string", pa.bool_(): "bool", pa.int64(): "int64", pa.float64(): "float64"}


def yaml_features(schema: pa.Schema) -> list[dict[str, Any]]:
    """One entry a column: `{name, dtype}`, `{name, list}` or `{name, struct}`."""
    return [{"name": column.name, **_feature(column.type)} for column in schema]


def _feature(data_type: pa.DataType) -> dict[str, Any]:
    if pa.types.is_struct(data_type):
        return {"struct": [{"name": child.name, **_feature(child.type)} for child in data_type.fields]}
    if pa.types.is_list(data_type):
        inner = _feature(data_type.value_type)
        return {"list": inner.get("dtype") or inner.get("struct") or inner}
    return {"dtype": _NAMES[data_type]}
