"""Findings in the forms that people, programs and forges read; one module a form."""

from collections.abc import Callable, Mapping

from toolkit.cli.formats.form import Form, Summary, View
from toolkit.cli.formats.github import GitHub
from toolkit.cli.formats.human import Human
from toolkit.cli.formats.json import Json, JsonLines
from toolkit.cli.formats.markdown import Markdown
from toolkit.cli.formats.sarif import Sarif

FORMS: Mapping[str, Callable[[View], Form]] = {
    "auto": Human,
    "human": Human,
    "json": Json,
    "jsonl": JsonLines,
    "github": GitHub,
    "sarif": Sarif,
    "md": Markdown,
}

__all__ = ["FORMS", "Form", "Summary", "View"]
