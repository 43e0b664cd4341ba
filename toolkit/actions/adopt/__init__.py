"""`imprint adopt`: an existing dataset becomes the release that the next build grows from."""

from toolkit.actions.adopt.run import Adopted, AdoptRequest, adopt

__all__ = ["AdoptRequest", "Adopted", "adopt"]
