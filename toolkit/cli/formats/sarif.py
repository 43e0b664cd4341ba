"""For code scanners: SARIF 2.1.0 (OASIS Standard, 27 March 2020), written as the findings come."""

import json
from typing import Any
from urllib.parse import quote

from toolkit import __version__
from toolkit.catalogue import CODES, Code, Lang
from toolkit.cli.formats.form import Summary, View
from toolkit.cli.formats.rule import plain
from toolkit.cli.output import emit, escape
from toolkit.finding import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES = {name: place for place, name in enumerate(CODES)}


class Sarif:
    """One run with every rule of the catalogue."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._between = ""

    def start(self) -> None:
        """Everything up to the results."""
        rules = [_rule(name, code, self._view.lang) for name, code in CODES.items()]
        driver = {"name": "imprint", "version": __version__, "rules": rules}
        emit(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"tool": {_dump({"driver": driver})},')
        emit('"columnKind": "unicodeCodePoints", "results": [')

    def show(self, finding: Finding) -> None:
        """One result."""
        emit(f"{self._between}{_dump(_result(finding, self._view))}")
        self._between = ","

    def end(self, summary: Summary) -> None:
        """Close the run; its sums as properties."""
        emit(f'], "properties": {_dump(summary.counts)}}}]}}')


def _rule(name: str, code: Code, lang: Lang) -> dict[str, Any]:
    return {
        "id": code.number,
        "name": name,
        "shortDescription": {"text": _words(plain(code.message[lang]))},
        "help": {"text": _words(plain(code.mend[lang]))},
        "defaultConfiguration": {"level": code.severity},
    }


def _result(finding: Finding, view: View) -> dict[str, Any]:
    field = f"{finding.where.field}: " if finding.where.field else ""
    text = _words(f"{field}{finding.message(view.lang)}. {finding.mend(view.lang)}")
    result = {
        "ruleId": finding.code.number,
        "ruleIndex": _RULES[finding.name],
        "level": finding.severity,
        "message": {"text": text},
    }
    path = view.path(finding)
    return result if path is None else {**result, "locations": [{"physicalLocation": _place(path, finding.where.line)}]}


def _place(path: str, line: int | None) -> dict[str, Any]:
    # A first segment with a colon would be read as a scheme: RFC 3986, 4.2. Bytes that are no UTF-8 are spelled out.
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/", errors="backslashreplace")}}
    return place if line is None else {**place, "region": {"startLine": line}}


def _words(text: str) -> str:
    """Plain text: brackets would make a link (3.11.6), braces a placeholder (3.11.5)."""
    bare = escape(text).replace("\\", "\\\\")
    return bare.replace("[", "\\[").replace("]", "\\]").replace("{", "{{").replace("}", "}}")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
