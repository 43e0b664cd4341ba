"""The manifest of a release, and the files that are made from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from toolkit.actions.build.gathered import Gathered, Outcome, funnel, total_of
from toolkit.actions.build.job import Job
from toolkit.actions.build.outputs import split_tables
from toolkit.actions.build.tasks import SealedFile
from toolkit.actions.fingerprint import environment
from toolkit.actions.project import Project
from toolkit.describe.card import render_card
from toolkit.describe.changelog import history_of, render_changelog
from toolkit.describe.croissant import render_croissant
from toolkit.describe.facts import Facts
from toolkit.describe.figures.drawn import draw_figures
from toolkit.read.source import path_key
from toolkit.release.changes import Baseline, Step
from toolkit.release.content import content_digest
from toolkit.release.layout import CARD, CHANGELOG, CROISSANT, FIGURES, INDEX, MANIFEST, SCHEMA
from toolkit.release.manifest import GENERATOR, CleaningStats, FileEntry, InputFile, Manifest, Stats
from toolkit.release.stats import count_rows
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.schema.jsonschema import json_schema, schema_bytes, schema_fingerprint
from toolkit.storage.files import file_sha256, make_folder, write_bytes


def describe(
    project: Project, gathered: Gathered, outcome: Outcome, sealed: Sequence[SealedFile], folder: Path
) -> Manifest:
    """Write schema.json, changelog, card, figures, croissant.json and, last, the manifest into the staged release."""
    job = gathered.job
    manifest = _manifest(project, gathered, outcome, sealed)
    write_bytes(folder / SCHEMA, schema_bytes(job.model))
    write_bytes(folder / CHANGELOG, render_changelog(manifest).encode("utf-8"))
    facts = facts_of(manifest, job)
    write_bytes(folder / CARD, render_card(facts).encode("utf-8"))
    write_bytes(folder / CROISSANT, render_croissant(facts))
    figures = _write_figures(facts, folder)
    others = [_entry(folder, name) for name in (CARD, CHANGELOG, CROISSANT, INDEX, SCHEMA, *figures)]
    files = tuple(sorted([*manifest.files, *others], key=lambda entry: entry.path))
    manifest = manifest.model_copy(update={"files": files}).sealed()
    write_bytes(folder / MANIFEST, manifest.to_bytes())
    return manifest


def _write_figures(facts: Facts, folder: Path) -> list[str]:
    figures = draw_figures(facts)
    make_folder(folder / FIGURES)
    for figure in figures:
        write_bytes(folder / figure.path, figure.to_bytes())
    return [figure.path for figure in figures]


def facts_of(manifest: Manifest, job: Job) -> Facts:
    """What the card and croissant.json are made from."""
    columns = arrow_schema(job.model)
    return Facts.of(manifest, field_table(columns, json_schema(job.model)), yaml_features(columns))


def _manifest(project: Project, gathered: Gathered, outcome: Outcome, sealed: Sequence[SealedFile]) -> Manifest:
    job = gathered.job
    stats = count_rows(split_tables(gathered.candidates, gathered.table, gathered.decision))
    return Manifest(
        name=job.config.name,
        version=str(outcome.version),
        generator=GENERATOR,
        **_ancestry(gathered, outcome, stats),
        content_digest=content_digest(_row_digests(sealed)),
        schema_fingerprint=schema_fingerprint(job.model),
        columns=job.growth.columns,
        config=job.config.dump(),
        prose=project.prose,
        environment=environment(),
        cleaner=job.fingerprint,
        inputs=gathered.inputs,
        absent=_absent(gathered),
        benchmarks=job.benchmarks.files if job.benchmarks else (),
        funnel=funnel(gathered),
        stats=stats,
        cleaning=_cleaning(gathered),
        files=tuple(file.entry for file in sealed),
    )


def _ancestry(gathered: Gathered, outcome: Outcome, stats: Stats) -> dict[str, Any]:
    """The baseline, and the steps from the first release to this one."""
    rows = {name: split.rows for name, split in stats.splits.items()}
    step = Step(version=str(outcome.version), rows=rows, changes=outcome.changes)
    if gathered.origin.baseline is None:
        return {"history": (step,)}
    before = gathered.origin.baseline.manifest
    return {
        "baseline": Baseline(version=before.version, digest=before.digest),
        "history": (*history_of(before), step),
    }


def _absent(gathered: Gathered) -> tuple[InputFile, ...]:
    """Raw files of earlier builds that were not read now, as long as the index still speaks of their pages."""
    if gathered.origin.baseline is None:
        return ()
    before = gathered.origin.baseline.manifest
    listed = {source.raw_path for source in gathered.listing.sources}
    named = set(gathered.index["raw_path"].to_pylist()) - listed
    files = {file.path: file for file in (*before.absent, *before.inputs) if file.path in named}
    return tuple(files[path] for path in sorted(files, key=path_key))


def _row_digests(sealed: Iterable[SealedFile]) -> dict[str, list[bytes]]:
    digests: dict[str, list[bytes]] = {}
    for file in sealed:
        digests.setdefault(file.split, []).append(file.row_digests)
    return digests


def _cleaning(gathered: Gathered) -> CleaningStats:
    parts = [one.cleaning for one in gathered.refined]
    return CleaningStats(
        lines_kept=sum(part.lines_kept for part in parts),
        lines_cut=sum(part.lines_cut for part in parts),
        rules=total_of(Counter(part.rules) for part in parts),
    )


def _entry(folder: Path, name: str) -> FileEntry:
    size, sha256 = file_sha256(folder / name)
    return FileEntry(path=name, sha256=sha256, bytes=size)
