"""What a release says of itself to its readers: the dataset card, made from the manifest and checked against it."""
