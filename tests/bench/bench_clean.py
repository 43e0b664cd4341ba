"""What cleaning a page costs, step by step, on one core; run by hand:

    python -m tests.bench.bench_clean [--docs 3000] [--corpus FILE] [--datatrove PYTHON] [--rounds 3] [--linear]

Prints microseconds of CPU a page, medians of the rounds. With the Python of an environment that has datatrove, its cleaning
stage (`peer_datatrove.py` in the folder `--beside`) runs between our rounds on the same pages, and the ratio is printed: once
with datatrove's own formatters and filters, characters for words, once with 42 line rules in their place.
`--linear` prints the seconds for pages of one line and of many short lines, in three sizes each.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import corpus
from toolkit.actions.build.garbage import rare_collections
from toolkit.actions.build.refine import BATCH
from toolkit.article import Article, PageFacts, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.evidence import NONE, Evidence, SiteCounts, page_lines, page_site, read_page
from toolkit.clean.judge import Judged, Sheet, judge
from toolkit.clean.masthead import Masthead, read_masthead
from toolkit.clean.page import Page
from toolkit.clean.privacy import redact
from toolkit.clean.repair import repair
from toolkit.clean.rights import Beside, rights_of
from toolkit.clean.rules import BUILT_IN
from toolkit.clean.surroundings import surroundings
from toolkit.config import CleanConfig, Config
from toolkit.curate.screen import screen
from toolkit.curate.signature import shingle_sets
from toolkit.errors import Where
from toolkit.identity import canonical_url

_CONFIG = Config(name="bench", title="Bench", clean=CleanConfig(min_chars=1))
_CLEANER = Cleaner(_CONFIG.clean, _CONFIG.privacy, Article, "bench")
_SENTENCE = "河口的灯塔在去年秋天重新点亮，守塔人每天傍晚沿着海堤走上去，把机器擦一遍。"
_SIZES = (1, 2, 4)  # quarters of the largest page
_LINE_BYTES, _LINES = 5_000_000, 200_000

# What its cleaning stage is made of -> the profile of its script.
_STAGES = {"datatrove, its own steps": "stock", "datatrove, 42 line rules": "own"}

Costs = dict[str, float]  # seconds of CPU by step


@dataclass
class Stopwatch:
    """Adds up the CPU of named steps."""

    costs: Costs

    def __call__(self, step: str, work: Callable[..., Any], *given: Any) -> Any:
        """Do the work, and note what it took."""
        start = time.process_time()
        done = work(*given)
        self.costs[step] = self.costs.get(step, 0.0) + time.process_time() - start
        return done


def main() -> None:
    """Print the tables."""
    parser = corpus.arguments(__doc__)
    parser.set_defaults(docs=3000)
    parser.add_argument("--datatrove", help="a Python with datatrove")
    parser.add_argument("--linear", action="store_true", help="also how the time grows with a page")
    options = parser.parse_args()
    with corpus.scratch(options) as folder:
        _race(options, corpus.corpus(options, folder), folder)
    if options.linear:
        _grow()


def _race(options: argparse.Namespace, pages: Path, folder: Path) -> None:
    rounds: list[Costs] = []
    for _ in range(options.rounds):
        rounds.append(_round(pages))
        for name in _STAGES if options.datatrove else ():
            rounds[-1][name] = _datatrove(options, pages, folder, _STAGES[name])
    for step in rounds[0]:
        print(f"{step:40} {median(costs[step] for costs in rounds) / options.docs * 1e6:8.0f} us a page")
    for name in _STAGES if options.datatrove else ():
        print(f"{name + ' / clean':40} {median(costs[name] / costs['clean'] for costs in rounds):8.2f}")


def _round(pages: Path) -> Costs:
    watch = Stopwatch({})
    documents = watch("read", lambda: list(_documents(pages)))
    evidence = watch("observe", lambda: SiteCounts.of(map(page_lines, documents)).evidence())
    with rare_collections():
        cleaned = watch(
            "clean", lambda: [one for batch in _batches(documents, evidence) for one in _CLEANER.clean_all(batch)]
        )
        for batch in _batches(documents, evidence):
            _steps(watch, batch)
    kept = [one.article for one in cleaned if one.article is not None]
    watch("screen", lambda: [screen(article, _CONFIG, Where()) for article in kept])
    watch("shingles", lambda: shingle_sets(article.text for article in kept))
    watch("row", lambda: [article.model_dump(mode="json") for article in kept])
    return watch.costs


def _documents(pages: Path) -> Iterator[RawDocument]:
    with pages.open("rb") as stream:
        for number, line in enumerate(stream):
            record = json.loads(line)
            facts = PageFacts(url=canonical_url(record["url"]))
            yield RawDocument(pages.name, number, "text", record["text"], facts, line=number + 1)


def _batches(documents: Sequence[RawDocument], evidence: Evidence) -> Iterator[list[tuple[RawDocument, Evidence]]]:
    """As a build takes them."""
    for start in range(0, len(documents), BATCH):
        yield [(document, evidence) for document in documents[start : start + BATCH]]


def _steps(watch: Stopwatch, batch: Sequence[tuple[RawDocument, Evidence]]) -> None:
    """The steps of `Cleaner.clean_all` that take longest, one after the other."""
    pages = watch("  of it: lines", lambda: [read_page(document)[0] for document, _ in batch])
    repaired = watch("  of it: repair", repair, [page.lines for page in pages])
    found = zip(batch, pages, repaired, strict=True)
    sheets = [Sheet(page, lines, evidence.of(page_site(document))) for (document, evidence), page, lines in found]
    judged = watch("  of it: judge, body, title", judge, sheets, BUILT_IN)
    heads = watch("  of it: masthead", lambda: [_masthead(*both) for both in zip(pages, judged, strict=True)])
    watch("  of it: rights", lambda: [rights_of([line.text for line in one.lines], Beside()) for one in judged])
    strings = [
        {"text": one.text(spelled=False), "title": head.title, "source": head.source}
        for one, head in zip(judged, heads, strict=True)
    ]
    watch("  of it: privacy", lambda: [redact(fields, _CONFIG.privacy) for fields in strings])


def _masthead(page: Page, judged: Judged) -> Masthead:
    return read_masthead(surroundings(judged.lines, judged.body), judged.title, page.hints)


def _datatrove(options: argparse.Namespace, pages: Path, folder: Path, profile: str) -> float:
    """Seconds of CPU of its reader, cleaning and writer, with one worker."""
    output = folder / "datatrove"
    script = [options.datatrove, str(options.beside / "peer_datatrove.py"), "--no-dedup", "--workers", "1"]
    script += ["--profile", profile]
    where = ["--input", str(pages), "--output", str(output)]
    subprocess.run([*script, *where], check=True, capture_output=True, cwd=folder)
    stages = json.loads((output / "stages.json").read_text(encoding="utf-8"))
    return float(stages["clean+write"]["cpu_s"])


def _grow() -> None:
    """Pages of one line and of many lines, each size twice the one before: so should the seconds be."""
    for name, make in (("one line, MB", _one_line), ("short lines, thousands", _many_lines)):
        for size in _SIZES:
            amount, text = make(size)
            start = time.process_time()
            _CLEANER.clean(RawDocument("page.txt", 0, "text", text), NONE)
            print(f"{name:28} {amount:8.2f} {time.process_time() - start:8.2f} s")


def _one_line(quarters: int) -> tuple[float, str]:
    size = _LINE_BYTES * quarters // 4
    return size / 1e6, _SENTENCE * (size // len(_SENTENCE.encode()))


def _many_lines(quarters: int) -> tuple[float, str]:
    count = _LINES * quarters // 4
    return count / 1e3, "\n".join(f"{_SENTENCE[: 6 + number % 30]}{number}" for number in range(count))


if __name__ == "__main__":
    main()
