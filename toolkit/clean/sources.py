"""The publication that a page names as its source, and the section of the site it stands in."""

import re
from collections.abc import Sequence

from toolkit.clean.names import PLACEHOLDERS

_ENDINGS = (
    "网|报|社|台|客户端|在线|周刊|杂志|新闻|通讯|导报|局|厅|委|办|会|中心|频道|部|政府|公司|学院|大学|研究院|研究所|院|"
    "办事处|广播|公众号|号|之声|资讯|月刊|学报|新闻云|协会|发布|门户|晚间|中文站|站|平台|银行|集团|医院|学校|街道"
)
AGENCY = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9·]{{2,24}}(?:{_ENDINGS})$")
_NO_AGENCY = re.compile(
    r"^(?:晚间|早间|今日|综合|社会|国内|国际|最新|图片|要闻|相关|热点|本地|我要|网友|编辑|发布|新闻中心)\S{0,4}$"
    r"|^(?:即时|滚动|焦点|头条|突发|独家|地方|两岸|大陆|影视|娱乐|体育|财经|科技|教育|健康|生活|政治|时政|民生|午间|夜间|晨间|整点|媒体"
    r"|公司|行业|企业|工作|部门|校园|院内|图文)+(?:新闻|快讯|要闻|资讯|动态|报[道导])$"
    r"|^(?:新闻(?:公报|速报|快报|简报|通报)|公报|简报|月报|快报|速报|通报|海报|预报|情报|举报|汇报)$"
)
_WORD = r"[^\s|\[\](){}<>《》,，。；;:]"
_NEXT = (
    r"(?=[\s|,，(\[]*(?:作\s?者|责任|编\s?辑|责编|记\s?者|通讯员|时\s?间|日\s?期|发[布表](?:时间|日期|于|:)|更新|字[号体]|文字"
    r"|(?:浏览|点击|阅读|评论)(?:\s*[:(\d]|[次量数])|来源|审核|校对|稿源|网址|https?|www|\d{4}|$|[\])》|>]))"
)
_LABEL = (
    r"(?<!数据)(?<!图片)(?:[来稿信]\s?源|来\s?自|出\s?处|转[贴载]?\s?自|(?:信息|稿件|内容)(?:提供|报送)(?:单位|部门)?|摘\s?自|发信站|供稿单位|发[布稿文](?:机构|机关|单位|部门)"
    r"|(?:答复|回复|办理|承办|受理)(?:单位|部门|机构))于?\s*(?:(?<=[关构位])\s?\||:)(?!\s*\S{2,4}\s?:|\s*(?:19|20)\d\d[-/.年])\s*[\[《(\s]*"
)  # a label right behind it shows that it was left empty
_LABELLED = (
    re.compile(rf"{_LABEL}({_WORD}{{2,30}}?){_NEXT}"),
    re.compile(rf"{_LABEL}({_WORD}{{2,30}})"),
    re.compile(rf"文章来源于\s?({_WORD}{{2,20}}?)\s?[,，]\s?作者"),
    re.compile(r"(?:转载?自|摘自|选自|原载于?|来源于)\s?:?\s?《([^《》]{2,20})》"),
    re.compile(rf"(?:转载自|选自|原载于?)\s?:\s?({_WORD}{{2,20}})"),
    re.compile(rf"(?:^\W*|[|\s])(?:来源|稿源)(?:于?\s+|\s?\|\s?|(?=[^于\s]\S{{2,12}}(?:$|[\s|])))({_WORD}{{2,30}})"),
)
_MAY_BE_LABELLED = re.compile("[源自处单位机部载信]")  # every label holds one of these
_DATELINE = re.compile(
    r"^\W{0,3}据?(?P<agency>[^\s，。,()\[\]]{2,24}?)\s?(?:(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)?\s?(?:讯|电|消息|报[道导])"
    r"(?=[\s()\[\]:]|\d{1,2}月|近日|日前|今|昨|记者|$)"
)
_WIRE = re.compile(r"^\W{0,3}据?(新华社|中新社|中新网|人民网|央视网?|中央社|法新社|路透社)[^。，]{0,14}[电讯]")
# 江畔社记者姚春水河口报道
_REPORTER_OF = re.compile(r"^\W?([\u4e00-\u9fff]{2,8}[社网报台])记者[\u4e00-\u9fff]{2,3}\S{0,6}(?:报[道导]|电|讯)")
_BRACKETED = re.compile(r"^[\[(]([\u4e00-\u9fff]{2,10}?)(?:记者|[专特]?讯)")
_REPORTING = re.compile(
    r"\W{0,3}([\u4e00-\u9fff]{3,12}?)》?(?:特约|见习|实习|首席|驻\S{1,6}?)?记者(?:[\s:/]|[\u4e00-\u9fff]{2,3}[、/])"
)
_PHOTO = re.compile(r"(?:^|[\s。(])([\u4e00-\u9fff]{1,6}[社网报])[发记者\s]{1,3}[\u4e00-\u9fff]{2,4}\s?摄")
# 江畔消费报河口讯: the place of the report follows the name.
_PLACE = re.compile(r"(?:(?<=[报网社台刊])|(?<=在线))·?[\u4e00-\u9fff]{2,4}站?$")
_REPRINT = re.compile(
    r"本文(?:来自|转载自|转自|摘自|首发于|源自)(?:微信)?(?:公众号|公号)?[\s:@]?[\"《]([^\"《》:@()，,。]{2,16})[\"》]"
)
_EDITION = re.compile(
    r"(?<=报)(?:数字报|数字版|电子报|电子版|多媒体版)$|(?<=[网报社台刊线])(?:专稿|特稿|供稿|原创|(?:特约)?评论员)$"
)
_SAID = re.compile(r"^(?:据|综合)(?=\S{2,}[报网社台刊]$)")
_PAPER = re.compile(
    r"^\W*([\u4e00-\u9fff]{2,8}(?:报(?=[-—·\s]{0,3}(?:数字报|数字版|电子报|电子版|多媒体))|(?:[周月季半双]刊|杂志|画报)(?=\s.{0,3}\d{4}年.{0,6}第\s?\d+期)|报(?=\s{0,3}(?:>\s?)?(?:19|20)\d\d[-年]|/(?:19|20)\d\d年/)))"
    r"|^\W?《([\u4e00-\u9fff]{2,8}[报刊])》\s?\(\s?(?:19|20)\d\d"
)
_CLOSED = re.compile(r"[(\[]据?([\u4e00-\u9fff]{3,14})[)\]]\W*$")
# ……参加了会议。(江畔日报记者 姚春水)
_OF_PAPER = re.compile(
    r"[(\[]([\u4e00-\u9fff]{2,8}[报社网刊])(?:特约|见习|实习|首席)?记者\s?[\u4e00-\u9fff\s、]{2,14}[)\]]\W*$"
)
_SHEET = re.compile(r"^第?\s?[A-Z]?\d{1,3}\s?版")  # of a printed paper: 第05版, A06版
_LETTER = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_SLASHED = re.compile(
    r"\W*([\u4e00-\u9fff]{2,12})/(?:记者)?([\u4e00-\u9fff]{2,12})(?:/[\u4e00-\u9fff]{2,6}报[道导])?\W*"
)
# 您的位置：首页 > 新闻 > 正文
_PLACED, _STEP, _LAST = (
    re.compile(r"^.{0,10}位置\S{0,3}?\s*[:>]"),
    re.compile(r">+|->|/(?!/)"),
    re.compile(r"\s+(?:正文|内容)$"),
)
_HOME = re.compile(r"首页|主页|位置|[。，]|^(?:正文|内容|详情|详细内容|浏览文章|文章内容|阅读|查看新闻)$")


