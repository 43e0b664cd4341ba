"""The catalogue of findings: a stable number, a severity and the texts in English and Chinese for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. Texts may use the finding's parameters as `{name}`."""

    number: str
    severity: Literal["error", "warning"]
    message: Mapping[Lang, str]
    mend: Mapping[Lang, str]


def _error(number: str, en: str, zh: str, mend_en: str, mend_zh: str) -> Code:
    return Code(number, "error", {"en": en, "zh": zh}, {"en": mend_en, "zh": mend_zh})


def _warning(number: str, en: str, zh: str, mend_en: str, mend_zh: str) -> Code:
    return Code(number, "warning", {"en": en, "zh": zh}, {"en": mend_en, "zh": mend_zh})


RECORD: dict[str, Code] = {
    "missing_field": _error(
        "IM101",
        "required field is missing",
        "缺少必填字段",
        "add the field; 'imprint schema' lists them all",
        "补上该字段；运行 imprint schema 查看全部字段",
    ),
    "wrong_type": _error(
        "IM102",
        "{value} is not of the type {expected}",
        "{value} 的类型应为 {expected}",
        "write a value of that type",
        "改为该类型的值",
    ),
    "unknown_field": _error(
        "IM103",
        "the schema has no field of this name",
        "数据模式中没有这个字段",
        "remove the field, or add it to the schema file",
        "删除该字段，或在模式文件中添加它",
    ),
    "bad_value": _error(
        "IM104",
        "{value}: {problem}",
        "{value}：{problem}",
        "correct the value",
        "更正该值",
    ),
    "not_json": _error(
        "IM105",
        "not a JSON object: {problem}",
        "不是 JSON 对象：{problem}",
        "write one JSON object on the line",
        "每行写一个 JSON 对象",
    ),
    "future_date": _error(
        "IM106",
        "{value} lies after {limit}",
        "{value} 晚于 {limit}",
        "correct the date, or the fetched_at it is judged by",
        "更正日期，或更正用来判断它的 fetched_at",
    ),
    "derived_mismatch": _error(
        "IM107",
        "{value} is not what the text derives: {expected}",
        "{value} 与正文推导出的 {expected} 不符",
        "leave the field out: it is filled from the text",
        "删去该字段：它会由正文自动填写",
    ),
    "id_mismatch": _error(
        "IM108",
        "{value} is not the id of this url or page: {expected}",
        "{value} 不是该网址或页面的 id：{expected}",
        "write the id named here",
        "改为此处给出的 id",
    ),
    "duplicate_id": _error(
        "IM109",
        "the id of {first} stands here again",
        "与 {first} 的 id 重复",
        "remove one of the two records",
        "删除两条记录中的一条",
    ),
    "count_mismatch": _error(
        "IM110",
        "{value} is not the number of characters of the text: {expected}",
        "{value} 不是正文的字符数 {expected}",
        "write the number named here",
        "改为此处给出的数值",
    ),
}

READING: dict[str, Code] = {
    "empty_page": _error(
        "IM201",
        "the page is empty",
        "页面为空",
        "remove the file, or fetch the page again",
        "删除该文件，或重新抓取页面",
    ),
    "binary_page": _error(
        "IM202",
        "this is not text: {problem}",
        "这不是文本：{problem}",
        "remove the file from raw/",
        "从 raw/ 中移除该文件",
    ),
    "unknown_format": _error(
        "IM203",
        "files ending in {suffix} are not read",
        "不读取后缀为 {suffix} 的文件",
        "convert it to .txt, .html or .jsonl, or move it out of raw/",
        "转换为 .txt、.html 或 .jsonl，或移出 raw/",
    ),
    "damaged_container": _error(
        "IM204",
        "reading stops here: {problem}",
        "读取到此中断：{problem}",
        "write the file again; what stands before this place was read",
        "重新生成该文件；此前的内容已读取",
    ),
    "no_content": _error(
        "IM205",
        "the record has neither 'text' nor 'html'",
        "记录中既没有 text 也没有 html",
        "put the page into the field 'text' or 'html'",
        "把页面内容放入 text 或 html 字段",
    ),
    "orphan_facts": _warning(
        "IM206",
        "facts about {file}, which is not there",
        "这里描述的 {file} 不存在",
        "add the page, or remove its facts",
        "补上页面，或删除它的说明",
    ),
    "bad_facts": _warning(
        "IM207",
        "{value}: {problem}",
        "{value}：{problem}",
        "correct the value; the page is read without it",
        "更正该值；页面已在不使用它的情况下读取",
    ),
    "unreadable_file": _error(
        "IM208",
        "cannot be read: {problem}",
        "无法读取：{problem}",
        "check the file and its permissions",
        "检查文件及其权限",
    ),
}

