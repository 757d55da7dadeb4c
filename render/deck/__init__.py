"""Decks: scenes enter, a PowerPoint file with a slide for each of their films leaves."""
