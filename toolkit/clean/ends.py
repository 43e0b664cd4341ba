"""Whether a page holds its whole article: broken off, or sold."""

import re
from collections.abc import Sequence

from toolkit.clean.body import Body
from toolkit.clean.line import Line, is_broken

_CLOSED = re.compile(r"[。！？!?…：:；;.）)\]】》]\W*$")
_MORE_PAGES = re.compile(r"还剩\s*\d+\s*页|剩余\s*\d+\s*页|未完待续|下载后(?:可)?(?:阅读|查看)全文|试读")
_STOP, _BYLINE = re.compile("[。！？]"), re.compile("摄|记者|通讯员|供图|整理|编译")
_SOLD = frozenset(("paywall", "library_terms"))


def is_paywalled(lines: Sequence[Line]) -> bool:
    """Whether the page sells the rest: a line of a document library says so."""
    return any(line.rule is not None and line.rule.id in _SOLD for line in lines)


def is_truncated(lines: Sequence[Line], body: Body) -> bool:
    """Whether the last paragraph stops in mid-sentence while the others do not, or the page says that more follows."""
    if any(_MORE_PAGES.search(line.text) for line in lines if line.rule is not None):
        return True
    last = lines[body.end - 1]
    prose = [line for line in lines[body.start : body.end] if line.prose or line is last]
    if not (last.prose or is_broken(last)):
        return False
    open_ended = [not _is_closed(line.text) for line in prose]
    return open_ended[-1] and 2 * sum(open_ended) <= len(open_ended) + 1


def _is_closed(text: str) -> bool:
    """Whether a paragraph ends; a byline behind its last sentence does not open it again."""
    if _CLOSED.search(text):
        return True
    rest = _STOP.split(text[-24:])
    return len(rest) > 1 and _BYLINE.search(rest[-1]) is not None
