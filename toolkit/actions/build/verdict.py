"""What one page comes to by itself: cleaned and screened, or remembered from an earlier build."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from toolkit.actions.build.job import Job
from toolkit.actions.build.notes import Notes
from toolkit.article import Article, RawDocument, Trace
from toolkit.clean.evidence import Evidence
from toolkit.curate.candidates import compared_digest, sketch
from toolkit.curate.overrides import set_fields
from toolkit.curate.screen import screen
from toolkit.digest import canonical_json
from toolkit.errors import Where
from toolkit.finding import Finding, has_errors

NO_TRACE = Trace()
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
    def of(cls, job: Job, article: Article | None, findings: Iterable[Finding], trace: Trace = NO_TRACE) -> "Verdict":
        """Of an article that is at hand."""
        found = tuple(findings)
        row = None if article is None else article.model_dump(mode="json")
        known = None if row is None or has_errors(found) else sketch_of(row, job)
        kept = sum(line.kept for line in trace.verdicts)
        rules = Counter(line.rule for line in trace.verdicts if not line.kept)
        rules.update(cut.rule for cut in trace.cuts)
        verdict = cls(job.model, row, known, found, (kept, len(trace.verdicts) - kept), dict(rules))
        verdict.__dict__["article"] = article  # need not be made of the row again
        return verdict

    @cached_property
    def article(self) -> Article | None:
        """The article itself: what is remembered is not validated before it is asked for."""
        return None if self.row is None else self.model.model_validate(self.row)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges pages one by one."""

    job: Job
    notes: Notes

    def verdict(self, page: RawDocument, evidence: Evidence) -> Verdict:
        """The same whether it is remembered or not."""
        if self.job.cache is None:
            return self._judged(page, evidence)
        recurring = sorted(digest for digests in evidence.recurring.values() for digest in digests)
        key = self.notes.key("page", page.page_digest, page.media, type(page.content).__name__, *recurring)
        known = self.notes.get(key)
        found = None if known is None else _recalled(known, page, self.job.model)
        if found is None or (found.row is not None and self.job.overrides.of(found.row["id"])):
            found = self._judged(page, evidence)
            self._keep(key, found, page)
        return found

    def _judged(self, page: RawDocument, evidence: Evidence) -> Verdict:
        cleaned = self.job.cleaner.clean(page, evidence)
        if cleaned.article is None:
            return Verdict.of(self.job, None, cleaned.findings)
        article = set_fields(cleaned.article, self.job.overrides)
        where = Where(page.raw_path, page.line)
        findings = (*cleaned.findings, *screen(article, self.job.config, where))
        return Verdict.of(self.job, article, findings, cleaned.trace)

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
        row, known, findings, (kept, cut), rules = json.loads(data.decode("utf-8", "surrogatepass"))
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
