import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.make_rights_table import PAGE, render
from toolkit.article import Article, PageFacts, RawDocument, RightsStatus
from toolkit.clean.cleaner import Cleaner
from toolkit.clean.rights import Beside, rights_of
from toolkit.config import CleanConfig, Config, PrivacyConfig, RightsConfig, parse_config
from toolkit.curate.screen import screen
from toolkit.detect.rights import find_rights, judge, licence_rules, licence_status, rights_rules, settle, statement
from toolkit.errors import ConfigError, Where

RULES = rights_rules()
STATUSES: tuple[RightsStatus, ...] = get_args(RightsStatus)


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
    find_rights(piece * (300_000 // len(piece)))


def test_the_documented_table_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == render(page), "run: python tests/tools/make_rights_table.py"
    assert all(f"`{status}`" in page for status in STATUSES)


@pytest.mark.parametrize(("rule", "text"), [(rule.id, text) for rule in RULES for text in rule.match])
def test_a_page_of_one_line_has_the_status_of_its_rule(rule: str, text: str) -> None:
    status, quoted = rights_of([text], Beside())
    assert status == judged(text)[0] != "unknown"
    assert quoted


@pytest.mark.parametrize(("status", "text"), [(rule.status, text) for rule in licence_rules() for text in rule.match])
def test_a_licence_is_known_however_it_is_spelled(status: RightsStatus, text: str) -> None:
    for spelled in (text, text.upper(), text.lower(), f" {text} ", text.replace("-", "_"), text.replace("-", " ")):
        assert licence_status(spelled) == status, spelled


@pytest.mark.parametrize(
    ("status", "text"), [(rule.status, text) for rule in licence_rules() for text in rule.no_match]
)
def test_a_licence_is_not_taken_for_another(status: RightsStatus, text: str) -> None:
    assert licence_status(text) != status


@pytest.mark.parametrize("text", [None, "", " ", "other", "unknown", "all rights reserved", "GB/T 1.1-2020", "许可"])
def test_a_licence_that_nobody_knows_says_nothing(text: str | None) -> None:
    assert licence_status(text) == "unknown"


@pytest.mark.parametrize(
    ("page", "licence", "site", "settled"),
    [
        ("unknown", "unknown", "unknown", "unknown"),
        ("unknown", "unknown", "forbidden", "forbidden"),
        ("unknown", "unknown", "allowed", "allowed"),
        ("allowed", "unknown", "restricted", "restricted"),
        ("forbidden", "unknown", "allowed", "forbidden"),
        ("unknown", "allowed", "forbidden", "allowed"),
        ("allowed", "allowed", "restricted", "allowed"),
        ("restricted", "allowed", "unknown", "restricted"),
        ("forbidden", "allowed", "allowed", "forbidden"),
        ("allowed", "restricted", "allowed", "restricted"),
        ("unknown", "restricted", "forbidden", "forbidden"),
    ],
)
def test_page_licence_and_site_settle_as_documented(
    page: RightsStatus, licence: RightsStatus, site: RightsStatus, settled: RightsStatus
) -> None:
    assert settle(page, licence, site) == settled


@given(*[st.sampled_from(STATUSES)] * 3)
def test_what_is_settled_stays_settled(page: RightsStatus, licence: RightsStatus, site: RightsStatus) -> None:
    once = settle(page, licence, site)
    assert settle(once, licence, site) == once


def test_a_statement_says_what_the_status_rests_on() -> None:
    policy: tuple[str, RightsStatus] = ("yunhe-news.example", "forbidden")
    assert rights_of(["转载请注明出处。"], Beside(None, "CC-BY-4.0", policy)) == ("allowed", "转载请注明出处。")
    assert rights_of([], Beside(None, "CC BY 4.0", policy)) == ("allowed", "license: CC BY 4.0")
    assert rights_of([], Beside(None, "CC-BY-NC-4.0")) == ("restricted", "license: CC-BY-NC-4.0")
    assert rights_of(["转载请注明出处。"], Beside(None, None, policy)) == (
        "forbidden",
        "[rights.sites] yunhe-news.example: forbidden",
    )
    assert rights_of(["禁止转载"], Beside(None, None, policy)) == ("forbidden", "禁止转载")
    assert rights_of([], Beside()) == ("unknown", None)


SITES = RightsConfig(sites={"yunhe.example": "forbidden", "open.yunhe.example": "allowed", "example": "restricted"})


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("yunhe.example", "yunhe.example"),
        ("www.yunhe.example", "yunhe.example"),
        ("a.b.yunhe.example", "yunhe.example"),
        ("open.yunhe.example", "open.yunhe.example"),
        ("data.open.yunhe.example", "open.yunhe.example"),
        ("notyunhe.example", "example"),
        ("yunhe.example.org", None),
        ("org", None),
        (None, None),
    ],
)
def test_the_longest_name_that_covers_a_host_is_its_policy(host: str | None, name: str | None) -> None:
    assert (SITES.policy_of(host) or (None,))[0] == name


