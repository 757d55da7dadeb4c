"""Gradreel: a scene file enters, a film of its gradient descent leaves."""

__version__ = "0.1.0"
