"""Two texts as a unified diff that fits a screen: bounded in lines and characters, whatever the texts are."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

_LINES = 200  # that are compared, after those both begin and end with; the matcher is cubic at worst
_SHOWN = 60  # lines of the result
_WIDTH = 160  # characters of a line
_BEFORE = 30  # characters of what both sides share that stand before the first difference

Group = Sequence[tuple[str, int, int, int, int]]


def text_diff(old: str, new: str) -> tuple[str, ...]:
    """The lines of a unified diff with one line of context, without its two file lines; none for equal texts.

    A long line begins shortly before where it differs from its counterpart. What is left out is an ellipsis.
    """
    if old == new:
        return ()
    sides = old.split("\n"), new.split("\n")
    start = _shared(*sides)
    end = min(_shared(sides[0][::-1], sides[1][::-1]), min(map(len, sides)) - start)
    first, last = max(0, start - 1), max(0, end - 1)
    a, b = (side[first : len(side) - last] for side in sides)
    groups = SequenceMatcher(None, a[:_LINES], b[:_LINES], autojunk=False).get_grouped_opcodes(1)
    lines = [line for group in groups for line in _hunk(group, a, b, first)]
    cut = len(lines) > _SHOWN or max(len(a), len(b)) > _LINES
    return (*lines[:_SHOWN], "…") if cut else tuple(lines)


def side_by_side(old: str, new: str) -> tuple[str, str]:
    """Two values of one line each, cut to what a reader needs to see the first difference."""
    start = _start(old, new)
    return _cut(old, start), _cut(new, start)


def _hunk(group: Group, old: Sequence[str], new: Sequence[str], first: int) -> Iterator[str]:
    (_, a, _, b, _), (_, _, c, _, d) = group[0], group[-1]
    yield f"@@ -{first + a + 1},{c - a} +{first + b + 1},{d - b} @@"
    for tag, i, j, k, m in group:
        if tag == "equal":
            yield from (f" {_cut(line)}" for line in old[i:j])
        else:
            starts = [_start(x, y) for x, y in zip(old[i:j], new[k:m], strict=False)]
            yield from (f"-{_cut(line, at)}" for line, at in _placed(old[i:j], starts))
            yield from (f"+{_cut(line, at)}" for line, at in _placed(new[k:m], starts))


def _placed(lines: Sequence[str], starts: Sequence[int]) -> Iterator[tuple[str, int]]:
    return zip(lines, [*starts, *[0] * (len(lines) - len(starts))], strict=False)


def _start(old: str, new: str) -> int:
    """Where to begin to show two lines: at their beginning, if the first difference is seen from there."""
    shared = _shared(old, new)
    return max(0, shared - _BEFORE) if shared > _WIDTH // 2 else 0


def _cut(line: str, start: int = 0) -> str:
    shown = line[start : start + _WIDTH]
    return f"{'…' if start else ''}{shown}{'…' if start + _WIDTH < len(line) else ''}"


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items both begin with; slices are compared, since a line may have five million characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low
