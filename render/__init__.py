"""Gradreel: a scene file enters, a film of its gradient descent leaves."""

from importlib.metadata import version

__version__ = version("gradreel")
