"""Foreign strings and numbers in Markdown: escaped, one line long, with the right plural."""

import re
from collections.abc import Iterable

_LONGEST = 200  # characters of a name found on pages; a host name has at most 253, and a card is no place to hide text
# Control characters, lone surrogates, and what turns the direction of a line; white space is dealt with before.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Backslash is safe before any of these: CommonMark 0.31, 2.4; `|` ends a table's cell, `$` and `~` are extensions.
_ACTIVE = re.compile(r"[\\`*_\[\]#|$~]")
# What opens a list, a heading or a numbered item when it stands first: CommonMark 0.31, 4 and 5.
_OPENING = re.compile(r"([-+=:]|\d{1,9}(?=[.)]))")
_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})(.*)")  # CommonMark 0.31, 4.5
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_URL = re.compile(r"https?://[A-Za-z0-9./?=&%#:@~_+,;!*()'-]+")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Markdown(str):
    """A string that is Markdown already; everything else is data and gets escaped."""

    __slots__ = ()


def one_line(value: object) -> str:
    """Without control characters, line breaks, and runs of white space."""
    return " ".join(_UNSEEN.sub(" ", " ".join(str(value).split())).split())


def finish(value: object) -> str:
    """How the template prints a value: Markdown as it is, whole numbers in groups of three, all else escaped."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return text(value)


def text(value: object) -> Markdown:
    """A string as plain words, wherever it stands: it makes no markup, no HTML and no table cell."""
    escaped = _inline(value)
    opening = _OPENING.match(escaped)
    if opening is None:
        return Markdown(escaped)
    kept = opening.end() - (0 if opening[0].isdigit() else 1)
    return Markdown(f"{escaped[:kept]}\\{escaped[kept:]}")


def _inline(value: object) -> str:
    """As `text`, for a place where no line begins."""
    escaped = _ACTIVE.sub(r"\\\g<0>", one_line(value))
    return re.sub("[&<>]", lambda match: _ENTITIES[match[0]], escaped)


def code(value: object) -> Markdown:
    """A name as a code span, in a table too; cut after 200 characters. An empty one is said to be missing."""
    name = one_line(value)
    if not name:
        return Markdown("*not known*")
    name = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    ticks = "`" * (_longest_run(name) + 1)
    pad = " " if name.startswith("`") or name.endswith("`") else ""
    # GFM takes a pipe for the end of a cell even in a code span, and takes this backslash away again: 4.10.
    return Markdown(f"{ticks}{pad}{name.replace('|', chr(92) + '|')}{pad}{ticks}")


def codes(values: Iterable[object]) -> Markdown:
    """Names as code spans, with commas between them."""
    return Markdown(", ".join(map(code, values)))


def described(value: str) -> Markdown:
    """Words for a table's cell in which only `names` in backticks are markup: how field descriptions are written."""
    words = re.split(r"`([^`\s][^`]*)`", one_line(value))
    return Markdown("".join(code(word) if place % 2 else _spaced(word) for place, word in enumerate(words)))


def _spaced(words: str) -> str:
    """Escaped, a space at either end kept."""
    return " ".join(_inline(word) for word in words.split(" "))


def block(content: str, language: str) -> Markdown:
    """A fenced code block that no content can end."""
    fence = "`" * max(3, _longest_run(content) + 1)
    return Markdown(f"{fence}{language}\n{content}\n{fence}")


def address(value: str) -> Markdown:
    """An address to write to, as a link where it is a plain URL or mail address."""
    if _URL.fullmatch(value) or _MAIL.fullmatch(value):
        return Markdown(f"<{value}>")
    return text(value)


def closed(prose: str) -> Markdown:
    """The maintainer's own Markdown as it is; a code block left open is closed, or it would swallow what follows."""
    lines = prose.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    indent = fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if match and not fence and ("`" not in match[3] or match[2][0] == "~"):
            indent, fence = match[1], match[2]
        elif match and fence and match[2].startswith(fence) and not match[3].strip():
            fence = ""
    return Markdown("\n".join([*lines, indent + fence] if fence else lines))


def count(number: int, one: str, many: str = "") -> Markdown:
    """`1 row`, `1,200 rows`; `many` where it is not `one` with an s."""
    return Markdown(f"{number:,} {one if number == 1 else many or one + 's'}")


def percent(part: int, whole: int) -> Markdown:
    """A share with one decimal, by whole numbers alone; never 0 or 100 unless it is exactly that."""
    if not 0 < part < whole:
        return Markdown("100 %" if part and part == whole else "0 %" if not part else "–")
    tenths = min(max((2000 * part + whole) // (2 * whole), 1), 999)
    return Markdown(f"{tenths // 10}.{tenths % 10} %")


def size(number: int) -> Markdown:
    """A number of bytes in decimal units, as the Hub shows them, rounded to the nearest tenth."""
    unit, name = next(((10**power, name) for power, name in _UNITS if number >= 10**power), (1, "bytes"))
    if unit == 1:
        return count(number, "byte")
    tenths = (20 * number + unit) // (2 * unit)
    return Markdown(f"{tenths // 10:,}.{tenths % 10} {name}")


_UNITS = ((12, "TB"), (9, "GB"), (6, "MB"), (3, "kB"))


def _longest_run(content: str) -> int:
    return max((len(run) for run in re.findall("`+", content)), default=0)
