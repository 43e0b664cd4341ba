"""One kind of finding: a stable number, a severity, and its texts in English and Chinese."""

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


def error(number: str, en: str, zh: str, mend_en: str, mend_zh: str) -> Code:
    """A kind that makes a record unfit."""
    return Code(number, "error", {"en": en, "zh": zh}, {"en": mend_en, "zh": mend_zh})


def warning(number: str, en: str, zh: str, mend_en: str, mend_zh: str) -> Code:
    """A kind that is only said."""
    return Code(number, "warning", {"en": en, "zh": zh}, {"en": mend_en, "zh": mend_zh})
