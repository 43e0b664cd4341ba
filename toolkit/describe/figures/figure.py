"""One picture, and the door to its templates. Autoescape is on: a string of a page can never become markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment

from toolkit.describe.figures.words import fit, plain
from toolkit.describe.templating import markup_environment
from toolkit.release.layout import figure_path

WIDTH = 600  # px; as wide as a card's column shows a picture without making it smaller
MARGIN = 20
ROOM = WIDTH - 2 * MARGIN
_HEAD = 72  # px above the bars, and below them
_LINE = 36
_COLUMNS = 72  # of a label


@dataclass(frozen=True, slots=True)
class Heading:
    """What a picture is called; `alt` says in a sentence of our own what it shows."""

    name: str
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`svg` is a document of its own, or stands in an HTML page as it is."""

    heading: Heading
    svg: str

    @property
    def path(self) -> str:
        """Where it lies in a release."""
        return figure_path(self.heading.name)

    def to_bytes(self) -> bytes:
        """The file."""
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{self.svg}'.encode()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar, in px from the left end of the room; `kind` is its colour."""

    kind: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a bar chart; `label` is cut to the room there is, `full` is not."""

    label: str
    full: str
    said: str
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, name: str, said: str, *parts: Part) -> "Bar":
        """`name` may be foreign and as long as it likes."""
        return cls(fit(name, _COLUMNS), plain(name), said, parts)


def draw_bars(heading: Heading, said: str, bars: Sequence[Bar]) -> Figure:
    """A bar chart, one line a bar; `said` is the line below the title."""
    return draw(heading, "bars", said=said, bars=bars, height=_HEAD + _LINE * len(bars))


def draw(heading: Heading, template: str, **values: object) -> Figure:
    """Whatever is not markup of a template is escaped."""
    shown = {"name": heading.name, "title": heading.title, "alt": plain(heading.alt), "width": WIDTH, "margin": MARGIN}
    svg = _templates().get_template(f"figures/{template}.svg.j2").render(shown | values)
    return Figure(heading, svg.strip() + "\n")


def scaled(value: int, most: int, length: int) -> int:
    """A number as px, whole ones; what is more than nothing can be seen."""
    return 0 if value <= 0 or most <= 0 else max(2, min(value, most) * length // most)


def number(value: int) -> str:
    """In groups of three."""
    return f"{value:,}"


@cache
def _templates() -> Environment:
    environment = markup_environment()
    environment.filters |= {"fit": fit, "plain": plain, "number": number}
    return environment
