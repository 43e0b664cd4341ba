"""The edges of a body: which lines above and below the sentences belong to it.

There pages differ: a lead-in above, a list, a signature or half a sentence below. A short line belongs to the body when
its neighbours say so; directly under `清单如下：`, or before a sentence that closes the text.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from toolkit.clean.line import Line, is_broken
from toolkit.clean.page import BOLD, CELL_BORDER

_WALLS = frozenset(("paywall", "read_more", "library_terms"))
_LEAD_IN = 3  # short lines right above the body that may belong to it
_HEADS = 8  # lines above the first heading of the body that may hold the title
_ITEMS = 40  # short lines below the body that are looked at
_COMMAS = (",", "，")
_INGREDIENTS = 20  # lines of a recipe above its first step
_ITEM = 60  # characters of an item
_LABEL = 6  # Chinese characters before the colon of a label: 好评理由：
_ORGAN = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}[:：]\s?)?[^，。！？:：]{2,40}(?:局|部|委|会|院|府|办|厅|司|所|中心|公司|协会|学会|集团|大学|组|处|站|室|社|馆|园|店|厂|校|行|村|镇|乡"
    r"|街道|队|区|县|市|省|党委|工会|联盟|商会|银行|法庭|指挥部|编辑部|学校|小学|中学|幼儿园)$"
)
DAY = re.compile(r"^(?:[12]\d{3}|二[〇○零Oo0].{2,3})\s?年\s?.{1,3}\s?月\s?.{1,3}\s?日$")
# 市 长 姚春水: who signs an order
_SIGNER = re.compile(
    r"^代?(?:[市县区省州旗院局部校会]\s?长|主\s?[任席]|总\s?理|董\s?事\s?长)\s[\u4e00-\u9fff]{1,4}(?:\s[\u4e00-\u9fff]{1,2})?$"
)
_OPTION = re.compile(r"^[A-Ha-h]\s?[.、．)）]")
_CREDITS = re.compile(r"(?:记者|通讯员|作者|编辑)[\s:：]+[\u4e00-\u9fff]{2,4}(?:\s|$)")
_ATTACHED = re.compile(r"^附(?:件|录|表)\s?\d{0,2}\s?[:：]\s*\S")
# （江畔时报快讯中心）: what a short dispatch ends with; the list above it belongs to the dispatch.
_SIGNED_BY = re.compile(r"^[(（][^()（），。:：]{2,14}(?:[社网报台]|中心|编辑部)[)）]$")
_NO_SECTION = re.compile(
    r"导读|提要|摘要|正文|内容|详情|导航|目录|〔\d{4}〕|^[—–]"
    r"|^\W*(?:文|图|执笔|撰文|采写|摄影|作者|记者|编辑|来源)\s?[:：/／|丨 ]"
)
_NEEDED = re.compile(r"^\W*(?:用料|食材|主料|辅料|原料|配料|材料)\W*$")
# 项目编号：0117, 中标人：江畔建设有限公司: what a tender says line by line, also above its first sentence.
_TERM = re.compile(
    r"^(?:[一二三四五六七八九十\d]{1,2}[、.．]\s?)?[^，。：:]{0,8}(?:项目|采购|招标|投标|中标|成交|开标|评标|标段|包号|预算|最高限价|供应商|代理机构|代建|建设单位|施工单位|监理单位|工程名称|工程地点|工期|合同|标的|底价|起拍价|租期|报价|递交|响应文件|资格要求|询价|磋商|谈判)"
    r"[^，。：:]{0,8}[:：]\s?\S|^名\s?称[:：]\s?\S"
)
_CODES = re.compile(r"^(?:证券|股票|债券|基金)(?:代码|简称)\s*[:：]")  # how notices to a stock exchange begin

_DATELINE = re.compile(r"^\S{2,30}\d{1,2}月\d{1,2}日[讯电]$")  # alone on its line: 江畔日报3月2日讯
# What heads the first section of a text, and no page: a lesson plan's, a book's, a dictionary's.
_FIRST = re.compile(
    r"教学目[标的]|[活学][动习]目标|设计意图|教材分析|(?:内容|作品|剧情)简介|故事梗概|(?:成语|词语)释义|基本解释|译文|白话译文"
)
_BLANK = re.compile(r"[(（][ 　]+[)）]")  # to be filled in, on a test paper
_OF_POEM = re.compile(r"(?:白话)?译文|翻译|注释|赏析")
_VERSE = re.compile(r"[\u4e00-\u9fff，、]{4,16}[，。！？；]")
_LISTED = re.compile(r"^[^\s，。：:]{2,10}[:：]\s?[^。：:]{2,}$")  # 港务队：甲、乙、丙


def lead_in(lines: Sequence[Line], start: int) -> int:
    """The place of the first line that leads into the body: 女士们、先生们： 一、基本情况 编者按, or a recipe's 用料"""
    start = _past_commas(lines, start)
    above = [place for place in range(start - 1, max(-1, start - 2 * _INGREDIENTS), -1) if lines[place].text]
    listed = list(takewhile(lambda at: lines[at].unknown, above[:_INGREDIENTS]))
    needed = next((at for at in listed if _NEEDED.match(lines[at].text)), None)
    if needed is not None:
        return needed
    near = ((steps, at) for steps, at in enumerate(above) if not _is_edge(lines[at]))
    leading = takewhile(lambda step: _leads_on(lines[step[1]], step[0]), near)
    # Without markup only a line above it vouches for the row of a table.
    start = min((at for _, at in leading if lines[at].main or not _is_row(lines[at])), default=start)
    return _below_verse(lines, _headed(lines, start))


