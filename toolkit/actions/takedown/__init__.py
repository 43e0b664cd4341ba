"""`imprint takedown`: articles are written down as denied, and every copy of them on this machine is named."""

from toolkit.actions.takedown.copies import Copy
from toolkit.actions.takedown.published import Published
from toolkit.actions.takedown.run import Listed, Plan, Receipt, TakedownRequest, apply, plan
from toolkit.actions.takedown.scrub import Scrubbed, Scrubbing, foreseen
from toolkit.actions.takedown.targets import Target, parse_target

__all__ = [
    "Copy",
    "Listed",
    "Plan",
    "Published",
    "Receipt",
    "Scrubbed",
    "Scrubbing",
    "TakedownRequest",
    "Target",
    "apply",
    "foreseen",
    "parse_target",
    "plan",
]
