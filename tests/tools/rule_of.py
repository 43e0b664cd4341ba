"""The rule that knows a line, asked of the rulebook alone: no line is remembered, and whether it is prose is said."""

from toolkit.clean.line import looks
from toolkit.clean.rules import BUILT_IN, Rule, Rulebook, canonical


def rule_of(line: str, sentence: bool = False, book: Rulebook = BUILT_IN) -> Rule | None:
    """As `Rulebook.match`, after a look at the line."""
    (look,) = looks([line])
    return book.match(canonical(line), look.bits, sentence)
