"""Findings in the forms that people, programs and forges read; one module a form."""

from collections.abc import Callable
from importlib import import_module

from toolkit.cli.formats.form import Form, Summary, View

# name -> (module, class), loaded when asked for.
_FORMS = {
    "auto": ("human", "Human"),
    "human": ("human", "Human"),
    "json": ("json", "Json"),
    "jsonl": ("json", "JsonLines"),
    "github": ("github", "GitHub"),
    "sarif": ("sarif", "Sarif"),
    "md": ("markdown", "Markdown"),
}
FORMS = tuple(_FORMS)


def form_of(name: str) -> Callable[[View], Form]:
    """The form of this name, one of `FORMS`."""
    module, attribute = _FORMS[name]
    found: Callable[[View], Form] = getattr(import_module(f"toolkit.cli.formats.{module}"), attribute)
    return found


__all__ = ["FORMS", "Form", "Summary", "View", "form_of"]
