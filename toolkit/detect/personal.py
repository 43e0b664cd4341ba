"""Personal data in a text: telephone numbers, addresses, account and card numbers, codes that lead to a person.

Precision comes from check digits, from labels, and from what stands around a number: amounts, record and licence
numbers, standards, dates, and the digits of URLs that no query names a telephone, are none of them personal.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from toolkit.detect import codes, handles, numbers
from toolkit.detect.fold import Fold, one_of
from toolkit.detect.span import Span, replace, resolve

PLACEHOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "mobile": "[手机号]",
        "landline": "[座机号]",
        "email": "[邮箱]",
        "qq": "[QQ号]",
        "wechat": "[微信号]",
        "id_card": "[身份证号]",
        "bank_card": "[银行卡号]",
        "plate": "[车牌号]",
        "ip": "[IP地址]",
        "credit_code": "[统一社会信用代码]",
    }
)
# One character for one, so that spans hold in the text as it came.
_PLAIN = Fold(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict(
        zip(
            "\u3000\u00a0‐‑‒–—―−電話號證傳熱線機碼編帳帐購訂單車駕網務關雲滬遼魯蘇贛晉陝閩貴粵寧瓊",
            "  -------电话号证传热线机码编账账购订单车驾网务关云沪辽鲁苏赣晋陕闽贵粤宁琼",
            strict=True,
        )
    )
)


def _spelled(chars: str) -> str:
    """A class of `chars` and of all that is read as one of them."""
    return one_of(chars + _PLAIN.read_as(chars))


_DIGIT, _HEX, _CAPITAL = map(_spelled, ("0123456789", "0123456789abcdefABCDEF", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
_GAP, _DASH, _POINT, _COLON, _CLOSER = map(_spelled, (" )-", "-", ".", ":", ")]】}"))
_A, _W, _V_OR_W, _LETTER_C, _ADDED = map(_spelled, ("Aa", "Ww", "VvWw", "CcIi", "我个微VvWw"))
_NAME, _PLATES = map(_spelled, ("微薇威Vv", "京津沪渝冀豫辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼新云"))
# What any find holds, as it is spelled: most texts are done with at one look. The class in front, of all that what
# follows may begin with, is what `re` finds quickly.
_TELLING = re.compile(
    _spelled("0123456789@#%AaVvWw微薇威加京津沪渝冀豫辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼新云")
    + f"(?:(?<={_DIGIT})(?:{_DIGIT}{{4}}|{_DIGIT}{{2}}{_GAP}{{1,2}}{_DIGIT}{{3}}"
    f"|(?<=[4４])[0０]{{2}}{_DIGIT}{_DASH}"
    f"|{_POINT}{_DIGIT}{{1,3}}{_POINT}{_DIGIT}|{_HEX}{{3}}{_COLON})|(?<={_spelled('@#')})|(?<={_spelled('%')}){_DIGIT}"
    f"|(?<={_A}){_spelled('Tt')}{_CLOSER}|(?<={_PLATES}){_CAPITAL}"
    f"|(?<={_NAME})信|(?<={_W}){_spelled('Ee')}{_LETTER_C}|(?<={_V_OR_W}){_spelled('Xx')}|(?<=加){_ADDED})"
)
_URL = re.compile(
    r"(?:https?|ftp)://[A-Za-z0-9._~:/?#@!$&*+=%|-]+"
    r"|(?<![A-Za-z0-9.@-])(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?::[0-9]{1,5})?[/?][A-Za-z0-9._~:/?#@!$&*+=%|-]*"
)
# An address without a query: in it nothing is looked for but mail addresses, which it has no sign for.
_PLAIN_URL = re.compile(r"(?:https?|ftp)://[A-Za-z0-9._~:/-]+")
_GLUED = re.compile(r"(?:[A-Za-z_][-._]?|[0-9][-.]|[0-9] |[¥￥$€£] ?|第 ?)\Z")
_CONTACT = re.compile(r"(?:[Tt]el|TEL|[Mm]ob(?:ile)?|[Pp]hone|[Ff]ax|FAX|MP|[VvWw][Xx]|QQ|[Ww]e[Cc]hat)[-.]?\Z")
_NUMBERED = re.compile(
    r"(?:编号|编码|代码|条码|条形码|订单号?|流水号|运单号?|单号|批号|批次|序列号|许可证|证书?号?|注册号|备案号?|文号|案号|字第?"
    r"|期号|卷号|档号|索引号|标准号|专利号|货号|型号|学号|工号|考号|ISBN|ISSN|DOI|N[Oo][.:]?|ID)"
    r"(?:号码?|为|是)?[ :]{0,3}\Z"
)
_AMOUNT = re.compile(r" ?(?:[%‰万亿元股吨次]|[美港欧日韩]元|立方|平方|千瓦|公里|号(?!码))|\.[0-9]{1,2}(?![0-9])")
# Letters right behind a number that are no label make it part of a code, as the e of a digest does.
_CODED = re.compile(
    r"(?!(?:tel|qq|[wv]x|wechat|e?mail|e[- ]mail|fax|mobile|phone|https?|www)(?![A-Za-z_]))[A-Za-z_]", re.IGNORECASE
)
_ROUNDS = 4
_CONTEXT = 16  # characters before a number that are looked at


def plain(text: str) -> str:
    """`text` as the patterns read it: ASCII forms, one kind of dash and space, simplified labels; same length."""
    return _PLAIN(text)


def find_personal(text: str) -> list[Span]:
    """Personal data by kind (the fields of `PiiCounts`), in order, none overlapping.

    What was glued to something found counts as if that were gone, so that redacting twice changes nothing.
    """
    if _PLAIN_URL.fullmatch(text) or not _TELLING.search(text):
        return []
    found: list[Span] = []
    read = plain(text)
    for _ in range(_ROUNDS):
        new = _once(read)
        if not new:
            break
        found = resolve([*found, *new])
        read = replace(read, ((span, "[" + "]" * (span.end - span.start - 1)) for span in new))
    return found


def _once(text: str) -> list[Span]:
    found: list[Span] = []
    for span, vouched in _ordered(text):
        end = found[-1].end if found else -2  # nothing before: no span begins right behind it
        if span.start >= end and (vouched or span.start <= end + 1 or _stands_alone(text, span)):
            found.append(span)
    return found


def _ordered(text: str) -> Iterator[tuple[Span, bool]]:
    """Candidates and whether a label or their form vouches for them: the earliest, longest, surest kind first."""
    sure = (numbers.old_id_cards, handles.emails, codes.credit_codes, codes.plates, codes.ip_addresses)
    candidates = [(span, True) for find in sure for span in find(text)]
    bare = (numbers.id_cards, numbers.bank_cards, numbers.mobiles, numbers.area_numbers, numbers.service_numbers)
    candidates += [(span, False) for find in bare for span in find(text)]
    labelled = (numbers.local_numbers, handles.qq_numbers, handles.wechat_ids)
    candidates += [(span, True) for find in labelled for span in find(text)]
    named = dict.fromkeys(numbers.mobiles_in_urls(text))
    candidates += [(span, True) for span in named]
    if not candidates:
        return
    hidden = [Span(match.start(), match.end(), "url") for match in _URL.finditer(text)]
    position = 0
    for span, vouched in sorted(candidates, key=lambda item: (item[0].start, -item[0].end)):
        while position < len(hidden) and hidden[position].end <= span.start:
            position += 1
        if span.kind == "email" or span in named or position == len(hidden) or hidden[position].start >= span.end:
            yield span, vouched


def _stands_alone(text: str, span: Span) -> bool:
    """Whether the number is no part of a code, of an amount, or of a numbering."""
    before = text[max(0, span.start - _CONTEXT) : span.start]
    # 身份证号 looks like a numbering too, but the check digit has already vouched for an identity card.
    if (span.kind != "id_card" and _NUMBERED.search(before)) or _AMOUNT.match(text, span.end):
        return False
    if _GLUED.search(before) and not _CONTACT.search(before):
        return False
    return not _CODED.match(text, span.end)
