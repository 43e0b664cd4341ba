"""What a build gathered, summed up: the funnel, the manifest, the card."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from toolkit.actions.build.decide import Decision
from toolkit.actions.build.job import Job
from toolkit.actions.build.outputs import split_tables
from toolkit.actions.build.refine import Refined
from toolkit.actions.build.tasks import SealedFile
from toolkit.actions.fingerprint import environment
from toolkit.actions.project import Project
from toolkit.curate.choose import Table
from toolkit.curate.overrides import FILE_NAME as OVERRIDES
from toolkit.curate.overrides import Overrides
from toolkit.describe.card import render_card
from toolkit.describe.croissant import render_croissant
from toolkit.describe.facts import Facts
from toolkit.errors import InputError, Where
from toolkit.finding import Finding
from toolkit.history.changelog import first_changelog
from toolkit.read.source import Listing
from toolkit.release.content import content_digest
from toolkit.release.layout import CARD, CHANGELOG, CROISSANT, INDEX, MANIFEST, SCHEMA
from toolkit.release.manifest import GENERATOR, CleaningStats, FileEntry, Funnel, Manifest
from toolkit.release.stats import count_rows
from toolkit.release.version import FIRST
from toolkit.schema.arrow import arrow_schema
from toolkit.schema.features import yaml_features
from toolkit.schema.fields import field_table
from toolkit.schema.jsonschema import json_schema, schema_bytes, schema_fingerprint
from toolkit.storage.files import file_sha256, write_bytes


@dataclass(frozen=True)
class Gathered:
    """What the tasks brought back, and what was decided on it."""

    listing: Listing
    refined: tuple[Refined, ...]
    candidates: pa.Table
    table: Table
    decision: Decision
    overrides: Overrides

    @cached_property
    def overridden(self) -> dict[str, tuple[str, ...]]:
        """Ids that overrides.jsonl spoke of and that were met, with the actions taken."""
        return {identity: actions for one in self.refined for identity, actions in one.overridden.items()}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the project's own files: facts without a page, overrides without an article."""
        unused = sorted(set(self.overrides.by_id) - set(self.overridden))
        lines = {identity: self.overrides.of(identity)[0][0] for identity in unused}
        missed = (Finding("override_unused", Where(OVERRIDES, lines[one]), {"id": one}) for one in unused)
        return (*self.listing.findings, *missed)


def funnel(gathered: Gathered) -> Funnel:
    """From raw files to rows, each loss counted by its reason."""
    refined, losses = gathered.refined, gathered.decision.losses.values()
    said = Counter(finding.name for finding in gathered.findings)
    return Funnel(
        files=len(gathered.listing.sources),
        documents=sum(file.documents for one in refined for file in one.inputs),
        rows=len(gathered.decision.splits),
        rejects=_sum([*(one.rejects for one in refined), Counter(loss.name for loss in losses)]),
        unread=_sum(one.unread for one in refined),
        warnings=_sum([said, *(one.warnings for one in refined)]),
        overrides=_sum(Counter(set(actions)) for actions in gathered.overridden.values()),
    )


def empty_build(gathered: Gathered) -> InputError:
    """No page became a row: say why not."""
    counts = funnel(gathered)
    reasons = ", ".join(f"{count} {name}" for name, count in {**counts.unread, **counts.rejects}.items())
    what = f"no page of {counts.documents} became a row" + (f" ({reasons})" if reasons else "")
    return InputError(what, where=Where("raw"), mend="look at one page with: imprint clean --explain PATH")


def describe(project: Project, job: Job, gathered: Gathered, sealed: Sequence[SealedFile], folder: Path) -> Manifest:
    """Write schema.json, the changelog, the card, croissant.json and, last, the manifest into the staged release."""
    manifest = _manifest(project, job, gathered, sealed)
    write_bytes(folder / SCHEMA, schema_bytes(job.model))
    write_bytes(folder / CHANGELOG, first_changelog(manifest).encode("utf-8"))
    facts = facts_of(manifest, job)
    write_bytes(folder / CARD, render_card(facts).encode("utf-8"))
    write_bytes(folder / CROISSANT, render_croissant(facts))
    others = [_entry(folder, name) for name in (CARD, CHANGELOG, CROISSANT, INDEX, SCHEMA)]
    files = tuple(sorted([*manifest.files, *others], key=lambda entry: entry.path))
    manifest = manifest.model_copy(update={"files": files}).sealed()
    write_bytes(folder / MANIFEST, manifest.to_bytes())
    return manifest


def facts_of(manifest: Manifest, job: Job) -> Facts:
    """What the card and croissant.json are made from."""
    columns = arrow_schema(job.model)
    return Facts.of(manifest, field_table(columns, json_schema(job.model)), yaml_features(columns))


def _manifest(project: Project, job: Job, gathered: Gathered, sealed: Sequence[SealedFile]) -> Manifest:
    return Manifest(
        name=job.config.name,
        version=str(FIRST),
        generator=GENERATOR,
        content_digest=content_digest(_row_digests(sealed)),
        schema_fingerprint=schema_fingerprint(job.model),
        config=job.config.dump(),
        prose=project.prose,
        environment=environment(),
        cleaner=job.fingerprint,
        inputs=tuple(file for one in gathered.refined for file in one.inputs),
        funnel=funnel(gathered),
        stats=count_rows(split_tables(gathered.candidates, gathered.decision)),
        cleaning=_cleaning(gathered),
        files=tuple(file.entry for file in sealed),
    )


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
        rules=_sum(Counter(part.rules) for part in parts),
    )


def _entry(folder: Path, name: str) -> FileEntry:
    size, sha256 = file_sha256(folder / name)
    return FileEntry(path=name, sha256=sha256, bytes=size)


def _sum(counters: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return dict(sorted(total.items()))
