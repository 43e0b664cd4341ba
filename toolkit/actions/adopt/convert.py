"""A row of an existing dataset as a record of the project's schema. Its text stays as it is: nothing is cleaned."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from toolkit.actions.adopt.columns import ColumnMap, look_up
from toolkit.article import Article, RawDocument
from toolkit.clean.script import script_of
from toolkit.clean.verdicts import of_text
from toolkit.config import Config
from toolkit.curate.validate import check_record
from toolkit.detect.personal import find_personal
from toolkit.detect.rights import licence_status, settle
from toolkit.digest import sha256_hex
from toolkit.errors import Where
from toolkit.finding import Finding
from toolkit.identity import article_id, site_of
from toolkit.read.facts import check_facts
from toolkit.read.record import FINISHED

CLEANER = "adopted"  # stands where other rows name the cleaner that made them
_OF_THE_BUILD = frozenset({"cluster", "cluster_size", "since"})


@dataclass
class Converter:
    """Converts row after row; of rows with one url the first has its id by it, the others by their text."""

    config: Config
    model: type[Article]
    columns: ColumnMap
    _urls: set[str] = field(default_factory=set)
    _ids: dict[str, Where] = field(default_factory=dict)

    def convert(self, row: RawDocument) -> tuple[Article | None, list[Finding]]:
        """The article, unless a finding is an error, and all findings."""
        values, where = dict(row.record or {}), Where(row.raw_path, row.line)
        finished, path = bool(values.get(FINISHED)), self.columns.paths["text"]
        if look_up(values, path) in (None, ""):
            return None, [Finding("no_content", where, {"text": path, "html": self.config.columns.html})]
        record, findings = (self._finished(values), []) if finished else self._record(row, values, where)
        article, said = check_record(record, self.model, self.config, where)
        findings = [*findings, *said]
        if article is not None and not finished:
            findings += of_text(article.text, 1, where)
        if article is not None:
            findings += self._repeated(article.id, where)
        return article, findings

    def _finished(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row of this schema already; what the build fills is filled anew."""
        return {
            name: _plain(value) for name, value in values.items() if name not in _OF_THE_BUILD and value is not None
        }

    def _record(
        self, row: RawDocument, values: Mapping[str, Any], where: Where
    ) -> tuple[dict[str, Any], list[Finding]]:
        said = {name: _plain(look_up(values, path)) for name, path in self.columns.paths.items()}
        own = {
            name: value for name, value in said.items() if name in self.model.model_fields and value not in (None, "")
        }
        facts, findings = check_facts({**said, "fetched_at": _moment(said.get("fetched_at"))}, where)
        text = said["text"] if isinstance(said["text"], str) else repr(said["text"])
        digest = sha256_hex(text.encode("utf-8", "surrogatepass"))
        identity, basis = article_id(self._free(facts.url), digest)
        made = {
            "id": identity, "id_basis": basis, "language": script_of(text),
            "url": facts.url, "site": site_of(facts.url),
            "fetched_at": facts.fetched_at, "license": facts.license, "contributor": facts.contributor,
            "pii": dict(Counter(span.kind for span in find_personal(text))), "char_count": len(text),
            "raw_path": row.raw_path, "raw_index": row.raw_index, "raw_sha256": digest, "cleaner": CLEANER,
            **{name: own.get(name, False) for name in ("truncated", "paywalled", "spam")},
        }  # fmt: skip
        return {**own, **made, "rights_status": self._rights(own, made)}, findings

    def _free(self, url: str | None) -> str | None:
        """The url, unless an earlier row has its id by it."""
        if url is None or url in self._urls:
            return None
        self._urls.add(url)
        return url

    def _rights(self, own: Mapping[str, Any], made: Mapping[str, Any]) -> Any:
        """As the row states them, else by licence and the site's policy."""
        if "rights_status" in own:
            return own["rights_status"]
        _, policy = self.config.rights.policy_of(made["site"]) or ("", "unknown")
        return settle("unknown", licence_status(made["license"]), policy)

    def _repeated(self, identity: str, where: Where) -> list[Finding]:
        first = self._ids.setdefault(identity, where)
        return [] if first is where else [Finding("duplicate_id", replace(where, field="id"), {"first": str(first)})]


def _plain(value: Any) -> Any:
    """Times as articles hold them; bytes as text where they are UTF-8."""
    if isinstance(value, datetime):
        try:
            value = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        except OverflowError:
            return str(value)
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def _moment(value: Any) -> Any:
    """A time without a zone is taken for UTC."""
    zoned = isinstance(value, str) and len(value) == len("2024-03-09T08:30:00") and value[10] == "T"
    return f"{value}Z" if zoned else value