def _below_verse(lines: Sequence[Line], start: int) -> int:
    """The place of the first line of the poem that stands above its translation."""
    if not any(_OF_POEM.fullmatch(line.text) for line in lines[start : start + 2 * _LEAD_IN]):
        return start
    above = (place for place in range(start - 1, max(-1, start - _ITEMS), -1) if lines[place].text)
    verse = list(takewhile(lambda at: lines[at].unknown and _VERSE.fullmatch(lines[at].text), above))
    return min(verse, default=start)


def _past_commas(lines: Sequence[Line], start: int) -> int:
    """The place of the first line above that ends with a comma, on a page that ends its paragraphs with commas."""
    if not lines[start].text.endswith(_COMMAS):
        return start
    above = (place for place in range(start - 1, max(-1, start - _INGREDIENTS), -1) if lines[place].text)
    said = takewhile(lambda at: lines[at].unknown and lines[at].text.endswith(_COMMAS), above)
    return min(said, default=start)


def _headed(lines: Sequence[Line], start: int) -> int:
    """The place of the first heading right above the body, where the title or the masthead stands above it."""
    above = [place for place in range(start - 1, max(-1, start - 2 * _INGREDIENTS), -1) if lines[place].text]
    headings = list(takewhile(lambda at: _is_heading(lines[at]), above))
    higher = [lines[at] for at in above[len(headings) : len(headings) + _HEADS]]
    nearest = next((line.rule for line in higher if line.rule is None or line.rule.verdict != "noise"), None)
    headline = any(line.rule is None and not line.linked and line.shape.han >= _LABEL for line in higher)
    dated = (
        headline and nearest is not None and nearest.verdict == "meta" and all(lines[at].level > 2 for at in headings)
    )
    titled = any(line.level == 1 for line in higher)
    return headings[-1] if headings and (titled or dated) else start


