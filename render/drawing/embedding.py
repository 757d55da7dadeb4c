"""Pixels enter, an address leaves that holds them: for pictures within SVG."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.image import imsave
from numpy.typing import NDArray

NAMELESS: Any = {"Software": None}
"""Without the name of the program, the file of a small picture is half as long."""


def address_of(pixels: NDArray[np.uint8]) -> str:
    """Return the data: address (RFC 2397) of a PNG with `pixels` (height, width, 4), RGBA."""
    file = BytesIO()
    imsave(file, pixels, format="png", metadata=NAMELESS)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"
