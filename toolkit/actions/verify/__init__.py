"""`imprint verify`: a release folder held to its own manifest, trusting nothing in it."""

from toolkit.actions.verify.run import CheckedRelease, Report, verify

__all__ = ["CheckedRelease", "Report", "verify"]
