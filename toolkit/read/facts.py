"""Facts about pages: from a sidecar (`page.html.facts.json`) or a folder's table (`facts.csv`)."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.article import HANDLE_PATTERN, PageFacts
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.identity import canonical_url
from toolkit.read.names import readable_name

SIDECAR_SUFFIX = ".facts.json"
TABLE_NAME = "facts.csv"
FACT_NAMES = tuple(field.name for field in fields(PageFacts))
_LIMIT = 64 << 20  # bytes; a facts file above it is not one
_COLUMNS = 1000  # of a table; every line of it costs as much as it has columns


@dataclass(frozen=True, slots=True)
class FactsBook:
    """Facts by raw_path, where each came from, and what was wrong with them."""

    facts: Mapping[str, PageFacts]
    places: Mapping[str, Where]
    findings: tuple[Finding, ...]

    def of(self, raw_path: str) -> PageFacts:
        """What is known of a page; nothing, when nobody said anything."""
        return self.facts.get(raw_path, PageFacts())

    def orphans(self, pages: set[str]) -> list[Finding]:
        """A finding for each page that has facts and is not there."""
        missing = sorted(set(self.facts) - pages)
        return [Finding("orphan_facts", self.places[path], {"file": path}) for path in missing]


def read_facts(files: Iterable[Path], name_of: Callable[[Path], str]) -> FactsBook:
    """Read sidecars and tables. A page's own sidecar says more than its folder's table."""
    book: dict[str, PageFacts] = {}
    places: dict[str, Where] = {}
    findings: list[Finding] = []
    for file in sorted(files, key=lambda file: file.name != TABLE_NAME):  # tables first, sidecars on top
        for raw_path, where, table in _entries(file, name_of(file), findings):
            facts, problems = check_facts(table, where)
            book[raw_path] = _merge(book.get(raw_path, PageFacts()), facts)
            places[raw_path] = where
            findings += problems
    return FactsBook(book, places, tuple(findings))


def check_facts(table: Mapping[str, Any], where: Where) -> tuple[PageFacts, list[Finding]]:
    """Facts in the form articles hold them: canonical url, UTC time. A wrong value is left out and said."""
    known: dict[str, str] = {}
    findings = []
    for name in FACT_NAMES:
        value = table.get(name)
        if value is None or value == "":
            continue
        try:
            known[name] = _CHECKS[name](value)
        except ValueError as error:
            place = replace(where, field=name)
            findings.append(Finding("bad_facts", place, {"value": repr(value)[:120], "problem": str(error)}))
    return PageFacts(**known), findings


def _merge(below: PageFacts, above: PageFacts) -> PageFacts:
    said = {name: getattr(above, name) for name in FACT_NAMES if getattr(above, name) is not None}
    return replace(below, **said)


def _entries(file: Path, name: str, findings: list[Finding]) -> Iterator[tuple[str, Where, Mapping[str, Any]]]:
    try:
        if file.stat().st_size > _LIMIT:
            raise ValueError("larger than 64 MiB")
        text = file.read_bytes().decode("utf-8-sig")
        yield from _table(text, name) if file.name == TABLE_NAME else _sidecar(text, name)
    except (OSError, ValueError, RecursionError, csv.Error) as error:
        findings.append(Finding("bad_facts", Where(name), {"value": file.name, "problem": str(error)}))


def _sidecar(text: str, name: str) -> Iterator[tuple[str, Where, Mapping[str, Any]]]:
    table = json.loads(text)
    if not isinstance(table, dict):
        raise ValueError("not a JSON object")
    yield name.removesuffix(SIDECAR_SUFFIX), Where(name), table


def _table(text: str, name: str) -> Iterator[tuple[str, Where, Mapping[str, Any]]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    columns = rows.fieldnames or ()
    if "file" not in columns or len(columns) > _COLUMNS:
        raise ValueError(f"its first line has no column 'file', or more than {_COLUMNS} columns")
    folder = PurePosixPath(name).parent
    for row in rows:
        if row["file"]:
            yield readable_name(str(folder / row["file"])), Where(name, rows.line_num), row


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 2000:
        raise ValueError("not a line of text")
    return value.strip()


def _url(value: Any) -> str:
    url = canonical_url(_text(value))
    if url is None:
        raise ValueError("not the http(s) address of a page")
    return url


def _utc(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("not an ISO 8601 time such as 2024-03-09T08:00:00+08:00") from None
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset from UTC, such as +08:00 or Z")
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except OverflowError:
        raise ValueError("not a time of the calendar") from None


def _handle(value: Any) -> str:
    handle = _text(value).removeprefix("@")
    if not re.fullmatch(HANDLE_PATTERN, handle):
        raise ValueError("not a handle: letters, digits, '.', '_' and '-'; never a mail address")
    return handle


_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "url": _url,
    "fetched_at": _utc,
    "license": _text,
    "contributor": _handle,
}
