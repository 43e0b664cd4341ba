"""The least that any pipeline does: read JSON Lines, write Parquet. `python -m tests.bench.floor INPUT OUTPUT [CPUS]`"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq


def main(source: Path, target: Path, cpus: int = 2) -> None:
    """Nothing is cleaned, checked or compared."""
    pa.set_cpu_count(cpus)
    reader = pa.json.open_json(source, pa.json.ReadOptions(block_size=8 << 20))
    with reader, pq.ParquetWriter(target, reader.schema, compression="zstd", compression_level=3) as writer:
        for batch in reader:
            writer.write_batch(batch)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
