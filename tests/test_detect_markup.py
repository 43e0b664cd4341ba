from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.detect.markup import find_markup
from toolkit.detect.span import remove


def kinds(text: str) -> list[tuple[str, str]]:
    return [(span.kind, text[span.start : span.end]) for span in find_markup(text)]


def strip(text: str) -> str:
    return remove(text, find_markup(text))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ('前<bdo id="k3">中</bdo>后', "前中后"),
        ("前<bdo id=k3>后", "前后"),
        ("前</p>\n<BR>后<br/><br />", "前\n后"),
        ("前<!-- 广告 <b>位</b> -->后", "前后"),
        ("前<!--后", "前后"),
        ("前<o:p></o:p>后", "前后"),
        ('<?xml version="1.0"?>前<!DOCTYPE html>', "前"),
        ("前<<b>b>后", "前后"),
        ("前<p <i>>后", "前后"),
        ("x<b>粗</b>", "x粗"),
        ("前&lt;/p&gt;&amp;lt;br/&amp;gt;后", "前后"),
        ("前&lt;p class=&quot;a&quot;&gt;后", "前后"),
        ('style="text-align: center">前', "前"),
        ('style=\\\\"text-align: center\\\\">前', "前"),
        ("前 width=\"550\" height='40' />后", "前  后"),
        ("前&nbsp;&#12345;&#x4E00;&ldquo;后", "前后"),
        ("前&amp;nbsp;&amp;amp;quot;后", "前后"),
        ("前&nbsp后& nbsp;", "前后"),
    ],
)
def test_leftover_markup_is_found(text: str, rest: str) -> None:
    assert strip(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "若a<b则c>d",
        "x<b>y",
        "p<0.05,q>0.1",
        "依据<GB/T 1.1>和《标准化法》",
        "关于印发<通知>的通知",
        "<a 公司>与<I am here>",
        "AT&T和R&D;以及Q&A",
        "a&b;c",
        'x = "y" 与 size大小',
        "-->箭头<--",
        "温度<=40",
        "?a=1&copy=2",
    ],
)
def test_signs_in_prose_are_no_markup(text: str) -> None:
    assert find_markup(text) == []


def test_kinds_tell_what_to_unescape_from_what_to_remove() -> None:
    text = "<p>甲&mdash;乙<!--c--> style='x'&lt;p&gt;"
    assert [kind for kind, _ in kinds(text)] == ["tag", "entity", "comment", "attribute", "tag"]


def test_a_comment_that_never_ends_takes_no_text_with_it() -> None:
    assert strip("<!--" + "文" * 5000 + "-->") == "文" * 5000 + "-->"


MESS = st.text(st.sampled_from("<>/abp!-=\"' &;#1甲mlt"), max_size=40)


@given(MESS)
def test_stripping_twice_changes_nothing(text: str) -> None:
    once = strip(text)
    assert strip(once) == once


@given(st.one_of(MESS, st.text(st.characters(exclude_categories=[]))))
def test_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    spans = find_markup(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "piece", ["<", "<b>", "x<b>", "<!--", "<!-- -->", "&lt;", "&amp;", 'style="', "<a x", "<<b>b>", "&lt;p", "=", "("]
)
def test_hostile_lines_end(piece: str) -> None:
    find_markup(piece * (300_000 // len(piece)))
