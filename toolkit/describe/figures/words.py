"""Foreign strings in a picture: of XML's characters, and cut to the columns that there is room for."""

import re

from toolkit.describe.markdown import one_line

# Full-width by Unicode's UAX 11 in every version of it that matters here, and the broadest Latin letters.
_WIDE = re.compile(
    "[A-Zmw@%&\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001faff\U00020000-\U0003ffff]"
)
_NO_XML = re.compile("[\ufffe\uffff]")
_LONGEST = 500  # characters of a name in a title


def plain(value: object) -> str:
    """One line that XML may hold, without what turns the direction of a line; cut after 500 characters."""
    line = one_line(_NO_XML.sub("", str(value)))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def columns(line: str) -> int:
    """How wide a line is, where a small Latin letter is 1, a capital or a Chinese character 2."""
    return len(line) + len(_WIDE.findall(line))


def fit(value: object, room: int) -> str:
    """As `plain`, in at most `room` columns, with an ellipsis where something is left out."""
    line = plain(value)
    if columns(line) <= room:
        return line
    used = 1
    for place, character in enumerate(line):
        used += columns(character)
        if used > room:
            return f"{line[:place].rstrip()}…"
    return line
