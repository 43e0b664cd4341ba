"""Which articles become rows, and in which split."""
