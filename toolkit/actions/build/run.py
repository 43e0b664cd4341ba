"""The driver of a build: lock, observe, refine, decide, seal, describe, put in place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from toolkit.actions.build.decide import decide
from toolkit.actions.build.job import Job, Shard, cut_shards
from toolkit.actions.build.outputs import output_files, write_index, write_rejects
from toolkit.actions.build.place import put_in_place
from toolkit.actions.build.summary import Gathered, describe, empty_build
from toolkit.actions.build.tasks import SealedFile, observe, refine, seal
from toolkit.actions.fingerprint import cleaner_fingerprint
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import Project
from toolkit.clean.evidence import Evidence, SiteCounts
from toolkit.curate.candidates import CANDIDATE_SCHEMA
from toolkit.curate.choose import Table
from toolkit.engines.engine import Engine
from toolkit.engines.local import LocalEngine
from toolkit.finding import Finding
from toolkit.read.source import list_sources, path_key
from toolkit.release.layout import INDEX, rejects_name, release_name
from toolkit.release.manifest import Manifest
from toolkit.release.version import FIRST
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.files import make_folder, remove, sweep, temporary_path
from toolkit.storage.lock import holding

R = TypeVar("R")
# Imported once by the server that workers are forked from.
_PRELOAD = ("toolkit.actions.build.tasks",)


@dataclass(frozen=True)
class BuildRequest:
    """What to build and how; `workers` and `progress` change no byte."""

    project: Project
    workers: int = 1
    out: Path | None = None
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Built:
    """The release that now lies at `path`; `changed` is false where it lay there already."""

    path: Path
    manifest: Manifest
    changed: bool
    findings: tuple[Finding, ...]


def build(request: BuildRequest) -> Built:
    """Build the project's release. Raises `InputError` where no page becomes a row, `ConflictError` beside another."""
    project, out = request.project, request.out or request.project.dist
    with holding(project.private / "build.lock"):
        sweep(make_folder(out))
        with _scratch(project.private) as scratch, LocalEngine(request.workers, _PRELOAD) as engine:
            fingerprint = cleaner_fingerprint(project.config)
            job = Job(project.config, project.schema, fingerprint, str(scratch), project.overrides)
            gathered = _gather(request, job, engine)
            return _write(request, job, engine, gathered)


def _gather(request: BuildRequest, job: Job, engine: Engine) -> Gathered:
    """Everything that is known before the first byte of the release is written."""
    arrow_schema(job.model)  # a field without a column form is an error before the first page, not after the last
    listing = list_sources([request.project.raw], request.project.root)
    shards = cut_shards(listing.sources)
    evidence = _evidence(request.progress, job, engine, shards)
    refining = engine.map(partial(refine, job, evidence), shards)
    refined = tuple(_watched(request.progress, "clean", refining, len(shards)))
    candidates = _in_row_order([one.candidates for one in refined])
    table = Table.of(candidates)
    return Gathered(listing, refined, candidates, table, decide(job, engine, table), job.overrides)


def _in_row_order(tables: list[pa.Table]) -> pa.Table:
    """By (raw_path, raw_index). A finished article keeps the path it was cleaned from, not that of its container."""
    table = pa.concat_tables([CANDIDATE_SCHEMA.empty_table(), *tables])
    paths, indices = table["raw_path"].to_pylist(), table["raw_index"].to_pylist()
    places = [(path_key(path), index) for path, index in zip(paths, indices, strict=True)]
    return table.take(np.array(sorted(range(len(places)), key=places.__getitem__), dtype=np.int64))


def _evidence(progress: Progress, job: Job, engine: Engine, shards: list[Shard]) -> Evidence:
    counting = engine.map(partial(observe, job), shards)
    return reduce(SiteCounts.merge, _watched(progress, "observe", counting, len(shards)), SiteCounts()).evidence()


def _write(request: BuildRequest, job: Job, engine: Engine, gathered: Gathered) -> Built:
    """Write the release beside its place, then put it there."""
    out, name = request.out or request.project.dist, job.config.name
    if not gathered.decision.splits:
        raise empty_build(gathered)
    version = FIRST
    release = out / release_name(name, version)
    rejects = out / rejects_name(name, version)
    staged, staged_rejects = temporary_path(release), temporary_path(rejects)
    try:
        make_folder(staged / "data")
        outputs = output_files(job, gathered.table, gathered.decision, staged, str(version))
        sealing = engine.map(partial(seal, job), outputs)
        sealed: list[SealedFile] = list(_watched(request.progress, "write", sealing, len(outputs)))
        write_index(staged / INDEX, gathered.candidates, gathered.decision)
        write_rejects(staged_rejects, job, len(gathered.refined), gathered.table, gathered.decision)
        manifest = describe(request.project, job, gathered, sealed, staged)
        changed = put_in_place((staged_rejects, rejects), (staged, release), manifest)
        return Built(release, manifest, changed, gathered.findings)
    finally:
        remove(staged)
        remove(staged_rejects)


def _watched(progress: Progress, stage: str, results: Iterator[R], total: int) -> Iterator[R]:
    progress(stage, 0, total)
    for done, result in enumerate(results, 1):
        progress(stage, done, total)
        yield result


@contextmanager
def _scratch(private: Path) -> Iterator[Path]:
    """A folder for spills; what killed builds left is swept first."""
    make_folder(private)
    sweep(private)
    scratch = make_folder(temporary_path(private / "build"))
    try:
        yield scratch
    finally:
        remove(scratch)
