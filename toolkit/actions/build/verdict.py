"""What one page comes to by itself: cleaned and screened, or remembered from an earlier build."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic_core import from_json

from toolkit.actions.build.job import Job
from toolkit.actions.build.notes import Notes
from toolkit.actions.build.questions import Examined
from toolkit.article import Article, RawDocument
from toolkit.clean.evidence import Evidence
from toolkit.curate.candidates import compared_digest, sketch
from toolkit.digest import canonical_json
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors

_ENTRY = json.JSONEncoder(ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Verdict:
    """An article, fit or not, or none; the findings; the lines kept and cut, and how often each rule was applied.

    `row`: the article's columns; `sketch`: what its candidate says besides, and its row digest, where it is fit.
    """

    model: type[Article]
    row: dict[str, Any] | None
    sketch: dict[str, Any] | None
    findings: tuple[Finding, ...]
    lines: tuple[int, int] = (0, 0)
    rules: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, job: Job, examined: Examined) -> "Verdict":
        """Of a document that was just looked at."""
        article, found, trace = examined.article, examined.findings, examined.trace
        if article is None:  # its lines are not counted among those of articles
            return cls(job.model, None, None, found)
        row = article.model_dump(mode="json")
        known = None if has_errors(found) else sketch_of(row, job)
        kept = sum(made.kept for made in trace.decisions)
        rules = Counter(made.rule for made in trace.decisions if not made.kept)
        rules.update(cut.rule for cut in trace.cuts)
        verdict = cls(job.model, row, known, found, (kept, len(trace.decisions) - kept), dict(rules))
        verdict.__dict__["article"] = article  # need not be made of the row again
        return verdict

    @cached_property
    def article(self) -> Article | None:
        """The article itself: what is remembered is not validated before it is asked for."""
        return None if self.row is None else self.model.model_validate(self.row)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges pages, each by itself, in batches."""

    job: Job
    notes: Notes

    def verdicts(self, pages: Sequence[tuple[RawDocument, Evidence]]) -> list[Verdict]:
        """Of pages, each with the evidence on it; the same whether they are remembered or not."""
        keys = [self._key(*page) for page in pages]
        known = [self._remembered(key, page) for key, (page, _) in zip(keys, pages, strict=True)]
        new = [page for page, verdict in zip(pages, known, strict=True) if verdict is None]
        examined = iter(self.job.questions.examine(new))
        return [
            verdict or self._new(key, page, next(examined))
            for key, (page, _), verdict in zip(keys, pages, known, strict=True)
        ]

    def _key(self, page: RawDocument, evidence: Evidence) -> bytes | None:
        """What names the page in the cache; None for what is not kept there."""
        if self.job.cache is None or page.record is not None:
            return None
        recurring = sorted(digest for digests in evidence.recurring.values() for digest in digests)
        return self.notes.key("page", page.page_digest, page.media, type(page.content).__name__, *recurring)

    def _remembered(self, key: bytes | None, page: RawDocument) -> Verdict | None:
        data = None if key is None else self.notes.get(key)
        found = None if data is None else _recalled(data, page, self.job.model)
        changed = found is not None and found.row is not None and self.job.overrides.of(found.row["id"])
        return None if changed else found

    def _new(self, key: bytes | None, page: RawDocument, examined: Examined) -> Verdict:
        verdict = Verdict.of(self.job, examined)
        if key is not None:
            self._keep(key, verdict, page)
        return verdict

    def _keep(self, key: bytes, verdict: Verdict, page: RawDocument) -> None:
        """What the maintainer's overrides have changed is not kept: they are not what it is named by."""
        if verdict.row is not None and self.job.overrides.of(verdict.row["id"]):
            return
        findings = [_unplaced(finding, page) for finding in verdict.findings]
        # Not what JSON cannot hold, nor what is said of another place than this page.
        if None in findings or json.loads(_ENTRY.encode(findings)) != findings:
            return
        entry = [verdict.row, verdict.sketch, findings, verdict.lines, verdict.rules]
        self.notes.put(key, _ENTRY.encode(entry).encode("utf-8", "surrogatepass"))


def sketch_of(row: Mapping[str, Any], job: Job) -> dict[str, Any]:
    """What a row's candidate says besides its columns."""
    return {**sketch(row), "row_digest": compared_digest(row, job.growth.columns[-1])}


def _recalled(data: bytes, page: RawDocument, model: type[Article]) -> Verdict | None:
    """The verdict, for a page that may lie elsewhere now; None for an entry that is none."""
    try:
        row, known, findings, (kept, cut), rules = from_json(data)
        placed = tuple(_placed(finding, page) for finding in findings)
    except (ValueError, TypeError, KeyError):
        return None
    if row is not None:
        before, now = (row["raw_path"], row["raw_index"]), (page.raw_path, page.raw_index)
        row["raw_path"], row["raw_index"] = now
        if known is not None and now != before:
            known["row_bytes"] += _place_bytes(*now) - _place_bytes(*before)
    return Verdict(model, row, known, placed, (kept, cut), rules)


def _place_bytes(path: str, index: int) -> int:
    return len(canonical_json(path)) + len(str(index))


def _unplaced(finding: Finding, page: RawDocument) -> list[Any] | None:
    """A finding as JSON values, on its page wherever that lies; None for one that is about another place."""
    if finding.where.path != page.raw_path or finding.where.line not in (None, page.line):
        return None
    return [finding.name, finding.where.line is not None, finding.where.field, dict(finding.params)]


def _placed(entry: list[Any], page: RawDocument) -> Finding:
    name, has_line, field, params = entry
    return Finding(name, Where(page.raw_path, page.line if has_line else None, field), params)
