"""Pages beside their articles as one HTML document, on stdout. What it takes is imported when it is asked for."""

from collections.abc import Sequence
from pathlib import Path

from toolkit.actions.clean import clean_paths
from toolkit.actions.project import project_or_default
from toolkit.catalogue import Lang
from toolkit.cli.findings import show_finding
from toolkit.cli.output import emit
from toolkit.describe.explanation import Explanation
from toolkit.errors import ConfigError
from toolkit.finding import Finding

_PAGES = 50


def show_cleaned(paths: Sequence[Path], explain: bool, lang: Lang) -> None:
    """`imprint clean --explain --format html`. Raises `ConfigError` for more pages than anybody looks at."""
    from toolkit.actions.report.views import view_of
    from toolkit.describe.report.render import render_pages

    if not explain:
        raise ConfigError("HTML shows what was cut", mend="say --explain --format html, or --format jsonl")
    views = []
    for page in clean_paths(project_or_default(Path()), paths):
        if isinstance(page, Finding):
            show_finding(page, lang, err=True)
            continue
        views.append(view_of(page, lang))
        if len(views) > _PAGES:
            raise ConfigError(f"more than {_PAGES} pages are too many to look at", mend="name fewer of them")
        for finding in page.findings:
            show_finding(finding, lang, err=True)
    title = views[0].place if len(views) == 1 else f"{len(views)} pages"
    emit(render_pages(title, views).decode("utf-8").rstrip("\n"))


def show_explained(explanations: Sequence[Explanation], lang: Lang) -> None:
    """`imprint explain ID --format html`."""
    from toolkit.actions.report.views import explained_view
    from toolkit.describe.report.render import render_pages

    views = [explained_view(one, lang) for one in explanations]
    emit(render_pages(explanations[0].asked, views).decode("utf-8").rstrip("\n"))
