"""How much of a release storage with deduplication has already, run by hand on two releases:

    python -m tests.bench.bench_append OLD NEW

Prints the share of NEW's chunks of 64 KiB that are in OLD, over all files and for each of them.
"""

import sys
from pathlib import Path

from tests.tools.chunker import chunks, shared


def main(old: Path, new: Path) -> None:
    """Print the shares."""
    there = chunks(old)
    print(f"{shared(old, new):.3f}  all files")
    for path in sorted(path for path in new.rglob("*") if path.is_file()):
        now = chunks(path)
        print(f"{len(now & there) / len(now):.3f}  {path.relative_to(new)}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
