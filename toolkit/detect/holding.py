"""Which of many lines hold what a pattern finds: told by a search through all of them together.

A search costs some time before it looks at anything, and most lines are short and hold nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate


def holding(pattern: re.Pattern[str], lines: Sequence[str], between: str = "\n") -> Iterator[int]:
    """The places of the lines, in order.

    `between`: a character that is put between lines. The pattern must neither find it nor look at what it stands
    beside; nor may it look for the edges of a line.
    """
    whole, starts = between.join(lines), list(accumulate((len(line) + 1 for line in lines), initial=0))
    match = pattern.search(whole)
    while match is not None:
        place = bisect_right(starts, match.start()) - 1
        yield place
        match = pattern.search(whole, starts[place + 1])
