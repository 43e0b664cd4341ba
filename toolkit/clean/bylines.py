"""Who wrote and who edited: different people. Lines come in canonical form (see `rules.canonical`)."""

import re
from collections.abc import Iterable, Sequence

from toolkit.clean.names import PLACEHOLDERS, is_likely_name, is_name, split_names

_NAMES = r"([\u4e00-\u9fff·\s、/]{2,40}?)"
_LABELLED = re.compile(
    r"(?:(?:作\s?[者词]|楼\s?主|撰\s?[文稿]|采\s?写|预报员|编\s?译|记\s?者|通讯员|信息员|(?:^|[\s(|])文(?:\s?字)?|图文|文图|文[、/]图|执\s?笔)\s*[:/]|文/图\s|\[作\s?者\]:?)"
    r"\s*(?!责|编|来)([^|\[\]{}<>。；;:()]{2,60}?)"
    r"(?=[\s|,，(\[]*(?:来\s?源|网友|我要|我有|责任|编\s?辑|责编|时\s?间|日\s?期|发布|发表|更新|字[号体]|文字|浏览|点击|阅读|评论|打印|手机|分享|收藏|关闭|审核|校对|稿源|信源|作曲|网址|https?|\d{4}|[TA]\s?[|+\-\s]\s?[TA]|(?<=[\s|,，])(?:[^\s|]{2,4}[:/]|[^\s|]:)|$|[\])|<;；])|\s?\((?:记者|通讯员|实习生)\)|\([^()]{2,16}\)\W*$)"
)
_ORIGINAL = re.compile(r"原创\s+([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9_]{1,11})\s+(?:最后)?(?:发布|发表|修改)于")
_FIRST = re.compile(r"(?:^|\s)原创\s?:\s?([\u4e00-\u9fff]{2,3})(?=\s)")  # before the name of the account
_OFFICES = "科处室部院站办局所队"
# An office supplies texts as well; a name shows itself.
_SUPPLIED = re.compile(
    r"(?:供稿|投稿)[人者]?\s?[:/]\s?((?:[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])(?:[\s、][\u4e00-\u9fff]{2,3}){0,3})(?=[\s|)\]]|$)"
)
_BARRED = re.compile(
    r"\W*(?:作者|撰文|撰稿|采写|文字|文|记者)\s*\|\s*([\u4e00-\u9fff·、\s]{2,24}?)\W*(?:\s(?:责?任?编辑?|校对|图片?|摄影|来源|排版)\s*\|.*)?$"
)
# A role, or a label with a bar, within a masthead: 来源：江畔日报 本报记者 姚春水, 2018-08-03 | 作者 | 姚春水
_AMIDST = re.compile(
    r"(?:^|[\s|●○◎⊙□])(?:(?:本[报刊网台]|[\u4e00-\u9fff]{2,6}[报刊网台社])?(?:记者|通讯员)\s|(?:作者|撰文|撰稿|采写|记者)\s?\|\s?)"
    r"((?:[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]\s[\u4e00-\u9fff](?![\u4e00-\u9fff]))(?:[\s、][\u4e00-\u9fff]{2,3}(?![\u4e00-\u9fff:])){0,3})"
    r"(?=\s*(?:[|\[]|$)|\s+(?:\S{2,5}\s?[:|]|\d|字[号体]|点击|浏览|阅读|评论|我要|打印|来源|手机|分享))"
)
_MASTHEAD = re.compile(r"\d\d[-/.年]|[源自处]于?\s?:|\|")
_BARE_LABEL = re.compile(r"(?:^|[|\s,，])作者([\u4e00-\u9fff]{2,3})(?=$|[\s|])")
# 发布于 2019年11月24日 由 半亩: as blogs print it
BLOGGED = re.compile(r"发[布表]于.{6,30}\s由\s(\w{2,12})(?=\s|$)")
_MAY_BE_LABELLED = re.compile("[者文员笔稿写译创主词由]")  # every label of an author holds one of these
_LINE = re.compile(
    rf"(?:^|[\s(\[◎●○⊙/]|[网报社台刊道闻》]|^[\u4e00-\u9fff]{{2,8}}(?=记者\s))(?:本报|本刊|本网|特约|见习|实习|首席)*(?:记者|通讯员|实习生|撰稿人?|评论员|作者)\s*{_NAMES}"
    r"(?:(?:个人|人物|嘉宾|专家)?简介.*|(?:采访|综合|摄影)?报[道导]|专访|特稿|整合)?[\s)\]:】/]*$"
)
# What may stand behind a byline: ⊙记者 姚春水 ○编辑 林夏, 本报记者 姚春水《江畔日报》(2011年12月14日 05版)
_BEHIND = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:\s+\W?(?:(?:责任)?编辑|策划|统筹)[\s:/]\s?\S{2,4}\W*|\s*《[^《》]{2,14}》\s?\(.{8,24}版\s?\))$"
)
_PLACED = re.compile(r"/[\u4e00-\u9fff]{2,6}(?:\d{1,2}日)?(?:报[道导]|电|讯)|\s?\(?发自[^()]{2,8}\)?")
_POSTED = re.compile(r"^posted\s(?:@|on|by)?[\s\d\-/:]+\s(\S{2,16})\s+(?:阅读|评论)")
_REPORTED = re.compile(r"([\u4e00-\u9fff]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4}){0,3})\s(?:综合)?(?:报[道导]|采写|撰文)")
_NUMBERED = re.compile(r"(?:[\u4e00-\u9fff]{2,4}\s?\d(?:,\d)*[\s,，;、]*){1,8}")  # 姚春水1，贺青2
_IN_DATELINE = re.compile(
    r"[(\[][^()\[\]。]{0,16}?((?:记者|通讯员|实习生)[/\s]?[^()\[\]。，/]{2,50}?)\s?(?:文/图|图/文|摄影报[道导])?(?:[/\s][\u4e00-\u9fff]{2,4}(?:报[道导]|电|讯))?[)\]]"
)
_NAMED_DATELINE = re.compile(
    r"^\W{0,3}\S{2,16}\s?(?:电|讯|消息)\s?[(\[]([\u4e00-\u9fff]{2,3}(?:[\s、][\u4e00-\u9fff]{2,3}){0,3})[)\]]"
)
# [姚春水/河口报道], and 记者姚春水河口报道
_PLACED_DATELINE = re.compile(
    r"^\W{0,2}[(\[]([\u4e00-\u9fff]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4}){0,3})/[\u4e00-\u9fff]{2,8}报[道导][)\]]"
)
_PLACED_NAME = re.compile(
    r"[(\[]([\u4e00-\u9fff]{2,4}(?:、[\u4e00-\u9fff]{2,4}){0,3})/[\u4e00-\u9fff]{2,6}报[道导][)\]]$"
)
_PLACED_REPORTER = re.compile(
    r"^\W{0,2}(?:本[报刊])?记者([\u4e00-\u9fff]{3})[/\s]?[\u4e00-\u9fff]{2,4}(?:报[道导]|电)[)\]\s]"
)

