"""The race: our build, every peer that is installed, and the floor, alternating in one run; run by hand:

    python -m tests.bench.bench_build [--docs 100000] [--corpus FILE] [--peers-python PYTHON] [--rounds 3]

Everything is switched on in ours. The peers' scripts, `peer_*.py`, and the generator of the corpus lie in the folder
`--beside`; the peers want a Python of their own with their libraries. What is missing is said and left out. Prints medians
and ratios, then where the time of our build goes, a page.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import corpus
from tests.tools.cost import Cost, measure, table

_ROOT = Path(__file__).parents[2]
_PEERS = {
    "datatrove": ("datatrove", "peer_datatrove.py", "--workers"),
    "notebook": ("datasketch", "peer_notebook.py", "--num-proc"),
}
_STAGE = re.compile(r"^(\w+) +([\d.]+) +([\d.]+) *$", re.MULTILINE)


@dataclass(frozen=True)
class Race:
    """The contenders run in `folder`, on the file `pages`."""

    options: argparse.Namespace
    folder: Path
    pages: Path

    def contenders(self) -> Mapping[str, Callable[[], tuple[Cost, str]]]:
        """By name; what cannot run is left out and said."""
        return {"imprint": self.imprint, **dict(self._peers()), "floor": self.floor}

    def imprint(self) -> tuple[Cost, str]:
        """From nothing: no cache, no release before."""
        place = self.folder / "imprint"
        for left in ("dist", ".imprint"):
            shutil.rmtree(place / left, ignore_errors=True)
        return measure(corpus.build_command(self.options, "--timings"), place)

    def floor(self) -> tuple[Cost, str]:
        """Reading and writing alone."""
        target, cpus = self.folder / "floor.parquet", str(self.options.workers)
        command = [sys.executable, "-m", "tests.bench.floor", str(self.pages), str(target), cpus]
        return measure(command, self.folder, {"PYTHONPATH": str(_ROOT)})

    def _peers(self) -> Iterator[tuple[str, Callable[[], tuple[Cost, str]]]]:
        for name, (library, script, workers) in _PEERS.items():
            path, python = self.options.beside / script, self.options.peers_python
            if not path.is_file():
                print(f"left out: {name}: there is no {path}", file=sys.stderr)
            elif subprocess.run([python, "-c", f"import {library}"], capture_output=True, check=False).returncode:
                print(f"left out: {name}: {python} has no {library}; see --peers-python", file=sys.stderr)
            else:
                yield name, partial(self._peer, path, name, workers)

    def _peer(self, script: Path, name: str, workers: str) -> tuple[Cost, str]:
        command = [self.options.peers_python, script, "--input", self.pages, "--output", self.folder / name]
        return measure([*command, workers, str(self.options.workers)], self.folder)


def main() -> None:
    """Run the rounds and print."""
    parser = corpus.arguments(__doc__)
    parser.add_argument("--peers-python", default=sys.executable, help="a Python with the peers' libraries")
    options = parser.parse_args()
    with corpus.scratch(options) as folder:
        race = Race(options, folder, corpus.corpus(options, folder))
        corpus.project(folder / "imprint", race.pages)
        costs, said = _run(race, options.rounds)
    print(f"{corpus.machine()}; {options.docs:,} pages, {options.workers} workers, medians of {options.rounds}\n")
    print(_table(costs, options.docs))
    print(f"\n{_stages(said, options.docs)}")


def _run(race: Race, rounds: int) -> tuple[dict[str, list[Cost]], str]:
    """The costs of each contender, and what our build said last."""
    contenders, costs, said = race.contenders(), dict[str, list[Cost]](), ""
    for number in range(rounds):
        for name, run in contenders.items():
            cost, spoken = run()
            said = spoken if name == "imprint" else said
            costs.setdefault(name, []).append(cost)
            print(f"round {number + 1}: {name}: {cost.wall:.1f} s, CPU {cost.cpu:.1f} s", file=sys.stderr, flush=True)
    return costs, said


def _table(costs: Mapping[str, list[Cost]], docs: int) -> str:
    middle = {name: Cost.middle(found) for name, found in costs.items()}
    ours = middle["imprint"]
    rows = [
        (
            name,
            f"{cost.wall:.1f}",
            f"{cost.cpu:.1f}",
            f"{docs / cost.wall:,.0f}",
            f"{cost.rss / 1e3:.2f}",
            f"{cost.wall / ours.wall:.2f}",
            f"{cost.cpu / ours.cpu:.2f}",
        )
        for name, cost in middle.items()
    ]
    heads = ("contender", "wall s", "CPU s", "pages/s", "peak RSS GB", "wall against ours", "CPU against ours")
    return table(heads, rows)


def _stages(said: str, docs: int) -> str:
    """Microseconds a page of each stage, from `--timings`."""
    rows = [
        (name, *(f"{1e6 * float(spent) / docs:,.1f}" for spent in (wall, cpu)))
        for name, wall, cpu in _STAGE.findall(said)
    ]
    return table(("stage of our build", "wall us a page", "CPU us a page"), rows)


if __name__ == "__main__":
    main()
