"""`imprint publish`: a release becomes a version that others can load: planned, sent, read back, recorded."""

from toolkit.actions.publish.plan import Plan
from toolkit.actions.publish.run import Prepared, carry_out, prepare

__all__ = ["Plan", "Prepared", "carry_out", "prepare"]
