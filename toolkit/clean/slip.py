"""GBK slips: a lead byte became `?`, and the bytes behind it were paired one off, until an ASCII byte ended it.

`?!耙谎a` was `。“一補`: A1A3 A1B0 D2BB D161, of which A1 was lost. It is restored by putting A1 for `?`, and pairing
anew; `!` was A3A1, a full-width character made narrow later, as `N` was A3CE. Only a slip of a full stop whose bytes
give common characters alone is certain, so only that is mended.
"""

import re
from collections.abc import Iterator

from toolkit.clean.script import to_simplified
from toolkit.detect.pinyin import is_common

_LONGEST = 60  # characters that a slip reaches
_SLIP = re.compile(f"\\?([!-~！-～])([\u3400-\u9fff\u3000-\u303f\uff00-\uffef]{{1,{_LONGEST}}}?)([@-~])")
_MARKS = frozenset("。，、；：？！“”‘’《》（）…—")


def find_slips(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, restored) of each slip whose bytes pair up again without a rest."""
    if "?" not in text:
        return
    for match in _SLIP.finditer(text):
        restored = _restore(match[1], match[2], match[3])
        if restored is not None:
            yield match.start(), match.end(), restored


def _restore(first: str, shifted: str, last: str) -> str | None:
    """The text before the slip, or None when the bytes do not make common characters."""
    wide = first if first >= "！" else chr(ord(first) + 0xFEE0)
    try:
        restored = (b"\xa1" + (wide + shifted).encode("gbk") + last.encode("ascii")).decode("gbk")
    except UnicodeError:
        return None
    known = all(char in _MARKS or _is_common(char) for char in restored)
    return restored if restored[0] == "。" and known else None


def _is_common(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" and (is_common(char) or is_common(to_simplified(char)))
