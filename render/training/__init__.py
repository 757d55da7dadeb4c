"""Training: points and settings enter, a recording of every step leaves."""
