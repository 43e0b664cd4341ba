"""Names of people and of publications, as mastheads and datelines write them."""

import re

# 佚名 and the like stand where nobody is known.
PLACEHOLDERS = frozenset(
    "佚名 未知 无 匿名 本站 本站原创 本网 原创 互联网 网络 网上 转载 整理 系统管理员 管理员 超级管理员 小编 编辑 编辑部 记者 通讯员 "
    "作者 来源 admin administrator none null unknown webmaster root user anonymous".split()
)
# The commonest surnames (on 85 % of people); a bare name in brackets must begin with one.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷黎龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪关牛樊葛翟古柳芦欧裴"
    "凌温甘纪祝鲁齐蓝管骆解路俞童车项尚聂柏左季申屈柯梅辛管祁耿岳倪焦阎伍司詹佟别厉戚殷华盛单包褚景庞霍苗娄游宁桂邢安翁卓"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z.\- ]{1,30}")
_ROLE = re.compile(
    r"(?:本报|本刊|本网|本站|特约|见习|实习|首席|驻\S{1,6}|全媒体|融媒体?|客户端|新媒体)*(?:记者|通讯员|实习生|撰稿人?|摄影|作者|特派员|评论员|撰文)[:/]?"
)
_TAIL = re.compile(r"[/\s]*(?:文[/、]?图|图[/、]?文|文|图|摄|摄影|摄影报道|报道|采访报[道导]|综合报道|供稿|整理|编译|供图)$")
_AGENCY = (
    "网|报|社|台|客户端|在线|周刊|杂志|新闻|通讯|导报|时报|日报|晚报|局|厅|委|办|会|中心|频道|部|政府|公司|学院|大学|研究院|研究所|院|"
    "办事处|公众号|号|经济|之声|资讯|信息|院报|月刊|学报|协会|发布"
)
AGENCY = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9·]{{2,24}}(?:{_AGENCY})$")


def split_names(text: str) -> list[str]:
    """People's names in a list such as `姚春水 通讯员 林 秋/文`; empty when anything else stands there."""
    text = _TAIL.sub("", _ROLE.sub(" ", text).strip(" :()[]"))
    text = re.sub(r"(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])\s+([\u4e00-\u9fff])(?![\u4e00-\u9fff·])", r"\1\2", text)
    parts = [_TAIL.sub("", part) for part in re.split(r"[\s、,，;/|&和]+", text)]
    names = [part for part in parts if part and part not in ("文", "图", "摄")]
    return list(dict.fromkeys(names)) if names and all(map(is_name, names)) else []


def is_name(text: str) -> bool:
    """Two to four Chinese characters, a transcribed name with its points, or a Latin one; no placeholder."""
    if text.lower() in PLACEHOLDERS or AGENCY.match(text) and len(text) > 3:
        return False
    if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text):
        return True
    return re.fullmatch(r"[\u4e00-\u9fff]{1,8}(?:[·•.][\u4e00-\u9fff]{1,8}){1,3}", text) is not None or (
        _LATIN.fullmatch(text) is not None
    )


def is_likely_name(text: str) -> bool:
    """A name that shows itself without a role before it."""
    return is_name(text) and text[0] in _SURNAMES and len(text) in (2, 3)


def agency(text: str) -> str | None:
    """The publication that a label names, without brackets and what follows it; None for a placeholder."""
    name = text.strip(" \t:()[]《》<>\"'“”,，.。-|·")
    return None if not name or name.lower() in PLACEHOLDERS or not re.search(r"[\u4e00-\u9fffA-Za-z]", name) else name
