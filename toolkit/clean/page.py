"""A page as lines, whatever it came as."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

BOLD = 7  # the level of a line of nothing but bold text, the least of headings
CELL_BORDER = " | "  # between the cells of a row, where a page has a table
_LINE_END = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")

_RARE_END = re.compile("[\r\u0085\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Hints:
    """What an HTML page says of its article outside the visible text. All as found, nothing checked.

    `robots`: its terms of use for machines, one a line.
    """

    title: str | None = None
    page_title: str | None = None
    heading: str | None = None
    published_at: str | None = None
    source: str | None = None
    author: str | None = None
    section: str | None = None
    site: str | None = None
    robots: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, what its head says, and the places (from 0) of its main part where markup shows it.

    `levels`: the places of headings with their levels, 1 to 6, and 7 for a short line in bold; `linked`: the places of
    lines that are nothing but a link.
    """

    lines: tuple[str, ...]
    hints: Hints = Hints()
    main: frozenset[int] | None = None
    levels: Mapping[int, int] = field(default_factory=dict)
    linked: frozenset[int] = frozenset()


def text_page(text: str) -> Page:
    """A page that came as plain text."""
    lines = _LINE_END.split(text) if _RARE_END.search(text) else text.split("\n")
    return Page(tuple(lines[:-1] if lines[-1] == "" else lines))
