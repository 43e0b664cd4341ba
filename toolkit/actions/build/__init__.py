"""`imprint build`: four tasks over shards, and between them a driver that never holds a text."""

from toolkit.actions.build.origin import Choices
from toolkit.actions.build.run import BuildRequest, Built, build

__all__ = ["BuildRequest", "Built", "Choices", "build"]
