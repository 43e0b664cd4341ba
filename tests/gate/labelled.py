"""Labelled pages: each line of a page behind one mark, `+` kept, `-` cut, `=` neither way (title, caption, byline).

A line behind `>` is no part of the page: it is what the kept line before it must become.
Above the first empty line stand the fields that the page must give: title, date, source, authors, editor; `media: html`
for markup; ` / ` between two values of which either will do, `-` for none at all; `shows`, the habits and noise of the page; `verdict`, the finding of a page that is no article.
"""

import html
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

PAGES = Path(__file__).parent / "pages"
_TAG = re.compile(r"<rt>.*?</rt>|<[^<>]*>")


@dataclass(frozen=True)
class Labelled:
    """A page with what it must become. `marks` are its lines, each with the mark before it."""

    name: str
    fields: dict[str, str]
    marks: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def media(self) -> Literal["text", "html"]:
        return "html" if self.fields.get("media") == "html" else "text"

    @property
    def verdict(self) -> str | None:
        return self.fields.get("verdict")

    @cached_property
    def raw(self) -> str:
        """The page as the cleaner meets it."""
        return "".join(f"{line}\n" for mark, line in self.marks if mark != ">")

    def lines(self, marks: str) -> list[str]:
        """The text of the lines that bear one of `marks`, as it must become."""
        following = (*self.marks[1:], ("-", ""))
        pairs = zip(self.marks, following, strict=True)
        found = (after if mended == ">" else line for (mark, line), (mended, after) in pairs if mark in marks)
        return [html.unescape(_TAG.sub("", line)) if self.media == "html" else line for line in found]


def read(path: Path) -> Labelled:
    """One labelled page from its file."""
    head, _, page = path.read_text(encoding="utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    marks = tuple((line[:1] or "-", line[2:]) for line in page.splitlines())
    assert {mark for mark, _ in marks} <= {"+", "-", "=", ">"}, path
    return Labelled(path.stem, fields, marks)


def read_all() -> list[Labelled]:
    """Every labelled page, in the order of their names."""
    return [read(path) for path in sorted(PAGES.glob("*.page"))]
