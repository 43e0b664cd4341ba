"""Candidates: what curation knows of each article, as columns; the texts stay on disk."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from toolkit.article import Article
from toolkit.curate.signature import text_digest
from toolkit.digest import canonical_json, json_digest, sha256_hex
from toolkit.release.index import BAND_BYTES, UNCOMPARED_COLUMNS
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.path import value_at

_DESCRIBING = ("title", "url", "published_at", "source", "authors", "editor")
# Copied from the article as they are, for the statistics and for choosing a survivor.
_COPIED = (
    "id", "id_basis", "title", "url", "site", "language", "license", "published_at", "fetched_at", "rights_status",
    "truncated", "paywalled", "spam", "pii", "char_count", "raw_path", "raw_index", "raw_sha256",
)  # fmt: skip

CANDIDATE_SCHEMA = pa.schema(
    [
        *(arrow_schema(Article).field(name) for name in _COPIED),
        ("url_digest", pa.string()),
        ("text_digest", pa.string()),
        ("page_digest", pa.string()),
        ("row_digest", pa.string()),
        ("metadata", pa.int64()),  # how many describing fields are filled
        ("text_bytes", pa.int64()),
        ("row_bytes", pa.int64()),  # of the row's canonical JSON: the size by which files are cut
        ("bands", pa.binary(BAND_BYTES)),
        ("kept", pa.bool_()),  # by hand, against verdicts and rights
        ("carried", pa.bool_()),  # a row of the baseline, as it stands there
        ("equal", pa.bool_()),  # cleaned anew, and no compared column of its baseline row differs
        ("fault", pa.string()),  # why a carried row can stay no longer: a finding's name,
        ("fault_params", pa.string()),  # and its parameters as JSON
        ("columns", pa.int64()),  # which set of columns `row_digest` is over
        ("cluster", pa.string()),  # of a carried row, as are the next two
        ("cluster_size", pa.int64()),
        ("since", pa.string()),
        ("shard", pa.int64()),
        ("position", pa.int64()),  # of the row in its shard
    ]
)


def compared_columns(model: type[Article]) -> tuple[str, ...]:
    """The columns that a row digest is over, in alphabetical order: `pii.mobile` for a field of a struct."""
    fields = (field for field in arrow_schema(model) if field.name not in UNCOMPARED_COLUMNS)
    return tuple(sorted(path for field in fields for path in _leaves(field)))


def _leaves(field: pa.Field) -> Iterator[str]:
    if not pa.types.is_struct(field.type):
        yield field.name
        return
    for inner in field.type:
        yield from (f"{field.name}.{path}" for path in _leaves(inner))


def compared_digest(row: Mapping[str, Any], columns: Iterable[str]) -> str:
    """Of the row's values in these columns, as `compared_columns` names them; one that it has not is null."""
    return json_digest({path: value_at(row, path) for path in columns})


def sketch(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the table says of an article besides its columns: the same wherever the page lies, but for `row_bytes`."""
    return {
        "url_digest": sha256_hex(row["url"].encode("utf-8")) if row["url"] else None,
        "text_digest": text_digest(row["text"]),
        "metadata": sum(bool(row[name]) for name in _DESCRIBING),
        "text_bytes": len(row["text"].encode("utf-8")),
        "row_bytes": len(canonical_json(row)),
    }


def candidate(row: dict[str, Any], bands: bytes, shard: int, position: int) -> dict[str, Any]:
    """One line of the table, from the article's row as JSON values."""
    return sketched(row, sketch(row), bands, shard, position)


def sketched(
    row: Mapping[str, Any], known: Mapping[str, Any], bands: bytes, shard: int, position: int
) -> dict[str, Any]:
    """The same with its `sketch` at hand."""
    return {
        **{name: row[name] for name in _COPIED},
        **known,
        "bands": bands,
        "carried": False,
        "equal": False,
        "shard": shard,
        "position": position,
    }
