"""Lines of JSONL that are hard to number: blank ones, broken ones, endings of other systems, a mark in the middle."""

import json
import random

from tests.tools.prose import page

ODD = (
    b"\n", b"  \t\n", b"\r\n", b"\xef\xbb\xbf\n", b"nonsense\n", b'{"text": \xff}\n', b"[1, 2]\n", b'{"url": "x"}\n',
    b'{"text": "", "url": "https://yunhe.example/empty"}\n',
)  # fmt: skip


def hard_lines(count: int, seed: int = 0) -> bytes:
    """As many pages, every third from one site, with odd lines between them; the last line has no end."""
    chance = random.Random(seed)
    lines = []
    for number in range(count):
        facts = {"url": f"https://yunhe.example/{number}.html"} if number % 3 == 0 else {}
        text = page(9_000 + number) + ("云河日报社版权声明与联系方式一览\n" if facts else "")
        ending = chance.choice((b"\n", b"\n", b"\r\n"))
        lines.append(json.dumps({"text": text, **facts}, ensure_ascii=False).encode() + ending)
        lines += chance.choices(ODD, k=chance.choice((0, 0, 1, 3)))
    return b"".join(lines).rstrip(b"\n")
