"""Which rules could know a line at all: told by pairs of characters it holds, because most lines are known by none.

A rule with a gate needs one of its words, and so the pair of characters that tells it; a rule without a gate could know
any line. Rules are the bits of an integer, in their order, the first the lowest. No verdict depends on this, only how
long it takes.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from toolkit.clean.decode import COMMON
from toolkit.clean.rules.rule import FORMS, Rule

# Besides the capitals, what becomes a Latin letter in lower case: the Kelvin sign, and I with a dot.
_LOWERED = {"k": "\u212a", "i": "\u0130"}


class Sieve:
    """The rules that are tried on a line, as bits.

    `singles`: the gates of one character, each with its rule; `openings` and `seconds`: the pairs that tell the others.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        words = [(word, 1 << place) for place, rule in enumerate(rules) for word in rule.gate]
        pairs = [(_telling(word), bit) for word, bit in words if len(word) > 1]
        self.singles = [(_spelled(word), bit) for word, bit in words if len(word) == 1]
        self.openings = [(_spelled(pair[0]), bit) for pair, bit in pairs]
        self.seconds = [(_spelled(pair[1]), bit) for pair, bit in pairs]
        self.free = self.bits(rule for rule in rules if not rule.gate)
        self.sentences = self.bits(rule for rule in rules if rule.sentences)
        self._limits = sorted({rule.limit for rule in rules})
        self._reaching = [
            self.bits(rule for rule in rules if rule.limit >= limit) for limit in (*self._limits, 1 << 60)
        ]

    def bits(self, rules: Iterable[Rule]) -> int:
        """These rules as an integer."""
        chosen = {rule.id for rule in rules}
        return sum(1 << place for place, rule in enumerate(self._rules) if rule.id in chosen)

    def first(self, form: str, candidates: int, sentence: bool) -> Rule | None:
        """The first of the candidates that knows a line in canonical form and lower case.

        If the line is a sentence, the first must be a rule that cuts sentences.
        """
        candidates &= self._reaching[bisect_left(self._limits, len(form))]
        # Most sentences are done with when the few rules that may cut them were tried.
        if sentence and self._try(form, candidates & self.sentences) is None:
            return None
        rule = self._try(form, candidates)
        return None if rule is None or (sentence and not rule.sentences) else rule

    def _try(self, form: str, candidates: int) -> Rule | None:
        while candidates:
            lowest = candidates & -candidates
            rule = self._rules[lowest.bit_length() - 1]
            if rule.knows(form):
                return rule
            candidates ^= lowest
        return None


def _telling(word: str) -> str:
    """The first pair of its characters that are not both of the commonest, else the last."""
    pairs = ["".join(pair) for pair in pairwise(word)]
    return next((pair for pair in pairs if not COMMON.issuperset(pair)), pairs[-1])


def _spelled(char: str) -> str:
    """All characters that are this one in canonical form and lower case."""
    return char + char.upper() + _LOWERED.get(char, "") + FORMS.read_as(char)
