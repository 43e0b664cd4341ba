"""How much a line above the body stands and reads like a title; see weights.toml."""

import re
from collections.abc import Sequence

from toolkit.clean.body import Body
from toolkit.clean.line import Line
from toolkit.clean.rules import WEIGHTS

_FAR = 400  # lines from any masthead
_WORD = 6  # characters of a word in a row of a menu
_HEADLINE = 8  # Chinese characters of a headline
_HAN = re.compile("[\u4e00-\u9fff]")
SITE = re.compile(
    r"(?:网|网站|报|频道|首页|论坛|博客|电台|电视台|客户端|周刊|在线|中心|专栏|新闻|资讯|栏目|列表|社区|办公室|人民政府|委员会)$|^(?:欢迎|首页|当前)"
)
_MARKED = re.compile(
    r"[\u4e00-\u9fff][\s　][\u4e00-\u9fff]|[：:“”？！?!《》、]|的(?:通知|公告|通告|公示|意见|决定|批复|函)$"
)


def over_subtitle(candidates: Sequence[tuple[int, str]], place: int, text: str) -> tuple[int, str]:
    """The headline right above another that is half as long again: a subtitle tells more than its title does."""
    above = next((item for item in candidates if item[0] == place - 1), None)
    if above is None or SITE.search(above[1]) or is_row(above[1]):
        return place, text
    length, longer = (len(_HAN.findall(said)) for said in (above[1], text))
    return above if length >= _HEADLINE and 2 * longer >= 3 * length else (place, text)


class Scores:
    """How much a line above the body is like a title; see weights.toml."""

    def __init__(self, lines: Sequence[Line], body: Body) -> None:
        self._lines, self._weights = lines, WEIGHTS["title"]
        self._filled = [place for place, line in enumerate(lines[: body.start]) if line.text]
        self._order = {place: number for number, place in enumerate(self._filled)}

    def of(self, place: int, text: str) -> int:
        return self._stands(place) + self._reads(text)

    def _stands(self, place: int) -> int:
        number = self._order[place]
        after = self._filled[number + 1 : number + 8]
        weights = self._weights
        masthead = next((steps for steps, at in enumerate(after) if is_masthead(self._lines[at])), _FAR)
        body = 2 * (len(self._filled) - number - 1)
        menu = weights["menu"] if self._lines[place].shape.han <= 8 and self._in_menu(number) else 0
        return max(0, weights["above_masthead"] - masthead) + max(0, weights["above_body"] - body) + menu

    def _in_menu(self, number: int) -> bool:
        around = [number - 1, number + 1] if number else []
        return bool(around) and all(at < len(self._filled) and self._is_short(self._filled[at]) for at in around)

    def _is_short(self, place: int) -> bool:
        line = self._lines[place]
        return line.rule is None and line.shape.han <= 6

    def _reads(self, text: str) -> int:
        weights, han = self._weights, len(_HAN.findall(text))
        length = "headline" if 8 <= han <= 45 else "short" if 5 <= han < 8 else "shorter"
        sited = weights["site"] if SITE.search(text) or is_row(text) else 0
        return weights[length] + (weights["marked"] if _MARKED.search(text) else 0) + sited


def is_row(text: str) -> bool:
    """Whether a line is made of short words, as a menu is."""
    return len(parts := text.split()) > 2 and max(map(len, parts)) <= _WORD


def is_masthead(line: Line) -> bool:
    """Whether a line by itself is one of a masthead."""
    return line.rule is not None and line.rule.verdict == "meta"
