"""Lines above the body that may be a title, without the marks that sites put around one; and what tells two apart."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from toolkit.clean.beside import POSTED
from toolkit.clean.body import Body
from toolkit.clean.line import Line

LONGEST = 120  # characters of a title
LINES, _MOST = 400, 30  # as many as a masthead ever needs
SEPARATOR = re.compile(
    r"\s*(?:[_|｜丨]|\s[-–—:：>]+\s|(?<=[\u4e00-\u9fff”》」!！?？)）])\s?-{1,2}\s?(?=[\u4e00-\u9fffA-Za-z]))"
)
_EDGES = re.compile(r"^[\s》>·•■◆▲|_\-]+|[\s|_\-<]+$|\s*\(\d+/\d+\)\s*$")
_STAMP = re.compile(
    r"^\[(?:原创|转载|转[帖贴]|分享|图文|求助|讨论|推荐)\]\s*|\s+原创$|\.(?:docx?|pptx?|pdf|txt|xlsx?)$|\s*\[复制链接\]$"
)  # what portals and libraries set behind the title
_LABEL = re.compile(
    r"^(?:原?标\s*题|原题|主\s*题|题\s*目|(?:信件|来信|咨询|留言|诉求|问题)(?:标题|主题)|文章标题|新闻标题|名\s*称)\s*[:：]\s*"
)
_HEADLINE = 8  # characters of a headline
_FORMER = re.compile(r"^\W*原(?:标\s*)?题\s*[:：]")  # a title elsewhere; this page may have given it another
_NO_TITLE = re.compile(
    "|".join(
        (
            r"^(?:首页|主页|首頁)\s",  # a menu
            r"^(?:更多|热门)\S{0,4}[:：]",  # a list of other pages
            r"^[\u4e00-\u9fff]{2,6}[:：]\s?\S+\s+[\u4e00-\u9fff]{2,6}[:：]",  # 年代：北宋 尺寸：高六点八厘米
            # a fact of a book, a film, goods or a person
            r"^(?:更新|书名|字数|朝代|年代|出版社|定价|[售市]?价格?|品牌|型号|规格|产地|尺寸|编号|评分|片长|类型|地区|语言|导演|主演|编剧|职称|职务|性别|民族|籍贯"
            r"|主持人?|嘉宾|开本|页数|装帧|译者|集数|难度|口味|热度|人气)\s?(?:[:：]|\d)",
            r"^[\u4e00-\u9fff]{0,4}(?:时间|日期|地点)[:：]",
            r"^\S{2,12}[网台报社]\s?/\s?\S{2,8}$",  # 江畔网 / 社会
            r"^[^\s>]{2,10}\s?>+\s?[^\s>]{2,10}$",  # the end of a breadcrumb
            r"^\S{2,12}[〔\[(（]\d{4}[〕\])）]\s?\d+号$",  # the number of a document: 江政发〔2014〕8号
            r"^\d{4}年?第?\d+[期号]",  # the issue of a journal
            r"^\d{4}年\d{1,2}月(?:\d{1,2}日)?.{0,3}$",
            r"^(?:民国\d+|[一二三四五六七八九〇○零]{4})年.{1,3}月.{1,3}日$",  # an old or a written-out day
            r"^第\d+[期号].{0,8}$",
            r"^第\s?[A-Z]?\d{1,3}\s?版",  # the sheet of a paper
            r"^[^\w]*(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}",
            r"[。；，,:：]$",  # a sentence, or what goes on
            r"(?:\d\s?日|[社网报刊台])\S{0,8}[讯电]\s*$",  # a dateline: 江畔日报3月2日讯
            r"^\S{0,3}[讯电]$",
            r"电\s?题[:：]",  # the title as a wire had it
            r"^https?:",
            r"^[(（\[][^)）\]]*[)）\]]$",  # all of it in brackets
            r"^【(?![\u4e00-\u9fff，、？！“”]{8,}】$)[^】]*】$",  # a label in brackets; a headline there is longer
            r"^[—–]{2}",  # a subtitle
            r"^[【\[](?:作者|导师|摘要|关键词|来源|分类号|基金|机构)",  # a field of a paper
            r"^(?:[\u4e00-\u9fff]{2,4}\d[\s,，;；、]*)+$",  # authors of a paper with the numbers of their institutes
            # heads a note, a summary or a comment
            r"^(?:编者按|摘\s*要|导语|本报|图[:：]|(?:编辑|小编)(?:荐语?|点评|推荐)\s*[:：]|(?:文章|内容)?(?:导读|提要)\s*[:：])",
        )
    )
)
_MARKS = re.compile(r"[\W_]+")
_LETTER = re.compile(r"\w")
_LABELLED = re.compile(r"([\u4e00-\u9fff]{2,4})[:：]\s?\S")
# how the label of a fact ends
_OF_FACT = re.compile("(?:单位|机构|部门|公司|时间|日期|名称|类型|类别|来源|出处|[人者员号位址点价量数期])$")
_HAN, _DIGIT = re.compile("[\u4e00-\u9fff]"), re.compile(r"\d")
_ABOUT = ("关于", "關於")
_FIELD = re.compile(r"\W*(?:索\s*引\s*号|主题分类|发文机[关构]|发布机[关构]|发文字号|文\s*号|来源|作者)\W*")


def candidates_above(lines: Sequence[Line], body: Body) -> list[tuple[int, str]]:
    """Places and texts of the lines above the body that could be a title, nearest first."""
    found = list(islice(_candidates(lines, body), _MOST))
    others = [item for item in found if not _FORMER.match(lines[item[0]].text)]
    return others if any(len(text) >= _HEADLINE for _, text in others) else found


def _candidates(lines: Sequence[Line], body: Body) -> Iterator[tuple[int, str]]:
    """No value below its label, no account above the date of a microblog, no link above a heading."""
    headed = False
    for place in range(body.start - 1, -1, -1):
        line = lines[place]
        text = "" if is_known(line) or (headed and line.linked) else tidy_title(line.text)
        posted = POSTED.search(lines[place + 1].text) if text and place + 1 < body.start else None
        if text and may_be_title(text) and not (posted or _is_value(lines, place) or _is_field(lines, place)):
            headed = headed or (line.level > 0 and not line.linked)
            yield place, text


def _is_value(lines: Sequence[Line], place: int) -> bool:
    """Whether a line holds what a label above it is about; an empty label stands above a title as well."""
    return place > 0 and _FIELD.fullmatch(lines[place - 1].text) is not None and lines[place].text[:2] not in _ABOUT


def _is_field(lines: Sequence[Line], place: int) -> bool:
    """Whether a line is one of several labelled ones: 年代：北宋 above 尺寸：高6.8厘米"""
    label = _label(lines[place])
    if label is None:
        return False
    above, below = lines[max(0, place - 1) : place], lines[place + 1 : place + 2]
    if _is_saying(label, lines[place].text) and not any(map(_label, above)):
        return False
    return not {_label(line) for line in (*above, *below) if line.rule is None} <= {None, label}


def _label(line: Line) -> str | None:
    match = _LABELLED.match(line.text)
    return match[1] if match else None


def _is_saying(label: str, text: str) -> bool:
    """Whether a labelled line says more than a value does: 夜航船：给失眠的人读一封信 above 主持人：小舟"""
    return not _OF_FACT.search(label) and len(_HAN.findall(text)) >= _HEADLINE + len(label) and not _DIGIT.search(text)


def is_known(line: Line) -> bool:
    """Whether a rule, or the other pages of the site, say what a line is; a label of a title does not."""
    labelled = line.rule is not None and line.rule.verdict == "meta" and _LABEL.match(line.text) is not None
    return line.recurs or (line.rule is not None and not labelled)


def may_be_title(text: str) -> bool:
    """Whether a tidied line is as long as titles are, and nothing that never is one."""
    return 4 <= len(text) <= LONGEST and len(_LETTER.findall(text)) >= 4 and not _NO_TITLE.search(text)


def tidy_title(text: str) -> str:
    """Without the marks that sites put around a title."""
    return _EDGES.sub("", _EDGES.sub("", _STAMP.sub("", _LABEL.sub("", text))))


def strip_site(text: str) -> str:
    """Without the site's name at the end: 标题_江畔新闻网. The longest part is the title."""
    parts = [part for part in SEPARATOR.split(text) if part]
    if len(parts) < 2 or len(letters(parts[0])) < 6:
        return text
    return parts[0].strip() if len(letters(parts[0])) >= len(letters(parts[-1])) else text


def letters_of(lines: Sequence[Line]) -> Iterator[str]:
    """The letters and digits of each line, none of a long one."""
    return (letters(line.text) if len(line.text) <= 2 * LONGEST else "" for line in lines[:LINES])


def letters(text: str) -> str:
    """The letters and digits of a text without its label: what makes two titles the same."""
    return _short(text) if len(text) <= LONGEST else _MARKS.sub("", _LABEL.sub("", text))


@lru_cache(maxsize=1 << 10)
def _short(text: str) -> str:
    return _MARKS.sub("", _LABEL.sub("", text))