def _is_heading(line: Line) -> bool:
    """Whether the markup makes a line the heading of a section."""
    plain = line.unknown and not line.linked and line.main is not False
    short = len(line.text) <= (_ITEM if line.level < BOLD else _ITEM // 2)
    return line.level > 1 and plain and short and not _NO_SECTION.search(line.text)


def _leads_on(line: Line, steps: int) -> bool:
    """Whether a line so many steps above the body may lead into it."""
    near = steps < _LEAD_IN or line.main is True or line.shape.numbered
    return _is_row(line) or is_term(line) or (near and _leads_in(line))


def _is_edge(line: Line) -> bool:
    return line.rule is not None and line.rule.verdict == "edge"


def is_term(line: Line) -> bool:
    """Whether a line is a term of a tender."""
    return line.unknown and line.main is not False and _TERM.match(line.text) is not None


def _is_row(line: Line) -> bool:
    return CELL_BORDER in line.text and line.unknown and line.main is not False


def _leads_in(line: Line) -> bool:
    shown = (
        _CODES.match(line.text)
        or _DATELINE.match(line.text)
        or _FIRST.fullmatch(line.text.strip("【】[]:： "))
        or _BLANK.search(line.text)
    )
    opens = line.shape.closed or line.shape.numbered or line.text == "编者按" or shown is not None
    return opens and line.unknown and line.main is not False and not _CREDITS.search(line.text)


def past_below(lines: Sequence[Line], start: int, end: int) -> int:
    """Past the last line below the sentences that belongs to the body from `start` to `end`."""
    return _sign_off(lines, _broken_off(lines, _items(lines, start, _past_main(lines, start, end))))


def _past_main(lines: Sequence[Line], start: int, end: int) -> int:
    """Past the sentences that readability leaves out right below the body, where it left out pieces within as well."""
    if not any(line.main is False and line.unknown and not line.linked for line in lines[start:end]):
        return end
    below = ((place, lines[place]) for place in range(end, len(lines)) if lines[place].text)
    said = takewhile(lambda item: item[1].prose and item[1].shape.stopped and not item[1].linked, below)
    return max((place + 1 for place, _ in said), default=end)


def _items(lines: Sequence[Line], start: int, end: int) -> int:
    """Past the short lines below the body that belong to it: a list that was announced, numbered ones, a closing."""
    run = list(_short_run(lines, end))
    closing = next((at for at in reversed(run) if may_end(lines[at])), None)
    if closing is not None and 4 * sum(may_end(lines[at]) for at in run) >= run.index(closing):
        end = closing + 1
    if end and lines[end - 1].text.endswith((":", "：")):
        return max((at + 1 for at in run), default=end)
    if signed := next((at for at in run if _SIGNED_BY.match(lines[at].text)), None):
        return signed + 1  # it stays: without it the list below the text would be no part of it
    if named := list(_named_list(lines, run)):
        return named[-1] + 1
    numbered = any(line.shape.numbered for line in lines[start:end])
    listed = takewhile(lambda at: _is_item(lines[at], numbered) or is_term(lines[at]), (at for at in run if at >= end))
    return max((at + 1 for at in listed), default=end)


def _named_list(lines: Sequence[Line], run: Sequence[int]) -> Iterator[int]:
    """The places of a list of names under its label, right below the body: 出场名单： above 港务队：甲、乙"""
    headed = len(run) > 1 and lines[run[0]].text.endswith((":", "：")) and "、" in lines[run[1]].text
    return takewhile(lambda at: _LISTED.match(lines[at].text), run[1:]) if headed else iter(())


def _short_run(lines: Sequence[Line], end: int) -> Iterator[int]:
    """The places of the unknown short lines that follow the body directly."""
    places = (place for place in range(end, len(lines)) if lines[place].text)
    for place in islice(places, _ITEMS):
        line = lines[place]
        if not line.unknown or line.main is False or len(line.text) > _ITEM:
            return
        yield place


def _is_item(line: Line, numbered: bool) -> bool:
    listed = _OPTION.match(line.text) or _ATTACHED.match(line.text)
    return listed is not None or (line.shape.numbered and (numbered or line.shape.closed))


def may_end(line: Line) -> bool:
    """Whether the body may end with this line."""
    label = line.shape.han < _LABEL and line.text.endswith((":", "：")) and line.text[-3:-1] != "如下"
    return line.prose or (line.unknown and line.shape.closed and line.shape.han > 2 and not label)


def _broken_off(lines: Sequence[Line], end: int) -> int:
    """Past a last line that stops in mid-sentence, where nothing follows it or only a wall that must be paid for."""
    place = next((place for place in range(end, len(lines)) if lines[place].text), len(lines))
    following = next((line for line in lines[place + 1 :] if line.text), None)
    if place == len(lines) or not is_broken(lines[place]):
        return end
    walled = following is None or (following.rule is not None and following.rule.id in _WALLS)
    return place + 1 if walled else end


def _sign_off(lines: Sequence[Line], end: int) -> int:
    """Past the office and the day that sign a notice, and what else a tender says line by line."""
    last = said = end
    for place in range(end, min(end + 8, len(lines))):
        line = lines[place]
        if not line.text or _is_edge(line):
            continue
        term = is_term(line)
        if not (term or is_signature(line)):
            break
        last = place + 1
        said = last if term else said
    signed = any(DAY.match(line.text) for line in lines[end:last])
    return last if signed else said


def is_signature(line: Line) -> bool:
    """Whether a line is an office or a day, as they sign a notice."""
    if len(line.text) > _ITEM:
        return False
    organ = line.rule is None and line.main is not False and _ORGAN.match(line.text) is not None
    return organ or DAY.match(line.text) is not None or (line.rule is None and _SIGNER.match(line.text) is not None)
