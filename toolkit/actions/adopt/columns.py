"""Where an existing dataset keeps what an article needs: proposed from the names of its columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.article import Article
from toolkit.config import FILE_NAME, ColumnsConfig
from toolkit.errors import ConfigError, Where

# In the order of preference; the first that the dataset has is taken.
_USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "article", "document", "raw_content", "正文", "内容", "文本"),
    "html": ("html",),
    "url": ("url", "link", "source_url", "page_url", "metadata.url", "meta.url", "网址", "链接"),
    "fetched_at": ("fetched_at", "crawled_at", "crawl_time", "date_download", "抓取时间"),
    "license": ("license", "licence", "metadata.license", "许可"),
    "contributor": ("contributor",),
}
_BESIDE: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "metadata.title", "标题"),
    "published_at": (
        "published_at",
        "publish_date",
        "published",
        "pub_date",
        "date",
        "metadata.date",
        "发布时间",
        "日期",
    ),
    "source": ("source", "publisher", "来源"),
}
# Fields that adopting makes itself, whatever the dataset calls by these names.
_MADE = frozenset(
    "id id_basis language site pii char_count raw_path raw_index raw_sha256 cleaner cluster cluster_size since".split()
)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The path of the column that each field is taken from; fields without one are not in it."""

    paths: Mapping[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """What `[columns]` of dataset.toml has to say: what is not there by its own name."""
        return {name: path for name, path in self.paths.items() if name in _USUAL and path != name}

    def lines(self) -> list[str]:
        """The table `[columns]` of dataset.toml; no lines where it needs none."""
        told = [f'{name} = "{path}"' for name, path in self.settings.items()]
        return ["", "[columns]", *told] if told else []

    def lost(self, names: Iterable[str]) -> list[str]:
        """The columns that nothing is taken from."""
        used = {path.partition(".")[0] for path in self.paths.values()}
        return [name for name in names if name not in used]


def propose(names: Iterable[str], columns: ColumnsConfig, model: type[Article]) -> ColumnMap:
    """From the names of the dataset's columns, with those of a struct's fields as `metadata.url`.

    What `columns` names goes before what is usual; a field of the schema is taken from the column of its name. Raises
    `ConfigError` where nothing can be the text.
    """
    known = list(dict.fromkeys(names))
    said = {name: (path, *_USUAL[name]) for name, path in columns.paths().items()}
    own = {name: (name,) for name in model.model_fields if name not in _MADE}
    found = {name: _first(wanted, known) for name, wanted in {**own, **_BESIDE, **said}.items()}
    if found["text"] is None:
        mend = f'say which it is, with [columns] text = "..." in {FILE_NAME}'
        raise ConfigError(f"none of the columns is the text: {', '.join(known)[:400]}", where=Where("text"), mend=mend)
    return ColumnMap({name: path for name, path in found.items() if path is not None and name != "html"})


def _first(wanted: Iterable[str], known: list[str]) -> str | None:
    return next((path for path in wanted if path in known), None)


def names_of(row: Mapping[str, Any]) -> list[str]:
    """The columns of a row, and the fields of those that are structs."""
    inner = [f"{name}.{step}" for name, value in row.items() if isinstance(value, Mapping) for step in value]
    return [*row, *inner]


def look_up(row: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; None where there is none."""
    if path in row:
        return row[path]
    value: Any = row
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
