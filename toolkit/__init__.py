"""Imprint: raw scraped Chinese web pages in, a versioned Hugging Face dataset out."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.article import Article

__version__ = "0.1.0"
__all__ = ["Article", "__version__"]


def __getattr__(name: str) -> Any:
    """Hand out `toolkit.Article` on first use: `imprint --help` must not pay for pydantic."""
    if name == "Article":
        from toolkit.article import Article

        return Article
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
