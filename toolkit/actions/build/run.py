"""The driver of a build: lock, observe, refine, decide, seal, describe, put in place."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from toolkit.actions.build.baseline import Baseline, check_frozen, check_locked
from toolkit.actions.build.contamination import index_benchmarks
from toolkit.actions.build.decide import decide
from toolkit.actions.build.garbage import rare_collections
from toolkit.actions.build.gathered import Gathered, empty_build
from toolkit.actions.build.grow import carry_all, table_of, terms_of
from toolkit.actions.build.job import SHARD_BYTES, Growth, Job, Shard, cut_shards
from toolkit.actions.build.notes import Use, recipe_of
from toolkit.actions.build.observe import Observed, add_up, observe, placed, reunited
from toolkit.actions.build.origin import Choices, Origin, find_origin
from toolkit.actions.build.outcome import settle_version
from toolkit.actions.build.outputs import Staging, output_files, write_index, write_rejects
from toolkit.actions.build.place import files_at_hand, put_in_place
from toolkit.actions.build.spills import read_candidates
from toolkit.actions.build.summary import describe
from toolkit.actions.build.tasks import SealedFile, refine, seal
from toolkit.actions.evidence import record_evidence
from toolkit.actions.fingerprint import cleaner_fingerprint
from toolkit.actions.progress import Progress, silent
from toolkit.actions.project import Project
from toolkit.actions.timings import Timings
from toolkit.curate.candidates import CANDIDATE_SCHEMA, compared_columns
from toolkit.engines.engine import Engine
from toolkit.engines.opening import Crew, open_engine
from toolkit.finding import Finding
from toolkit.read.source import Listing, list_sources, path_key
from toolkit.release.layout import INDEX, rejects_name, release_name
from toolkit.release.manifest import Manifest
from toolkit.release.version import Version
from toolkit.schema.arrow import arrow_schema
from toolkit.storage.cache import Library, open_library, prune
from toolkit.storage.files import make_folder, remove, sweep, temporary_path
from toolkit.storage.lock import holding

R = TypeVar("R")
# Imported once by the server that workers are forked from, and by each worker of Ray.
_PRELOAD = ("toolkit.actions.build.worker",)


@dataclass(frozen=True)
class BuildRequest:
    """What to build and how; `crew`, `progress`, `shard_bytes` and whether it is `cached` change no byte."""

    project: Project
    crew: Crew = field(default_factory=Crew)
    out: Path | None = None
    progress: Progress = silent
    choices: Choices = field(default_factory=Choices)
    cached: bool = True
    shard_bytes: int = SHARD_BYTES
    timings: Timings = field(default_factory=Timings)


@dataclass(frozen=True, slots=True)
class Built:
    """The release that now lies at `path`; `changed` is false where it lay there already."""

    path: Path
    manifest: Manifest
    changed: bool
    findings: tuple[Finding, ...]


def build(request: BuildRequest) -> Built:
    """Build the project's release.

    Raises `InputError` where no page becomes a row, `ConflictError` beside another build, for raw files that `locked`
    finds changed, and for a version number that is too small.
    """
    project, out = request.project, request.out or request.project.dist
    with rare_collections(), request.timings.stage("prepare"), holding(project.private / "build.lock"):
        sweep(make_folder(out))
        with _scratch(project.private) as scratch, open_engine(request.crew, _PRELOAD) as crew:
            engine = request.timings.watch(crew)
            origin = find_origin(project, out, request.choices)
            gathered = _gather(request, _job(request, origin.baseline, scratch), engine, origin)
            _tidy(gathered)
            return _write(request, engine, gathered)


def _job(request: BuildRequest, baseline: Baseline | None, scratch: Path) -> Job:
    project = request.project
    growth = _growth(project, baseline, reclean=request.choices.reclean)
    fingerprint = cleaner_fingerprint(project.config)
    benchmarks = index_benchmarks(project.root, project.config.decontaminate, scratch)
    settings = project.config, project.schema, fingerprint, str(scratch)
    library, recipe = _library(request, scratch)
    job = Job(*settings, growth, project.overrides, project.denylist, benchmarks, library, recipe)
    job.hand_out()
    return job


def _library(request: BuildRequest, scratch: Path) -> tuple[Library | None, str]:
    """The cache as earlier builds left it, and the digest of what makes articles of pages."""
    project = request.project
    if not request.cached:
        return None, ""
    sweep(project.private / "cache")
    library = open_library(project.private / "cache", scratch / "cache")
    return library, recipe_of(project.config, project.schema)


def _growth(project: Project, baseline: Baseline | None, *, reclean: bool) -> Growth:
    """What workers are told; the sets of columns of the baseline stay, for the rows that nothing touches."""
    now = compared_columns(project.schema.resolve())
    if baseline is None:
        return Growth((now,))
    check_frozen(baseline, project.config)
    columns = baseline.columns if baseline.columns[-1] == now else (*baseline.columns, now)
    kept = {kind for kind, policy in baseline.manifest.config.get("privacy", {}).items() if policy == "keep"}
    hides_more = any(getattr(project.config.privacy, kind, "keep") != "keep" for kind in kept)
    return Growth(columns, grows=True, reclean=reclean, hides_more=hides_more)


def _gather(request: BuildRequest, job: Job, engine: Engine, origin: Origin) -> Gathered:
    """Everything that is known before the first byte of the release is written."""
    arrow_schema(job.model)  # a field without a column form is an error before the first page, not after the last
    choices = request.choices
    listing = _list_raw(request.project, origin.baseline, alone=choices.alone)
    if choices.locked and origin.baseline is not None:
        check_locked(origin.baseline, listing.sources)
    shards = cut_shards(listing.sources, request.shard_bytes)
    carried = carry_all(job, engine, origin.baseline, len(shards))
    shards, observed = _observe(request.progress, job, engine, shards)
    evidence = add_up(job, observed)
    refining = engine.map(partial(refine, job), shards)
    refined = tuple(_watched(request.progress, "clean", refining, _sizes(shards)))
    fresh = _in_row_order([read_candidates(job, shard.number) for shard in shards])
    candidates, table = table_of(carried, fresh, refined)
    terms = terms_of(table, listing, refined, reclean=choices.reclean, prune=choices.prune)
    with request.timings.stage("decide"):
        decision = decide(job, engine, table, terms)
    return Gathered(job, origin, listing, refined, candidates, table, decision, observed, evidence)


def _list_raw(project: Project, baseline: Baseline | None, *, alone: bool) -> Listing:
    """A project that grows may have no raw pages at hand: its rows are in the baseline."""
    if baseline is not None and (alone or not project.raw.exists()):
        return Listing((), ())
    return list_sources([project.raw], project.root)


def _in_row_order(tables: list[pa.Table]) -> pa.Table:
    """By (raw_path, raw_index). A finished article keeps the path it was cleaned from, not that of its container."""
    table = pa.concat_tables([CANDIDATE_SCHEMA.empty_table(), *tables])
    paths, indices = table["raw_path"].to_pylist(), table["raw_index"].to_pylist()
    keys = {path: path_key(path) for path in set(paths)}
    places = [(keys[path], index) for path, index in zip(paths, indices, strict=True)]
    order = sorted(range(len(places)), key=places.__getitem__)
    return table if order == list(range(len(order))) else table.take(np.array(order, dtype=np.int64))


def _observe(
    progress: Progress, job: Job, engine: Engine, shards: list[Shard]
) -> tuple[list[Shard], tuple[Observed, ...]]:
    """The shards as they are to be refined, and what was seen in them."""
    observing = engine.map(partial(observe, job), shards)
    observed = tuple(_watched(progress, "observe", observing, _sizes(shards)))
    whole = reunited(shards, observed)
    return (placed(shards, observed), observed) if whole is None else _observe(progress, job, engine, whole)


def _write(request: BuildRequest, engine: Engine, gathered: Gathered) -> Built:
    """Write the release beside its place, then put it there; nothing where nothing has changed."""
    if not gathered.decision.splits:
        raise empty_build(gathered)
    baseline, project = gathered.origin.baseline, request.project
    outcome = settle_version(project, gathered, request.choices.version)
    if baseline is not None and outcome.version == Version.parse(baseline.manifest.version):
        return Built(baseline.folder, baseline.manifest, False, gathered.findings)
    out, name = request.out or project.dist, project.config.name
    release, rejects = out / release_name(name, outcome.version), out / rejects_name(name, outcome.version)
    staged, staged_rejects = temporary_path(release), temporary_path(rejects)
    try:
        make_folder(staged / "data")
        sealed = _seal(request, engine, gathered, (staged, outcome.version))
        with request.timings.stage("index"):
            write_index(staged / INDEX, gathered.index)
            write_rejects(staged_rejects, gathered.job, len(gathered.refined), gathered.table, gathered.decision)
        with request.timings.stage("describe"):
            manifest = describe(project, gathered, outcome, sealed, staged)
            record_evidence(project, manifest, gathered.evidence)
        with request.timings.stage("place"):
            changed = put_in_place((staged_rejects, rejects), (staged, release), manifest)
        return Built(release, manifest, changed, gathered.findings)
    finally:
        remove(staged)
        remove(staged_rejects)


def _tidy(gathered: Gathered) -> None:
    """Keep of the cache what this build had a use for, and some of the rest."""
    uses = [*(one.use for one in gathered.observed), *(one.use for one in gathered.refined)]
    use = reduce(or_, uses, Use())
    if gathered.job.cache is not None:
        prune(gathered.job.cache.folder, sorted(use.used), sorted(use.damaged))


def _seal(request: BuildRequest, engine: Engine, gathered: Gathered, target: tuple[Path, Version]) -> list[SealedFile]:
    folder, version = target
    staging = Staging(
        gathered.job, gathered.table, gathered.decision, gathered.index, gathered.origin.baseline, str(version)
    )
    baseline = gathered.origin.baseline
    draft = (request.out or request.project.dist) / release_name(gathered.job.config.name, version)
    at_hand = files_at_hand([draft, *([baseline.folder] if baseline else [])])
    outputs = [replace(output, at_hand=at_hand) for output in output_files(staging, folder)]
    sealing = engine.map(partial(seal, gathered.job), outputs)
    sealed = list(_watched(request.progress, "write", sealing, [1] * len(outputs)))
    sweep(folder / "data")  # of what workers left that were lost while they wrote
    return sealed


def _sizes(shards: Sequence[Shard]) -> list[int]:
    """Bytes to read."""
    return [shard.size for shard in shards]


def _watched(progress: Progress, stage: str, results: Iterator[R], sizes: Sequence[int]) -> Iterator[R]:
    """`sizes`: what each result counts for."""
    done, total = 0, sum(sizes)
    progress(stage, done, total)
    for size, result in zip(sizes, results, strict=True):
        done += size
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
