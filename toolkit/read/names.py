"""How a file's name is written down: NFC, and readable whatever bytes it is made of."""

import unicodedata

_SPELLED = {"Cc", "Cs", "Zl", "Zp"}  # controls, bytes that are not UTF-8, line and paragraph separators


def readable_name(name: str) -> str:
    """`name` as one line of text: what is no character of a line is spelled out, as in `a\\x0a.txt`."""
    normal = unicodedata.normalize("NFC", name)
    return "".join(char if unicodedata.category(char) not in _SPELLED else _spelled(char) for char in normal)


def _spelled(char: str) -> str:
    code = ord(char)
    byte = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code  # how Python holds a byte that is not UTF-8
    return f"\\x{byte:02x}" if byte < 0x100 else f"\\u{byte:04x}"
