"""The place of a key that is unknown enters; the list that was meant leaves, where it lacks its brackets."""

from collections.abc import Sequence

from render.scene.layers import Layers


def unbracketed(layers: Layers, location: Sequence[str | int]) -> str:
    """Return the list in brackets that was meant, where a key at `location` has no value and follows a word.

    In {x: a, b, y: c}, b is a key for YAML.
    """
    inside: object = layers.value
    for part in location[:-1]:
        # On the way there are kinds of members, too, which nobody writes as a key.
        inside = inside[part] if isinstance(inside, dict) and part in inside else inside
        inside = inside[part] if isinstance(inside, tuple) and isinstance(part, int) and part < len(inside) else inside
    written = list(inside.items()) if isinstance(inside, dict) else []
    place = next((index for index, (key, _) in enumerate(written) if key == location[-1]), 0)
    first = place
    while first > 0 and written[first][1] is None:
        first -= 1
    key, value = written[first] if written else ("", None)
    # Of numbers, the comma is a decimal one.
    if first == place or not isinstance(value, str):
        return ""
    last = place
    while last + 1 < len(written) and written[last + 1][1] is None:
        last += 1
    return f"{key}: [{', '.join([str(value), *(each for each, _ in written[first + 1 : last + 1])])}]"
