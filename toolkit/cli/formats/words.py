"""The few words of the reports themselves, in both languages; those of the findings are the catalogue's."""

from toolkit.catalogue import Code, Lang
from toolkit.cli.findings import plural
from toolkit.cli.formats.form import Summary

_SEVERITY: dict[Lang, dict[str, str]] = {
    "en": {"error": "error", "warning": "warning"},
    "zh": {"error": "错误", "warning": "警告"},
}


def severity(code: Code, lang: Lang) -> str:
    """`error` or `warning`."""
    return _SEVERITY[lang][code.severity]


def colon(lang: Lang) -> str:
    """Between what kind of thing is said and what is said."""
    return "：" if lang == "zh" else ": "


def totals(summary: Summary, lang: Lang) -> str:
    """`3 documents: 1 error, no warnings`, in one line."""
    if lang == "zh":
        hidden = f"（另有 {summary.hidden:,} 个未显示）" if summary.hidden else ""
        return f"{summary.documents:,} 篇：{summary.errors:,} 个错误，{summary.warnings:,} 个警告{hidden}"
    hidden = f" ({summary.hidden:,} not shown)" if summary.hidden else ""
    errors, warnings = plural(summary.errors, "error"), plural(summary.warnings, "warning")
    return f"{plural(summary.documents, 'document')}: {errors}, {warnings}{hidden}"


def headings(lang: Lang) -> tuple[str, str, str, str]:
    """The columns of a table of findings."""
    return ("代码", "位置", "问题", "如何修改") if lang == "zh" else ("Code", "Where", "What", "How to mend it")
