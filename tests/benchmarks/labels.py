"""How many of some random scenes have texts that are cut, overlap or are lost in what lies behind them: lint says so.

Usage: python -m tests.benchmarks.labels [SCENES] [FIRST_SEED] [RULE ...]. Scenes are such as a lecturer might write.
"""

import random
import sys
import tempfile
from collections import Counter
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import yaml

from render.errors import FilmError, SceneError
from render.linting import lint
from render.progress import tell_nobody
from render.scene import loader

RULES = ("overlaps", "contrast", "lost", "text-size")
TITLES = (
    "A line learns",
    "Too large: one swings, one leaves",
    "What a learning rate of a thousandth does to one and the same line",
    "Lernratenabhängigkeit des Gradientenabstiegsverfahrens bei Rauschen",
    "Ajuste de una recta por descenso de gradiente",
    "学习率太大：直线越摆越远",
    "W" * 60,
)
CAPTIONS = (
    "It has hardly moved",
    "Each step sees only 4 of the 100 points, and jumps",
    "Das Donaudampfschifffahrtsgesellschaftskapitänspatent",
    "直线转得很慢",
)
LONG = ("Wohnfläche der Doppelhaushälfte in Quadratmetern", "W" * 60)
NAMES = (None, None, None, "age", "velocity (km/s)", "面积", *LONG)
PANELS = ["fit", "loss", "parameters", "surface", "rule", "code", "slice", "status", "metrics", "boundary", "penalty"]
SPELLED = {"fit": {"kind": "fit", "residuals": "squares", "trail": True}, "loss": {"kind": "loss", "steps": "log"}}
RATES = ([0.001, 0.1, 0.78], [0.1, 3], [0.02, 0.05, 0.1, 0.5])
SIZES = ("720p", "720p", "720p", "480p", "1080p", "square", "portrait", "4:3", "640x360")


