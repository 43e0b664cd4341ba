"""Facts -> the dataset card: YAML front matter that `datasets` and the Hub read, then Markdown for people."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from toolkit.describe import markdown
from toolkit.describe.changelog import latest
from toolkit.describe.citation import bibtex
from toolkit.describe.facts import Facts, SplitFacts
from toolkit.describe.figures.drawn import draw_figures
from toolkit.describe.figures.figure import Figure
from toolkit.describe.markdown import Markdown, one_line
from toolkit.describe.words import DEEDS, OVERRIDES, RIGHTS, reason

_TEMPLATE = "card.md.j2"
_FILTERS = ("address", "closed", "code", "codes", "count", "described", "percent", "size")


def render_card(facts: Facts) -> str:
    """README.md of a release: the same facts give the same text, on every machine."""
    figures = {figure.heading.name: figure for figure in draw_figures(facts)}
    values = {"facts": facts, "config": facts.config, "manifest": facts.manifest, "figures": figures}
    body = _template().get_template(_TEMPLATE).render(values)
    return f"---\n{dump_yaml(front_matter(facts))}---\n\n{body.strip()}\n"


def front_matter(facts: Facts) -> dict[str, Any]:
    """The YAML of the card, as a tree. Keys without a value are left out.

    The Hub: https://huggingface.co/docs/hub/datasets-cards. `configs` and `dataset_info` are read by `datasets`; see
    `MetadataConfigs`, `DatasetInfo` and `BuilderConfig` there.
    """
    config = facts.config
    other = facts.license == "other"
    tree: dict[str, Any] = {
        "pretty_name": one_line(config.title),
        "language": list(config.language),
        "language_bcp47": [one_line(tag) for tag in facts.language_tags],
        "license": facts.license,
        "license_name": facts.license_name if other else None,
        "annotations_creators": ["machine-generated"],  # rights, script, spam: the cleaner's verdicts
        "source_datasets": ["original"],
        "task_categories": list(config.tasks),
        "size_categories": [facts.size_category],
        "tags": [one_line(tag) for tag in config.tags],
        "configs": [_config(facts)],
        "dataset_info": _dataset_info(facts),
    }
    return {key: value for key, value in tree.items() if value not in (None, [])}


def _config(facts: Facts) -> dict[str, Any]:
    """`description` is the content digest because `load_dataset` caches a local folder by its basename and a hash of
    this tree, never by path or content: without it, one release would be served as another of the same name.
    """
    return {
        "config_name": "default",
        "default": True,
        "version": facts.manifest.version,
        "description": facts.manifest.content_digest,
        "data_files": [{"split": split.name, "path": split.glob} for split in facts.splits],
    }


def _dataset_info(facts: Facts) -> dict[str, Any]:
    """`num_bytes` is of the texts, in UTF-8: `datasets` checks `num_examples` alone, and uses the bytes to ask for free
    disk space; the Arrow tables it means are a little larger, and their exact size is its own affair.
    """
    return {
        "config_name": "default",
        "version": facts.manifest.version,
        "features": facts.features,
        "splits": [_split(split) for split in facts.splits],
        "download_size": facts.file_bytes,
        "dataset_size": facts.text_bytes,
    }


def _split(split: SplitFacts) -> dict[str, Any]:
    return {"name": split.name, "num_bytes": split.stats.bytes, "num_examples": split.stats.rows}


class _Dumper(yaml.SafeDumper):
    """Without aliases: a value that stands in two places is written twice, and a reader may refuse every alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump_yaml(tree: Mapping[str, Any]) -> str:
    """Block YAML in the order of the keys; no line of it can be taken for the end of the front matter."""
    text: str = yaml.dump(dict(tree), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1 << 20)
    return text


@cache
def _template() -> Environment:
    """Values are escaped unless they are `Markdown`: the template cannot forget it."""
    environment = Environment(
        loader=PackageLoader("toolkit.describe"),
        undefined=StrictUndefined,
        finalize=markdown.finish,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
    )
    environment.filters |= {name: getattr(markdown, name) for name in _FILTERS}
    environment.filters["reason"] = reason
    environment.globals |= {
        "bibtex": bibtex,
        "latest": latest,
        "loading": loading,
        "picture": picture,
        "verifying": verifying,
    }
    environment.globals |= {"DEEDS": DEEDS, "OVERRIDES": OVERRIDES, "RIGHTS": RIGHTS}
    return environment


def loading(facts: Facts) -> Markdown:
    """Python that loads this very version from the Hub; `org` stands for whoever publishes it."""
    name, version = facts.config.name, facts.manifest.version
    lines = ["from datasets import load_dataset", "", f'dataset = load_dataset("org/{name}", revision="v{version}")']
    names = [one_line(split.name) for split in facts.splits[:1]]
    lines += [f'{name} = dataset["{name}"].shuffle(seed=0)' for name in names]
    return markdown.block("\n".join(lines), "python")


def picture(figure: Figure) -> Markdown:
    """The image, which the Hub and every Markdown reader resolve beside the card."""
    return Markdown(f"![{markdown.text(figure.heading.alt)}]({figure.path})")


def verifying(facts: Facts) -> Markdown:
    """The command that holds the release's folder against its manifest."""
    return markdown.block(f"imprint verify {facts.folder}", "bash")
