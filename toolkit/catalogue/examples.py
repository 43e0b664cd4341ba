"""A bad and a good example for each finding about a contribution; `--explain`, the documentation and the tests share them."""

from collections.abc import Mapping
from dataclasses import dataclass

# The longest values are shortened with …, in the good example and in the bad one alike.


@dataclass(frozen=True, slots=True)
class Example:
    """What gives the finding, and the same mended: fields of a JSON record, a line of a file, or a deed in words."""

    bad: str
    good: str


EXAMPLES: Mapping[str, Example] = {
    "missing_field": Example('{"language": missing}', '{"language": "zh-Hans"}'),
    "wrong_type": Example('{"title": 2024}', '{"title": "二〇二四年标准化工作要点"}'),
    "unknown_field": Example('{"headline": "电梯新规"}', '{"title": "电梯新规"}'),
    "bad_value": Example('{"raw_index": -1}', '{"raw_index": 0}'),
    "not_json": Example("{'title': '电梯新规'}", '{"title": "电梯新规"}'),
    "future_date": Example('{"published_at": "2999-01-01"}', '{"published_at": "2024-01-01"}'),
    "derived_mismatch": Example('{"standards": []}, where the text cites GB/T 10001', "no field standards"),
    "id_mismatch": Example('{"id": "00000000000000000000000000000000"}', '{"id": the one that the message names}'),
    "duplicate_id": Example("two lines with one id", "one of them removed"),
    "count_mismatch": Example(
        '{"text": "云河市发布地方标准。", "char_count": 9}', '{"text": "云河市发布地方标准。", "char_count": 10}'
    ),
    "impossible_date": Example('{"published_at": "2026-13-01"}', '{"published_at": "2026-12-01"}'),
    "not_utf8": Example("a file saved in GBK", "the same file saved as UTF-8"),
    "trailing_comma": Example('{"title": "电梯新规",}', '{"title": "电梯新规"}'),
    "nested_too_deep": Example('{"title": [[[[…]]]]}', '{"title": "电梯新规"}'),
    "wrong_form": Example('{"fetched_at": "2024-03-09 08:30"}', '{"fetched_at": "2024-03-09T08:30:00Z"}'),
    "not_a_choice": Example('{"rights_status": "free"}', '{"rights_status": "allowed"}'),
    "empty_value": Example('{"title": ""}', '{"title": null}'),
    "byte_order_mark": Example(r'\xef\xbb\xbf{"title": "电梯新规"}', '{"title": "电梯新规"}'),
    "carriage_return": Example(r'{"text": "第一段。\r\n第二段。"}', r'{"text": "第一段。\n第二段。"}'),
    "formula_cell": Example('=HYPERLINK("http://x.example","电梯新规")', "电梯新规"),
    "wrong_cells": Example("电梯,新规,2024-03-09 under title,published_at", '"电梯,新规",2024-03-09'),
    "bad_header": Example("title,title,text", "title,source,text"),
    "empty_page": Example("a file of 0 bytes", "the page as it was fetched"),
    "binary_page": Example("a photograph saved as page.html", "the page itself"),
    "unknown_format": Example("raw/notes.doc", "raw/notes.txt"),
    "damaged_container": Example("a .jsonl.gz of which half was uploaded", "the whole file"),
    "no_content": Example('{"body": "云河市发布地方标准。"}', '{"text": "云河市发布地方标准。"}'),
    "orphan_facts": Example("page.html.facts.json without page.html", "both files"),
    "bad_facts": Example('{"fetched_at": "2024-03-09T08:00:00"}', '{"fetched_at": "2024-03-09T08:00:00+08:00"}'),
    "unreadable_file": Example("a file without permission to read it", "chmod a+r raw/page.html"),
    "link_not_followed": Example("raw/page.html -> ../page.html", "raw/page.html"),
    "not_a_file": Example("a named pipe in raw/", "a file"),
    "name_taken": Example("café.txt twice, its accent written in two ways", "cafe-1.txt and cafe-2.txt"),
    "strange_name": Example("a file name in GBK", "a file name in UTF-8, or in ASCII"),
    "too_large": Example('{"text": 10 MB in one field}', "one record for each page, of 8 MiB at most"),
    "bad_record": Example("a Parquet cell whose text is not UTF-8", "the same text in UTF-8"),
    "lone_surrogate": Example(r'{"title": "电梯\ud83d新规"}', r'{"title": "电梯新规"}'),
    "other_media": Example("an image in a WARC file", "HTML responses"),
    "http_status": Example("a 404 page in a WARC file", "pages that were answered with 200"),
    "no_article": Example("a page of menus", "a page with an article"),
    "link_list": Example("the index of a section", "the articles that it links to"),
    "title_only": Example("a page whose text is loaded by a script", "the page saved after it has loaded"),
    "too_short": Example("[clean] min_chars = 60 and a page of 20 characters", "[clean] min_chars = 20"),
    "mojibake": Example("鐢垫鏂拌", "电梯新规"),
    "wrong_language": Example("a page in English", "a page in Chinese"),
    "digits_stripped": Example("年月日，标准号 GB/T －", "2024年3月9日，标准号 GB/T 10001－2024"),
    "rights_withheld": Example(
        '[rights] publish = ["allowed"] and a page that is silent', '{"license": "CC-BY-4.0"} in its facts'
    ),
    "spam_page": Example("a page of betting advertisements", "no such page"),
    "rights_unknown": Example(
        '{"rights_status": "unknown", "license": null}', '{"rights_status": "allowed", "license": "CC-BY-4.0"}'
    ),
    "personal_data": Example('{"text": "电话：13900001111。"}', '{"text": "电话：[手机号]。"}'),
    "leftover_pinyin": Example('{"text": "云(yún)河(hé)市(shì)发布地方标准。"}', '{"text": "云河市发布地方标准。"}'),
    "leftover_markup": Example('{"text": "<p>云河市发布地方标准。</p>"}', '{"text": "云河市发布地方标准。"}'),
    "secret": Example('{"text": "password: …"}', "the text without it; its owner has changed it"),
    "rights_differ": Example(
        '{"rights_status": "allowed", "license": "CC-BY-NC-4.0"}',
        '{"rights_status": "restricted", "license": "CC-BY-NC-4.0"}',
    ),
}
