"""`imprint clean`."""

from pathlib import Path

import click

from toolkit.actions.clean import CleanedPage, clean_paths
from toolkit.actions.project import project_or_default
from toolkit.catalogue import Lang
from toolkit.cli.findings import show_finding
from toolkit.cli.html import show_cleaned
from toolkit.cli.output import LANG, emit, escape, is_piped, spoken
from toolkit.cli.trace import trace_human, trace_json
from toolkit.finding import Finding

_LABELS = ("title", "source", "authors", "editor", "published_at", "section", "rights_status", "url")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--explain", is_flag=True, help="Show every line of the page, kept or cut, and the rule that says so.")
@click.option(
    "--format", "form", type=click.Choice(["auto", "human", "jsonl", "html"]), default="auto", show_default=True
)
@click.option("--json", "form", flag_value="jsonl", help="The same as --format jsonl.")
@LANG
def clean(paths: tuple[Path, ...], explain: bool, form: str, lang: Lang | None) -> None:
    """Turn pages into articles, one JSON object a line when piped.

    PATHS are files or folders; - reads one page, or JSONL, from standard input. A page that is no article is said on
    stderr, with the reason. With --explain --format html comes one page to look at: raw text and article side by side,
    each cut coloured by its rule.
    """
    machine = form == "jsonl" or (form == "auto" and is_piped() and not explain)
    lang = spoken(lang, not machine)
    if form == "html":
        show_cleaned(paths, explain, lang)
        return
    for page in clean_paths(project_or_default(Path()), paths):
        if isinstance(page, Finding):
            show_finding(page, lang, err=True)
            continue
        _show(page, explain, machine, lang)
        for finding in page.findings:
            show_finding(finding, lang, err=True)


def _show(page: CleanedPage, explain: bool, machine: bool, lang: Lang) -> None:
    if explain:
        if machine:
            trace_json(page.where, page.cleaning)
        else:
            trace_human(str(page.where), page.cleaning, lang)
    elif page.article is not None and machine:
        emit(page.article.model_dump_json())
    elif page.article is not None:
        _show_article(page)


def _show_article(page: CleanedPage) -> None:
    row = page.article.model_dump(mode="json") if page.article else {}
    emit(escape(f"# {page.where}"))
    for name in _LABELS:
        if row.get(name):
            value = row[name]
            emit(escape(f"{name}: {'、'.join(value) if isinstance(value, list) else value}"))
    emit("")
    emit(escape(row["text"], newlines=True))
    emit("")
