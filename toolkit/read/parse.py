"""JSON text -> one object, or the finding that says from where on it cannot be read."""

import json
import re
from typing import Any

from toolkit.errors import Where
from toolkit.finding import Finding

MARK = b"\xef\xbb\xbf"  # the byte order mark in UTF-8
_SPACE = re.compile(r"[ \t\r\n]*")  # what JSON takes for white space
_NEAR = 20  # characters shown of the place where reading stopped


class Refused(Exception):
    """Text that is no record: the finding's name, the character it is about, what it says. Never leaves this room."""

    def __init__(self, name: str, position: int = 0, **params: object) -> None:
        super().__init__(name)
        self.name = name
        self.position = position
        self.params = params

    def at(self, where: Where) -> Finding:
        """The finding, at its place."""
        return Finding(self.name, where, self.params)


def parse_record(line: bytes) -> dict[str, Any]:
    """One line -> one object. Raises `Refused`."""
    try:
        text = line.removeprefix(MARK).decode("utf-8")  # `utf-8-sig` is written in Python
    except UnicodeDecodeError as error:
        raise Refused("not_utf8", byte=error.start + 1) from None
    try:
        return as_object(json.loads(text), text, 0)
    except (ValueError, RecursionError) as error:
        raise refused(error, text) from None


def as_object(value: Any, text: str, start: int) -> dict[str, Any]:
    """`value`, which begins at `start` of `text` or behind white space there, if it is an object. Raises `Refused`."""
    if not isinstance(value, dict):
        raise stopped(text, skip(text, start))
    return value


def refused(error: Exception, text: str, start: int = 0) -> Refused:
    """What the JSON parser, set to work at `start`, said of `text`, as ours."""
    if isinstance(error, RecursionError):
        return Refused("nested_too_deep", start)
    if not isinstance(error, json.JSONDecodeError):
        return stopped(text, start)  # a number of thousands of digits
    comma = _trailing_comma(text, error.pos)
    if comma is not None:
        return Refused("trailing_comma", comma, column=_column(text, comma))
    return stopped(text, error.pos)


def stopped(text: str, position: int) -> Refused:
    """Reading ends here; where nothing follows, what stands before it is shown."""
    if skip(text, position) == len(text):
        position = len(text.rstrip(" \t\r\n"))
        near = f"{text[max(0, position - _NEAR) : position]}…"
    else:
        near = text[position : position + _NEAR].strip()
    return Refused("not_json", position, column=_column(text, position), near=near)


def skip(text: str, position: int) -> int:
    """Where the white space at `position` ends."""
    match = _SPACE.match(text, position)
    return match.end() if match else position


def whole(value: Any) -> Any:
    """Half of a character, which JSON can write and no encoding holds, becomes U+FFFD, in keys and values."""
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def may_hold_surrogates(text: str | bytes) -> bool:
    """Whether JSON text writes a surrogate, be it one of a pair."""
    if isinstance(text, str):
        return "\\u" in text and ("\\ud" in text or "\\uD" in text)
    return b"\\u" in text and (b"\\ud" in text or b"\\uD" in text)


def _trailing_comma(text: str, position: int) -> int | None:
    """Where the comma stands, if reading stopped because nothing follows it; Python 3.13 stops before it."""
    comma = position if _at(text, position) == "," else _last_before(text, position)
    if comma < 0 or text[comma] != ",":
        return None
    return comma if _at(text, skip(text, comma + 1)) in ("}", "]", "") else None


def _last_before(text: str, position: int) -> int:
    """The last character before `position` that is no white space, -1 where there is none."""
    position -= 1
    while position >= 0 and text[position] in " \t\r\n":
        position -= 1
    return position


def _column(text: str, position: int) -> int:
    return position - text.rfind("\n", 0, position)


def _at(text: str, position: int) -> str:
    return text[position : position + 1]
