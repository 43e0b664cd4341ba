"""GBK slips: a lead byte became `?`, and the bytes behind it were paired one off, until an ASCII byte ended it.

`?!耙谎a` was `。“一補`: A1A3 A1B0 D2BB D161, of which A1 was lost. It is restored by putting A1 for `?` and A3A1 for
`!` (a full-width one, later made narrow) and pairing anew. Only slips of this kind are certain, so only they are
mended.
"""

import re
from collections.abc import Iterator

_LONGEST = 60  # characters that a slip reaches
_SLIP = re.compile(f"\\?[!！]([\u3400-\u9fff\u3000-\u303f\uff00-\uffef]{{1,{_LONGEST}}})([@-~])")
_MARKS = frozenset("。，、；：？！“”‘’《》（）")


def find_slips(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, restored) of each slip whose bytes pair up again without a rest."""
    if "?!" not in text and "?！" not in text:
        return
    for match in _SLIP.finditer(text):
        restored = _restore(match[1], match[2])
        if restored is not None:
            yield match.start(), match.end(), restored


def _restore(shifted: str, last: str) -> str | None:
    """The text before the slip, or None when the bytes do not make common characters."""
    try:
        restored = (b"\xa1\xa3\xa1" + shifted.encode("gbk") + last.encode("ascii")).decode("gbk")
    except UnicodeError:
        return None
    return restored if restored[0] == "。" and all(char in _MARKS or _is_han(char) for char in restored) else None


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
