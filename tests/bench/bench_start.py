"""Cold starts: `imprint --help`, and `imprint validate` on one record; run by hand:

    python -m tests.bench.bench_start [ROUNDS]

Alternating with an empty Python, medians.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import corpus
from tests.tools.command import ROOT
from tests.tools.cost import Cost, measure, table


def main(rounds: int) -> None:
    """Run and print."""
    costs: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        record = _record(Path(scratch))
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "imprint --help": [corpus.IMPRINT, "--help"],
            "imprint validate": [corpus.IMPRINT, "validate", record],
        }
        for _ in range(rounds):
            for name, command in commands.items():
                costs.setdefault(name, []).append(measure(command, Path(scratch))[0])
    middle = {name: Cost.middle(found) for name, found in costs.items()}
    rows = [(name, f"{cost.wall:.2f}", f"{cost.cpu:.2f}") for name, cost in middle.items()]
    print(f"{corpus.machine()}, medians of {rounds}\n\n{table(('command', 'wall s', 'CPU s'), rows)}")


def _record(folder: Path) -> Path:
    """One article, as `imprint clean` emits it."""
    page, record = shutil.copy(ROOT / "raw" / "news-site" / "elevator-rules.txt", folder), folder / "record.jsonl"
    with record.open("wb") as out:
        subprocess.run([corpus.IMPRINT, "clean", "--json", page], cwd=folder, stdout=out, check=True)
    return record


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 15)
