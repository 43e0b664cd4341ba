"""Examples of the findings about rows, releases and what is published."""

from collections.abc import Mapping

from toolkit.catalogue.example import Example

ROW_EXAMPLES: Mapping[str, Example] = {
    "duplicate": Example(
        "raw/a.txt and raw/b.txt with one text", "raw/a.txt alone", "raw/a.txt 与 raw/b.txt 正文相同", "只留 raw/a.txt"
    ),
    "near_duplicate": Example(
        "a reprint with another first sentence", "one of the two", "只改了首句的转载", "两篇中留一篇"
    ),
    "near_test": Example(
        "a reprint of a published test row", "another article", "已发布测试集数据的转载", "另一篇文章"
    ),
    "near_train": Example(
        "a reprint of a published train row", "another article", "已发布训练集数据的转载", "另一篇文章"
    ),
    "bridges_splits": Example(
        "a digest of two articles, one in train and one in test",
        "each article by itself",
        "由训练集和测试集各一篇文章拼成的摘编",
        "各自单独的文章",
    ),
    "pruned": Example(
        "imprint build --prune, and the page is no longer in raw/",
        "imprint build",
        "imprint build --prune，而页面已不在 raw/ 中",
        "imprint build",
    ),
    "superseded": Example(
        "one url, fetched in March and in May",
        "the page of May alone",
        "同一网址在三月和五月各抓取一次",
        "只留五月的页面",
    ),
    "rights_withheld": Example(
        '[rights] publish = ["allowed"] and a page that is silent',
        '{"license": "CC-BY-4.0"} in its facts',
        '[rights] publish = ["allowed"]，而页面没有说明版权',
        '在页面说明中写 {"license": "CC-BY-4.0"}',
    ),
    "spam_page": Example("a page of betting advertisements", "no such page", "博彩广告页面", "不收录这样的页面"),
    "rights_unknown": Example(
        '{"rights_status": "unknown", "license": null}', '{"rights_status": "allowed", "license": "CC-BY-4.0"}'
    ),
    "dropped_by_hand": Example(
        '{"id": "8e1f…", "action": "drop", "reason": "the author asks"}',
        "no such line in overrides.jsonl",
        '{"id": "8e1f…", "action": "drop", "reason": "作者要求"}',
        "overrides.jsonl 中没有这一行",
    ),
    "override_unused": Example(
        '{"id": "00…", "action": "keep", "reason": "by leave"}',
        '{"id": the one in the rejects file, "action": "keep", "reason": "by leave"}',
        '{"id": "00…", "action": "keep", "reason": "已获许可"}',
        '{"id": 未收录文件中的 id, "action": "keep", "reason": "已获许可"}',
    ),
    "override_private": Example(
        '{"action": "set", "field": "title", "value": "热线 13900001111"}',
        '{"action": "set", "field": "title", "value": "热线 [手机号]"}',
    ),
    "personal_data": Example('{"text": "电话：13900001111。"}', '{"text": "电话：[手机号]。"}'),
    "leftover_pinyin": Example('{"text": "云(yún)河(hé)市(shì)发布地方标准。"}', '{"text": "云河市发布地方标准。"}'),
    "leftover_markup": Example('{"text": "<p>云河市发布地方标准。</p>"}', '{"text": "云河市发布地方标准。"}'),
    "secret": Example(
        '{"text": "password: …"}',
        "the text without it; its owner has changed it",
        '{"text": "password: …"}',
        "删去后的正文；所有者已更换密码",
    ),
    "taken_down": Example(
        "a copy of an article that takedowns.jsonl names",
        "no such page in raw/",
        "takedowns.jsonl 所列文章的副本",
        "raw/ 中没有这样的页面",
    ),
    "contaminated": Example(
        "an article that quotes an examination question word for word",
        "an article that does not",
        "逐字引用考题的文章",
        "没有引用考题的文章",
    ),
    "rights_differ": Example(
        '{"rights_status": "allowed", "license": "CC-BY-NC-4.0"}',
        '{"rights_status": "restricted", "license": "CC-BY-NC-4.0"}',
    ),
    "already_there": Example(
        "a record that the release has, unchanged",
        "a new one, or the same record corrected",
        "该版本已有的数据，没有改动",
        "新的数据，或更正后的同一数据",
    ),
    "edits_row": Example(
        "the same page sent in again, meant as a new article",
        "the same page, corrected on purpose",
        "把同一页面当作新文章再次提交",
        "有意更正的同一页面",
    ),
    "copy_of_row": Example(
        '{"id": another, "text": that of a row}',
        '{"id": that of the row, "text": corrected}',
        '{"id": 不同, "text": 与已有数据相同}',
        '{"id": 与已有数据相同, "text": 更正后的正文}',
    ),
    "copy_of_test": Example(
        "the text of a test row under another url", "another article", "测试集数据的正文，换了网址", "另一篇文章"
    ),
    "near_row": Example("a reprint with another first sentence", "another article", "只改了首句的转载", "另一篇文章"),
    "near_test_row": Example("a reprint of a test row", "another article", "测试集数据的转载", "另一篇文章"),
    "new_row": Example(
        "only said: nothing is bad about it",
        "an article that the release has not",
        "仅作说明，没有问题",
        "该版本中没有的文章",
    ),
    "foreign_split": Example("data/validation-00000.parquet", "data/test-00000.parquet"),
    "lost_column": Example(
        "a column score, and no such field in schema/article.py",
        "score: float | None = None in schema/article.py",
        "有 score 列，而 schema/article.py 中没有该字段",
        "在 schema/article.py 中写 score: float | None = None",
    ),
    "version_moved": Example(
        "the tag v1.0.0 moved to a later commit",
        "v1.0.0 where it was published",
        "标签 v1.0.0 移到了后来的提交",
        "v1.0.0 停留在发布时的提交",
    ),
    "version_differs": Example(
        "another manifest under the number 1.0.0",
        "the manifest that was announced",
        "编号 1.0.0 之下是另一份清单",
        "当初公布的清单",
    ),
    "not_signed": Example(
        "a release signed with an unknown key, or with none",
        "imprint publish --sign with a key that readers know",
        "未签名，或以未知密钥签名的版本",
        "以读者已知的密钥执行 imprint publish --sign",
    ),
    "not_loaded": Example(
        "data that load_dataset cannot read",
        "rows = load_dataset(…) without an error",
        "load_dataset 无法读取的数据",
        "rows = load_dataset(…) 没有报错",
    ),
    "missing_file": Example(
        "data/test-00000-of-00001.parquet was deleted",
        "the release as it was built",
        "删除了 data/test-00000-of-00001.parquet",
        "构建时的完整版本",
    ),
    "extra_file": Example(
        "notes.txt in the release folder", "notes.txt beside it", "版本文件夹中有 notes.txt", "notes.txt 放在文件夹之外"
    ),
    "digest_mismatch": Example(
        "a Parquet file that was written again by hand",
        "the file as it was built",
        "手工重写过的 Parquet 文件",
        "构建时的文件",
    ),
    "bad_manifest": Example(
        "manifest.json cut off in the middle",
        "manifest.json as it was built",
        "不完整的 manifest.json",
        "构建时的 manifest.json",
    ),
    "bad_parquet": Example(
        "a Parquet file of which half was downloaded", "the whole file", "只下载了一半的 Parquet 文件", "完整的文件"
    ),
    "row_invalid": Example("a row without text", "rows that a build wrote", "没有正文的数据行", "由构建写出的数据行"),
    "bad_schema": Example('schema.json with "type": "strnig"', 'schema.json with "type": "string"'),
    "columns_differ": Example(
        "a column that schema.json does not name",
        "the columns of schema.json",
        "schema.json 中没有的列",
        "schema.json 所列的各列",
    ),
    "count_differs": Example(
        "a manifest that says 61 rows, and 60 in the data",
        "the same number in both",
        "清单为 61 行，数据为 60 行",
        "两者相同",
    ),
    "content_differs": Example(
        "two rows that changed places", "the rows in their order", "两行数据互换了位置", "按原有次序的数据行"
    ),
    "card_differs": Example(
        "README.md edited by hand", "card.md edited, and built again", "手工修改 README.md", "修改 card.md 后重新构建"
    ),
    "croissant_differs": Example(
        "croissant.json edited by hand",
        "croissant.json as it was built",
        "手工修改 croissant.json",
        "构建时的 croissant.json",
    ),
    "figure_differs": Example(
        "rows.svg edited by hand", "the figure as it was built", "手工修改的 rows.svg", "构建时的图"
    ),
    "changelog_differs": Example(
        "CHANGELOG.md edited by hand", "CHANGELOG.md as it was built", "手工修改 CHANGELOG.md", "构建时的 CHANGELOG.md"
    ),
    "leak": Example(
        "one text in train and in test",
        "each text in one of them",
        "同一正文既在 train 又在 test 中",
        "每篇正文只在其一",
    ),
    "near_leak": Example(
        "a reprint in train of an article in test", "one of the two", "train 中有 test 文章的转载", "两篇中留一篇"
    ),
    "residual_personal_data": Example(
        "a row with 13900001111",
        "the same row with [手机号]",
        "含有 13900001111 的数据行",
        "改为 [手机号] 的同一数据行",
    ),
    "duplicate_row": Example("two rows with one id", "one of them", "两行的 id 相同", "只留其中一行"),
    "index_differs": Example(
        "index.parquet of another version",
        "the index built with the rows",
        "其他版本的 index.parquet",
        "与数据行一同构建的索引",
    ),
    "secret_in_release": Example(
        "a row with AKIA…", "the row dropped, and the key revoked", "含有 AKIA… 的数据行", "移除该数据，并作废密钥"
    ),
    "personal_data_in_release": Example(
        "a row, or card.md, with 13900001111",
        "the same with [手机号]",
        "数据行或 card.md 中有 13900001111",
        "改为 [手机号]",
    ),
    "rights_in_release": Example(
        'a row that is unknown, and publish = ["allowed"]',
        'publish = ["allowed", "unknown"], and why in basis',
        '版权状态为 unknown，而 publish = ["allowed"]',
        'publish = ["allowed", "unknown"]，并在 basis 中说明理由',
    ),
    "unsaid_in_release": Example(
        "dataset.toml without [contact]",
        '[contact] takedown = "https://example.org/takedown"',
        "dataset.toml 中没有 [contact]",
        '[contact] takedown = "https://example.org/takedown"',
    ),
}
