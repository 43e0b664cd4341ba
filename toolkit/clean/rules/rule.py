"""A rule of cleaning, and the form in which its pattern meets a line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from toolkit.catalogue import Lang
from toolkit.detect.fold import Fold

# noise      cut wherever it stands
# meta       cut; part of the masthead (date, source, author)
# tail       cut; ends the article once its body was entered
# edge       cut before and after the body, kept within it
# caption    cut; the words below a picture
# statement  cut, unless it is a whole paragraph within the body: an article may be about copyright
# structure  what only the whole page shows; no pattern
# repair     a change within a line; no pattern here
Verdict = Literal["noise", "meta", "tail", "edge", "caption", "statement", "structure", "repair"]

# Patterns meet one form of punctuation, so that each is written once. One character for one: positions stay.
FORMS = Fold(
    dict(
        zip(
            "：﹕（）［］【】〔〕｜丨│┃∣¦／╱∕＞»›〉﹥＜　\xa0\t－＿“”＠．～",
            '::()[][][]||||||///>>>>><   -_""@.~',
            strict=True,
        )
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `pattern` is searched in a line of up to `limit` characters, in its canonical form and lower case.

    `sentences`: it may also cut a line that reads as a sentence; others spare it.
    `fixed`: it cannot be switched off. `weight`: instead of its verdict's, see weights.toml.
    `gate`: words of which every match holds one; they are looked for first, because that is quick.
    """

    id: str
    reason: Mapping[Lang, str]
    verdict: Verdict
    pattern: re.Pattern[str] | None = None
    limit: int = 0
    gate: tuple[str, ...] = ()
    sentences: bool = False
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    weight: int | None = None
    fixed: bool = False

    def knows(self, form: str) -> bool:
        """Whether the pattern is in a line in canonical form and lower case, whatever its length."""
        if self.gate and not any(map(form.__contains__, self.gate)):
            return False
        return self.pattern is not None and self.pattern.search(form) is not None


def canonical_lines(lines: Sequence[str]) -> list[str]:
    """Each line in canonical form; many at once cost little more than one."""
    whole, ends = FORMS("\n".join(lines)), list(accumulate(len(line) + 1 for line in lines))
    return [whole[start : end - 1] for start, end in pairwise((0, *ends))]


def canonical(line: str) -> str:
    """The line with one form of colons, brackets, bars and spaces; of the same length."""
    return FORMS(line)
