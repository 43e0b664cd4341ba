"""`imprint verify`: a release folder held to its own manifest, trusting nothing in it."""

from toolkit.actions.verify.run import Report, verify

__all__ = ["Report", "verify"]
