"""Findings as people and programs read them."""

import json
from collections.abc import Iterable, Sequence

from toolkit.catalogue import Lang
from toolkit.cli.output import emit, escape, note
from toolkit.finding import Finding, tally


def show_finding(finding: Finding, lang: Lang = "en", *, err: bool = False) -> None:
    """Two lines: where and what, then the mend."""
    write = note if err else emit
    place = f"{finding.where}: " if str(finding.where) else ""
    write(escape(f"{place}{finding.severity}: {finding.message(lang)} [{finding.code.number}]"))
    write(escape(f"    {finding.mend(lang)}"))


def show_findings_json(findings: Sequence[Finding], counts: dict[str, int]) -> None:
    """One JSON object: every finding, and the tally."""
    tree = {"findings": [finding.as_dict() for finding in findings], "counts": {**counts, **severities(findings)}}
    emit(json.dumps({**tree, "by_name": tally(findings)}, ensure_ascii=False, indent=1))


def severities(findings: Iterable[Finding]) -> dict[str, int]:
    """How many errors and warnings."""
    levels = [finding.severity for finding in findings]
    return {"errors": levels.count("error"), "warnings": levels.count("warning")}


def plural(count: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
