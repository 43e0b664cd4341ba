"""What an example of a finding is, and those about pages and records; `examples` has all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.catalogue.code import Lang

# The longest values are shortened with …, in the good example and in the bad one alike.


@dataclass(frozen=True, slots=True)
class Example:
    """What gives the finding, and the same mended: fields of a JSON record, a line of a file, or a deed in words.

    `bad_zh` and `good_zh` say it in Chinese, where it is in words.
    """

    bad: str
    good: str
    bad_zh: str = ""
    good_zh: str = ""

    def said(self, lang: Lang) -> tuple[str, str]:
        """(bad, good) in a language."""
        return (self.bad_zh or self.bad, self.good_zh or self.good) if lang == "zh" else (self.bad, self.good)


INPUT_EXAMPLES: Mapping[str, Example] = {
    "missing_field": Example(
        '{"language": missing}', '{"language": "zh-Hans"}', '{"language": 缺失}', '{"language": "zh-Hans"}'
    ),
    "wrong_type": Example('{"title": 2024}', '{"title": "二〇二四年标准化工作要点"}'),
    "unknown_field": Example('{"headline": "电梯新规"}', '{"title": "电梯新规"}'),
    "bad_value": Example('{"raw_index": -1}', '{"raw_index": 0}'),
    "not_json": Example("{'title': '电梯新规'}", '{"title": "电梯新规"}'),
    "future_date": Example('{"published_at": "2999-01-01"}', '{"published_at": "2024-01-01"}'),
    "derived_mismatch": Example(
        '{"standards": []}, where the text cites GB/T 10001',
        "no field standards",
        '{"standards": []}，而正文引用了 GB/T 10001',
        "不写 standards 字段",
    ),
    "id_mismatch": Example(
        '{"id": "00000000000000000000000000000000"}',
        '{"id": the one that the message names}',
        '{"id": "00000000000000000000000000000000"}',
        '{"id": 提示信息给出的值}',
    ),
    "duplicate_id": Example("two lines with one id", "one of them removed", "两行的 id 相同", "删去其中一行"),
    "count_mismatch": Example(
        '{"text": "云河市发布地方标准。", "char_count": 9}', '{"text": "云河市发布地方标准。", "char_count": 10}'
    ),
    "impossible_date": Example('{"published_at": "2026-13-01"}', '{"published_at": "2026-12-01"}'),
    "not_utf8": Example(
        "a file saved in GBK", "the same file saved as UTF-8", "以 GBK 保存的文件", "同一文件另存为 UTF-8"
    ),
    "trailing_comma": Example('{"title": "电梯新规",}', '{"title": "电梯新规"}'),
    "nested_too_deep": Example('{"title": [[[[…]]]]}', '{"title": "电梯新规"}'),
    "wrong_form": Example('{"fetched_at": "2024-03-09 08:30"}', '{"fetched_at": "2024-03-09T08:30:00Z"}'),
    "not_a_choice": Example('{"rights_status": "free"}', '{"rights_status": "allowed"}'),
    "empty_value": Example('{"title": ""}', '{"title": null}'),
    "byte_order_mark": Example(r'\xef\xbb\xbf{"title": "电梯新规"}', '{"title": "电梯新规"}'),
    "carriage_return": Example(r'{"text": "第一段。\r\n第二段。"}', r'{"text": "第一段。\n第二段。"}'),
    "formula_cell": Example('=HYPERLINK("http://x.example","电梯新规")', "电梯新规"),
    "wrong_cells": Example(
        "电梯,新规,2024-03-09 under title,published_at",
        '"电梯,新规",2024-03-09',
        "title,published_at 之下写 电梯,新规,2024-03-09",
        '"电梯,新规",2024-03-09',
    ),
    "bad_header": Example("title,title,text", "title,source,text"),
    "empty_page": Example(
        "a file of 0 bytes", "the page as it was fetched", "0 字节的文件", "按抓取时的原样保存的页面"
    ),
    "binary_page": Example("a photograph saved as page.html", "the page itself", "存为 page.html 的照片", "页面本身"),
    "unknown_format": Example("raw/notes.doc", "raw/notes.txt"),
    "damaged_container": Example(
        "a .jsonl.gz of which half was uploaded", "the whole file", "只上传了一半的 .jsonl.gz", "完整的文件"
    ),
    "no_content": Example('{"body": "云河市发布地方标准。"}', '{"text": "云河市发布地方标准。"}'),
    "orphan_facts": Example(
        "page.html.facts.json without page.html",
        "both files",
        "只有 page.html.facts.json，没有 page.html",
        "两个文件都在",
    ),
    "bad_facts": Example('{"fetched_at": "2024-03-09T08:00:00"}', '{"fetched_at": "2024-03-09T08:00:00+08:00"}'),
    "unreadable_file": Example(
        "a file without permission to read it",
        "chmod a+r raw/page.html",
        "没有读取权限的文件",
        "chmod a+r raw/page.html",
    ),
    "link_not_followed": Example("raw/page.html -> ../page.html", "raw/page.html"),
    "not_a_file": Example("a named pipe in raw/", "a file", "raw/ 中的命名管道", "普通文件"),
    "name_taken": Example(
        "café.txt twice, its accent written in two ways",
        "cafe-1.txt and cafe-2.txt",
        "两个 café.txt，重音符号的编码不同",
        "cafe-1.txt 和 cafe-2.txt",
    ),
    "strange_name": Example(
        "a file name in GBK",
        "a file name in UTF-8, or in ASCII",
        "文件名以 GBK 编码",
        "文件名以 UTF-8 编码，或只用 ASCII",
    ),
    "too_large": Example(
        '{"text": 10 MB in one field}',
        "one record for each page, of 8 MiB at most",
        '{"text": 一个字段 10 MB}',
        "每个页面一条记录，最大 8 MiB",
    ),
    "bad_record": Example(
        "a Parquet cell whose text is not UTF-8",
        "the same text in UTF-8",
        "Parquet 单元格中的文本不是 UTF-8",
        "同样的文本，UTF-8 编码",
    ),
    "lone_surrogate": Example(r'{"title": "电梯\ud83d新规"}', '{"title": "电梯新规"}'),
    "other_media": Example("an image in a WARC file", "HTML responses", "WARC 文件中的图片", "HTML 响应"),
    "http_status": Example(
        "a 404 page in a WARC file",
        "pages that were answered with 200",
        "WARC 文件中的 404 页面",
        "响应状态为 200 的页面",
    ),
    "no_article": Example("a page of menus", "a page with an article", "只有菜单的页面", "有正文的页面"),
    "link_list": Example("the index of a section", "the articles that it links to", "栏目首页", "其中链接指向的文章"),
    "title_only": Example(
        "a page whose text is loaded by a script",
        "the page saved after it has loaded",
        "正文由脚本加载的页面",
        "加载完成后保存的页面",
    ),
    "too_short": Example(
        "[clean] min_chars = 60 and a page of 20 characters",
        "[clean] min_chars = 20",
        "[clean] min_chars = 60，而页面只有 20 个字符",
        "[clean] min_chars = 20",
    ),
    "mojibake": Example("鐢垫鏂拌", "电梯新规"),
    "wrong_language": Example("a page in English", "a page in Chinese", "英文页面", "中文页面"),
    "digits_stripped": Example("年月日，标准号 GB/T －", "2024年3月9日，标准号 GB/T 10001－2024"),
}
