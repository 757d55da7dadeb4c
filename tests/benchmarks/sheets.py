"""Sheets to be looked at: every panel in every layout and size, or the shipped films as other eyes see them.

Usage: python -m tests.benchmarks.sheets panels FOLDER [PANEL ...], or colour-blind FOLDER [SCENE ...]. A page is a PNG.

Not all combinations are drawn, but all pairs of a panel and a layout, of a panel and a size, and of a layout and a wide
size: a panel's page has a cell for each size, along which the layouts take turns, and each panel begins with another
layout. The scenes that it can show, light and dark, what stands beside it and the beats of slow motion take turns, too.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import get_args

import numpy as np
import yaml
from coloraide.everything import ColorAll as Color
from PIL import Image, ImageDraw, ImageFont

from render.drawing.layout import Layout
from render.drawing.themes.light import Light
from render.drawing.typefaces import FOLDER, SHIPPED
from render.errors import SceneError
from render.family import Family
from render.lint.colour_blind import EYES, seen
from render.scene.look import SIZES
from render.scene.script import poster_of
from render.timeline.beats import BEATS
from tests.conftest import ROOT, scene_of, stage_of, take_of, train_all

LINE = {
    "data": {"kind": "line", "w": 0.6, "b": 0.3, "points": 12, "x": [0, 2], "noise": 0.1, "seed": 4},
    "initial": {"w": 0, "b": 1.2},
    "learning_rate": 0.1,
    "steps": 40,
}
CURVE = {"data": {"kind": "curve", "points": 20, "noise": 0.3, "seed": 34}, "validation": 0.3, "learning_rate": 0.5}
BUNS = {"kind": "clusters", "centres": [3, 6], "spread": 1.2, "points": 30, "seed": 4, "classes": ["not", "hot dog"]}
CORNERS = [[0, 0], [2.2, 0.3], [0.9, 1.9]]
CLUSTERS = {"kind": "clusters", "spread": 0.6, "points": 90, "seed": 7}
SCENES = {
    "line": LINE,
    "slow motion": {**LINE, "slow_motion": {"steps": [5], "seconds": 8}},
    "rates": {**LINE, "learning_rate": None, "compare": {"learning_rate": [0.01, 0.1, 0.35]}},
    "curve": {**CURVE, "model": {"kind": "polynomial", "degree": 3}, "steps": 200},
    "degrees": {**CURVE, "model": "polynomial", "compare": {"degree": [1, 3, 15]}, "steps": 1000},
    "two classes": {"data": BUNS, "learning_rate": 0.3, "steps": 60},
    "decay": {"data": BUNS, "learning_rate": 0.3, "steps": 60, "compare": {"weight_decay": [0, 0.1]}},
    "plane": {"data": {**CLUSTERS, "centres": CORNERS[:2]}, "learning_rate": 0.2, "steps": 60},
    "three classes": {"data": {**CLUSTERS, "centres": CORNERS}, "validation": 0.3, "learning_rate": 0.5, "steps": 60},
    "clusters, rates": {
        "data": {**CLUSTERS, "centres": CORNERS},
        "compare": {"learning_rate": [0.01, 0.5]},
        "steps": 60,
    },
}
"""What is shown, whatever shows it: each kind of data and model, one run and several."""
PANELS = Family("render.drawing.panels").members
LAYOUTS = get_args(Layout)
WORDS = sorted(
    {size: word for word, size in SIZES.items()}.values(), key=lambda word: SIZES[word].width < SIZES[word].height * 1.2
)
"""Those of sizes, upright and square ones last: on these, there are no columns."""
GREY = {"grayscale": "in grey"}
TOGETHER = {"row": 2, "stack": 2, "grid": 4, "focus": 3, "columns": 2, "auto": 3}
"""How many panels stand in a layout, if there is room."""
WIDE, GAP, NAME = 1640, 16, 28
"""Pixels of a page's width, between cells, and of the name below one."""


