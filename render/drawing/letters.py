"""Which characters our typefaces have for sure: a check of most scenes opens no font to know."""

SURE = (
    (0x20, 0x7E),
    (0xA0, 0x2E9),
    (0x300, 0x34F),
    (0x388, 0x38A),
    (0x38E, 0x3A1),
    (0x3A3, 0x525),
    (0x1E00, 0x1EFB),
    (0x2000, 0x2064),
    (0x2150, 0x2185),
    (0x2190, 0x2311),
    (0x2500, 0x269C),
)
"""Code points, from and to, that IBM Plex Sans or DejaVu Sans has: Latin, Greek, Cyrillic, punctuation, mathematics."""


def unsure(text: str) -> bool:
    """Return whether `text` has characters that our typefaces may lack."""
    return any(not any(first <= ord(c) <= last for first, last in SURE) for c in text if c not in "\t\n")
