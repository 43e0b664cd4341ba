"""`imprint diff`: two releases held against each other, from their indexes and manifests."""

from toolkit.actions.diff.run import Difference, diff

__all__ = ["Difference", "diff"]
