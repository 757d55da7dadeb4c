"""Random scenes, drawn from the schema: each that `check` accepts has to be rendered, in silence, and read again."""

import random
import string
import traceback
import warnings

import yaml

from render import film
from render.errors import SceneError
from render.output.plan import plan
from render.output.requirements import check_facts
from render.scene import loader
from render.scene.schema import Scene
from render.targets import Snippet
from tests.faults import Fault

SHORT = 1

SCHEMA = Scene.model_json_schema()
OFTEN, SELDOM = 0.5, 0.08
TEXTS = (
    "A line learns its data",
    "x",
    "Ein sehr langer Titel mit Donaudampfschifffahrtsgesellschaftskapitänen und anderen Wörtern, die bleiben",
    "$y = w x + b$ & <b> \\frac {a} % # _ ^ ~ \" ' -->",
    "Линия учится на данных, и учится долго",
    "Η ευθεία μαθαίνει τα δεδομένα",  # noqa: RUF001
    "很小的学习率：每一步都很小，直线几乎不动，而损失慢慢下降",
    "直線がデータを学ぶ",
    "خط يتعلم من البيانات",
    "קו לומד מן הנתונים",
    "रेखा सीखती है",
    "Zero\u200bwidth, soft\u00adhyphen, \u202eoverride, no\u00a0break, e\u0301",
    "Faces 🙂 and flags 🏳",
    "W" * 100,
    "two\nlines",
)
TABLE = "x,y,a longer name of a column,z\n0,1,3.5,-2\n1,3,-1,8\n2,4,0.25,8\n3,9,1,1e3\n"


