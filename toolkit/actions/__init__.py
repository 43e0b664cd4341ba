"""What the commands do. An action reads and writes the world; what it decides, the floors below decide."""
