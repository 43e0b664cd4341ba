"""Text in, spans out: what cleaning takes away and validation must not find again."""
