"""IM7xx: what a release must not hold, or must say, before it leaves the house."""

from toolkit.catalogue.code import Code, error

PUBLISHING: dict[str, Code] = {
    "secret_in_release": error(
        "IM701",
        "{row} holds what looks like a secret ({kind}): {sample}",
        "{row} 疑似含有密钥（{kind}）：{sample}",
        "revoke the secret; drop the article with overrides.jsonl, or correct card.md, and build again",
        "请作废该密钥；在 overrides.jsonl 中剔除该文章或修改 card.md，然后重新构建",
    ),
    "personal_data_in_release": error(
        "IM702",
        "{row} holds {kind}, which this release hides: {count}",
        "{row} 含有本应隐去的{kind}：{count} 处",
        "drop the article with overrides.jsonl, or correct card.md, and build again",
        "请在 overrides.jsonl 中剔除该文章或修改 card.md，然后重新构建",
    ),
    "rights_in_release": error(
        "IM703",
        "{row} has the rights {value}, which [rights] publish does not let out",
        "{row} 的权利状态为 {value}，不在 [rights] publish 允许之列",
        "build again, or add it to [rights] publish and say in basis why",
        "请重新构建，或将其加入 [rights] publish 并在 basis 中说明理由",
    ),
    "unsaid_in_release": error(
        "IM704",
        "a public dataset must say {name}",
        "公开数据集必须写明 {name}",
        "add {name} to dataset.toml and build again",
        "请在 dataset.toml 中加入 {name}，然后重新构建",
    ),
}
