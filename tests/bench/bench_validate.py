"""What checking records costs beside pydantic alone; run by hand:

    python -m tests.bench.bench_validate [ROUNDS]

CPU seconds of 2,000 valid articles as JSON Lines, alternating, medians, and the ratios to `validate_json`.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench import corpus
from tests.story.test_validate import line
from tests.tools.command import small_project
from tests.tools.cost import table
from tests.tools.prose import page
from toolkit.actions.project import load_project
from toolkit.actions.validate import Checker, Validation
from toolkit.article import Article

_RECORDS = 2_000


def main(rounds: int) -> None:
    """Run and print."""
    lines = [line(text=page(n % 50), id=f"{n:032x}", id_basis="page", url=None) for n in range(_RECORDS)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = small_project(Path(scratch), {"a.jsonl": b"\n".join(lines)})
        steps = {
            "pydantic's validate_json": lambda: [Article.model_validate_json(one) for one in lines],
            "schema only": _checking(folder, schema_only=True),
            "all screens": _checking(folder, schema_only=False),
        }
        taken = [{name: _seconds(step) for name, step in steps.items()} for _ in range(rounds)]
    middle = {name: median(one[name] for one in taken) for name in steps}
    least = middle["pydantic's validate_json"]
    rows = [(name, f"{cpu / _RECORDS * 1e6:.0f}", f"{cpu / least:.2f}") for name, cpu in middle.items()]
    print(f"{corpus.machine()}, medians of {rounds}\n\n{table(('check', 'CPU us a record', 'ratio'), rows)}")


def _checking(folder: Path, *, schema_only: bool) -> Callable[[], object]:
    checker = Checker(load_project(folder), "2026-06-01", schema_only)
    return lambda: [finding for finding in Validation(checker, [folder / "raw"]) if finding.severity == "error"]


def _seconds(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 7)