CLEANING: dict[str, Code] = {
    "no_article": _error(
        "IM301",
        "no line of the page reads as an article",
        "页面中没有像文章的内容",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "link_list": _error(
        "IM302",
        "the page is a list of links",
        "页面只是链接列表",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "title_only": _error(
        "IM303",
        "the page has a title and no article",
        "页面只有标题没有正文",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "too_short": _error(
        "IM304",
        "{chars} characters; [clean] min_chars asks for {limit}",
        "只有 {chars} 个字符；[clean] min_chars 要求 {limit}",
        "lower min_chars in dataset.toml if such pages are wanted",
        "如需保留此类页面，请在 dataset.toml 中调低 min_chars",
    ),
    "mojibake": _error(
        "IM305",
        "the text was decoded wrongly and cannot be restored: {sample}",
        "文本编码错误且无法还原：{sample}",
        "fetch the page again with its own encoding",
        "按页面自身的编码重新抓取",
    ),
    "wrong_language": _error(
        "IM306",
        "{share} % of the letters are Chinese",
        "汉字只占 {share} %",
        "remove the page from raw/",
        "从 raw/ 中移除该页面",
    ),
    "digits_stripped": _error(
        "IM307",
        "every digit of the page was stripped",
        "页面的数字全部丢失",
        "fetch the page again",
        "重新抓取页面",
    ),
}

CURATION: dict[str, Code] = {
    "duplicate": _error(
        "IM401",
        "the text is that of {id} ({raw_path})",
        "正文与 {id}（{raw_path}）相同",
        "nothing to do: one of the copies becomes a row",
        "无需处理：相同的文章只保留一条",
    ),
    "near_duplicate": _error(
        "IM402",
        "{similarity} % the text of {id} ({raw_path})",
        "正文与 {id}（{raw_path}）相似 {similarity} %",
        "nothing to do: one of the copies becomes a row",
        "无需处理：近似的文章只保留一条",
    ),
    "superseded": _error(
        "IM403",
        "a later copy of the same url is used: {raw_path}",
        "已采用同一网址的较新版本：{raw_path}",
        "nothing to do: the page fetched last is used",
        "无需处理：采用最后抓取的页面",
    ),
    "rights_withheld": _error(
        "IM404",
        "rights are {status}; [rights] publish does not let that out",
        "版权状态为 {status}，[rights] publish 不允许发布",
        "ask for permission and say so in the page's facts, or leave it out",
        "取得许可并写入页面说明，或不收录",
    ),
    "spam_page": _error(
        "IM405",
        "the page is spam: {sample}",
        "页面是垃圾内容：{sample}",
        "remove the page from raw/",
        "从 raw/ 中移除该页面",
    ),
    "rights_unknown": _warning(
        "IM406",
        "the page says nothing about its rights",
        "页面没有说明版权",
        "name a licence in the page's facts if you know one",
        "如知道许可协议，请写入页面说明",
    ),
    "dropped_by_hand": _error(
        "IM410",
        "overrides.jsonl drops it: {reason}",
        "overrides.jsonl 将其移除：{reason}",
        "remove its line from overrides.jsonl to have it back",
        "如需恢复，请从 overrides.jsonl 中删除该行",
    ),
    "override_unused": _warning(
        "IM411",
        "no page has the id {id}",
        "没有页面的 id 为 {id}",
        "correct the id, or remove the line",
        "更正 id，或删除该行",
    ),
    "personal_data": _error(
        "IM407",
        "holds {kind}: {count}",
        "含有{kind}：{count} 处",
        "replace it by the placeholder {placeholder}",
        "替换为占位符 {placeholder}",
    ),
    "leftover_pinyin": _error(
        "IM408",
        "pinyin annotations are left in the text: {sample}",
        "正文残留拼音注音：{sample}",
        "clean the page with: imprint clean",
        "用 imprint clean 清洗该页面",
    ),
    "leftover_markup": _error(
        "IM409",
        "markup is left in the text: {sample}",
        "正文残留网页标记：{sample}",
        "clean the page with: imprint clean",
        "用 imprint clean 清洗该页面",
    ),
}

RELEASE: dict[str, Code] = {
    "missing_file": _error(
        "IM601",
        "the manifest names this file and it is not there",
        "清单中的文件不存在",
        "build or fetch the release again",
        "重新构建或下载该版本",
    ),
    "extra_file": _error(
        "IM602",
        "the manifest does not name this file",
        "清单中没有这个文件",
        "remove it from the release",
        "从版本文件夹中删除它",
    ),
    "digest_mismatch": _error(
        "IM603",
        "the bytes are not those the manifest names ({problem})",
        "内容与清单不符（{problem}）",
        "build or fetch the release again",
        "重新构建或下载该版本",
    ),
    "bad_manifest": _error(
        "IM604",
        "not a manifest: {problem}",
        "清单无效：{problem}",
        "build or fetch the release again",
        "重新构建或下载该版本",
    ),
    "bad_parquet": _error(
        "IM605",
        "cannot be decoded: {problem}",
        "无法解码：{problem}",
        "build or fetch the release again",
        "重新构建或下载该版本",
    ),
    "row_invalid": _error(
        "IM606",
        "row {row} breaks schema.json: {problem}",
        "第 {row} 行不符合 schema.json：{problem}",
        "build the release again",
        "重新构建该版本",
    ),
    "bad_schema": _error(
        "IM614",
        "not a schema: {problem}",
        "数据模式无效：{problem}",
        "build or fetch the release again",
        "重新构建或下载该版本",
    ),
    "columns_differ": _error(
        "IM607",
        "the columns are not those of schema.json: {problem}",
        "列与 schema.json 不符：{problem}",
        "build the release again",
        "重新构建该版本",
    ),
    "count_differs": _error(
        "IM608",
        "{name} says {claimed}, the data hold {actual}",
        "{name} 为 {claimed}，数据为 {actual}",
        "build the release again",
        "重新构建该版本",
    ),
    "content_differs": _error(
        "IM609",
        "the rows are not those of the content digest",
        "数据行与内容摘要不符",
        "build the release again",
        "重新构建该版本",
    ),
    "card_differs": _error(
        "IM610",
        "the card is not what the manifest says: {problem}",
        "数据卡与清单不符：{problem}",
        "build the release again; edit card.md, never README.md",
        "重新构建；请修改 card.md 而不是 README.md",
    ),
    "croissant_differs": _error(
        "IM615",
        "croissant.json is not what the manifest says: {problem}",
        "croissant.json 与清单不符：{problem}",
        "build the release again",
        "重新构建该版本",
    ),
    "leak": _error(
        "IM612",
        "the text of row {row} of {split} stands in {other} too",
        "{split} 第 {row} 行的正文也出现在 {other} 中",
        "build the release again",
        "重新构建该版本",
    ),
    "near_leak": _error(
        "IM616", "row {row} is {similarity} % the text of a row of test", "第 {row} 行与 test 中某行的正文相似 {similarity} %",
        "build the release again", "重新构建该版本",
    ),
    "duplicate_row": _error(
        "IM613",
        "row {row} of {split} has the id of an earlier row: {id}",
        "{split} 第 {row} 行的 id 重复：{id}",
        "build the release again",
        "重新构建该版本",
    ),
    "index_differs": _error(
        "IM611",
        "index.parquet is not that of the rows: {problem}",
        "index.parquet 与数据行不符：{problem}",
        "build the release again",
        "重新构建该版本",
    ),
}

CODES: dict[str, Code] = {**RECORD, **READING, **CLEANING, **CURATION, **RELEASE}
