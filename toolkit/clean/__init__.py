"""From a raw document to an article with its trace, or to the findings that say why not."""
