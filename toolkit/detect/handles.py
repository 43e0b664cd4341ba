"""Patterns of addresses and of ids that only their label gives away: e-mail, QQ, WeChat.

All of them read text as `personal.plain` writes it, and every repetition in them is bounded.
"""

import re
from collections.abc import Iterator

from toolkit.detect.checksums import is_day
from toolkit.detect.span import Span

# Case closes a top-level domain that a label is glued to: a@b.comTel
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}(?:@| @ |%40| ?[(\[【{][Aa][Tt][)\]】}] ?)"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:[A-Za-z][a-z]{1,23}(?![a-z])|[A-Z]{2,24}(?![a-z]|[A-Z](?![a-z])))"
)
_HASHED_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+/#-])[A-Za-z0-9_][A-Za-z0-9._%+-]{2,63}#(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|cn|net|org)(?![A-Za-z0-9])"
)
# What stands between a URL's :// and its @, or some character of the password: see `secrets`.
_CREDENTIALS = re.compile(r"[^\s/@:?#\"'<>]{0,64}:[^\s/@?#\"'<>]{0,128}")
_LOOKED_BACK = 200  # characters, more than credentials have
_FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|css|js|html?)\Z", re.IGNORECASE)
# A label begins a word; behind an address it may be glued on in capitals: a@b.comQQ:12345
_WORD = "(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_QQ = re.compile(
    rf"{_WORD}(?:[Qq] ?[Qq]|[Qq](?=群)|扣扣|企鹅(?=号|:))"
    r"[号码群账交流客服咨询联系在线官方一二三四五六①②③④加我/、及或和微信同为是()# -]{0,12}"
    r"(?:[1-9](?=群|:)群?)?(:?)[ (]{0,3}([1-9][0-9]{4,10})(?![0-9])"
)
_NEXT_QQ = re.compile(r" ?(?:([、,;/])|或|和|及| ) ?([1-9][0-9]{4,10})(?![0-9.-])")
_AMOUNT = re.compile(r"[多余]?(?:[人个万亿元次名位年月日版款家只条%]|用户)|\.[0-9]")
_WECHAT_ID = r"([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-])(?!\.[A-Za-z0-9])"
_WECHAT = re.compile(
    rf"{_WORD}(?:(?:微信|薇信|威信|[Vv]信|[Ww]e[Cc]hat|[Ww]e[iI]xin)(?:(号码?|账号| ?\(?I[Dd])|)|[VvWw][Xx]号?)"
    rf"(?: ?[:为是] ?| ?)\(?{_WECHAT_ID}"
)
_ADD_WECHAT = re.compile(rf"加(?:我|个)?(?:微信?|[Vv][Xx]?|[Ww][Xx])号?[ :]?{_WECHAT_ID}")
_NOT_IDS = frozenset("wechat weixin android iphone facebook whatsapp twitter tencent".split())


def emails(text: str) -> Iterator[Span]:
    """Addresses with @, its escape %40, (at) or, where the domain leaves no doubt, # between the name and the host.

    `https://name:password@host` holds none: it is a secret, which a placeholder would hide half of.
    """
    for match in _EMAIL.finditer(text):
        if not _FILE.search(match[0]) and not _is_password(text, match.start()):
            yield Span(match.start(), match.end(), "email")
    for match in _HASHED_EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")


def _is_password(text: str, end: int) -> bool:
    """Whether a URL's credentials stand before `end` and go on there."""
    start = text.rfind("://", max(0, end - _LOOKED_BACK), end)
    return start > 0 and text[start - 1].isalnum() and _CREDENTIALS.fullmatch(text, start + 3, end) is not None


def qq_numbers(text: str) -> Iterator[Span]:
    """Five to eleven digits beside the label QQ, and those listed behind them."""
    for match in _QQ.finditer(text):
        if match[1] or not _AMOUNT.match(text, match.end()):
            yield Span(match.start(2), match.end(2), "qq")
            yield from _listed(text, match.end())


def _listed(text: str, position: int) -> Iterator[Span]:
    """The numbers that follow; after a mere space only long ones that are no date."""
    while (match := _NEXT_QQ.match(text, position)) and not _AMOUNT.match(text, match.end()):
        number = match[2]
        if (len(number) == 8 and is_day(number)) or not (match[1] or len(number) >= 8):
            return
        yield Span(match.start(2), match.end(2), "qq")
        position = match.end()


def wechat_ids(text: str) -> Iterator[Span]:
    """Six to twenty letters, digits, _ and - from a letter on, beside the label WeChat.

    微信 alone is also the name of the product: a mere word behind it must be in lower case and stand behind a colon.
    """
    for match in _WECHAT.finditer(text):
        label, name = text[match.start() : match.start(2)], match[2]
        if _looks_made_up(name) or (name.islower() and (match[1] or ":" in label)):
            yield from _wechat(match.start(2), name)
    for match in _ADD_WECHAT.finditer(text):
        if _looks_made_up(match[1]):
            yield from _wechat(match.start(1), match[1])


def _looks_made_up(name: str) -> bool:
    return not name.isalpha()


def _wechat(start: int, name: str) -> Iterator[Span]:
    if name.lower() not in _NOT_IDS:
        yield Span(start, start + len(name), "wechat")