def publication(text: str) -> str | None:
    """A name without the brackets around it; None for a placeholder, a sheet of a paper, or no name."""
    name = _SAID.sub("", _EDITION.sub("", text.strip(" \t:()[]《》<>\"'“”,，.。-|·_")))
    name = name.replace('"', "") if name.count('"') == 1 else name  # 江畔发布"微信公众号
    if name.lower() in PLACEHOLDERS or name.endswith(("日期", "时间")) or name.startswith("关于"):
        return None  # the title may stand below an empty 来源：
    if _SHEET.match(name) or not _LETTER.search(name):
        return None
    return name


def find_source(lines: Sequence[str], first: str, last: str, below: Sequence[str] = ()) -> str | None:
    """Without a label: from the dateline, a line `publication/reporter`, a credit at the end, or a paper's masthead."""
    reprinted = next((match[1] for text in (first, last) if (match := _REPRINT.search(text))), None)
    return (
        reprinted
        or _dateline(first)
        or next(filter(None, map(_slashed, lines)), None)
        or next(filter(None, map(_reporting, lines)), None)
        or next(filter(None, map(_reporting, below[:4])), None)
        or _photo(last)
        or _credit(last, lines, below)
    )


def labelled_source(text: str) -> str | None:
    """来源：江畔日报. Empty where the label stands before a placeholder, None without a label."""
    if not _MAY_BE_LABELLED.search(text):
        return None
    for pattern in _LABELLED:
        match = pattern.search(text)
        if match:
            return publication(match[1]) or ""
    return None


