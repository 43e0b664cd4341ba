"""In Chinese: values that messages are filled with and that are words of this program, by parameter."""

from collections.abc import Mapping

CHINESE: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "mobile": "手机号",
        "landline": "座机号",
        "email": "邮箱地址",
        "qq": "QQ 号",
        "wechat": "微信号",
        "id_card": "身份证号",
        "bank_card": "银行卡号",
        "plate": "车牌号",
        "ip": "IP 地址",
        "credit_code": "统一社会信用代码",
        "private-key": "私钥",
        "labelled-key": "带标签的密钥",
        "webhook": "webhook 地址",
        "url": "网址中的密码",
    },
    "problem": {
        "not the http(s) address of a page": "不是网页的 http(s) 地址",
        "a time needs its offset from UTC, such as +08:00 or Z": "时间要带时区，例如 +08:00 或 Z",
        "not a handle: letters, digits, '.', '_' and '-'; never a mail address": "不是代号：可用文字、数字和 . _ -，不要写邮箱",
        "not an ISO 8601 time such as 2024-03-09T08:00:00+08:00": "不是 ISO 8601 时间，应写作 2024-03-09T08:00:00+08:00",
        "not a line of text": "不是一行文字",
        "not an integer of 64 bits": "不是 64 位以内的整数",
        "not a finite number": "不是有限的数",
        "not a time of the calendar": "不是日历上存在的时间",
        "Input should be greater than or equal to 0": "应当大于或等于 0",
        "Input should be greater than or equal to 1": "应当大于或等于 1",
        "String should have at most 64 characters": "最多 64 个字符",
    },
    "mark": {"page": "原始页面", "text": "正文", "url": "网址", "near copy": "近似副本"},
}
