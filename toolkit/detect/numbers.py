"""Patterns of numbers that need no label: telephones, identity and bank cards.

All of them read text as `personal.plain` writes it, and every repetition in them is bounded.
"""

import re
from collections.abc import Iterator

from toolkit.detect.checksums import is_day, is_id_card, is_old_id_card, luhn
from toolkit.detect.span import Span

_MOBILE = re.compile(
    r"(?<![0-9])(?:\(?(?:\+?86|0086)\)?[ -]{0,2}|0)?"
    r"1(?:[3-9][0-9]{9}|[3-9][0-9]([ -])[0-9]{4}\1[0-9]{4}|[3-9][0-9][ -][0-9]{8}"
    r"|[3-9][0-9]{5}[ -][0-9]{4}|[3-9][0-9]{2}([ -])[0-9]{3}\2[0-9]{4})(?![0-9])"
)
_PARAMETER = re.compile(r"[?&](?:mobile|phone|tel|shouji)=((?:\+?86)?1[3-9][0-9]{9})(?![0-9])", re.IGNORECASE)
_AREA = "(?:10|2[0-57-9]|[3-9][0-9]{2})"
_EXTENSION = r"(?:(?:-|#| ?转 ?| ?分机号?:? ?| ?[Ee]xt\.? ?)[0-9]{1,5}(?![0-9]))?"
_LOCAL = r"[1-9][0-9]{2}(?:[0-9]{4,5}|[ -][0-9]{4}|[0-9][ -][0-9]{3,4})(?![0-9])" + _EXTENSION
_LANDLINE = re.compile(
    rf"\((?:\+?86[ -]?0?|0){_AREA}\)[ -]?{_LOCAL}"
    rf"|(?<![0-9])(?:(?:\+86|0086|86(?=[ (-]))[ -]{{0,2}}\(?0?{_AREA}(?:\) ?|[ -]{{1,2}}){_LOCAL}"
    rf"|0{_AREA}[ -]{{1,2}}{_LOCAL}|0(?:10|2[0-57-9])[2-9][0-9]{{7}}(?![0-9]){_EXTENSION}"
    rf"|0[3-9][0-9]{{2}}[2-9][0-9]{{6,7}}(?![0-9]){_EXTENSION})"
)
_LOCAL_NUMBER = re.compile(rf"(?:电话|座机|传真|热线|总机|[Tt]el|TEL|[Ff]ax|FAX)(?:号码)?[ .]?[:为是]?[ ]?({_LOCAL})")
_NEXT_LOCAL = re.compile(rf" ?(?:[、,;/ ]|或|和|及) ?({_LOCAL})")
_SERVICE = re.compile(
    r"(?<![0-9])(?:[48]00([ -]?)[0-9]{3}[ -]?[0-9]{4}|[48]00([ -])[0-9]{4}\2[0-9]{3}"
    r"|400[0-9]-(?:[0-9]{3}-[0-9]{3}|[0-9]{2}-[0-9]{4}))(?![0-9])" + _EXTENSION
)
_CALL = re.compile(r"(?:电话|热线|客服|咨询|拨打|致电|免费|[Tt]el|TEL)[^0-9\n\[\]]{0,6}\Z")
_ID_CARD = re.compile(r"(?<![0-9])[1-9][0-9]{5}([ -]?)[0-9]{8}\1[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_OLD_ID_CARD = re.compile(r"身份证(?:件)?(?:号码?)?[ ]?[:为是]?[ ]?([1-9][0-9]{14})(?![0-9A-Za-z])")
_BANK_CARD = re.compile(
    r"(?<![0-9])(?:62[0-9]{2}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?"
    r"|(?:4[0-9]{3}|5[1-5][0-9]{2})([ -]?)[0-9]{4}\2[0-9]{4}\2[0-9]{4})(?![0-9A-Za-z])"
)


def mobiles(text: str) -> Iterator[Span]:
    """Eleven digits from 13 to 19, bare or in groups, with or without +86."""
    for match in _MOBILE.finditer(text):
        yield Span(match.start(), match.end(), "mobile")


def mobiles_in_urls(text: str) -> Iterator[Span]:
    """Mobile numbers that a query names: `?mobile=`; all other digits of URLs are ids."""
    for match in _PARAMETER.finditer(text):
        yield Span(match.start(1), match.end(1), "mobile")


def area_numbers(text: str) -> Iterator[Span]:
    """Numbers with an area code, and those listed behind the same code."""
    for match in _LANDLINE.finditer(text):
        yield Span(match.start(), match.end(), "landline")
        yield from _listed(text, match.end())


def local_numbers(text: str) -> Iterator[Span]:
    """Numbers without an area code, beside the word for telephone, and those listed behind them."""
    for match in _LOCAL_NUMBER.finditer(text):
        if not _is_date(match[1]):
            yield Span(match.start(1), match.end(1), "landline")
            yield from _listed(text, match.end())


def _listed(text: str, position: int) -> Iterator[Span]:
    while (match := _NEXT_LOCAL.match(text, position)) and not _is_date(match[1]):
        yield Span(match.start(1), match.end(1), "landline")
        position = match.end()


def _is_date(number: str) -> bool:
    digits = number.replace("-", "")
    return len(digits) == 8 and digits.isdigit() and digits[:2] in ("19", "20") and is_day(digits)


def service_numbers(text: str) -> Iterator[Span]:
    """400 and 800 numbers; 400 800 1200 and a bare 800 number only where the text speaks of calling."""
    for match in _SERVICE.finditer(text):
        weak = " " in match[0] or (match[0].startswith("800") and "-" not in match[0])
        if not weak or _CALL.search(text, max(0, match.start() - 12), match.start()):
            yield Span(match.start(), match.end(), "landline")


def id_cards(text: str) -> Iterator[Span]:
    """Eighteen digits with a valid check digit."""
    for match in _ID_CARD.finditer(text):
        if is_id_card(_compact(match[0])):
            yield Span(match.start(), match.end(), "id_card")


def old_id_cards(text: str) -> Iterator[Span]:
    """Fifteen digits, beside the word for identity card."""
    for match in _OLD_ID_CARD.finditer(text):
        if is_old_id_card(match[1]):
            yield Span(match.start(1), match.end(1), "id_card")


def bank_cards(text: str) -> Iterator[Span]:
    """UnionPay (62, 16 to 19 digits), Visa and Mastercard (16 digits), with a valid check digit."""
    for match in _BANK_CARD.finditer(text):
        if luhn(_compact(match[0])):
            yield Span(match.start(), match.end(), "bank_card")


def _compact(number: str) -> str:
    return number.replace(" ", "").replace("-", "")
