import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.article import RightsStatus
from toolkit.detect.rights import find_rights, judge, rights_rules, statement

RULES = rights_rules()


def judged(*lines: str) -> tuple[RightsStatus, str | None]:
    return judge((line, hit) for line in lines for hit in find_rights(line))


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES for text in rule.match])
def test_a_rule_finds_its_examples(rule: str, text: str) -> None:
    assert rule in {hit.rule for hit in find_rights(text)}


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES for text in rule.no_match])
def test_a_rule_leaves_its_counterexamples(rule: str, text: str) -> None:
    assert rule not in {hit.rule for hit in find_rights(text)}


def test_the_table_is_complete() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
        assert rule.status in get_args(RightsStatus) and rule.status != "unknown"
        assert rule.reason.endswith(".") and rule.match and rule.no_match


@pytest.mark.parametrize(
    "text",
    [
        "版权所有",
        "Copyright © 2008-2024 云河新闻网 All Rights Reserved 版权所有",
        "关于我们 | 版权声明 | 联系我们",
        "记者获悉,执法部门通报了三起未经授权转载新闻作品的案件。",
        "专项行动期间,严厉打击未经授权转载行为,查处侵权网站二十家。",
        "根据规定,网络平台不得转载未经核实的消息。",
        "法院判决,被告未经许可不得使用原告的商标。",
        "省版权局表示,将推动版权所有者与平台合作。",
        "论坛讨论了人工智能训练数据的版权问题。",
        "未经培训的人员禁止使用本公司以外的设备。",
        "标准文本的免费阅读范围进一步扩大,VIP窗口取消。",
        "该图书馆向会员免费提供文献下载。",
        "",
    ],
)
def test_silence_and_prose_about_copyright_state_nothing(text: str) -> None:
    assert judged(text) == ("unknown", None)


def test_the_strictest_statement_wins_and_is_quoted() -> None:
    lines = ("转载请注明出处。", "文章版权归原作者所有。", "声明:图文归青禾网。未经授权不得转载;违者必究。")
    assert judged(*lines[:1]) == ("allowed", "转载请注明出处。")
    assert judged(*lines[:2]) == ("restricted", "文章版权归原作者所有。")
    assert judged(*lines) == ("forbidden", "未经授权不得转载;")


def test_a_permission_beside_a_ban_stays_a_ban() -> None:
    assert judged("未经授权不得转载,获授权转载请注明来源。")[0] == "forbidden"


def test_a_site_that_speaks_of_its_own_works_forbids() -> None:
    assert judged("凡注明“来源:青禾网”的稿件,未经本网许可不得转载。")[0] == "forbidden"


def test_traditional_and_full_width_text_is_read_as_well() -> None:
    assert judged("版權聲明：未經授權，嚴禁轉載！")[0] == "forbidden"


def test_a_statement_has_at_most_200_characters_and_holds_the_hit() -> None:
    for line in ("长" * 500 + "未经授权不得转载" + "长" * 500, "未经授权不得转载" + "长" * 500):
        (hit,) = find_rights(line)
        assert len(statement(line, hit)) <= 200
        assert "未经授权不得转载" in statement(line, hit)


PIECES = st.sampled_from(
    [text for rule in RULES for text in rule.match + rule.no_match] + ["。", ",", " ", "规定", "本网"]
)


@given(st.one_of(st.text(st.characters(exclude_categories=[])), st.lists(PIECES, max_size=6).map("".join)))
def test_hits_lie_in_the_line_and_are_in_order(line: str) -> None:
    hits = find_rights(line)
    assert all(0 <= hit.start < hit.end <= len(line) for hit in hits)
    assert hits == sorted(hits, key=lambda hit: (hit.start, hit.end))
    status, quoted = judge((line, hit) for hit in hits)
    assert (quoted is None) == (status == "unknown")
    assert quoted is None or (0 < len(quoted) <= 200 and quoted in line)


@pytest.mark.parametrize(
    "piece", ["未经许可不得", "转载请", "禁止转载、", "如版权", "版权归", "转载需经", "本文", "(", "1"]
)
def test_hostile_lines_end(piece: str) -> None:
    find_rights(piece * (10**6 // len(piece)))
