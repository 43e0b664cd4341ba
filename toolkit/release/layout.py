"""Where things lie in a release folder, and what the folder is called."""

from toolkit.release.version import Version

CARD = "README.md"
MANIFEST = "manifest.json"
INDEX = "index.parquet"
SCHEMA = "schema.json"
CHANGELOG = "CHANGELOG.md"
CROISSANT = "croissant.json"
FIGURES = "figures"
SPLITS = ("train", "test")


def release_name(name: str, version: Version) -> str:
    """The folder's name: `standards-news-1.1.0`."""
    return f"{name}-{version}"


def rejects_name(name: str, version: Version) -> str:
    """The file of rejects beside the folder."""
    return f"{release_name(name, version)}.rejects.jsonl"


def data_path(split: str, number: int, total: int) -> str:
    """The Hub's own naming of shards."""
    return f"data/{split}-{number:05d}-of-{total:05d}.parquet"


def data_glob(split: str) -> str:
    """The pattern that finds a split's files, for the card's `configs`."""
    return f"data/{split}-*.parquet"


def figure_path(name: str) -> str:
    """A picture of the card."""
    return f"{FIGURES}/{name}.svg"


def report_name(release: str) -> str:
    """The page beside the folder that shows it; never published."""
    return f"{release}.report.html"
