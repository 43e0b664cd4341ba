"""A telephone number planted in every place of a page that ends up in a column."""

import re
from typing import Any

import pytest

from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaned, Cleaner
from toolkit.config import CleanConfig, Config, PrivacyConfig
from toolkit.curate.screen import page_strings, screen
from toolkit.errors import Where

PHONE, SHOWN = "13900001234", "[手机号]"
PARAGRAPHS = (
    "云河市图书馆昨天起延长开放时间，夜间阅览室开到十点，周末照常开放，不收取任何费用。",
    "馆长林木说，延长开放是读者提出来的，试行一个月后再看人数，人多就一直开下去。",
    "阅览室添了六十个座位和三台饮水机，值班的人由四名增加到七名，其中两名是志愿者。",
)
PAGE = """{title}
您的位置：首页 > {section} > 正文
2024-03-09 09:30 来源：{source} 作者：{author}

{text}
（责任编辑：{editor}）
原文链接：{address}
{statement}
"""
PLAIN = {
    "title": "云河市图书馆延长开放时间",
    "section": "文化",
    "source": "云河日报",
    "author": "林夏",
    "text": "\n".join(PARAGRAPHS),
    "editor": "陆小满",
    "address": "https://yunhe.example/a/1.html",
    "statement": "未经本报授权不得转载。",
}
PLANTED = [
    ("section", {"section": f"文化 {PHONE}"}),
    ("text", {"text": f"{PLAIN['text']}\n预约座位请打{PHONE}，每天上午九点开始接听电话。"}),
    ("source_url", {"address": f"https://yunhe.example/a/1.html?phone={PHONE}"}),
    ("rights_statement", {"statement": f"未经本报({PHONE})授权不得转载。"}),
]
HEADS = [
    ("title", f'<meta property="og:title" content="云河市图书馆延长开放时间 {PHONE}">'),
    ("section", f'<meta property="article:section" content="文化 {PHONE}">'),
    ("source", f'<meta name="source" content="云河日报 {PHONE}">'),
    ("rights_statement", f'<meta name="robots" content="noai 申请授权{PHONE}">'),
]


class Numbered(Article):
    numbers: tuple[str, ...] = ()

    @classmethod
    def derive(cls, text: str) -> dict[str, Any]:
        return {"numbers": tuple(re.findall(r"[0-9]{11}|\[\S{2,9}\]", text))}


def clean(content: str, media: str = "text", model: type[Article] = Article, **privacy: str) -> Cleaned:
    cleaner = Cleaner(CleanConfig(), PrivacyConfig.model_validate(privacy), model, "test")
    return cleaner.clean(RawDocument("raw/a", 0, media, content))  # type: ignore[arg-type]


def cleaned(content: str, media: str = "text", model: type[Article] = Article, **privacy: str) -> Article:
    article = clean(content, media, model, **privacy).article
    assert article is not None
    return article


@pytest.mark.parametrize(("column", "place"), PLANTED, ids=[column for column, _ in PLANTED])
def test_a_number_on_the_page_is_hidden_in_every_column(column: str, place: dict[str, str]) -> None:
    article = cleaned(PAGE.format(**{**PLAIN, **place}))
    assert SHOWN in getattr(article, column)
    assert PHONE not in article.model_dump_json()
    assert article.pii.mobile >= 1


@pytest.mark.parametrize("label", ["title", "author", "editor", "source"])
def test_a_number_behind_a_name_does_not_come_along(label: str) -> None:
    article = cleaned(PAGE.format(**{**PLAIN, label: f"{PLAIN[label]} {PHONE}"}))
    assert PHONE not in article.model_dump_json()


@pytest.mark.parametrize(("column", "head"), HEADS, ids=[column for column, _ in HEADS])
def test_a_number_in_the_head_is_hidden_too(column: str, head: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    article = cleaned(f"<html><head>{head}</head><body><div>{body}</div></body></html>", "html")
    assert SHOWN in getattr(article, column)
    assert PHONE not in article.model_dump_json()


def test_a_derived_column_is_made_from_the_redacted_text() -> None:
    article = cleaned(PAGE.format(**{**PLAIN, **dict(PLANTED)["text"]}), model=Numbered)
    assert isinstance(article, Numbered)
    assert article.numbers == (SHOWN,)


@pytest.mark.parametrize(("column", "place"), PLANTED, ids=[column for column, _ in PLANTED])
def test_a_kind_that_drops_the_page_drops_it_wherever_it_stands(column: str, place: dict[str, str]) -> None:
    findings = clean(PAGE.format(**{**PLAIN, **place}), mobile="drop").findings
    assert "personal_data" in {finding.name for finding in findings}, column


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", f"致电{PHONE}"), ("authors", ("林夏", f"手机{PHONE}")), ("url", f"https://yunhe.example/a?mobile={PHONE}"),
     ("text", PHONE), ("editor", f"陆小满{PHONE}"), ("source", f"热线{PHONE}"), ("source_url", f"https://yunhe.example/?tel={PHONE}")],
)  # fmt: skip
def test_a_record_is_screened_in_every_column(column: str, value: Any) -> None:
    record = cleaned(PAGE.format(**PLAIN)).model_copy(update={column: value})
    config = Config.model_validate({"name": "small", "title": "Small"})
    found = [finding for finding in screen(record, config, Where("a")) if finding.name == "personal_data"]
    assert [(finding.where.field, finding.params["kind"]) for finding in found] == [(column, "mobile")]
    kept = config.model_copy(update={"privacy": PrivacyConfig(mobile="keep")})
    assert not [finding for finding in screen(record, kept, Where("a")) if finding.name == "personal_data"]


def test_what_a_page_wrote_is_told_from_what_the_program_did() -> None:
    row: dict[str, Any] = {
        "id": "0",
        "title": "t",
        "text": "x",
        "authors": ["a", "b"],
        "raw_path": "p",
        "numbers": ["n"],
        "since": "1",
    }
    row |= {"license": "l", "cleaner": "c", "site": "s", "notes": [{"mark": "m", "count": 1}], "editor": None}
    assert list(page_strings(row.items())) == [
        ("title", "t"), ("text", "x"), ("authors", "a"), ("authors", "b"), ("numbers", "n"), ("notes", "m"),
    ]  # fmt: skip
