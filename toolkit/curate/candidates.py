"""Candidates: what curation knows of each article, as columns; the texts stay on disk."""

from typing import Any

import pyarrow as pa

from toolkit.article import Article
from toolkit.curate.signature import text_digest
from toolkit.digest import canonical_json, json_digest, sha256_hex
from toolkit.release.index import BAND_BYTES, UNCOMPARED_COLUMNS
from toolkit.schema.arrow import arrow_schema

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
        ("row_digest", pa.string()),
        ("metadata", pa.int64()),  # how many describing fields are filled
        ("text_bytes", pa.int64()),
        ("row_bytes", pa.int64()),  # of the row's canonical JSON: the size by which files are cut
        ("bands", pa.binary(BAND_BYTES)),
        ("kept", pa.bool_()),  # by hand, against verdicts and rights
        ("shard", pa.int64()),
        ("position", pa.int64()),  # of the row in its shard
    ]
)


def candidate(row: dict[str, Any], bands: bytes, shard: int, position: int) -> dict[str, Any]:
    """One line of the table, from the article's row as JSON values."""
    compared = {name: value for name, value in row.items() if name not in UNCOMPARED_COLUMNS}
    return {
        **{name: row[name] for name in _COPIED},
        "url_digest": sha256_hex(row["url"].encode("utf-8")) if row["url"] else None,
        "text_digest": text_digest(row["text"]),
        "row_digest": json_digest(compared),
        "metadata": sum(bool(row[name]) for name in _DESCRIBING),
        "text_bytes": len(row["text"].encode("utf-8")),
        "row_bytes": len(canonical_json(row)),
        "bands": bands,
        "shard": shard,
        "position": position,
    }
