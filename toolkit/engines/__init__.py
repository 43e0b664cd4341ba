"""Engines schedule work: one verb, `map`. They know nothing of articles."""