_OPENING = (
    # [江畔时报讯]记者姚春水、实习记者贺青报道:
    re.compile(
        r"^\W{0,3}\S{2,16}[讯电]\W{0,2}((?:本报)?(?:实习|见习)?(?:记者|通讯员)[\u4e00-\u9fff、\s]{2,30}?)(?:综合|采访)?报[道导]"
        r"(?=[\s:,，])"
    ),
    re.compile(r"^\W{0,3}\S{2,16}(?:讯|电|消息)\s记者\s?([\u4e00-\u9fff]{2,3})(?=报[道导]|\s)"),
    re.compile(
        r"^\W{0,3}(?:本报|本刊|本网)(?:讯)?\s?记者\s([\u4e00-\u9fff]{2,3}(?:[\s、][\u4e00-\u9fff]{2,3}){0,3})(?=[\s\"])"
    ),
    re.compile(r"^[\[(]?[\u4e00-\u9fff]{2,10}记者([\u4e00-\u9fff]{2,3})(?:[\u4e00-\u9fff]{2,4})?\d{1,2}日(?:电|讯)"),
    re.compile(
        r"^(?:\[[^\[\]]{2,30}[讯电]\]\s?)?[\[(]?[\u4e00-\u9fff]{2,10}记者([\u4e00-\u9fff]{2,3})[/\s]?[\u4e00-\u9fff]{2,4}"
        r"(?:报[道导]|电|讯)"
    ),
)
# 本报记者姚春水河口报道: the place of the report follows the name.
_STATIONED = re.compile(
    r"[\u4e00-\u9fff]{0,10}记者([\u4e00-\u9fff]{2,3}?)(?:法拉盛|三藩市|皇后区|曼哈顿|布碌仑|旧金山|洛杉矶|华盛顿|芝加哥|温哥华|多伦多|墨尔本|新加坡|吉隆坡)(?:报[道导]|电|讯)"
    r"|[\u4e00-\u9fff]{0,10}记者([\u4e00-\u9fff]{2,3})[\u4e00-\u9fff]{2,4}(?:报[道导]|电|讯)"
)
_CLOSING = re.compile(r"[(\[]\s*([^()\[\]，。]{2,50}?)\s*[)\]]\W*$")
# ……一百人参加了会议。记者 姚春水
_UNBRACKETED = re.compile(
    r"(?<=[。！？\"])\s*(?:本[报刊网]|[\u4e00-\u9fff]{2,8}[报网社台])?(?:(?:记者|通讯员|作者)\s?:?|文\s?/)"
    r"\s?([\u4e00-\u9fff]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4}){0,3})(?:\s图/\S{2,4}|\s?(?:文/图|图/文|摄影报[道导]))?$"
)
# ……一百人参加了会议。姚春水 图/文
_SHOT = re.compile(
    r"(?<=[。！？\"])\s*([\u4e00-\u9fff]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4}){0,3})\s?/?(?:图/文|文/图|文并摄|摄影报[道导])$"
)
_SEVERAL = re.compile(r"([\u4e00-\u9fff]{2,3}(?:[\s、][\u4e00-\u9fff]{2,3}){1,3})")
_PRESENTED = re.compile(
    r"[(\[]作者\s?:\s?([\u4e00-\u9fff·]{2,4})[,，]|[(\[]([\u4e00-\u9fff]{2,3})[\s,，;；:]{1,2}作者(?:系|为|单位|简介)"
)
_BULLETED = re.compile(r"[□■●○◎◆▲◇]\s?([\u4e00-\u9fff]{2,3}(?:[\s、][\u4e00-\u9fff]{2,3}){0,3})")
_BULLETS = re.compile("[□■●○◎◆▲◇]")
# □本报记者 姚春水 □本报通讯员 贺青; a pen name behind a square, as supplements of papers print it
_PEN_NAME = re.compile(r"□\s?([\u4e00-\u9fff]{2,3})")
_GENRES = frozenset(
    "散文 小说 诗歌 随笔 杂文 新闻 消息 通讯 评论 连载 书评 影评 图片 综合 摘编 文摘 要闻 时评 专题 广告".split()
)
_PHOTO = re.compile(r"(?:社发|记者|通讯员)\s([\u4e00-\u9fff]{2,4})\s摄\W*$")
_EDITOR = re.compile(
    r"(?:责任?编辑|责\s?编|(?<!实习)(?<!见习)(?<!总)编\s?辑(?:制作)?|编发|选稿)\s*(?:[:|/]|\](?=\s))\s*(?!\S{0,2}(?:出处|来源|作者|时间|日期|审核|校对)\s?:)((?:[\u4e00-\u9fff·]{2,6}|[\u4e00-\u9fff]\s[\u4e00-\u9fff](?![\u4e00-\u9fff])|[A-Za-z][\w.]{1,15})"
    r"(?:[\s、,，/]+(?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff])(?![\u4e00-\u9fff:]))*)"
    r"|(?:[(\[]\S{0,10}编辑|[报网社台]编辑|^\W*(?:(?:责任|本期|值班|网络|执行|本文|图文|文字)?编辑|责编))\s+([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]\s[\u4e00-\u9fff](?![\u4e00-\u9fff]))(?:\s责?任?(?:校对|审核|美编|排版)\s\S{2,4})?\s*[)\]]?\W*$"
)
_ACCOUNT = re.compile(r"[A-Za-z]\w{1,15}|\S{2,6}[科室部处组]|系统管理员")
_SLASHED = re.compile(r"\W*(?!\S{0,2}编)([\u4e00-\u9fff]{2,12})/([\u4e00-\u9fff]{2,12})\W*")
_IN_BRACKETS = re.compile(r"\W?[(\[]([\u4e00-\u9fff\s、]{2,20})[)\]]\W?")
_TRAINEE = re.compile(r"\((?:实习生?|见习)\)")  # 责编:林夏(实习生)、陆小满
_EDITOR_STOP = re.compile(
    r"\s*(?:审核|校对|作者|来源|记者|监制|复审|终审|主编|一审|二审|三审|打印|关闭|字号|阅读|浏览|点击|评论|发表|分享|排版|摄影|美编).*$"
)


