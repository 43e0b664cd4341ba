"""All pictures of a release: those that its facts have something for."""

from toolkit.describe.facts import Facts
from toolkit.describe.figures.bars import draw_funnel, draw_growth, draw_sources
from toolkit.describe.figures.figure import Figure
from toolkit.describe.figures.histograms import draw_dates, draw_lengths


def draw_figures(facts: Facts) -> tuple[Figure, ...]:
    """Equal facts give equal bytes. The files of a release besides its data play no part, as with the card."""
    drawn = (draw_funnel(facts), draw_sources(facts), draw_lengths(facts), draw_dates(facts), draw_growth(facts))
    return tuple(figure for figure in drawn if figure is not None)
