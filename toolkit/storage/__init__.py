"""Files, Parquet and locks: everything written is written whole or not at all."""
