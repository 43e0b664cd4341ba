"""The pictures of the card, drawn from the same facts: SVG from small templates, the same bytes on every machine."""