def find_labelled(lines: Iterable[str]) -> tuple[str, ...]:
    """作者：姚春水"""
    return _all(name for text in lines for name in _labelled(text))


def people(labelled: tuple[str, ...], first: str) -> tuple[str, ...]:
    """Those whom a dateline names, where a label names nothing but an office: 作者：康复科"""
    offices = labelled != () and all(name[-1] in _OFFICES for name in labelled)
    return tuple(_dateline(first)) or labelled if offices else labelled


def find_bylines(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines of their own: 本报记者 姚春水"""
    return _all(name for text in lines for name in _byline(text))


def find_authors(first: str, last: str, below: Sequence[str]) -> tuple[str, ...]:
    """Without a name above: from the dateline, else the end of the last paragraph, else a label below."""
    return (
        _all(_byline(first) or _dateline(first))
        or _all(_closing(last))
        or _all(name for text in below[:2] for name in _alone(text))
        or _all(name for text in below for name in (*_labelled(text), *_byline(text)))
    )


def _unplaced(text: str) -> str:
    """Without the place that a reporter reported from: 记者姚春水/河口报导"""
    return _PLACED.sub("", text) if "/" in text or "发自" in text else text


def _all(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _labelled(text: str) -> list[str]:
    if not _MAY_BE_LABELLED.search(text):
        return []
    text = _unplaced(text)
    found = [*_LABELLED.finditer(text), *_BARE_LABEL.finditer(text)]
    found += [match for match in [_BARRED.match(text)] if match]
    within = _AMIDST.finditer(text) if _MASTHEAD.search(text) else ()
    amidst = (name for match in within for name in _likely(match[1]))
    pen_names = [match[1] for match in _ORIGINAL.finditer(text)]
    pen_names += [match[1] for match in BLOGGED.finditer(text) if match[1].lower() not in PLACEHOLDERS]
    pen_names += [match[1] for match in _FIRST.finditer(text) if is_likely_name(match[1])]
    supplied = (name for match in _SUPPLIED.finditer(text) for name in _likely(match[1]) if name[-1] not in _OFFICES)
    return [*(name for match in found for name in split_names(match[1])), *pen_names, *supplied, *amidst]


def _byline(text: str) -> list[str]:
    """A line of its own: 本报记者 姚春水 贺青, or 江畔新闻/姚春水."""
    posted = _POSTED.match(text) if text.startswith("posted") else None
    if posted:
        return [posted[1]]
    if len(text) > 45:
        return []
    text = _BULLETS.sub(" ", text) if len(_BULLETS.findall(text)) > 1 else text
    text = _BEHIND.sub("", text)
    named, text = text, _unplaced(text)
    if (match := _LINE.search(text)) and (names := split_names(match[1])):
        return names
    if placed := _PLACED_NAME.search(named):
        return _likely(placed[1])
    if text != named and is_likely_name(text.strip()):
        return [text.strip()]
    return _names_alone(text)


def _names_alone(text: str) -> list[str]:
    """A line of nothing but names, as reporters, authors of papers and columns stand there."""
    if alone := _REPORTED.fullmatch(text) or _BULLETED.fullmatch(text):
        named = _PEN_NAME.fullmatch(text)
        return [named[1]] if named and named[1] not in _GENRES else _likely(alone[1])
    if stationed := _STATIONED.fullmatch(text.strip(" []()")):
        return _likely(stationed[1] or stationed[2])
    if _NUMBERED.fullmatch(text):
        return [name for name in split_names(re.sub(r"\d(?:,\d)*", " ", text)) if is_likely_name(name)]
    slashed = _SLASHED.fullmatch(text) if "/" in text else None
    return [name for name in slashed.groups() if is_likely_name(name)][:1] if slashed else []


def _dateline(first: str) -> list[str]:
    found = [_IN_DATELINE.search(first[:100]), *(pattern.match(first[:60]) for pattern in _OPENING)]
    named = next(filter(None, (split_names(match[1]) for match in found if match)), [])
    bare = _NAMED_DATELINE.match(first[:60]) or _PLACED_DATELINE.match(first[:60]) or _PLACED_REPORTER.match(first)
    return named or (_likely(bare[1]) if bare else [])


def _likely(text: str) -> list[str]:
    """Names that show themselves; none where one does not."""
    names = split_names(text)
    return names if all(map(is_likely_name, names)) else []


def _alone(text: str) -> list[str]:
    """A line below the body that holds nothing but names, one of them only in brackets: (姚春水), 姚春水 贺青"""
    match = _IN_BRACKETS.fullmatch(text) or _SEVERAL.fullmatch(text)
    return _likely(match[1]) if match else []


def _closing(last: str) -> list[str]:
    """……一百人参加了会议。(姚春水 贺青)"""
    match = _CLOSING.search(last[-60:])
    if presented := _PRESENTED.search(last[-40:]):
        return split_names(presented[1] or presented[2])
    if match is None:
        ends = (pattern.search(last[-40:]) for pattern in (_PHOTO, _UNBRACKETED))
        shot = _SHOT.search(last[-40:])
        return next((split_names(end[1]) for end in ends if end), _likely(shot[1]) if shot else [])
    said = re.search(r"(?:记者|通讯员|作者|撰文).*$|文[:/].*$", match[1])
    names = split_names(said[0] if said else match[1])
    return names if said or all(map(is_likely_name, names)) or _is_list(match[1], names) else []


def _is_list(text: str, names: Sequence[str]) -> bool:
    """Whether nothing but names stands there, the first of which shows itself: 邱小雨 权威"""
    few = 1 < len(names) <= 3 and " " in text
    return few and is_likely_name(names[0]) and all(len(name) in (2, 3) for name in names)


def find_editor(lines: Iterable[str]) -> str | None:
    """责任编辑:林夏. Two editors are joined by 、. An account that signs is one too: HN666, 系统管理员."""
    for text in lines:
        match = _EDITOR.search(_TRAINEE.sub("", text)) if "编" in text or "选稿" in text else None
        said = _EDITOR_STOP.sub("", match[1] or match[2]) if match else ""
        names = split_names(said) or ([said] if _ACCOUNT.fullmatch(said) else []) if said else []
        if names and all(map(_is_editor, names)):
            return "、".join(names)
    return None


def _is_editor(name: str) -> bool:
    return is_name(name) or name.lower() not in ("admin", "editor", "root", "webmaster", "administrator")
