"""Adopted rows, spilled as a build spills its own, and written as a build writes a release."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from toolkit.actions.build.alike import Likeness
from toolkit.actions.build.contamination import index_benchmarks
from toolkit.actions.build.decide import Decision
from toolkit.actions.build.gathered import Gathered, Outcome
from toolkit.actions.build.job import Growth, Job
from toolkit.actions.build.origin import Origin
from toolkit.actions.build.outputs import Staging, output_files, write_index, write_rejects
from toolkit.actions.build.place import put_in_place
from toolkit.actions.build.refine import ReadFile, Refined
from toolkit.actions.build.spills import write_rows
from toolkit.actions.build.summary import describe
from toolkit.actions.build.tasks import seal
from toolkit.actions.fingerprint import cleaner_fingerprint
from toolkit.actions.project import Project
from toolkit.article import Article
from toolkit.curate.candidates import CANDIDATE_SCHEMA, candidate, compared_columns, compared_digest
from toolkit.curate.contest import Loss, Table
from toolkit.curate.signature import band_keys, shingle_sets
from toolkit.engines.local import LocalEngine
from toolkit.errors import Where
from toolkit.finding import Finding, Reject
from toolkit.read.source import Listing, Source, path_key
from toolkit.release.layout import INDEX, rejects_name, release_name
from toolkit.release.manifest import CleaningStats, InputFile, Manifest
from toolkit.release.version import Version
from toolkit.storage.files import make_folder, remove, sweep, temporary_path, write_bytes
from toolkit.storage.lock import holding

_SHARD = 2_000  # rows held at a time

Leak = tuple[tuple[int, int], Finding]


@dataclass
class Intake:
    """Takes articles in order, and holds no more than a shard of them."""

    project: Project
    job: Job
    splits: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    _waiting: list[Article] = field(default_factory=list)
    _tables: list[pa.Table] = field(default_factory=list)

    @classmethod
    @contextmanager
    def opened(cls, project: Project) -> "Iterator[Intake]":
        """With scratch space that goes at the end. Raises `ConflictError` beside a build."""
        make_folder(project.private)
        with holding(project.private / "build.lock"):
            sweep(project.private)
            scratch = make_folder(temporary_path(project.private / "adopt"))
            growth = Growth((compared_columns(project.schema.resolve()),))
            fingerprint = cleaner_fingerprint(project.config)
            try:
                benchmarks = index_benchmarks(project.root, project.config.decontaminate, scratch)
                settings = project.config, project.schema, fingerprint, str(scratch), growth
                yield cls(project, Job(*settings, project.overrides, project.denylist, benchmarks))
            finally:
                remove(scratch)

    @property
    def count(self) -> int:
        """How many articles were taken."""
        return len(self.splits)

    @property
    def shards(self) -> int:
        """How many spills of rows there are."""
        return len(self._tables)

    def take(self, article: Article, split: str) -> None:
        """The next row of its split."""
        self._waiting.append(article)
        self.splits.append(split)
        if len(self._waiting) == _SHARD:
            self._spill()

    def _spill(self) -> None:
        rows = [article.model_dump(mode="json") for article in self._waiting]
        sets = shingle_sets(row["text"] for row in rows)
        keys, shard = band_keys(sets).astype("<u8"), len(self._tables)
        lines = [self._line(row, keys[place].tobytes(), shard, place) for place, row in enumerate(rows)]
        write_rows(self.job, shard, rows, sets)
        self._tables.append(pa.Table.from_pylist(lines, schema=CANDIDATE_SCHEMA))
        self._waiting.clear()

    def _line(self, row: dict[str, Any], keys: bytes, shard: int, place: int) -> dict[str, Any]:
        digest = compared_digest(row, self.job.growth.columns[0])
        return {**candidate(row, keys, shard, place), "row_digest": digest, "columns": 0, "kept": False}

    @cached_property
    def candidates(self) -> pa.Table:
        """All that was taken; no more is taken after."""
        if self._waiting:
            self._spill()
        return pa.concat_tables([CANDIDATE_SCHEMA.empty_table(), *self._tables])

    @cached_property
    def table(self) -> Table:
        """The same as a build sees it, as rows that are all new."""
        count = self.candidates.num_rows
        growth: dict[str, list[Any]] = {"rank": [-1] * count, "home": [None] * count, "refused": [None] * count}
        return Table.of(self.candidates, {**growth, "settled": [False] * count, "seen": [False] * count})

    @cached_property
    def leaks(self) -> list[Leak]:
        """((train row, test row), finding) for each train row that is a copy of a test row: no release has both."""
        with LocalEngine(1) as engine:
            likeness = Likeness(self.job, engine, self.table)
            pairs = np.array(sorted(likeness.across(dict(enumerate(self.splits))).tolist()), dtype=np.int64).reshape(
                -1, 2
            )
            first = {one: (test, value) for (one, test), value in _backwards(pairs, likeness)}
        return [((one, test), self._leak(one, test, value)) for one, (test, value) in sorted(first.items())]

    def _leak(self, one: int, test: int, value: int) -> Finding:
        of = self.table.columns
        named = {"id": of["id"][test], "raw_path": of["raw_path"][test], "similarity": value // 10}
        return Finding("near_test", Where(of["raw_path"][one], of["raw_index"][one] + 1), named)

    def rows(self) -> dict[str, int]:
        """How many rows each split would have."""
        counts = Counter(self.splits)
        counts.subtract(Counter(self.splits[one] for (one, _), _ in self.leaks))
        return {name: counts[name] for name in sorted(counts, reverse=True)}

    def decision(self) -> Decision:
        """Every row in its split, but for those of train that are copies of test rows."""
        losses = {
            one: Loss("near_test", test, {"similarity": found.params["similarity"]})
            for (one, test), found in self.leaks
        }
        return Decision({item: split for item, split in enumerate(self.splits) if item not in losses}, losses, {})


def _backwards(pairs: Any, likeness: Likeness) -> Iterator[tuple[tuple[int, int], int]]:
    """The pairs with their similarity, the last first: of one row the first pair stays in a dict."""
    values = likeness.permille(pairs)
    yield from reversed(list(zip(((int(one), int(test)) for one, test in pairs), values, strict=True)))


def write_release(intake: Intake, version: Version, unread: Counter[str]) -> tuple[Path, Manifest]:
    """The folder in dist/, and its manifest."""
    project, gathered = intake.project, _gathered(intake, unread)
    out = make_folder(project.dist)
    release, rejects = (out / name(project.config.name, version) for name in (release_name, rejects_name))
    staged, staged_rejects = temporary_path(release), temporary_path(rejects)
    try:
        make_folder(staged / "data")
        staging = Staging(gathered.job, gathered.table, gathered.decision, gathered.index, None, str(version))
        with LocalEngine(1) as engine:
            sealed = list(engine.map(partial(seal, gathered.job), output_files(staging, staged)))
        write_index(staged / INDEX, gathered.index)
        write_rejects(staged_rejects, gathered.job, intake.shards, gathered.table, gathered.decision)
        manifest = describe(project, gathered, Outcome(version), sealed, staged)
        put_in_place((staged_rejects, rejects), (staged, release), manifest)
    finally:
        remove(staged)
        remove(staged_rejects)
    return release, manifest


def _gathered(intake: Intake, unread: Counter[str]) -> Gathered:
    """As a build would have it that read these files and took their rows as they stand."""
    _spill_rejects(intake)
    documents = intake.count + len(intake.rejects)
    counts = Counter(reject.reason for reject in intake.rejects), unread, intake.warnings
    cleaning = CleaningStats(lines_kept=0, lines_cut=0, rules={})
    inputs = tuple(ReadFile(one.path, one.sha256, one.bytes, one.documents) for one in intake.inputs)
    refined = Refined(documents, inputs, *counts, cleaning, {})
    listing = Listing(tuple(Source(one.path, one.path, one.bytes) for one in intake.inputs), ())
    return Gathered(intake.job, Origin(), listing, (refined,), intake.candidates, intake.table, intake.decision())


def _spill_rejects(intake: Intake) -> None:
    ordered = sorted(intake.rejects, key=lambda one: (path_key(one.raw_path), one.raw_index))
    lines = [json.dumps(one.as_dict(), ensure_ascii=False) + "\n" for one in ordered]
    for shard in range(intake.shards):
        data = "".join(lines if shard == 0 else []).encode("utf-8", "backslashreplace")
        write_bytes(intake.job.spill("rejects", shard), data)
