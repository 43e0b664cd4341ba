"""Wild input put together from a grammar: whole pages with noise and damage, and trees with a value or a key changed."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any

from toolkit.article import Article, Media, PiiCounts, Record

STRANGE = [
    "\x00", "\x07", "\x1b[2J", "\x7f", "\x85", "\x9b31m", "\u200b", "\u200d", "\u202e倒", "\u2028", "\u2029", "\u3000", "\ufeff", "\ufffd", "\ud83d",
    "\udc00", "\U0001f600", "\U000e0041", "\U0010ffff", "e\u0301\u0323", "=1+1", "+86", "-2", "@sum(a1)", "\t", "\v", "\f", "\r", "../../x", "$(x)`x`",
    "{{ x }}", "{0}", "%s", "<script>", "</td>", "<!--", "]]>", "&#0;", "&#xd800;", "&lt;b&gt;", "&nbsp;", "---\n", "!!python/object:a", "| a | b |",
    "[x](y)", "```", "&a *a", "9" * 40, "1e999", "0x1F", "１９", "標(biāo)準(zhǔn)", "?!耙谎a", "ï»¿ä¸­", "锟斤拷", "||||", "((((", "。。。。", "　　",
]  # fmt: skip
TITLES = [
    "渔港年检办法下月施行", "标题", "云河市发布《冷链运输规范》", "雲河市發佈新標準", "第3号公告（2019年）", "图文：“新规”落地", "=SUM(A1:A9) 通知", "A",
]  # fmt: skip
MASTHEADS = [
    "来源：渔港周刊 2019-06-05", "发布时间：2018年8月3日 17:13 来源:云河日报 作者:林木", "2024-02-30 10:61", "时间：刚刚", "記者 王小麗 攝", "编辑：石川 责任编辑:",
    "来源：来源：来源：", "2019/6/5", "1月14日", "浏览次数：1024 字号：[大 中 小]", "文号：云标〔2019〕3号", "作者：佚名 来源：互联网",
    "来源：http://u:Yh8kk2m@yunhe.example/",
]  # fmt: skip
SENTENCES = [
    "今天上午，渔港管理站召开会议，研究下一步的收费办法。", "据介绍，该标准由市场监管局牵头起草，历时6个月，征求意见128条。", "雲河市昨日發佈了一項新的地方標準，下月起施行。",
    "“这对我们是好事！”一位船主说。", "依据GB/T 1.1-2020和ISO/TC 263的规定执行。", "標(biāo)準(zhǔn)化(huà)工作(zuò)由協(xié)會(huì)負責。", "联系电话13900001234，微信yunhe_2019，QQ：1234567。",
    "投诉邮箱 wang@yunhe.example，座机0591-8765432。", "访问https://reader:Yh8kk2m@yunhe.example:8443/a下载。", "The standard applies to all ports. ", "（一）总则", "表1 收费标准（元）",
    "2019年全年共检查1024艘次，合格率98.7%。", "密钥为" + "aB3" * 9, "京A12345号货车", "身份证11010519491231002X",
]  # fmt: skip
NOISE = [
    "首页 > 新闻 > 正文", "相关阅读", "· 渔港休渔期延长", "责任编辑：林木", "分享到：微信 微博 QQ空间", "版权所有 云河日报社 未经授权不得转载", "云ICP备12345678号-1", "上一篇：没有了",
    "还剩3页未读，继续阅读", "本文档为VIP文档", "扫一扫 关注我们", "免责声明：本文仅供学习交流", "转载请注明出处", "点击排行 1 2 3 4 5", "登录 | 注册 | 设为首页", "发表评论 共0条",
    "(function(){var a=1})();", "成人 视频 在线 观看 免费", "[手机号]", "关键词：渔港 年检", "字体：大 中 小 打印 关闭", "下一页 尾页 共12页", "Copyright © 2019", "责编", "来源：",
]  # fmt: skip
LAYOUTS = [
    '<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title} - 云河网</title>{meta}</head><body><div id="nav">{noise}</div>'
    '<div class="article"><h1>{title}</h1><div class="info">{head}</div><div class="content">{body}</div></div><div class="footer">{noise}</div></body></html>',
    '<html><head><title>{title}</title></head><body><table width="100%"><tr><td>{noise}</td><td><table><tr><td align=center>{title}</td></tr>'
    "<tr><td>{head}</td></tr><tr><td>{body}</td></tr></table></td></tr></table></body></html>",
    "<html><body><article><header><h1>{title}</h1><time>{head}</time></header><section>{body}</section></article><aside><ul>{noise}</ul></aside></body></html>",
    '<html><head><meta property="og:title" content="{title}">{meta}</head><body><div id="img-content"><h2 id="activity-name">{title}</h2>'
    '<em id="publish_time">{head}</em><div id="js_content" style="visibility:hidden">{body}</div></div></body></html>',
    '<html><head><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{head}"></head><body><div class="TRS_Editor">'
    "<style>.a{{}}</style>{body}</div>{noise}",
    "<body><center><font size=5>{title}</font><br>{head}<hr></center><pre>{body}</pre><marquee>{noise}</marquee>",
    "{noise}<p>{title}<p>{head}<p>{body}<bdo id=a dir=rtl>{noise}</bdo>",
    "<?xml version='1.0' encoding='{charset}'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{title}{head}{body}{noise}</body></html>",
]  # fmt: skip
HEADS = [
    '<meta name="robots" content="noai, noindex">', '<meta name="tdm-reservation" content="1">', '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
    '<link rel="canonical" href="http://yunhe.example/a">', '<base href="javascript:x">', '<meta http-equiv="refresh" content="0">',
    '<script type="application/ld+json">{"headline": "标题", "datePublished": 5, "author": [{"name": ["a"]}]}</script>',
    '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "<style>", "<title>",
]  # fmt: skip
TAGS = [
    "p",
    "div",
    "span",
    "li",
    "td",
    "strong",
    "a href='x'",
    "font color=red",
    "ruby",
    "svg",
    "details",
    "form",
    "noscript",
    "template",
    "o:p",
]
CHARSETS = [
    "utf-8",
    "gb18030",
    "gbk",
    "big5",
    "big5hkscs",
    "utf-16-le",
    "utf-16-be",
    "utf-16",
    "utf-32",
    "shift_jis",
    "latin-1",
    "cp1252",
    "hz",
]
ADDRESSES = [
    None, "http://yunhe.example/a", "https://news.yunhe.example/2019/06/05/1.html?from=x&id=2", "http://[::1]/a", "http://a:99999/x", "http://云河.example/a",
    "http://xn--a/a", "ftp://a/b", "http://yunhe.example/=1+1", "http://u:p@yunhe.example/%zz%e4%ff", "http://" + "a" * 70 + ".example/x", "http://a..b/c",
]  # fmt: skip


class Place(Record):
    """A column within a column."""

    where: str
    floors: tuple[int, ...] = ()


class Mine(Article):
    """A record class with every form that a column may have."""

    weight: float | None = None
    floors: tuple[int, ...] = ()
    place: Place | None = None
    places: tuple[PiiCounts, ...] = ()

    @classmethod
    def derive(cls, text: str) -> dict[str, Any]:
        return {"floors": (len(text),)}


def wild_text(dice: random.Random, pieces: int = 12) -> str:
    """A short string of words and strange characters; any code point at all may stand in it."""
    choices = (STRANGE, TITLES, NOISE, SENTENCES)
    return "".join(
        chr(dice.randrange(0x110000)) if dice.random() < 0.1 else dice.choice(dice.choice(choices))
        for _ in range(dice.randrange(pieces))
    )


def _lines(dice: random.Random, choices: Sequence[str], most: int) -> list[str]:
    return [dice.choice(choices) for _ in range(dice.randrange(most))]


def _paragraph(dice: random.Random) -> str:
    shape = dice.random()
    if shape < 0.04:
        return dice.choice(SENTENCES + STRANGE) * dice.randrange(40, 200)  # a long line
    if shape < 0.07:
        return dice.choice("([{（【<|&") * dice.randrange(50, 2000)
    if shape < 0.15:
        return wild_text(dice)
    return "　　" * dice.randrange(2) + "".join(_lines(dice, SENTENCES, 6))


def _text_page(dice: random.Random) -> str:
    lines = [
        *_lines(dice, NOISE, 5), dice.choice(TITLES), *_lines(dice, MASTHEADS, 3),
        *(_paragraph(dice) for _ in range(dice.randrange(8))), *_lines(dice, NOISE, 6),
    ]  # fmt: skip
    if dice.random() < 0.2:
        dice.shuffle(lines)
    return dice.choice(("\n", "\n\n", "\r\n", "\r", "\n　　\n")).join(lines)


def _html_page(dice: random.Random) -> str:
    def wrapped(line: str) -> str:
        tag = dice.choice(TAGS)
        return f"<{tag}>{line}" + f"</{tag.split()[0]}>" * (dice.random() < 0.8)

    parts = {
        "charset": dice.choice(CHARSETS), "title": dice.choice(TITLES), "meta": "".join(_lines(dice, HEADS, 4)),
        "head": " ".join(_lines(dice, MASTHEADS, 3)), "noise": "".join(map(wrapped, _lines(dice, NOISE, 6))),
        "body": "".join(wrapped(_paragraph(dice)) for _ in range(dice.randrange(8))),
    }  # fmt: skip
    page = dice.choice(LAYOUTS).format(**parts)
    if dice.random() < 0.05:
        page = f"<{dice.choice(TAGS)}>" * dice.randrange(100, 1500) + page
    return page


def _edited(dice: random.Random, page: str) -> str:
    """A few stretches lost, doubled, or replaced by something strange."""
    for _ in range(dice.choice((0, 0, 1, 2, 6))):
        start = dice.randrange(len(page) + 1)
        end = start + dice.randrange(40)
        page = page[:start] + dice.choice(("", page[start:end] * 2, dice.choice(STRANGE), wild_text(dice))) + page[end:]
    return page


def _encoded(dice: random.Random, page: str) -> bytes:
    """In one encoding, in two, cut in the middle, or with bytes changed."""
    name = dice.choice(CHARSETS)
    content = page.encode(name, dice.choice(("replace", "ignore", "xmlcharrefreplace")))
    shape = dice.random()
    if shape < 0.1:
        half = len(page) // 2
        content = page[:half].encode(name, "ignore") + page[half:].encode(dice.choice(CHARSETS), "ignore")
    elif shape < 0.2:
        content = content[: dice.randrange(len(content) + 1)]
    elif shape < 0.3:
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.randbytes(dice.randrange(6)) + content[at:]
    return content


def wild_page(dice: random.Random) -> tuple[Media, str | bytes]:
    """A page of some layout with noise and damage, as text or as bytes of some encoding; now and then mere bytes."""
    if dice.random() < 0.03:
        return dice.choice(("text", "html")), dice.randbytes(dice.randrange(300))
    media: Media = dice.choice(("text", "html"))
    page = _edited(dice, _html_page(dice) if media == "html" else _text_page(dice))
    return media, page if dice.random() < 0.5 else _encoded(dice, page)


def wild_value(dice: random.Random) -> Any:
    """Anything that JSON or TOML may hold."""
    makers: tuple[Callable[[], Any], ...] = (
        lambda: wild_text(dice), lambda: dice.choice(STRANGE), lambda: "", lambda: None, lambda: dice.random() < 0.5,
        lambda: dice.randrange(-3, 4), lambda: dice.choice((-(2**63) - 1, -(2**63), 2**63 - 1, 2**63, 2**70, 10**400)),
        lambda: dice.choice((0.0, -0.0, 0.5, 1e308, 5e-324, float("nan"), float("inf"))), list, dict,
        lambda: [wild_text(dice, 4) for _ in range(dice.randrange(4))], lambda: {wild_text(dice, 3): dice.randrange(9)},
        lambda: dice.choice(("2024-02-30", "0000-01-01", "--02-29", "2024-13-45T99:99:99Z", "٢٠٢٤-٠١-٠١T٠٠:٠٠:٠٠Z", "9999-12-31T23:59:59Z")),
        lambda: dice.choice(("redact", "keep", "drop", "forbidden", "zh", "mit", "0" * 32, "f" * 64, "http://yunhe.example/b")),
    )  # fmt: skip
    return dice.choice(makers)()


def mutate(dice: random.Random, tree: Any) -> Any:
    """A copy of a tree of dicts and lists with one value or key changed, lost, doubled or added."""
    if isinstance(tree, dict) and tree:
        key = dice.choice(list(tree))
        if dice.random() < (0.75 if isinstance(tree[key], dict | list) else 0.3):
            return {**tree, key: mutate(dice, tree[key])}
        return _changed_table(dice, tree, key)
    if isinstance(tree, list) and tree:
        at = dice.randrange(len(tree))
        if dice.random() < 0.7:
            return [*tree[:at], mutate(dice, tree[at]), *tree[at + 1 :]]
        return tree[:at] + tree[at + dice.randrange(2) :] + tree[at : at + 1] * dice.randrange(2)
    return _changed_leaf(dice, tree)


def _changed_leaf(dice: random.Random, tree: Any) -> Any:
    if isinstance(tree, str) and dice.random() < 0.5:
        at = dice.randrange(len(tree) + 1)
        return tree[:at] + dice.choice((dice.choice(STRANGE), "", tree)) + tree[at + dice.randrange(3) :]
    if type(tree) is int and dice.random() < 0.5:
        return tree + dice.choice((-1, 1, 2**31, 2**64))
    return wild_value(dice)


def _changed_table(dice: random.Random, tree: dict[str, Any], key: str) -> dict[str, Any]:
    change = dice.random()
    if change < 0.6:
        return {**tree, key: wild_value(dice)}
    rest = {name: value for name, value in tree.items() if name != key}
    if change < 0.8:
        return rest
    return {**(tree if change < 0.9 else rest), wild_text(dice, 3): tree[key]}


def to_toml(value: Any) -> str:
    """A value as TOML writes it inline; null, which TOML has not, becomes an empty string."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{to_toml(str(key))} = {to_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(to_toml, value)) + "]"
    if value is None or isinstance(value, str):
        return json.dumps(value or "", ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value).replace("NaN", "nan").replace("Infinity", "inf")
