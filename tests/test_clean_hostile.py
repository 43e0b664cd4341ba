"""No page makes the cleaner raise, hang or grow out of bounds."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tools.rule_of import rule_of
from toolkit.article import Article, RawDocument
from toolkit.clean.cleaner import Cleaner
from toolkit.config import CleanConfig, PrivacyConfig

CLEANER = Cleaner(CleanConfig(min_chars=1), PrivacyConfig(), Article, "test")
SENTENCE = "今天上午，渔港管理站召开会议，研究下一步的收费办法。"
PIECES = st.sampled_from(
    [
        *"。，：（）()<>&|?!\n\r\t\x00\u3000\u200b\ud800\ufffd 标準年月",
        SENTENCE, "来源：", "2019-06-05", "首页 > 正文", "相关阅读\n", "&nbsp;", "<br>", "標(biāo)", "?!耙谎a", "记者", "责任编辑:",
        "13900001234", "Ａ１", "版权", "VIP", "http://a.example/b", "|", "<table><tr><td>", "</div>", "<script>",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["text", "html"]))
def test_no_text_raises(text: str, media: str) -> None:
    cleaned = CLEANER.clean(RawDocument("raw/a", 0, media, text))  # type: ignore[arg-type]
    assert cleaned.article is not None or cleaned.findings
    if cleaned.article is not None:
        cleaned.article.model_dump_json().encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text", "html"]))
def test_no_bytes_raise(content: bytes, media: str) -> None:
    cleaned = CLEANER.clean(RawDocument("raw/a", 0, media, content))  # type: ignore[arg-type]
    assert cleaned.article is not None or cleaned.findings


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_nothing_is_invented_or_reordered(text: str) -> None:
    cleaned = CLEANER.clean(RawDocument("raw/a.txt", 0, "text", text))
    if cleaned.article is not None and not cleaned.article.pii.mobile and not cleaned.article.pii.bank_card:
        kept = [verdict.text.strip() for verdict in cleaned.trace.verdicts if verdict.kept]
        assert len(cleaned.article.text) == len("\n".join(kept))


LOOPS = {
    "paths": "../../x" * 117 + "((",
    "dashes": "--- " * 190 + "据介",
    "menu": "(/" * 490 + "a,",
    "buttons": "举报 " + "会员1 " * 22 + "会",
    "glued buttons": "返回首页" * 29 + "会",
}


@pytest.mark.parametrize("name", LOOPS)
def test_no_rule_tries_every_way_to_read_a_line(name: str) -> None:
    start = time.process_time()
    rule_of(LOOPS[name])
    assert time.process_time() - start < 1


HOSTILE = {
    "brackets": "(" * 1_000_000,
    "entities": "&amp;" * 200_000,
    "spaces": "字" + " " * 1_000_000 + "字",
    "bars": "| " * 300_000,
    "one line": SENTENCE * 40_000,
    "many lines": f"{SENTENCE}\n" * 20_000,
    "short lines": "标题一行\n" * 100_000,
    "annotations": "標(biāo)" * 60_000,
    "labels": "来源：" * 200_000,
    "unpunctuated": "标" * 1_000_000,
    "slips": "?!" + "耙" * 500_000,
    "menu": ("菜单 " * 150 + "\n") * 500,
}
DEEP = {
    "elements": "<div>" * 1_000_000 + SENTENCE,
    "tables": "<table><tr><td>" * 100_000 + SENTENCE,
    "attributes": "<p " + 'a="b" ' * 200_000 + ">" + SENTENCE * 3,
    "entities": '<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><p>&c;' + SENTENCE * 9,
    "unclosed": "<p>" + '<a href="' * 200_000,
}
SECONDS = 20  # generous: what hangs takes hours


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_linear_time(name: str) -> None:
    start = time.process_time()
    CLEANER.clean(RawDocument("raw/a.txt", 0, "text", HOSTILE[name]))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", DEEP)
def test_a_hostile_tree_takes_linear_time(name: str) -> None:
    start = time.process_time()
    CLEANER.clean(RawDocument("raw/a.html", 0, "html", DEEP[name]))
    assert time.process_time() - start < SECONDS
