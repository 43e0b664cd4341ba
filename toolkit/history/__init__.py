"""What changes from one release to the next: diff, version, changelog."""
