"""`imprint build`: four tasks over shards, and between them a driver that never holds a text."""

from toolkit.actions.build.origin import Choices
from toolkit.actions.build.run import BuildRequest, Built, build
from toolkit.engines.opening import Crew

__all__ = ["BuildRequest", "Built", "Choices", "Crew", "build"]
