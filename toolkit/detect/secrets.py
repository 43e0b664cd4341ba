"""Secrets in a text: tokens, keys, and credentials in URLs, told by their issuers' prefixes, by labels, by randomness.

A hash, a standard's number or an embedded picture is none: without an issuer's prefix or a label nothing is found.
"""

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.detect.span import Span, resolve

_BITS = 3.0  # of entropy a character; 20 random hexadecimal digits have about 3.4, words repeat themselves more
# What manuals write where the reader's own belongs.
_STANDS_FOR = re.compile(
    r"example|sample|your|placeholder|dummy|changeme|x{4}|\*{3}|\.{3}|0{6}|123456|[<>{}$]", re.IGNORECASE
)
_PASSWORDS = frozenset("pass passwd password pwd secret token xxx 密码 口令".split())
_SHOWN = 4  # characters that a mask leaves


def _is_random(secret: str) -> bool:
    """Letters and digits, at least three bits of entropy a character, and nothing a manual writes."""
    mixed = any(map(str.isdigit, secret)) and any(map(str.isalpha, secret))
    return mixed and not _STANDS_FOR.search(secret) and _entropy(secret) >= _BITS


def _entropy(secret: str) -> float:
    """Shannon entropy of the characters, in bits."""
    counts = Counter(secret).values()
    return -sum(count / len(secret) * math.log2(count / len(secret)) for count in counts)


def _is_password(value: str) -> bool:
    return value.lower() not in _PASSWORDS and not _STANDS_FOR.search(value)


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of secret is written.

    One of `telling`, in lower case, stands in any text that the pattern can match. The group `secret`, or else the
    whole match, is what `judge` looks at.
    """

    kind: str
    telling: tuple[str, ...]
    pattern: re.Pattern[str]
    judge: Callable[[str], bool] = _is_random


def _token(kind: str, telling: str, body: str) -> _Form:
    """A token with _ or - in its prefix: no part of a longer word."""
    return _Form(kind, (telling,), re.compile(rf"(?<![A-Za-z0-9_-])(?:{body})(?![A-Za-z0-9_-])"))


def _key(kind: str, telling: tuple[str, ...], body: str) -> _Form:
    """A key of letters and digits alone: also no part of Base64, which pictures come in."""
    return _Form(kind, telling, re.compile(rf"(?<![A-Za-z0-9+/])(?:{body})(?![A-Za-z0-9+/=])"))


_WEBHOOKS = (
    r"hooks\.slack\.com/services/|qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key="
    r"|oapi\.dingtalk\.com/robot/send\?access_token=|open\.feishu\.cn/open-apis/bot/v2/hook/"
)
_LABELS = (
    "(?:app|client)_?secret|secret_?(?:access_?)?key|secret_?id|access_?key(?:_?(?:id|secret))?|api_?key"
    "|(?:auth|access)_?token|密钥|秘钥"
)
_BLOCK = r"(?:[A-Z]{2,9} )?PRIVATE KEY(?: BLOCK)?-----"
_FORMS = (
    _token("hugging-face", "hf_", "hf_[A-Za-z0-9]{30,40}"),
    _token("github", "gh", "gh[opusr]_[A-Za-z0-9]{36,255}"),
    _token("github", "github_pat_", "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _token("gitlab", "glpat-", "glpat-[A-Za-z0-9_-]{20,64}"),
    _token("model-api", "sk-", "sk-(?:[A-Za-z0-9]{32,64}|(?:proj|svcacct|admin|ant|or-v1)-[A-Za-z0-9_-]{20,200})"),
    _token("slack", "xox", "xox[abeoprs]-[A-Za-z0-9-]{20,250}"),
    _token("stripe", "k_live_", "[rs]k_live_[A-Za-z0-9]{24,99}"),
    _token("npm", "npm_", "npm_[A-Za-z0-9]{36}"),
    _token("pypi", "pypi-", "pypi-AgEI[A-Za-z0-9_-]{50,200}"),
    _token("jwt", "eyj", r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{16,1000}"),
    _key("aws", ("akia", "asia"), "(?:AKIA|ASIA)[A-Z2-7]{16}"),
    _key("aliyun", ("ltai",), "LTAI[A-Za-z0-9]{12,26}"),
    _key("tencent-cloud", ("akid",), "AKID[A-Za-z0-9]{28,36}"),
    _key("google", ("aiza",), "AIza[A-Za-z0-9_-]{35}"),
    _Form("webhook", ("http",), re.compile(rf"https?://(?:{_WEBHOOKS})(?P<secret>[A-Za-z0-9/-]{{20,90}})")),
    _Form(
        "private-key",
        ("private key",),
        re.compile(f"-----BEGIN {_BLOCK}(?:[^-]{{0,12000}}-----END {_BLOCK})?"),
        judge=lambda _: True,
    ),
    _Form(
        "labelled-key",
        ("secret", "key", "token", "密钥", "秘钥"),
        re.compile(
            rf"(?i:{_LABELS})[\"']?(?:[(（][^()（）]{{0,12}}[)）])?[ \t]{{0,3}}(?:[:=：＝]|是|为)[ \t]{{0,3}}[\"']?"
            r"(?P<secret>[A-Za-z0-9_-]{20,80})(?![A-Za-z0-9_-])"
        ),
    ),
    _Form(
        "url",
        ("://",),
        re.compile(
            r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/@:?#\"'<>]{0,64}:(?P<secret>[^\s/@?#\"'<>]{3,128})@"
            r"[A-Za-z0-9\[][A-Za-z0-9.\[\]:-]{0,253}"
        ),
        judge=_is_password,
    ),
)


# What any form holds: a run of letters and digits, longer than a word, a URL with a colon in it or of a webhook, or a
# block's first line. The class in front, of all that what follows may begin with, is what `re` finds quickly.
_TELLING = re.compile(
    r"[A-Za-z0-9_:-](?:(?<!:)[A-Za-z0-9_-]{11}|(?<=:)//(?:[^\s/@:?#\"'<>]{0,64}:|hooks|qyapi|oapi|open)|(?<=-)----BEGIN)"
)


def find_secrets(text: str) -> list[Span]:
    """Secrets by kind, in order, none overlapping."""
    if not _TELLING.search(text):
        return []
    low = text.lower()
    forms = (form for form in _FORMS if any(word in low for word in form.telling))
    return resolve(
        Span(match.start(), match.end(), form.kind)
        for form in forms
        for match in form.pattern.finditer(text)
        if form.judge(match.groupdict().get("secret") or match[0])
    )


def mask(secret: str) -> str:
    """What may be shown of a secret: its first four characters, and how long it is."""
    return f"{secret[:_SHOWN]}… ({len(secret)} characters)"
