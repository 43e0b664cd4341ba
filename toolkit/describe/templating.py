"""Templates that become markup, SVG or HTML: whatever is put into them is text."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def markup_environment() -> Environment:
    """The templates of this room, escaping on; a name that nobody filled is an error."""
    return Environment(
        loader=PackageLoader("toolkit.describe"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
