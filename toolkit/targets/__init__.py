"""Where releases are published: a folder, a bucket, a repository on the Hub; each holds a catalog of its versions."""
