"""The data contract of the example dataset: an Article, and the standards and committees that its text cites."""

import re
from typing import Any

from pydantic import Field

from toolkit import Article

# GB/T 1.1-2020, DB15/T 1086, T/QLS 012-2023, ISO 9001:2015, IEC 62304, ISO/IEC 27001
_STANDARD = re.compile(
    r"(?<![A-Za-z/])"
    r"(GB(?:/[TZ])?|DB\d{2,6}(?:/T)?|T/[A-Z]{2,8}|ISO/IEC(?: GUIDE)?|ISO(?:/T[RS])?|IEC(?:/T[RS])?|[A-Z]{2}/T)"
    r"\s?(\d{1,6}(?:\.\d{1,3}){0,3})"
    r"(?:\s?([-—–:：])\s?((?:19|20)\d\d))?(?!\d)"
)
# ISO/TC 263, IEC/TC 62/SC 62A, ISO/IEC JTC 1/SC 42, SAC/TC 286
_COMMITTEE = re.compile(
    r"(?<![A-Za-z/])(ISO/IEC JTC|(?:ISO|IEC|SAC)/(?:TC|PC))\s?(\d{1,4})(?:/(SC|WG)\s?(\d{1,3}[A-Z]?))?(?![\dA-Za-z])"
)


class StandardsArticle(Article):
    """An article about standardisation."""

    standards: tuple[str, ...] = Field((), description="Standards the text cites, in order of first mention")
    committees: tuple[str, ...] = Field((), description="Committees the text cites, in order of first mention")

    @classmethod
    def derive(cls, text: str) -> dict[str, Any]:
        """Both lists, each spelled one way: `GB/T 1.1-2020`, `ISO 9001:2015`, `ISO/TC 263`."""
        return {
            "standards": tuple(dict.fromkeys(map(_standard, _STANDARD.finditer(text)))),
            "committees": tuple(dict.fromkeys(map(_committee, _COMMITTEE.finditer(text)))),
        }


def _standard(match: re.Match[str]) -> str:
    body, number, _, year = match.groups()
    if year is None:
        return f"{body} {number}"
    return f"{body} {number}{':' if body.startswith(('ISO', 'IEC')) else '-'}{year}"


def _committee(match: re.Match[str]) -> str:
    body, number, kind, part = match.groups()
    return f"{body} {number}" + (f"/{kind} {part}" if part else "")
