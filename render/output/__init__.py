"""The files of a film: which of them are stale, and why; how they are written, kept small, and looked at again."""
