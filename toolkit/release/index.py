"""The index of a release: compact facts about every document that was an article, survivors and losers."""

from dataclasses import dataclass

import pyarrow as pa

BANDS = 16
ROWS_PER_BAND = 8
# One 8-byte key a band.
BAND_BYTES = BANDS * 8

INDEX_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("split", pa.string()),  # null for a loser
        ("row_digest", pa.string()),
        ("raw_sha256", pa.string()),
        ("url_digest", pa.string()),
        ("text_digest", pa.string()),
        ("cluster", pa.string()),  # the id of its survivor
        ("reason", pa.string()),  # why a loser lost; null for a row
        ("bands", pa.binary(BAND_BYTES)),
        ("raw_path", pa.string()),
        ("raw_index", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One line of the index."""

    id: str
    split: str | None
    row_digest: str
    raw_sha256: str
    url_digest: str | None
    text_digest: str
    cluster: str
    reason: str | None
    bands: bytes
    raw_path: str
    raw_index: int


# What a diff of two versions does not look at: these change without the article having changed.
UNCOMPARED_COLUMNS = frozenset({"cleaner", "since", "raw_path", "raw_index", "cluster", "cluster_size"})
# Why a loser lost that belongs to the cluster of its survivor: it is a copy.
COPY_REASONS = frozenset({"duplicate", "near_duplicate"})
