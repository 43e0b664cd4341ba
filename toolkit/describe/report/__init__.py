"""The report: one HTML page that shows a release, made from a value and from nothing else."""