class Lecturer:
    """Writes scenes at random, the same for each seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *choices):
        return self.random.choice(choices)

    def maybe(self, share):
        return self.random.random() < share

    def number(self, scale=1.0):
        return float(f"{self.random.uniform(-2, 2) * scale:.2g}")

    def scene(self):
        kind = self.one("line", "line", "line", "line", "points", "curve", "clusters", "clusters", "moons", "xor")
        scene = {"title": self.one(*TITLES), **getattr(self, kind)()}
        if self.maybe(0.15):
            scene["validation"] = 0.3
        if self.maybe(0.2):
            scene["batch_size"] = self.one(1, 2, 4)
        if self.maybe(0.25) and "compare" not in scene:
            scene["slow_motion"] = {"steps": [self.one(0, 0, 1, 3)], "seconds": 6}
        if self.maybe(0.3):
            scene["captions"] = [{"at": self.one(0, "end"), "text": self.one(*CAPTIONS)}]
        scene["language"] = self.one("en", "en", "en", "de", "es", "zh")
        scene["theme"] = self.one("light", "light", "dark")
        if self.maybe(0.15):
            scene["theme"] = {"kind": scene["theme"], "tick_size": self.one(24, 28)}
        scene["pacing"] = {"seconds": 3}
        scene["output"] = {"size": self.one(*SIZES), "fps": 10}
        panels = self.panels(scene)
        if panels:
            scene["panels"] = panels
            scene["layout"] = self.one("auto", "auto", "auto", "row", "stack", "grid", "focus")
        return scene

    def line(self):
        scale, wide = 10.0 ** self.one(-3, 0, 0, 0, 0, 1, 3), self.one(1, 1, 2, 1, 10)
        begin = self.one(0, 0, 0, -1)
        data = {"kind": "line", "w": self.number(scale / wide), "b": self.number(scale)}
        data |= {"points": self.one(3, 9, 30, 100, 100, 300, 3000), "x": [begin, begin + wide]}
        data |= {"noise": float(f"{scale * self.one(0.02, 0.05, 0.3):.2g}"), "seed": self.random.randrange(100)}
        scene = {"data": data, "initial": {"w": self.number(scale), "b": self.number(scale)}}
        return scene | self.training(wide) | self.compared(scale)

    def points(self):
        count = self.one(2, 3, 5, 12)
        x = [round(index + self.random.random(), 1) for index in range(count)]
        y = [round(0.3 * each + self.number(), 2) for each in x]
        named = {key: said for key in ("x_name", "y_name") if (said := self.one(*NAMES))}
        return {"data": {"kind": "points", "x": x, "y": y, **named}} | self.training(count)

    def curve(self):
        data = {"kind": "curve", "shape": "sine", "points": self.one(10, 16, 60), "noise": self.one(0.1, 0.3)}
        scene = {"data": data, "model": {"kind": "polynomial", "degree": self.one(2, 3, 5, 9)}, "learning_rate": 0.5}
        if self.maybe(0.4):
            scene |= {"model": "polynomial", "compare": {"degree": [1, 3, 9]}}
        return scene | {"steps": self.one(100, 1000)}

    def clusters(self):
        centres = [[self.number(), self.number()] for _ in range(self.one(2, 2, 3, 5))]
        if self.maybe(0.4):
            centres = [self.number() for _ in range(2)]
        names = self.one(None, ["Hund", "Katze"], ["setosa", "a very long name of a class"])
        named = {"classes": names} if names and len(centres) == 2 else {}
        data = {"kind": "clusters", "centres": centres, "spread": 0.6, "points": self.one(20, 100, 1000), **named}
        return {"data": data, "learning_rate": self.one(0.1, 0.5, 2), "steps": self.one(40, 400)}

    def moons(self):
        return {"data": {"kind": "moons", "points": 100, "noise": 0.15}, "learning_rate": 0.5, "steps": 200}

    def xor(self):
        return {"data": {"kind": "xor", "points": 100, "noise": 0.1}, "learning_rate": 0.5, "steps": 100}

    def training(self, wide):
        stable = 1 / (1 + wide * wide / 3)
        rate = float(f"{stable * self.one(0.01, 0.1, 0.1, 0.3, 0.9, 1.2):.2g}")
        steps = self.one(5, 30, 200, 200, 2000)
        if self.maybe(0.15):
            return {"phases": [{"steps": steps, "learning_rate": rate}, {"steps": steps}]}
        return {"learning_rate": rate, "steps": steps}

    def compared(self, scale):
        if not self.maybe(0.3):
            return {}
        if self.maybe(0.5):
            return {"learning_rate": None, "phases": None, "steps": 60, "compare": {"learning_rate": self.one(*RATES)}}
        starts = [{"w": self.number(scale), "b": self.number(scale)} for _ in range(self.one(2, 3))]
        return {"initial": None, "compare": {"initial": starts}}

    def panels(self, scene):
        if self.maybe(0.3):
            return None
        chosen = self.random.sample(PANELS, self.one(1, 2, 2, 3, 3, 4))
        return [SPELLED[word] if word in SPELLED and self.maybe(0.25) else word for word in chosen]


def scenes(first):
    """Yield the seeds from `first` on whose scenes `check` accepts, with their texts."""
    seed = first
    while True:
        found = {key: value for key, value in Lecturer(seed).scene().items() if value is not None}
        text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "scene.yaml")
            path.write_text(text, encoding="utf-8")
            try:
                loader.takes(path)
            except SceneError:
                seed += 1
                continue
        yield seed, text
        seed += 1


def remarks(given, rules):
    """Return the seed of a scene, and what lint says of it by `rules`."""
    seed, text = given
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scene.yaml")
        path.write_text(text, encoding="utf-8")
        (take,) = loader.takes(path)
        try:
            found = lint(take, Path(folder), tell_nobody)
        except FilmError as error:
            return seed, [f"film: {error}"]
    return seed, [remark.problem.message for remark in found if remark.rule in rules]


def main(count, first, rules):
    """Print what is wrong, scene by scene, and how often each rule has something to say."""
    given = [pair for pair, _ in zip(scenes(first), range(count), strict=False)]
    told = Counter()
    with Pool(2) as pool:
        for seed, found in pool.imap(partial(remarks, rules=rules), given):
            told.update({message.split(":")[0] for message in found})
            told["with a fault"] += bool(found)
            if found:
                print(f"seed {seed}", *found, sep="\n   ", flush=True)
    print(f"{count} scenes:", *(f"{number} {what}" for what, number in sorted(told.items())), sep="\n   ")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(int(arguments[0] if arguments else 60), int(arguments[1] if len(arguments) > 1 else 0), arguments[2:] or RULES)
