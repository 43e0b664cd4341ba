"""Findings: problems of the data, as values with a stable code. Their texts are rendered in the command line."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.catalogue import CODES, Code, Lang
from toolkit.catalogue.chinese import CHINESE
from toolkit.errors import Where

Severity = Literal["error", "warning"]

_SHOWN = ("value", "sample", "near")  # parameters that repeat what stands there


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: which (`name` in the catalogue), where, and the values its message needs."""

    name: str
    where: Where = Where()
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> Code:
        """The catalogue's entry: number, severity and texts."""
        return CODES[self.name]

    @property
    def severity(self) -> Severity:
        """`error` makes a record unfit; `warning` is only said."""
        return self.code.severity

    def message(self, lang: Lang = "en") -> str:
        """What is wrong, in one line."""
        return self.code.message[lang].format_map(self._worded(lang))

    def mend(self, lang: Lang = "en") -> str:
        """What to do about it: an edit, or a command that exists."""
        return self.code.mend[lang].format_map({"path": self.where.path or "", **self._worded(lang)})

    def _worded(self, lang: Lang) -> Mapping[str, Any]:
        if lang == "en":
            return self.params
        return {name: CHINESE.get(name, {}).get(str(value), value) for name, value in self.params.items()}

    @property
    def value(self) -> str | None:
        """The wrong value as far as messages repeat it; of a secret only what `mask` leaves."""
        shown = next((self.params[name] for name in _SHOWN if name in self.params), None)
        return None if shown is None else str(shown)

    def as_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """The machine form, as in the output of `imprint validate --json`."""
        return {
            "code": self.code.number,
            "name": self.name,
            "severity": self.severity,
            "path": self.where.path,
            "line": self.where.line,
            "field": self.where.field,
            "value": self.value,
            "message": self.message(lang),
            "mend": self.mend(lang),
        }


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them makes a record unfit."""
    return any(finding.severity == "error" for finding in findings)


def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each name, names in alphabetical order."""
    return dict(sorted(Counter(finding.name for finding in findings).items()))


def _plain(params: Mapping[str, Any]) -> dict[str, str | int]:
    """What the messages are made of, so that they can be worded in another language later."""
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}


@dataclass(frozen=True, slots=True)
class Reject:
    """A document that did not become a row: where it lies, what it would have been, and every finding about it."""

    raw_path: str
    raw_index: int
    findings: tuple[Finding, ...]
    raw_sha256: str | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None

    @property
    def reason(self) -> str:
        """The name of the first error."""
        return next(finding.name for finding in self.findings if finding.severity == "error")

    def as_dict(self) -> dict[str, Any]:
        """One line of the rejects file."""
        return {
            "raw_path": self.raw_path,
            "raw_index": self.raw_index,
            "raw_sha256": self.raw_sha256,
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "reason": self.reason,
            "findings": [{**finding.as_dict(), "params": _plain(finding.params)} for finding in self.findings],
        }
