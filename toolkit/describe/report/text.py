"""Foreign strings in HTML: what cannot be seen is spelled out, and nothing is longer than a reader wants it."""

import re

# As what a terminal is never handed: controls but for the tab, formats (bidi, zero width), surrogates, separators.
_UNSEEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_URL = re.compile(r"https?://[\w.:\-]+(/[^\s<>\"'\\]*)?", re.ASCII)


def visible(value: object) -> str:
    """`\\u202e` becomes the six characters U+202E in brackets: it is shown and not obeyed."""
    return _UNSEEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", str(value))


def short(value: object, most: int = 120) -> str:
    """Visible, on one line, and cut after `most` characters."""
    line = " ".join(str(value)[: 4 * most].split())
    return visible(line if len(line) <= most else f"{line[:most]}…")


def is_address(value: str) -> bool:
    """Whether a link may lead there: plain http or https, nothing that runs in the page."""
    return len(value) <= 2000 and _URL.fullmatch(value) is not None
