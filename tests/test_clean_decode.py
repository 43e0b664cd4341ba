"""Bytes to text: every encoding that Chinese pages come in."""

import pytest

from tests.tools.prose import page as prose_page
from toolkit.clean.decode import decode
from toolkit.clean.script import to_traditional

SIMPLIFIED = (
    "昨天下午，渔港管理站公布了新的潮汐表，停靠费用按船长计算。",
    "计量所的三位检定员用两天时间，把菜市场的一百二十台电子秤查了一遍。",
    "这条河上的老桥修好了，桥头立了一块小小的石碑。",
    "新标准规定，水表的误差不得大于百分之二，各区应当在年底前换完。",
)
TRADITIONAL = (
    "昨天下午，漁港管理站公佈了新的潮汐表，停靠費用按船長計算。",
    "計量所的三位檢定員用兩天時間，把菜市場的一百二十臺電子秤查了一遍。",
    "這條河上的老橋修好了，橋頭立了一塊小小的石碑。",
    "新標準規定，水錶的誤差不得大於百分之二，各區應當在年底前換完。",
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_text_is_read_in_any_encoding(text: str, encoding: str) -> None:
    page = f"标题 2020-01-02\n{text}\n"
    assert decode(page.encode(encoding)).text == page


@pytest.mark.parametrize("encoding", ["utf-8", "big5hkscs", "gb18030", "utf-16"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_text_is_read_in_any_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be"]


@pytest.mark.parametrize("length", [10, 16, 24, 40, 80, 160, 240])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_snippets_of_any_length_are_read_in_any_encoding(encoding: str, length: int) -> None:
    """Seven lengths, eight encodings, six snippets each: 336. Without a mark UTF-16 shows by the ASCII of a date line."""
    for number in range(6):
        prose = "".join(prose_page(number).split())[34 + 5 * number :][:length]
        snippet = in_big5(prose) if encoding == "big5hkscs" else prose
        snippet = f"2024-03-01\n{snippet}" if encoding in ("utf-16-le", "utf-16-be") else snippet
        assert decode(snippet.encode(encoding)).text == snippet


def in_big5(prose: str) -> str:
    return to_traditional(prose).replace("爲", "為")


@pytest.mark.parametrize("claimed", ["gb2312", "big5", "utf-8", "iso-8859-1", "no-such-charset"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_a_mislabelled_page_is_read_as_what_it_is(encoding: str, claimed: str) -> None:
    prose = prose_page(3)
    page = f'<meta charset="{claimed}"><p>{in_big5(prose) if encoding == "big5hkscs" else prose}</p>'
    assert decode(page.encode(encoding)).text == page


def test_a_declaration_is_believed_where_the_bytes_bear_it_out() -> None:
    page = '<meta charset="big5"><p>漁港</p>'
    assert decode(page.encode("big5hkscs")).text == page


def test_a_wrong_declaration_does_not_spoil_utf8() -> None:
    page = '<meta charset="gb2312"><p>渔港的潮汐表公布了。</p>'
    assert decode(page.encode("utf-8")).text == page


def test_a_page_cut_in_the_middle_of_a_character_stays_utf8() -> None:
    page = "".join(SIMPLIFIED)
    decoded = decode(page.encode("utf-8")[:-1])
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(page[:-1])


@pytest.mark.parametrize("content", [b"\x00" * 400, bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 90])
def test_what_is_no_text_is_said_to_be_none(content: bytes) -> None:
    assert decode(content).problem is not None
