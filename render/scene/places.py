"""A take enters; where in its files each of its keys is said leaves."""

from collections.abc import Sequence
from pathlib import Path

from render.errors import Place
from render.scene.layers import Layers, rebased
from render.scene.source import read
from render.scene.sweep import combinations
from render.scene.take import Take


def layers_of(take: Take) -> Layers:
    """Return the texts that `take` was read from, laid over one another."""
    layers = Layers([read(take.path), *(rebased(read(path, may_be_empty=True), take.folder) for path in take.courses)])
    sweep = layers.value.get("sweep")
    if isinstance(sweep, dict):
        ending = take.name.removeprefix(take.path.stem)
        layers.swept = next((each.places for each in combinations(sweep) if each.ending == ending), {})
    return layers


def nearest(layers: Layers, at: Sequence[str | int]) -> tuple[Path, Place | None]:
    """Return where the key at `at` stands, or the nearest one above; nowhere, if the scene says nothing of it."""
    value: object = {**layers.value, **dict.fromkeys(layers.swept)}
    said = 0
    for part in at:
        inside = dict(enumerate(value)) if isinstance(value, tuple) else value
        if not isinstance(inside, dict) or part not in inside:
            break
        value, said = inside[part], said + 1
    if not said:
        return layers.path, None
    return layers.locate(tuple(at[:said]), key=isinstance(at[said - 1], str))
