"""Which rules could know a line at all: told at one look, because most lines are known by none.

A rule with a gate needs one of its words, and a word is looked for where its telling character stands, its rarest.
No verdict depends on this, only how long it takes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from toolkit.clean.decode import COMMON
from toolkit.clean.rules.rule import FORMS, Rule
from toolkit.detect.fold import one_of

# Besides the capitals, what becomes a Latin letter in lower case: the Kelvin sign, and I with a dot.
_LOWERED = {"k": "\u212a", "i": "\u0130"}


class Sieve:
    """The rules of a rulebook in their order, as bits of an integer, the first the lowest."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        gates: dict[str, int] = {}
        for place, rule in enumerate(rules):
            for word in rule.gate:
                gates[word] = gates.get(word, 0) | 1 << place
        self._words: dict[str, list[tuple[str, int]]] = {}
        for word, places in gates.items():
            self._words.setdefault(_telling(word), []).append((word, places))
        self._free = _mask(place for place, rule in enumerate(rules) if not rule.gate)
        self._for_sentences = _mask(place for place, rule in enumerate(rules) if rule.sentences)
        self._limits = sorted({rule.limit for rule in rules})
        self._reaching = [
            _mask(place for place, rule in enumerate(rules) if rule.limit >= limit)
            for limit in (*self._limits, 1 << 60)
        ]
        self._sentences = _quick_look([rule for rule in rules if rule.sentences])

    def may_cut_sentence(self, line: str) -> bool:
        """Whether a rule that also cuts sentences could know this line; it is in any form."""
        return self._sentences is None or self._sentences.search(line) is not None

    def first(self, form: str, sentence: bool) -> Rule | None:
        """The first rule that knows a line in canonical form and lower case; of a sentence, if it cuts sentences."""
        found = self._candidates(form)
        # Most sentences are done with when the few rules that may cut them were tried.
        if sentence and self._try(form, found & self._for_sentences) is None:
            return None
        rule = self._try(form, found)
        return None if rule is None or (sentence and not rule.sentences) else rule

    def _candidates(self, form: str) -> int:
        """The rules whose gate and limit let the line through."""
        words, found = self._words, self._free
        for char in words.keys() & form:
            for word, places in words[char]:
                if word in form:
                    found |= places
        return found & self._reaching[bisect_left(self._limits, len(form))]

    def _try(self, form: str, candidates: int) -> Rule | None:
        while candidates:
            lowest = candidates & -candidates
            rule = self._rules[lowest.bit_length() - 1]
            if rule.pattern is not None and rule.pattern.search(form) is not None:
                return rule
            candidates ^= lowest
        return None


def _mask(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


def _telling(word: str) -> str:
    """The character of a word that is hardly one of the commonest."""
    return next((char for char in reversed(word) if char not in COMMON), word[-1])


def _quick_look(rules: Sequence[Rule]) -> re.Pattern[str] | None:
    """What a line holds that one of the rules knows: two characters that begin a word of a gate. None: anything."""
    words = {word for rule in rules for word in rule.gate}
    if not all(rule.gate for rule in rules):
        return None
    single = "".join(sorted(word for word in words if len(word) == 1))
    first, second = ("".join(sorted({word[at] for word in words if len(word) > 1})) for at in (0, 1))
    # The class in front is what `re` finds quickly.
    return re.compile(f"{_spelled(single + first)}(?:(?<={_spelled(single)})|(?<={_spelled(first)}){_spelled(second)})")


def _spelled(chars: str) -> str:
    """A class of all characters that are one of `chars` in canonical form and lower case."""
    lowered = "".join(_LOWERED.get(char, "") for char in chars)
    return one_of(chars + chars.upper() + lowered + FORMS.read_as(chars))
