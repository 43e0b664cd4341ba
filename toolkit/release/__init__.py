"""What a release is: its version, its manifest, the layout of its folder, its index."""
