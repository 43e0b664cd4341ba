"""A raw line as it stood on the page, put together again from the cleaned line and what was changed in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.article import Cut

_WORK = 2_000_000  # characters times cuts; a line that takes more is not put together


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a raw line: as it was (`cut` is None), or taken out by a cut that put `new` in its place."""

    text: str
    cut: Cut | None = None


def runs(line: str, cuts: Sequence[Cut]) -> tuple[Run, ...] | None:
    """The raw line of which `cuts`, in the order in which they were made, left `line`.

    What a later cut took of what an earlier one had changed belongs to the later. Where an earlier cut put characters
    where none stood, they are left away. None where the cuts do not fit the line.
    """
    if len(cuts) * (len(line) + sum(len(cut.old) for cut in cuts)) > _WORK:
        return None
    marked: list[tuple[str, Cut | None]] = [(character, None) for character in line]
    for group in reversed(_passes(cuts)):
        for cut, start in reversed(list(_placed(group))):
            end = start + len(cut.new)
            if not all(character == there for character, (there, _) in zip(cut.new, marked[start:end], strict=False)):
                return None
            if end > len(marked):
                return None
            owner = next((owner for _, owner in marked[start:end] if owner), cut)
            marked[start:end] = [(character, owner) for character in cut.old]
    return tuple(_joined(marked))


def _passes(cuts: Iterable[Cut]) -> list[list[Cut]]:
    """The cuts of one pass of a rule: they count from the same line, and do not overlap."""
    passes: list[list[Cut]] = []
    for cut in cuts:
        last = passes[-1][-1] if passes else None
        if last is not None and last.rule == cut.rule and last.end <= cut.start:
            passes[-1].append(cut)
        else:
            passes.append([cut])
    return passes


def _placed(group: Sequence[Cut]) -> Iterator[tuple[Cut, int]]:
    """Each cut of a pass with the place in the line that the pass left."""
    shift = 0
    for cut in group:
        yield cut, cut.start + shift
        shift += len(cut.new) - len(cut.old)


def _joined(marked: Sequence[tuple[str, Cut | None]]) -> Iterator[Run]:
    for _, group in groupby(marked, key=lambda unit: id(unit[1])):
        units = list(group)
        yield Run("".join(character for character, _ in units), units[0][1])
