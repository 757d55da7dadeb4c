"""The size of a picture enters, an error leaves where a way of coding cannot hold it. Imports nothing heavy."""

from render.family import wrong


def check_even(kind: str, size: tuple[int, int]) -> None:
    """Refuse odd sides of `size`, in pixels, for the format `kind`: 4:2:0 keeps one colour for two by two pixels."""
    if any(length % 2 for length in size):
        even = "x".join(str(length + length % 2) for length in size)
        said = f"{kind} needs an even width and height, not {size[0]}x{size[1]}"
        raise wrong(said, f"choose {even}", ("output", "size"))
