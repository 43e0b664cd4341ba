"""How our build grows: time and memory over three sizes, a second build after edits, copies found; run by hand:

    python -m tests.bench.bench_growth [--docs 100000] [--corpus FILE] [--gold FILE]

The sizes are a 25th, a fifth and all of `--docs`. The second build follows when one page in a hundred has changed. With the
gold file, which the generator makes, it says how many near copies of each strength of edit were joined, and wrong joins.
"""

import argparse
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tests.bench import corpus
from tests.tools.cost import Cost, measure, table


def main() -> None:
    """Build, and print three tables."""
    options = corpus.arguments(__doc__).parse_args()
    with corpus.scratch(options) as folder:
        pages = corpus.corpus(options, folder)
        sizes = [options.docs // 25, options.docs // 5, options.docs]
        print(f"{corpus.machine()}; {options.workers} workers, medians of {options.rounds}\n")
        costs = [_size(options, folder, pages, size) for size in sizes]
        print(_growth(sizes, [one[0] for one in costs]))
        print(f"\n{_again(costs[-1])}")
        if options.gold is not None:
            index = pq.read_table(next((folder / f"{sizes[-1]}" / "dist").glob("*/index.parquet")))
            print(f"\n{recall(index.to_pylist(), options.gold)}")


def _size(options: argparse.Namespace, folder: Path, pages: Path, size: int) -> tuple[Cost, Cost]:
    """The medians of first builds and of those after edits."""
    first, second = list[Cost](), list[Cost]()
    for _ in range(options.rounds):
        place = folder / f"{size}"
        shutil.rmtree(place, ignore_errors=True)
        corpus.head(pages, folder / "head.jsonl", size)
        corpus.project(place, folder / "head.jsonl")
        first.append(measure(corpus.build_command(options), place)[0])
        if size == options.docs:
            corpus.edit(place / "raw" / "corpus.jsonl", 100)
            second.append(measure(corpus.build_command(options), place)[0])
    return Cost.middle(first), Cost.middle(second or first)


def _growth(sizes: Sequence[int], costs: Sequence[Cost]) -> str:
    rows = [
        (
            f"{size:,}",
            f"{cost.wall:.1f}",
            f"{cost.cpu:.1f}",
            f"{cost.rss / 1e3:.2f}",
            *(f"{getattr(cost, name) / getattr(costs[0], name):.2f}" for name in ("wall", "cpu", "rss")),
        )
        for size, cost in zip(sizes, costs, strict=True)
    ]
    return table(("pages", "wall s", "CPU s", "peak RSS GB", "times wall", "times CPU", "times RSS"), rows)


def _again(costs: tuple[Cost, Cost]) -> str:
    first, second = costs
    rows = [
        ("first", f"{first.wall:.1f}", f"{first.cpu:.1f}", "100 %"),
        ("1 % edited", f"{second.wall:.1f}", f"{second.cpu:.1f}", f"{100 * second.cpu / first.cpu:.0f} %"),
    ]
    return table(("build", "wall s", "CPU s", "CPU against the first"), rows)


def recall(entries: Sequence[Mapping[str, Any]], gold: Path) -> str:
    """Of the pages that are articles. Wrong: a page in a cluster with one that is no copy of the same original."""
    clusters = {entry["raw_index"]: entry["cluster"] for entry in entries}
    near, found, roots = Counter[str](), Counter[str](), defaultdict[str, set[int]](set)
    for number, kind, base, strength in _gold(gold):
        if number in clusters:
            roots[clusters[number]].add(base)
        if kind not in ("unique", "junk") and number in clusters and base in clusters:
            name = f"near, strength {strength}" if kind == "near" else kind
            near[name] += 1
            found[name] += clusters[number] == clusters[base]
    wrong = sum(len(bases) - 1 for bases in roots.values())
    rows = [(name, f"{count:,}", f"{found[name] / count:.3f}") for name, count in sorted(near.items())]
    return f"{table(('copies', 'pages', 'joined'), rows)}\n\nwrong joins: {wrong:,}"


def _gold(path: Path) -> Iterator[tuple[int, str, int, int]]:
    """(number, kind, number of the original, strength of the edit) of each page."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            yield int(one["id"][1:]), one["kind"], int(one["base"][1:]), one["strength"]


if __name__ == "__main__":
    main()
