"""Which article is meant: by its id, or by the address of its page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.article import ID_PATTERN
from toolkit.errors import ConfigError
from toolkit.identity import article_id, canonical_url


@dataclass(frozen=True, slots=True)
class Target:
    """An article to take down: `id` is what it would have by that url, where it was named by one."""

    said: str
    id: str
    url: str | None = None

    def is_page(self, page: Mapping[str, Any]) -> bool:
        """Whether a row, or what is known of a page that is none, is the article meant."""
        return page.get("id") == self.id or (self.url is not None and page.get("url") == self.url)


def parse_target(identity: str | None, url: str | None) -> Target:
    """Of one of the two. Raises `ConfigError` where it is neither an id nor an address."""
    if identity is not None:
        if not re.fullmatch(ID_PATTERN, identity):
            raise ConfigError(f"{identity!r} is no id", mend="give all 32 hexadecimal digits, as in the column id")
        return Target(identity, identity)
    canonical = canonical_url(url or "")
    if canonical is None:
        mend = "give the whole address, such as https://news.example.org/a.html"
        raise ConfigError(f"{url!r} is not the address of a page", mend=mend)
    return Target(canonical, article_id(canonical, "")[0], canonical)
