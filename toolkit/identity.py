"""Which article a page is: canonical urls and ids.

How urls are normalised is frozen: another normalisation would give published rows new ids.
"""

import re
from urllib.parse import SplitResult, quote, unquote, urlsplit

from toolkit.digest import json_digest

ID_LENGTH = 32
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Query parameters that say how a reader came, never what the page is.
_TRACKING = re.compile(r"(?:utm_\w+|spm|scm|from|isappinstalled|share_\w+|wxfrom|bd_vid|fbclid|gclid)=", re.IGNORECASE)
_RESERVED = "!$&'()*+,;=:@/?~"


# Most addresses are written so already, but for the scheme: a plain host, a path of characters that stay as they are.
_PLAIN = re.compile(r"https?://((?:[a-z0-9_-]++\.)*+[a-z0-9_-]++)(/[A-Za-z0-9._~/-]++)")


def canonical_url(url: str) -> str | None:
    """One spelling for every address of a page; None where `url` is not an http(s) address of a page below the root.

    Scheme https, host in lower case without a default port, percent-encoding in one form (RFC 3986, 6.2.2), neither
    fragment nor tracking parameters; the order of the other parameters and a trailing slash stay.
    """
    plain = _PLAIN.fullmatch(url)
    if plain is not None:
        return f"https://{plain[1]}{plain[2]}"
    try:
        parts = urlsplit(url.strip())
        host = _host(parts)
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return None
    path = _requote(parts.path)
    query = "&".join(_requote(item) for item in parts.query.split("&") if item and not _TRACKING.match(item))
    if path in ("", "/") and not query:
        return None
    return f"https://{host}{path or '/'}" + (f"?{query}" if query else "")


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def _requote(text: str) -> str:
    """Percent-encode what must be, decode what need not be. A reserved character keeps the form it came in."""
    pieces = re.split(r"((?:%[0-9A-Fa-f]{2})+)", text)
    return "".join(_decoded(piece) if piece.startswith("%") else quote(piece, safe=_RESERVED) for piece in pieces)


def _decoded(run: str) -> str:
    """Decode unreserved ASCII of a run of percent-escapes; write the other escapes in capitals."""
    escapes = re.findall(r"%[0-9A-Fa-f]{2}", run)
    plain = (unquote(escape, encoding="latin-1") for escape in escapes)
    return "".join(c if re.fullmatch(r"[A-Za-z0-9._~-]", c) else e.upper() for c, e in zip(plain, escapes, strict=True))


def site_of(url: str | None) -> str | None:
    """The host of a canonical url."""
    plain = _PLAIN.fullmatch(url) if url else None
    return plain[1] if plain else urlsplit(url).hostname if url else None


def article_id(url: str | None, raw_sha256: str) -> tuple[str, str]:
    """(id, id_basis): 32 hexadecimal digits of the canonical url's digest, else of the raw page's."""
    if url is not None:
        return json_digest({"url": url})[:ID_LENGTH], "url"
    return json_digest({"page": raw_sha256})[:ID_LENGTH], "page"
