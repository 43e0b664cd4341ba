"""Which of a page's dates is that of its article: the others are of events, visits, lists and footers."""

import re
from collections.abc import Sequence

from toolkit.clean.dates import DateFound, find_date, signed_day
from toolkit.clean.page import Hints
from toolkit.clean.sources import is_publication
from toolkit.clean.surroundings import Surroundings

# A letter is published with its answer.
_ASKED = re.compile(r"(?:提问|来信|写信|咨询|留言|受理|成文|开始|截止|申请)(?:时间|日期)?")
# When something else happened than the publication.
_OTHER_DAY = re.compile(
    "|".join(
        (
            # 开业时间, 截止, 首播
            r"(?:答辩|收稿|修回|录用|截止|报名|注册|登录|开标|有效期|首[播映演]|上[映市]|(?:上架|发行)(?!日期)"
            r"|开[业馆园盘]|建站|成立|创办|始建|竣工|出生|生于|装修|截至|施行|实施|生效)\S{0,6}$",
            r"(?:今日|总)访问.{0,40}$",  # a counter of visits
            r"(?:新书|站长|强力|完本)推荐\s?:.{0,60}$",  # a list of new books
            r"(?:词条统计|编辑次数).{0,60}$",  # what an encyclopaedia counts
            r"快照.{0,20}$",  # of a search engine's copy
            r"今[天日]是\S{0,6}\s?$",  # the day of the visit
            r"[\u4e00-\u9fff]{6}(?:时间|日期)\s?[(\[]$",  # 文化中心开放时间 (
        )
    )
)
_LABELLED_DAY = re.compile(
    r"(?:^|[\s|、,，;；。(\[])([\u4e00-\u9fff]{2,6})(?:时间|日期)\s?[:|(\[]?[\d\s:|(\-~至到—–]{0,16}$"
)
# A label of a time that is about the text: 发布时间, 上稿日期, 公告日期; what is left is about something else: 展览时间
_OF_TEXT = re.compile(
    r"[稿告布刊载更录传编写文版印签贴帖报闻息章评问答信复审撰转推存添改页]|发[表送出起]|公[开示]|受理|办[结理]|处理|反馈|留言|咨询|提交|采集"
    r"|上架|发行|首发|播出|直播|访谈|上网|日志|建档|生成|创建|建立|加入|整理|收[录藏]|入库|上线|制作|开始|申请|最后|北京|标准|当地|美[东西]|格林|香港"
)
# 2017.06.10—2017.09.10, 2017年6月10日至12日, 6月10日起: how long something else lasts; (周六)14:30-16:30, when
_SPAN = re.compile(
    r"\s?(?:[-—–~]{1,2}|至|到)\s?(?:(?:19|20)\d\d\s?[-/.年]|\d{1,2}\s?[月日])|(?<=日)(?:起|止|之前|以前)"
    r"|\s?(?:\(?(?:星期|周).\)?)?\s?(?:[上下]午|晚上)?\s?(?:\d{1,2}[:时点]\d{0,2}分?)?\s?[-—–~至到]{1,2}\s?(?:[上下]午|晚上)?\d{1,2}[:时点]"
)
# An entry of a list: 新年放假通知 [2015-12-29]
_ENTRY = re.compile(r"[^:|\[\]]{6,40}\[\s?\d{4}[-/.]\d\d?[-/.]\d\d?\s?\]")
_HEADED = re.compile(r"[\u4e00-\u9fff，、“”]{5,}")
# The facts of a book, a record or a game: its day is no page's.
_WARE = re.compile(r"出版社\s?:|ISBN|开本\s?:|定价\s?:|(?<!文件)(?<!文档)大小\s?:\s?[\d.]+\s?[MG]")
_WORK = re.compile(r"(?:专辑|唱片|艺人|歌手|导演|主演)(?:名称|公司)?\s?:")  # a record or a film came out that day
_FOOTER = re.compile(r"(?:地址|电话|邮编)\s?:|第\s?\d+\s?位(?:访|来)|版权所有|ICP备|copyright", re.IGNORECASE)
_TODAY = re.compile(r"(?:星期|周).\W*$|今天")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def own_date(around: Surroundings) -> tuple[str, DateFound | None]:
    """The line of the article's date, and the date: above the body before below it, with a year before without.

    The day of the visit comes last.
    """
    found = [(text, date) for text in (*around.above, *around.within) if (date := find_date(text))]
    found += [(text, date) for text in around.below if (date := find_date(text)) and _is_dateline(text, date)]
    found = [item for item in found if not (_is_other_day(*item) or _is_of_work(*item, around.above))]
    best = min(found, key=lambda item: _rank(*item), default=None)
    if best is None:
        return "", None
    day = best[1].value
    told = (item for item in found if item[0] in around.above and item[1].value.startswith(f"{day}T"))
    return next(told, best)  # the same day with its time


def published_at(around: Surroundings, line: str, date: DateFound | None, hints: Hints) -> str | None:
    """The day of `own_date`, else the one that signs the text.

    The head's, where it tells the same moment more fully, or nothing but the day of a signature is seen.
    """
    seen = date.value if date is not None else signed_day(around.last)
    signs = date is None or (line in around.within and signed_day(line) is not None)
    head = find_date(hints.published_at or "")
    return head.value if head is not None and (signs or head.value.startswith(seen or "")) else seen


def _is_other_day(text: str, date: DateFound) -> bool:
    """Whether something else happened then (开业时间：2011年5月1日), or another article has it."""
    if _SPAN.match(text, date.end) or (not date.labelled and _ENTRY.match(text)):
        return True
    if _WARE.search(text) and "T" not in date.value:
        return True
    before = text[: date.start]
    label = _LABELLED_DAY.search(before)
    unlike = label is not None and not _OF_TEXT.search(label[1])
    return unlike or _OTHER_DAY.search(before) is not None


def _is_of_work(text: str, date: DateFound, above: Sequence[str]) -> bool:
    """Whether a record came out then: 发行日期：2014年9月12日 among 专辑：退潮 and 艺人：南屿."""
    return "发行" in text[: date.start] and any(map(_WORK.match, above))


def _rank(text: str, date: DateFound) -> tuple[bool, ...]:
    whole = len(date.value) >= len("2018-08-03")
    asked = _ASKED.search(text[: date.start]) is not None
    return date.value.startswith("--"), asked, not whole, _TODAY.search(text) is not None


def _is_dateline(text: str, date: DateFound) -> bool:
    """Below the body, dates stand behind the headlines of other articles as well."""
    if _FOOTER.search(text):
        return False
    behind = text[date.end :].strip()
    entry = _HEADED.fullmatch(behind) is not None and not is_publication(behind)  # 2022-03-30 闭园通知
    return date.labelled or (date.start < 3 and len(_HAN.findall(behind)) <= 12 and not entry)
