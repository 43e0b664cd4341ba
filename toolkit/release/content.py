"""The content digest: over the logical rows, whatever files and row groups hold them."""

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.digest import json_digest, sha256_hex


def row_digest(row: Mapping[str, Any]) -> bytes:
    """32 bytes: SHA-256 of the row's canonical JSON, all columns."""
    return bytes.fromhex(json_digest(row))


def content_digest(row_digests: Mapping[str, Iterable[bytes]]) -> str:
    """One digest for the rows of all splits, in order. It survives another Parquet writer and other file boundaries."""
    return json_digest({split: sha256_hex(b"".join(digests)) for split, digests in row_digests.items()})
