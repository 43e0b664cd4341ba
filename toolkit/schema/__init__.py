"""One record class, four views: Arrow schema, HF features, JSON Schema, field table."""