@pytest.mark.parametrize(
    "host", ["https://yunhe.example", "Yunhe.example", ".yunhe.example", "yunhe.example/a", "云河.example", ""]
)
def test_what_is_no_host_is_refused_and_named(host: str) -> None:
    with pytest.raises(ConfigError, match="not a host") as caught:
        parse_config(f'name = "a"\ntitle = "A"\n[rights.sites]\n"{host}" = "forbidden"\n')
    assert str(caught.value.where.field).startswith("rights.sites.")


def test_what_is_no_status_is_refused() -> None:
    with pytest.raises(ConfigError):
        parse_config('name = "a"\ntitle = "A"\n[rights.sites]\n"yunhe.example" = "maybe"\n')


BODY = "<p>云河市图书馆昨天起延长开放时间，夜间阅览室开到十点，周末照常开放，不收取任何费用。</p>" * 3


def of_page(head: str, facts: PageFacts = PageFacts(), rights: RightsConfig = SITES) -> Article:
    cleaner = Cleaner(CleanConfig(), PrivacyConfig(), Article, "test", rights)
    content = f"<html><head><title>云河市图书馆延长开放时间</title>{head}</head><body>{BODY}</body></html>"
    article = cleaner.clean(RawDocument("raw/a.html", 0, "html", content, facts)).article
    assert article is not None
    return article


@pytest.mark.parametrize(
    ("head", "status", "quoted"),
    [
        ('<meta name="robots" content="noai">', "restricted", "robots: noai"),
        ('<META NAME="ROBOTS" CONTENT="NOINDEX, NoImageAI">', "restricted", "robots: NOINDEX, NoImageAI"),
        ('<meta name="robots" content="all"><meta name="robots" content="noml">', "restricted", "robots: noml"),
        ('<meta name="robots" content="all"><meta name="tdm-reservation" content="1">', "restricted", "tdm-reservation: 1"),
        ('<meta name="tdm-policy" content="https://yunhe.test/t.json">', "restricted", "tdm-policy: https://yunhe.test/t.json"),
        (
            '<meta name="tdm-policy" content="https://yunhe.test/t.json"><meta name="tdm-reservation" content="0">',
            "unknown",
            None,
        ),
        ('<meta name="robots" content="noindex,nofollow,noarchive">', "unknown", None),
        ('<meta name="description" content="noai">', "unknown", None),
        (
            '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">',
            "allowed",
            "license: https://creativecommons.org/licenses/by/4.0/",
        ),
        ('<link rel="LICENSE" href="https://creativecommons.org/licenses/by-nc/4.0/">', "restricted", "license: https://creativecommons.org/licenses/by-nc/4.0/"),
    ],
)  # fmt: skip
def test_the_head_of_a_page_is_read(head: str, status: RightsStatus, quoted: str | None) -> None:
    article = of_page(head)
    assert (article.rights_status, article.rights_statement) == (status, quoted)


def test_an_open_licence_beside_the_page_does_not_lift_what_its_head_asks() -> None:
    article = of_page('<meta name="robots" content="noai">', PageFacts(license="CC-BY-4.0"))
    assert article.rights_status == "restricted"


def test_a_row_carries_the_status_of_its_site() -> None:
    article = of_page("", PageFacts(url="https://www.yunhe.example/a/1.html"))
    assert article.rights_status == "forbidden"
    assert article.rights_statement == "[rights.sites] yunhe.example: forbidden"
    licensed = of_page("", PageFacts(url="https://www.yunhe.example/a/1.html", license="cc-by-4.0"))
    assert (licensed.rights_status, licensed.rights_statement) == ("allowed", "license: cc-by-4.0")


def test_a_finished_record_that_is_laxer_than_its_site_is_refused() -> None:
    settings: dict[str, object] = {"name": "small", "title": "Small"}
    lax = of_page("", PageFacts(url="https://www.yunhe.example/a/1.html"), RightsConfig())
    strict = Config.model_validate({**settings, "rights": {"sites": {"yunhe.example": "forbidden"}}})
    (finding,) = screen(lax, strict, Where("a"))
    assert (finding.name, finding.params["expected"]) == ("rights_differ", "forbidden")
    assert [finding.name for finding in screen(lax, Config.model_validate(settings), Where("a"))] == ["rights_unknown"]
    licensed = lax.model_copy(update={"license": "CC-BY-4.0", "rights_status": "allowed"})
    assert screen(licensed, strict, Where("a")) == []
    limited = lax.model_copy(update={"license": "CC-BY-NC-4.0", "rights_status": "allowed"})
    assert [finding.name for finding in screen(limited, Config.model_validate(settings), Where("a"))] == [
        "rights_differ"
    ]
