"""The index of a release: compact facts about every document that was an article, survivors and losers."""

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
        ("cluster", pa.string()),  # the id of the best row in it
        ("reason", pa.string()),  # why a loser lost; null for a row
        ("bands", pa.binary(BAND_BYTES)),
        ("raw_path", pa.string()),
        ("raw_index", pa.int64()),
        ("home", pa.string()),  # the split its cluster belongs in; kept for losers and for rows that were removed
        ("page_digest", pa.string()),  # of the raw page and the facts beside it: unchanged, it is not cleaned again
        ("columns", pa.int64()),  # which of the manifest's sets of columns `row_digest` is over
    ]
)
# What releases of the first programs lack.
LATER_COLUMNS = frozenset({"home", "page_digest", "columns"})
# What a diff of two versions does not look at: these change without the article having changed.
UNCOMPARED_COLUMNS = frozenset({"cleaner", "since", "raw_path", "raw_index", "cluster", "cluster_size"})
# Why a loser lost that belongs to the cluster of its survivor: it is a copy.
NEAR_REASONS = frozenset({"near_duplicate", "near_test", "near_train", "bridges_splits"})
COPY_REASONS = NEAR_REASONS | {"duplicate"}
