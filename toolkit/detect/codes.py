"""Patterns of codes that lead to a person: licence plates, IP addresses, unified social credit codes.

All of them read text as `personal.plain` writes it, and every repetition in them is bounded.
"""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from toolkit.detect.checksums import is_credit_code
from toolkit.detect.span import Span

# Behind it a stroke: the index number of a public document begins with the code of its office.
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z]|[/-][0-9])")

# 最新, 全新 and 百度云 end a word and begin no plate.
_PROVINCE = "(?:[京津沪渝冀豫辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]|(?<![最全更创翻])新|(?<![里度讯为])云)"
# GA 36-2018: five places for cars, six for new energy with its letter first or last, a last character by use.
_PLATE = re.compile(
    rf"{_PROVINCE}([A-HJ-Z])([ ·•・‧.-]?)"
    r"((?:[A-HJK][0-9A-HJ-NP-Z][0-9]{4}|[0-9]{5}[A-HJK]|[0-9A-HJ-NP-Z]{4}(?:[0-9A-HJ-NP-Z]|[挂学警港澳])))"
    r"(?![0-9A-Za-z]|[年型款元万亿%]|\.[0-9])"
)
_PLATE_LABEL = re.compile(r"(?:车|号牌|牌照|驾)[^\[\]。;]{0,10}\Z")
_LETTERS = 2  # in the places behind the city's letter

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"(?:(?<![0-9A-Za-z._])|(?<=IP)|(?<=[iI]p))((?:{_OCTET}\.){{3}}{_OCTET})(?![0-9A-Za-z_]|\.[0-9])")
_PORT = re.compile(r":[1-9][0-9]{1,4}(?![0-9])|/(?:8|16|24|32)(?![0-9])")
_IP_LABEL = re.compile(r"(?:IP|[Ii]p|IPv4|网关|主机|服务器|DNS|[Pp]ing)[^\[\]。;0-9.]{0,8}\Z")
_VERSION = re.compile(
    r"(?:版本?|[Vv]er(?:sion)?\.?|固件|驱动|系统|软件|内核|(?:升级|更新)[到至为]|[Bb]uild|OID|标识符?|条款?|章节?|第)"
    r"(?:号|为|是)?[ :(]{0,2}\Z"
)
# Section numbers and versions are quads as well; hardly one has a number above this.
_LARGE = 100
_IPV6 = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?<![0-9A-Fa-f]:)|(?<=v6:))(?<!::)"
    r"[23][0-9A-Fa-f]{3}(?::{1,2}[0-9A-Fa-f]{1,4}){2,7}(?![0-9A-Za-z:]|\.[0-9])"
)
_CONTEXT = 16  # characters before a code that are looked at


def credit_codes(text: str) -> Iterator[Span]:
    """Eighteen characters with a valid check character; those of sole traders name a person."""
    for match in _CREDIT_CODE.finditer(text):
        if is_credit_code(match[0]):
            yield Span(match.start(), match.end(), "credit_code")


def plates(text: str) -> Iterator[Span]:
    """A province's character, a letter, and five or six places with at most two letters."""
    for match in _PLATE.finditer(text):
        letters = sum(char.isascii() and char.isalpha() for char in match[3])
        bare_word = letters == _LETTERS and match[2] == "" and match[3][:2].isalpha()  # 津GDP2023 is an acronym
        if letters <= _LETTERS and (not bare_word or _PLATE_LABEL.search(_before(text, match))):
            yield Span(match.start(), match.end(), "plate")


def ip_addresses(text: str) -> Iterator[Span]:
    """Addresses of the public network: version 4 where no version or section is meant, and version 6."""
    for match in _IPV4.finditer(text):
        if _is_public(match[1]) and _is_address(text, match):
            yield Span(match.start(1), match.end(1), "ip")
    for match in _IPV6.finditer(text):
        try:
            IPv6Address(match[0])
        except AddressValueError:
            continue
        yield Span(match.start(), match.end(), "ip")


def _is_public(quad: str) -> bool:
    """Whether it is not one of the addresses that many networks use inside: RFC 1918, 1122, 3927, 5771."""
    first, second = map(int, quad.split(".")[:2])
    inside = (first, second) in ((192, 168), (169, 254)) or (first == 172 and 16 <= second < 32)
    return not inside and first not in (0, 10, 127) and first < 224


def _is_address(text: str, match: re.Match[str]) -> bool:
    """A quad that its label or port vouches for, else one with a large number that does not follow 版本."""
    before = _before(text, match)
    if _IP_LABEL.search(before) or _PORT.match(text, match.end()):
        return True
    return max(map(int, match[1].split("."))) >= _LARGE and not _VERSION.search(before)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _CONTEXT) : match.start()]
