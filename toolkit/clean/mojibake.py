"""Pages that were decoded wrongly before we met them: restored where that gives Chinese throughout, else named."""

import re
from collections.abc import Iterator

import ftfy.bad_codecs

from toolkit.clean.decode import COMMON
from toolkit.clean.look import count_kinds, kinds

ftfy.bad_codecs.ok()  # registers sloppy-windows-1252, which knows the bytes that Windows-1252 leaves open

_SAMPLE = 2_000
_HAN = re.compile("[\u3400-\u9fff]")
_WRONG = (
    ("sloppy-windows-1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("gb18030", "utf-8"),
)
_LATIN = "".join(map(chr, range(0x80, 0x100))) + "ŒœŠšŸŽžƒˆ˜‘’‚‛“”„†‡•‣․‥…‰‹›€™"  # what Windows-1252 makes of bytes
_COMMON = "".join(char for char in sorted(COMMON) if "\u3400" <= char <= "\u9fff")
_KINDS = kinds(range(0x3400, 0xA000), _COMMON, _LATIN)  # a later kind holds
_COMMON_SHARE = 0.15  # of the Chinese characters; running text has .3 and more, GBK that was UTF-8 has .03


def restore(text: str) -> tuple[str, str | None]:
    """(text, None) when it was right or could be restored; (text, sample) when it is beyond repair."""
    sample = text[:_SAMPLE]
    if not _is_wrong(sample):
        return text, None
    for restored in _attempts(text):
        if not _is_wrong(restored[:_SAMPLE]) and len(_HAN.findall(restored[:_SAMPLE])) >= 10:
            return restored, None
    return text, " ".join(sample.split())[:40]


def _is_wrong(sample: str) -> bool:
    _, rare, common, latin = count_kinds(sample, _KINDS, 3)
    han = common + rare
    if latin >= 20 and latin > 2 * han:
        return any(char in sample for char in "åæçäèéï") or latin * 2 > len(sample)
    return han >= 40 and common < _COMMON_SHARE / 3 * han


def _attempts(text: str) -> Iterator[str]:
    for wrong, right in _WRONG:
        try:
            yield text.encode(wrong).decode(right)
        except UnicodeError:
            continue
