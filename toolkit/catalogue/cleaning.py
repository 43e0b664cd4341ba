"""IM3xx: why a page is no article."""

from toolkit.catalogue.code import Code, error

CLEANING: dict[str, Code] = {
    "no_article": error(
        "IM301",
        "no line of the page reads as an article",
        "页面中没有像文章的内容",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "link_list": error(
        "IM302",
        "the page is a list of links",
        "页面只是链接列表",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "title_only": error(
        "IM303",
        "the page has a title and no article",
        "页面只有标题没有正文",
        "look at each line's verdict: imprint clean --explain {path}",
        "查看逐行判断：imprint clean --explain {path}",
    ),
    "too_short": error(
        "IM304",
        "{chars} characters; [clean] min_chars asks for {limit}",
        "只有 {chars} 个字符；[clean] min_chars 要求 {limit}",
        "lower min_chars in dataset.toml if such pages are wanted",
        "如需保留此类页面，请在 dataset.toml 中调低 min_chars",
    ),
    "mojibake": error(
        "IM305",
        "the text was decoded wrongly and cannot be restored: {sample}",
        "文本编码错误且无法还原：{sample}",
        "fetch the page again with its own encoding",
        "按页面自身的编码重新抓取",
    ),
    "wrong_language": error(
        "IM306",
        "{share} % of the letters are Chinese",
        "汉字只占 {share} %",
        "remove the page from raw/",
        "从 raw/ 中移除该页面",
    ),
    "digits_stripped": error(
        "IM307",
        "every digit of the page was stripped",
        "页面的数字全部丢失",
        "fetch the page again",
        "重新抓取页面",
    ),
}
