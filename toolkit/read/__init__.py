"""`raw/` -> RawDocuments, one module a format; what cannot be read becomes a finding, the rest is read."""
