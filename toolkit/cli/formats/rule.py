"""One kind of finding, explained: what it means, how to mend it, a bad and a good example."""

import re

from toolkit.catalogue import CODES, Lang
from toolkit.catalogue.examples import EXAMPLES
from toolkit.cli.formats.words import severity
from toolkit.cli.output import emit

_LABELS: dict[Lang, tuple[str, str, str]] = {
    "en": ("mend: ", "bad:  ", "good: "),
    "zh": ("修改：", "错误：", "正确："),
}


def explain_rule(name: str, lang: Lang) -> None:
    """On stdout, a few lines."""
    code = CODES[name]
    mend, bad, good = _LABELS[lang]
    emit(f"{code.number} {name} ({severity(code, lang)})")
    emit(f"  {plain(code.message[lang])}")
    emit(f"  {mend}{plain(code.mend[lang])}")
    wrong, right = EXAMPLES[name].said(lang)
    emit(f"  {bad}{wrong}")
    emit(f"  {good}{right}")


def plain(template: str) -> str:
    """A text of the catalogue with its parameters as words between angle brackets."""
    return re.sub(r"\{(\w+)\}", r"<\1>", template)
