"""A stretch of a text that something was found in, and what can be done with many of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text, and what kind of thing stands there."""

    start: int
    end: int
    kind: str


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The spans in order of the text, none overlapping: the earliest wins, then the longest, then the first given."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    return chosen


def replace(text: str, replacements: Iterable[tuple[Span, str]]) -> str:
    """`text` with each span's characters replaced; the spans are in order and do not overlap, see `resolve`."""
    pieces, done = [], 0
    for span, new in replacements:
        pieces += [text[done : span.start], new]
        done = span.end
    return "".join([*pieces, text[done:]])


def remove(text: str, spans: Iterable[Span]) -> str:
    """`text` without the spans' characters; the spans are in order and do not overlap."""
    return replace(text, ((span, "") for span in spans))
