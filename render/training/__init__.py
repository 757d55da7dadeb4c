"""Training: samples and settings enter, a recording of every step leaves."""
