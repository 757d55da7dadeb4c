"""What the container of a video says: what the readers of MP4 and WebM have in common."""

from typing import NamedTuple


class DamagedError(Exception):
    """A file is not a whole video of its kind; the text completes "the file ..."."""


class Video(NamedTuple):
    """A video as its container describes it.

    `size` is (width, height) in pixels, `seconds` how long it plays; `codec` and `pixels` are ffmpeg's words, with the
    profile: "h264 (High)", "yuv420p"; `index_first` is whether its index comes before its pictures.
    """

    size: tuple[int, int]
    frames: int
    seconds: float
    codec: str
    pixels: str
    index_first: bool