def is_publication(word: str) -> bool:
    """Whether a word shows by its ending that it names a publication or an office: 江畔日报, 省计量院."""
    return AGENCY.match(word) is not None and not is_section(word)


def is_section(word: str) -> bool:
    """Whether a word names a part of a site, or a kind of publication, and nobody's: 午间新闻, 行业资讯, 简报"""
    return _NO_AGENCY.match(word) is not None


def _dateline(first: str) -> str | None:
    wire = _WIRE.match(first[:40])
    if wire:
        return wire[1]
    match = _DATELINE.match(first[:60])
    name = _PLACE.sub("", match["agency"]) if match else ""
    if AGENCY.match(name):
        return publication(name) if not name.startswith("本") else None
    named = _BRACKETED.match(first) or _REPORTER_OF.match(first)
    return publication(named[1]) if named and not named[1].startswith("本") else None


def _slashed(text: str) -> str | None:
    """江畔新闻/姚春水, 姚春水/江畔新闻, 江畔时报/记者姚春水/河口报道"""
    match = _SLASHED.fullmatch(text) if "/" in text else None
    return next((part for part in match.groups() if len(part) > 2 and AGENCY.match(part)), None) if match else None


def _reporting(text: str) -> str | None:
    """江畔新闻记者 姚春水"""
    match = _REPORTING.match(text) if "记者" in text else None
    return match[1] if match and is_publication(match[1]) and not match[1].startswith("本") else None


def _photo(last: str) -> str | None:
    match = _PHOTO.search(last[-30:])
    return match[1] if match else None


def _credit(last: str, lines: Sequence[str], below: Sequence[str]) -> str | None:
    ends = (_closed(text) for text in (last, *(text for text in below[:2] if text.startswith("("))))
    papers = (match[1] or match[2] for text in (*lines, *below[:4]) if (match := _PAPER.match(text)))
    return next(filter(None, ends), None) or next(papers, None)


def _closed(last: str) -> str | None:
    """……一百人参加了会议。(江畔时报), (江畔时报记者 姚春水)"""
    if (match := _OF_PAPER.search(last[-30:])) and not match[1].startswith("本"):
        return match[1]
    match = _CLOSED.search(last[-24:])
    return match[1] if match and is_publication(match[1]) and not match[1].startswith("本") else None


def find_section(crumbs: Sequence[str], title: str | None) -> str | None:
    """The last step of the first breadcrumb that is neither the home page, 正文, nor the article."""
    for text in crumbs:
        steps = [_LAST.sub("", step.strip(' -:"/>')) for step in _STEP.split(_PLACED.sub("", text))]
        if len(steps) > 1:
            return next((step for step in reversed(steps) if _is_section(step, title)), None)
    return None


def _is_section(step: str, title: str | None) -> bool:
    return 2 <= len(step) <= 16 and not _HOME.search(step) and step != title and "http" not in step
