"""`imprint report`: what a release is made of, gathered for one page that shows it."""

from toolkit.actions.report.run import gather_report

__all__ = ["gather_report"]
