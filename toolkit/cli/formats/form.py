"""What every form of output is: told of each finding as it is made, and of the sums at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from toolkit.catalogue import Lang
from toolkit.finding import Finding


@dataclass(frozen=True, slots=True)
class View:
    """How findings are shown: the language, and what leads from the repository to the project (`data/`, or ``)."""

    lang: Lang = "en"
    prefix: str = ""

    def path(self, finding: Finding) -> str | None:
        """The finding's file as the repository knows it."""
        return None if finding.where.path is None else self.prefix + finding.where.path


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums of a run. `by_code` counts every finding, those included that were not shown."""

    documents: int
    errors: int
    warnings: int
    by_code: Mapping[str, int]
    by_name: Mapping[str, int]
    hidden: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The sums as programs read them."""
        return {"documents": self.documents, "errors": self.errors, "warnings": self.warnings, "hidden": self.hidden}


class Form(Protocol):
    """Writes to stdout. `start`, then `show` for each finding, then `end`."""

    def __init__(self, view: View) -> None: ...
    def start(self) -> None:
        """Before anything is read."""

    def show(self, finding: Finding) -> None:
        """One finding, as soon as it is made."""

    def end(self, summary: Summary) -> None:
        """Everything has been read."""