class Author:
    """Writes scenes at random; what the schema does not say of a key stands in a method of its name."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.last_step = 0

    def scene(self):
        """Return a scene as plain values; about half of them are right."""
        properties = SCHEMA["properties"]
        chance = self.random.choice([SELDOM, 0.25, OFTEN])
        scene = {key: self.value(properties[key], key) for key in ("title", "data")}
        scene |= {key: self.value(properties[key], key) for key in ("panels", "output")}
        self.train(scene)
        settled = {*scene, "learning_rate", "steps", "phases", "compare", "sweep", "fonts"}
        for key in [key for key in properties if key not in settled]:
            if self.random.random() < chance:
                scene[key] = self.value(properties[key], key)
        if self.random.random() < SELDOM:
            scene.pop("theme", None)
            scene["sweep"] = {"theme": ["light", "dark"]}
        return scene

    def train(self, scene):
        """Say rates and steps in one of the three ways."""
        properties, way = SCHEMA["properties"], self.random.choice(["plain", "plain", "phases", "compare", "compare"])
        if way == "phases":
            scene["phases"] = [
                {"steps": self.steps(), "learning_rate": self.learning_rate()} for _ in range(self.random.randint(1, 3))
            ]
            self.last_step = sum(phase["steps"] for phase in scene["phases"])
            return
        scene |= {"learning_rate": self.learning_rate(), "steps": self.steps()}
        self.last_step = scene["steps"]
        if way == "compare":
            ways = self.inside(properties["compare"])["properties"]
            key = self.random.choice(list(ways))
            scene.pop(key, None)
            one = self.item(ways[key])
            scene["compare"] = {key: [self.value(one, key) for _ in range(self.random.randint(2, 4))]}
            if key == "steps":
                self.last_step = max(scene["compare"][key])
            if key == "seed" or self.random.random() < 0.2:
                scene.setdefault("batch_size", 2)

    def value(self, schema, key=""):
        """Return a value that `schema` allows, as far as it says what it allows."""
        if own := getattr(self, key, None) if key not in {"scene", "train", "value", "random"} else None:
            return own() if callable(own) else own
        schema = self.inside(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        match schema.get("type"):
            case "object":
                return self.mapping(schema)
            case "array":
                return self.list(schema)
            case "boolean":
                return self.random.random() < 0.5
            case "integer" | "number" as kind:
                return self.number(schema, kind)
            case "string" if "#" in schema.get("pattern", ""):
                return "#" + "".join(self.random.choices(string.hexdigits, k=6))
            case "string":
                return self.random.choice(TEXTS)[: schema.get("maxLength")]
        return None

    def inside(self, schema):
        """Return what a reference refers to, and one of several choices."""
        while True:
            if "$ref" in schema:
                schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
            elif choices := schema.get("anyOf") or schema.get("oneOf"):
                schema = self.random.choice([choice for choice in choices if choice.get("type") != "null"])
            else:
                return schema

    def item(self, schema):
        """Return the schema of the items of a list."""
        return self.inside(schema)["items"]

    def mapping(self, schema):
        """Return a mapping with all keys that it has to have, and some others."""
        needed, chance = schema.get("required", ()), self.random.choice([SELDOM, OFTEN])
        found = {}
        for key, inner in schema.get("properties", {}).items():
            if key in needed or key == "kind" or self.random.random() < chance:
                found[key] = self.value(inner, key)
        return {key: value for key, value in found.items() if value is not None}

    def list(self, schema):
        """Return a short list."""
        if "prefixItems" in schema:
            return [self.value(item) for item in schema["prefixItems"]]
        least = max(1, schema.get("minItems", 0))
        count = self.random.randint(least, min(schema.get("maxItems", 3), least + 3))
        return [self.value(schema["items"]) for _ in range(count)]

    def number(self, schema, kind):
        """Return a number between the bounds, most often a small one."""
        low = schema.get("minimum", schema.get("exclusiveMinimum", -1e6))
        high = schema.get("maximum", schema.get("exclusiveMaximum", 1e6))
        chosen = self.random.choice([low, high, *3 * [self.random.uniform(-3, 3), self.random.uniform(1, 40)]])
        chosen = min(high, max(low, chosen))
        if "exclusiveMinimum" in schema and chosen <= low:
            chosen = low + 0.5
        return round(chosen) if kind == "integer" else round(chosen, self.random.choice([1, 3, 6]))

    def data(self):
        """Return data: one kind with its options, few of them, or a table that is there."""
        if self.random.random() < 0.2:
            x, y = self.random.sample(["x", "y", "z", "a longer name of a column"], 2)
            return {"kind": "csv", "file": "table.csv", "x": x, "y": y}
        schema = self.inside(SCHEMA["properties"]["data"])
        if "properties" not in schema:
            return self.value(schema)
        found = self.mapping(schema)
        if found["kind"] == "line":
            found["points"] = self.random.choice([2, 20])
            found.pop("x", None)
        if found["kind"] == "points":
            count = self.random.choice([2, 5])
            found |= {axis: [round(self.random.gauss(0, 5), 3) for _ in range(count)] for axis in "xy"}
        if found["kind"] in {"line", "points"} and self.random.random() < 0.3:
            found |= {"kind": "line", "w": 0.1, "b": 0.5, "x": sorted([self.random.uniform(-9, 9), 10.0])}
            found.pop("y", None)
        return found

    def steps(self):
        return self.random.choice([1, 2, 7, 40, 300])

    def learning_rate(self):
        return round(10 ** self.random.uniform(-4, 0.3), 5)

    def batch_size(self):
        return self.random.choice([1, 2, 5])

    def seed(self):
        return self.random.randrange(100)

    def at(self):
        return self.random.choice(["end", 0, self.random.randint(0, self.last_step)])

    def slow_motion(self):
        steps = {0, self.random.randrange(max(1, self.last_step))}
        return {"steps": sorted(steps), "seconds": 2}

    def size(self):
        short, across = (
            self.random.choice([160, 160, 200, 200, 333, 480]),
            self.random.choice([1, 4 / 3, 16 / 9, 22 / 9]),
        )
        long = min(int(short * across), 640)
        long -= long % 2 if self.random.random() < 0.9 else 0
        return "{}x{}".format(*((long, short) if self.random.random() < 0.7 else (short, long)))

    def fps(self):
        return self.random.choice([1, 5, 10, 10, 24, 60])

    def seconds(self):
        return self.random.choice([0.5, 1, 2])

    def pause(self):
        return self.random.choice([0, 0.5])

    def hold_start(self):
        return self.random.choice([0, 0.1, 0.5])

    hold_end = hold_start
    max_size = None

    def formats(self):
        return self.some("formats", 3)

    def targets(self):
        return self.some("targets", 1)

    def some(self, key, most):
        item = self.item(self.inside(SCHEMA["properties"]["output"])["properties"][key])
        return [self.value(item) for _ in range(self.random.randint(1, most))]


def accepted(count, seed, folder):
    """Yield scene files that `check` accepts, each with its takes, and how many were tried for it."""
    (folder / "table.csv").write_text(TABLE)
    author, tried, found = Author(seed), 0, 0
    while found < count:
        tried += 1
        path = folder / f"scene-{tried}.yaml"
        path.write_text(yaml.safe_dump(author.scene(), allow_unicode=True, sort_keys=False), encoding="utf-8")
        try:
            takes = loader.takes(path)
        except SceneError as error:
            str(error)
            continue
        found += 1
        yield path, takes, tried


def render(takes, out):
    """Render `takes` into `out`, and read their files again. Raises whatever is wrong."""
    for take in takes:
        work = plan(take, out)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = film.make(work, lambda *_: None)
        assert {file.path for file in made.files} == work.files.keys()
        for file in made.files:
            cut = work.files[file.path]
            assert cut.format.stamp(file.path)
            if not isinstance(cut.format, Snippet) and not file.lost and cut.format.frames == "all":
                check_facts(cut, cut.format.facts(file.path), file.path.name, file.plays)
        assert not plan(take, out).stale


def inject(count, seed, folder):
    """Render as many scenes as `check` accepts."""
    for path, takes, tried in accepted(count, seed, folder):
        wrong = ""
        try:
            render(takes, folder / "out")
        except Exception:
            wrong = f"{path.read_text(encoding='utf-8')}\n{traceback.format_exc()}"
        yield Fault(f"scene {tried}", wrong)
