"""The rows of the baseline on their way into the next release: verbatim, but for what holds for every row."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pydantic import ValidationError

from toolkit.actions.build.job import Job
from toolkit.article import Article
from toolkit.clean.privacy import dropped, redact
from toolkit.curate.candidates import CANDIDATE_SCHEMA, candidate, compared_digest
from toolkit.curate.denylist import NEAR, denied
from toolkit.curate.overrides import drops, set_fields
from toolkit.curate.screen import page_strings
from toolkit.curate.signature import Shingles, band_keys, shingle_sets
from toolkit.detect.rights import licence_status, settle
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.schema.refusal import refusals
from toolkit.storage.parquet import open_parquet

_BATCH = 1024  # rows


@dataclass(frozen=True, slots=True)
class Portion:
    """One row group of the baseline.

    `shard` names its spills; `entries` are the index's lines for its rows, in their order.
    """

    shard: int
    path: str  # the Parquet file, on disk
    group: int
    entries: pa.Table


@dataclass(frozen=True, slots=True)
class Renewed:
    """A baseline row as it goes into the next release, or why it does not (`fault`), and its index entry."""

    row: dict[str, Any]
    fault: Finding | None
    entry: Mapping[str, Any]


def renew_portion(job: Job, portion: Portion) -> Iterator[Renewed]:
    """The rows of a portion, in order."""
    entries = iter(portion.entries.to_pylist())
    with open_parquet(Path(portion.path)) as file:
        for batch in file.iter_batches(batch_size=_BATCH, row_groups=[portion.group]):
            for row in batch.to_pylist():
                yield Renewed(*_renew(job, row), entry=next(entries))


def _renew(job: Job, old: Mapping[str, Any]) -> tuple[dict[str, Any], Finding | None]:
    """Columns, derived fields, rights, privacy and the maintainer's overrides as they are today."""
    record = {name: value for name, value in old.items() if name in job.model.model_fields}
    try:
        article = job.model.model_validate({**record, **job.model.derive(record["text"])})
        article = set_fields(_redacted(job, _with_rights(job, article)), job.overrides)
    except ValidationError as error:
        # A column that the row has not is null: it leaves the release anyway.
        return {**dict.fromkeys(job.model.model_fields), **record}, next(iter(refusals(error, Where())))
    return article.model_dump(mode="json"), fault_of(job, article)


def fault_of(job: Job, article: Article) -> Finding | None:
    """Why the row can stay no longer."""
    where = Where(article.raw_path)
    mark = denied(job.denylist, article.model_dump())
    if mark is not None and not (mark == NEAR and job.overrides.keeps(article.id)):
        return Finding("taken_down", where, {"mark": mark})
    private = dropped({kind: n for kind, n in article.pii.model_dump().items() if n}, job.config.privacy, where)
    shared = job.benchmarks.findings(article.text, where) if job.benchmarks else []
    by_hand = drops(article.id, job.overrides, where)
    found = by_hand if job.overrides.keeps(article.id) else [*by_hand, *private, *shared]
    return found[0] if found else None


def _with_rights(job: Job, article: Article) -> Article:
    """The site's policy as dataset.toml states it now."""
    host, policy = job.config.rights.policy_of(article.site) or ("", "unknown")
    settled = settle(article.rights_status, licence_status(article.license), policy)
    if settled in (article.rights_status, "allowed"):
        return article
    statement = f"[rights.sites] {host}: {policy}"
    return article.model_copy(update={"rights_status": settled, "rights_statement": statement})


def _redacted(job: Job, article: Article) -> Article:
    """Kinds of personal data that were kept when the row was made, and are hidden now."""
    if not job.growth.hides_more:
        return article
    record = {name: _hidden(job, name, value) for name, value in article.model_dump().items()}
    derived = type(article).derive(record["text"])
    return type(article).model_validate({**record, "char_count": len(record["text"]), **derived})


def _hidden(job: Job, name: str, value: Any) -> Any:
    if not list(page_strings([(name, value)])):
        return value
    if isinstance(value, tuple):
        return tuple(_hidden(job, name, item) for item in value)
    return redact({name: value}, job.config.privacy).fields[name] if isinstance(value, str) else value


def sign_portion(job: Job, portion: Portion) -> tuple[list[dict[str, Any]], list[Shingles], pa.Table]:
    """The rows of a portion, the shingles of each, and what the driver learns of them."""
    renewed = list(renew_portion(job, portion))
    sets = shingle_sets(one.row["text"] for one in renewed)
    keys = band_keys(sets).astype("<u8")
    lines = [
        {
            **candidate(one.row, keys[place].tobytes(), portion.shard, place),
            **_carried(job, one),
            "kept": job.overrides.keeps(one.row["id"]),
        }
        for place, one in enumerate(renewed)
    ]
    return [one.row for one in renewed], sets, pa.Table.from_pylist(lines, schema=CANDIDATE_SCHEMA)


def _carried(job: Job, one: Renewed) -> dict[str, Any]:
    """What only a carried row has. Its digest stays over the columns that it had when it last changed."""
    columns = job.growth.columns[one.entry["columns"]]
    stays = {path.partition(".")[0] for path in columns} <= set(one.row)
    same = stays and compared_digest(one.row, columns) == one.entry["row_digest"]
    return {
        "carried": True,
        "fault": one.fault.name if one.fault else None,
        "fault_params": json.dumps(dict(one.fault.params)) if one.fault else None,
        "page_digest": one.entry["page_digest"],
        "columns": one.entry["columns"] if same else len(job.growth.columns) - 1,
        "row_digest": one.entry["row_digest"] if same else compared_digest(one.row, job.growth.columns[-1]),
        **{name: one.row[name] for name in ("cluster", "cluster_size", "since")},
    }
