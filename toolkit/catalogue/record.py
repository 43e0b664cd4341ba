"""IM1xx: what can be wrong with a record."""

from toolkit.catalogue.code import Code, error

RECORD: dict[str, Code] = {
    "missing_field": error(
        "IM101",
        "required field is missing",
        "缺少必填字段",
        "add the field; 'imprint schema' lists them all",
        "补上该字段；运行 imprint schema 查看全部字段",
    ),
    "wrong_type": error(
        "IM102",
        "{value} is not of the type {expected}",
        "{value} 的类型应为 {expected}",
        "write a value of that type",
        "改为该类型的值",
    ),
    "unknown_field": error(
        "IM103",
        "the schema has no field of this name",
        "数据模式中没有这个字段",
        "remove the field, or add it to the schema file",
        "删除该字段，或在模式文件中添加它",
    ),
    "bad_value": error(
        "IM104",
        "{value}: {problem}",
        "{value}：{problem}",
        "correct the value",
        "更正该值",
    ),
    "not_json": error(
        "IM105",
        "not a JSON object: {problem}",
        "不是 JSON 对象：{problem}",
        "write one JSON object on the line",
        "每行写一个 JSON 对象",
    ),
    "future_date": error(
        "IM106",
        "{value} lies after {limit}",
        "{value} 晚于 {limit}",
        "correct the date, or the fetched_at it is judged by",
        "更正日期，或更正用来判断它的 fetched_at",
    ),
    "derived_mismatch": error(
        "IM107",
        "{value} is not what the text derives: {expected}",
        "{value} 与正文推导出的 {expected} 不符",
        "leave the field out: it is filled from the text",
        "删去该字段：它会由正文自动填写",
    ),
    "id_mismatch": error(
        "IM108",
        "{value} is not the id of this url or page: {expected}",
        "{value} 不是该网址或页面的 id：{expected}",
        "write the id named here",
        "改为此处给出的 id",
    ),
    "duplicate_id": error(
        "IM109",
        "the id of {first} stands here again",
        "与 {first} 的 id 重复",
        "remove one of the two records",
        "删除两条记录中的一条",
    ),
    "count_mismatch": error(
        "IM110",
        "{value} is not the number of characters of the text: {expected}",
        "{value} 不是正文的字符数 {expected}",
        "write the number named here",
        "改为此处给出的数值",
    ),
}
