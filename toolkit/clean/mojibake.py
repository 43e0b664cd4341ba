"""Pages that were decoded wrongly before we met them: restored where that gives Chinese throughout, else named."""

import re
from collections.abc import Iterator
from itertools import islice

import ftfy.bad_codecs

from toolkit.clean.decode import COMMON
from toolkit.detect.fold import one_of

ftfy.bad_codecs.ok()  # registers sloppy-windows-1252, which knows the bytes that Windows-1252 leaves open

_SAMPLE = 2_000
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2018-\u201e\u2020-\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_WRONG = (
    ("sloppy-windows-1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("gb18030", "utf-8"),
)
_COMMON_HAN = re.compile(one_of("".join(char for char in sorted(COMMON) if "\u3400" <= char <= "\u9fff")))
_COMMON_SHARE = 0.15  # of the Chinese characters; running text has .3 and more, GBK that was UTF-8 has .03


def restore(text: str) -> tuple[str, str | None]:
    """(text, None) when it was right or could be restored; (text, sample) when it is beyond repair."""
    sample = text[:_SAMPLE]
    if _is_right(sample) or not _is_wrong(sample):
        return text, None
    for restored in _attempts(text):
        if not _is_wrong(restored[:_SAMPLE]) and len(_HAN.findall(restored[:_SAMPLE])) >= 10:
            return restored, None
    return text, " ".join(sample.split())[:40]


def _is_right(sample: str) -> bool:
    """Whether `_is_wrong` is false beyond doubt: looks only as far as the common characters that are needed for it."""
    needed = len(sample) // 20 + 1
    return next(islice(_COMMON_HAN.finditer(sample), needed - 1, None), None) is not None and (
        next(islice(_LATIN.finditer(sample), 19, None), None) is None
    )


def _is_wrong(sample: str) -> bool:
    latin, han = len(_LATIN.findall(sample)), _HAN.findall(sample)
    if latin >= 20 and latin > 2 * len(han):
        return any(char in sample for char in "åæçäèéï") or latin * 2 > len(sample)
    return len(han) >= 40 and sum(map(COMMON.__contains__, han)) < _COMMON_SHARE / 3 * len(han)


def _attempts(text: str) -> Iterator[str]:
    for wrong, right in _WRONG:
        try:
            yield text.encode(wrong).decode(right)
        except UnicodeError:
            continue
