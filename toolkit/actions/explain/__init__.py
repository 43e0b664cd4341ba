"""`imprint explain`: what became of one page, from the raw line to the row."""

from toolkit.actions.explain.run import explain

__all__ = ["explain"]
