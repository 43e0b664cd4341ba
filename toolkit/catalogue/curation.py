"""IM4xx: why an article is no row."""

from toolkit.catalogue.code import Code, error, warning

CURATION: dict[str, Code] = {
    "duplicate": error(
        "IM401",
        "the text is that of {id} ({raw_path})",
        "正文与 {id}（{raw_path}）相同",
        "nothing to do: one of the copies becomes a row",
        "无需处理：相同的文章只保留一条",
    ),
    "near_duplicate": error(
        "IM402",
        "{similarity} % the text of {id} ({raw_path})",
        "正文与 {id}（{raw_path}）相似 {similarity} %",
        "nothing to do: one of the copies becomes a row",
        "无需处理：近似的文章只保留一条",
    ),
    "superseded": error(
        "IM403",
        "a later copy of the same url is used: {raw_path}",
        "已采用同一网址的较新版本：{raw_path}",
        "nothing to do: the page fetched last is used",
        "无需处理：采用最后抓取的页面",
    ),
    "rights_withheld": error(
        "IM404",
        "rights are {status}; [rights] publish does not let that out",
        "版权状态为 {status}，[rights] publish 不允许发布",
        "ask for permission and say so in the page's facts, or leave it out",
        "取得许可并写入页面说明，或不收录",
    ),
    "spam_page": error(
        "IM405",
        "the page is spam: {sample}",
        "页面是垃圾内容：{sample}",
        "remove the page from raw/",
        "从 raw/ 中移除该页面",
    ),
    "rights_unknown": warning(
        "IM406",
        "the page says nothing about its rights",
        "页面没有说明版权",
        "name a licence in the page's facts if you know one",
        "如知道许可协议，请写入页面说明",
    ),
    "dropped_by_hand": error(
        "IM410",
        "overrides.jsonl drops it: {reason}",
        "overrides.jsonl 将其移除：{reason}",
        "remove its line from overrides.jsonl to have it back",
        "如需恢复，请从 overrides.jsonl 中删除该行",
    ),
    "override_unused": warning(
        "IM411",
        "no page has the id {id}",
        "没有页面的 id 为 {id}",
        "correct the id, or remove the line",
        "更正 id，或删除该行",
    ),
    "personal_data": error(
        "IM407",
        "holds {kind}: {count}",
        "含有{kind}：{count} 处",
        "replace it by the placeholder {placeholder}",
        "替换为占位符 {placeholder}",
    ),
    "leftover_pinyin": error(
        "IM408",
        "pinyin annotations are left in the text: {sample}",
        "正文残留拼音注音：{sample}",
        "clean the page with: imprint clean",
        "用 imprint clean 清洗该页面",
    ),
    "leftover_markup": error(
        "IM409",
        "markup is left in the text: {sample}",
        "正文残留网页标记：{sample}",
        "clean the page with: imprint clean",
        "用 imprint clean 清洗该页面",
    ),
    "secret": error(
        "IM412",
        "holds a secret ({kind}): {sample}",
        "含有密钥或凭证（{kind}）：{sample}",
        "take it out of the page, and have its owner revoke it",
        "从页面中删除，并请其所有者作废",
    ),
    "rights_differ": error(
        "IM413",
        "{value}, but the licence or the site's policy in [rights.sites] makes it {expected}",
        "状态为 {value}，而许可协议或 [rights.sites] 中的站点政策为 {expected}",
        "correct rights_status, or clean the page again",
        "更正 rights_status，或重新清洗该页面",
    ),
}