def page(cells, height, target):
    """Save `cells`, pairs of a name and an image, at `target`: row after row, each `height` pixels high."""
    theme, font = Light(), ImageFont.truetype(FOLDER / SHIPPED["regular"], 18)
    placed, left, top = [], GAP, GAP
    for name, image in cells:
        width = round(image.width * height / image.height)
        if left > GAP and left + width + GAP > WIDE:
            left, top = GAP, top + height + NAME + GAP
        placed.append((left, top, name, image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)))
        left += max(width, round(font.getlength(name))) + GAP
    sheet = Image.new("RGB", (WIDE, top + height + NAME + GAP), theme.grid)
    for left, top, name, image in placed:
        sheet.paste(image, (left, top))
        ImageDraw.Draw(sheet).text((left, top + height + 4), name, theme.text, font)
    sheet.save(target)
    print(target, flush=True)


def written(folder, scene, **look):
    """Write a scene into `folder`, without the keys that are None, and return its path."""
    path = folder / "scene.yaml"
    said = {"title": "It learns", **SCENES[scene], "pacing": {"seconds": 3}, **look}
    path.write_text(yaml.safe_dump({key: value for key, value in said.items() if value is not None}), encoding="utf-8")
    return path


def fits(folder, scene, **look):
    """Return whether a scene can look like this."""
    try:
        take_of(written(folder, scene, **look))
    except SceneError:
        return False
    return True


def drawn(folder, scene, beat, **look):
    """Return the picture of the middle of a scene's film, or of a `beat` that has come to its end, if it has some."""
    stage, timeline = stage_of(written(folder, scene, **look))
    beats = [moment for moment in timeline if moment.beat == beat]
    moment = max(beats, key=lambda each: (each.part, each.opacity), default=timeline.at(timeline[-1].step // 2))
    return Image.fromarray(stage.still(moment).pixels.copy())


def from_(place, things):
    """Return all `things` in turn, from that in a `place` on, which may be beyond the last one."""
    turn = place % len(things) if things else 0
    return [*things[turn:], *things[:turn]]


def cells(folder, kind, place):
    """Yield the name and the picture of each cell of the panel of a `kind`, whose page has this `place`."""
    shown = from_(place, [scene for scene in SCENES if fits(folder, scene, panels=[kind])])
    for turn, word in enumerate(WORDS):
        look = {"theme": ("light", "light", "dark")[turn % 3], "output": {"size": word}}
        asked = product(from_(place + turn, LAYOUTS), from_(turn, shown))
        layout, scene = next(each for each in asked if fits(folder, each[1], layout=each[0], panels=[kind], **look))
        look["layout"], beat = layout, BEATS[(place + turn) % len(BEATS)]
        panels = [kind]
        for other in from_(place + turn, [*PANELS]):
            more = [*panels, other]
            if len(panels) < TOGETHER[layout] and other not in panels and fits(folder, scene, panels=more, **look):
                panels = more
        said = [", ".join(panels), layout, word, scene, *([beat] if "slow_motion" in SCENES[scene] else [])]
        yield " | ".join(said), drawn(folder, scene, beat, panels=panels, **look)


def panels(target, kinds):
    """Draw the page of the panel of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        for place, kind in enumerate(PANELS):
            if kind in kinds:
                page(cells(Path(folder), kind, place), 440, target / f"{kind}.png")


def as_seen(image, eye):
    """Return an image of 256 colours as an `eye` sees it."""
    few = image.convert("RGB").quantize(256)
    colors = np.array(few.getpalette()).reshape(-1, 3)
    known = [Color("srgb", color / 255) for color in colors]
    looks = [color.filter(eye) if eye in GREY else seen(color, eye) for color in known]
    others = [color.convert("srgb").coords() for color in looks]
    few.putpalette(np.rint(255 * np.clip(others, 0, 1)).astype(np.uint8).tobytes())
    return few


def colour_blind(target, scenes):
    """Draw the page of each scene's poster, as everybody, people with each of the deficiencies and a printer see it."""
    for path in scenes:
        stage, timeline = stage_of(path)
        frame = stage.still(poster_of(scene_of(path), timeline, train_all(path)))
        poster = Image.fromarray(frame.pixels.copy())
        looks = [(f"{path.stem} | {who}", as_seen(poster, eye)) for eye, who in (EYES | GREY).items()]
        page(looks, 290, target / f"{path.stem}.png")


def main(what, folder, *chosen):
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    if what == "panels":
        panels(target, chosen or PANELS)
    elif what == "colour-blind":
        colour_blind(target, [*map(Path, chosen)] or sorted((ROOT / "scenes").glob("*.yaml")))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
