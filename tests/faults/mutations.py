"""Scenes, course files and tables that are damaged, as by a slip of the hand, another program or a bad disk.

What is read of them is right, or an error that names the file: nothing else is raised, and nobody waits for it.
"""

import json
import random
import re
import shutil
import traceback
import warnings
from pathlib import Path
from time import thread_time

from render.errors import GradreelError, SceneError
from render.scene import loader
from render.scene.outlook import foreseen
from tests.faults import Fault

SHORT = 150
SLOW = 2.0
"""Seconds of the processor after which an author has stopped waiting."""
ROOT = Path(__file__).parents[2]
TABLES = {
    "table.csv": ("x", "y", b"x,y,sun (h)\n0,1,3.5\n1,3,-1\n2,4,0.25\n3,9,1e3\n"),
    "german.csv": (
        "Jahr",
        "Höhe (m)",
        "\ufeffJahr;Höhe (m);Größe\n1960;1,5;3\n1961;2,5;4\n1962;1.200,5;5\n".encode(),
    ),
    "old.csv": ("Alter", "Größe", "Alter;Größe\n1;75,5\n2;86,0\n3;95,1\n".encode("cp1252")),
    "dates.csv": (
        "day",
        "co2 [ppm]",
        b"day,co2 [ppm]\n1958-03-01,315.7\n1958-04-01,317.45\n1958-05-01,NA\n1958-06-01,318\n",
    ),
    "tabs.tsv": ("a", "b", b"a\tb\n1\t2\n2\t4\n3\t5\n"),
    "quoted.csv": ('x "1"', "y, z", b'"x ""1""","y, z"\n"1","2"\n"2","1,234,000"\n"3","5"\n'),
}
"""Tables by their names, with the columns that a scene reads."""
SCENES = (
    "title: A line\ndata: {{kind: csv, file: {}, x: {}, y: {}}}\nlearning_rate: 0.01\nsteps: 20\n",
    "title: A line\nsteps: 2\nlearning_rate: 1\ndata:\n  kind: csv\n  file: {}\n  x: {}\n  y: {}\n  missing: drop\n",
)
COURSES = (
    "author: A. Lovelace\ntheme: dark\nlanguage: de\n",
    "theme: {kind: light, guess: '#D55E00'}\noutput: {size: 480p, fps: 30, formats: [gif, mp4]}\npacing: uniform\n",
)
ODD = (
    *("", "null", "~", "true", "no", ".nan", ".inf", "-.inf", "1e999", "-1e-999", "0x1F", "0o17", "1_000", "1_", "_1"),
    *("1:30:00", "2001-12-14", "1e3", "+1", "--1", "1.5.2", "1,5", "½", "١٢", "²", "9" * 400, "0." + "0" * 400 + "1"),
    *("[]", "{}", "[[[[", "{{{{", "{a: {a: {a: {a: 1}}}}", "- - - 1", "? a", ": ", "!!python/object:os.system x"),
    *(
        "!!binary aGk=",
        "!!float x",
        "!!int x",
        "!!set {a}",
        "&a [*a]",
        "&a 1",
        "*a",
        "*missing",
        "<<: {a: 1}",
        "|",
        ">-",
    ),
    *("'", '"', '"\\x00"', '"\\ud800"', '"\\e[31m"', "%YAML 9.9", "---", "...", "# x", "@a", "`a`", "\t", "\v", "\x00"),
    *(
        "\x1b[2J",
        "\x85",
        "\u2028",
        "\u202e",
        "\ufeff",
        "🙂",
        "x" * 5000,
        "a b c",
        "kind",
        "csv",
        "../x.csv",
        "/dev/zero",
    ),
    *("\\", "C:\\x.csv", "file:///etc/passwd", "https://x/y.csv", "a\nb: c", "title: x", "steps: 5\n", "data: {", "]"),
)
"""Pieces that somebody may type, and a few that nobody would."""
NESTS = ((b"[", b"]"), (b"{a: ", b"}"), (b"- ", b""), (b"&x [", b"]"), (b"(", b")"))
NUMBER = re.compile(rb"\d+(\.\d+)?")
WORD = re.compile(rb"[A-Za-z_]{2,}")


class Hand:
    """Damages contents, by a few slips at a time."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.slips = (
            *(self.flip, self.drop, self.repeat, self.insert, self.lines, self.number, self.word, self.indent),
            *(self.cut, self.encode, self.ends, self.nest, self.number, self.word, self.word),
        )

    def damaged(self, content, others):
        """Return `content` after one to three slips, and their words; `others` lend their pieces."""
        made = self.random.choices(self.slips, k=self.random.choice([1, 1, 1, 2, 3]))
        for slip in made:
            content = slip(content, others)
        return content, " and ".join(slip.__name__ for slip in made)

    def span(self, content, most=12):
        start = self.random.randrange(len(content) + 1)
        return start, min(len(content), start + self.random.randint(1, most))

    def flip(self, content, others):
        if not content:
            return content
        at = self.random.randrange(len(content))
        return content[:at] + bytes([content[at] ^ 1 << self.random.randrange(8)]) + content[at + 1 :]

    def drop(self, content, others):
        start, end = self.span(content, self.random.choice([1, 2, 40]))
        return content[:start] + content[end:]

    def repeat(self, content, others):
        start, end = self.span(content, 40)
        return content[:end] + content[start:end] * self.random.choice([1, 1, 3, 200]) + content[end:]

    def insert(self, content, others):
        at, _ = self.span(content)
        piece = self.random.choice(ODD).encode("utf-8", "surrogatepass")
        if self.random.random() < 0.3:
            other = self.random.choice(others)
            start, end = self.span(other, 60)
            piece = other[start:end]
        return content[:at] + piece + content[at:]

    def lines(self, content, others):
        rows = content.splitlines(keepends=True) or [b""]
        one, two = self.random.randrange(len(rows)), self.random.randrange(len(rows))
        rows[one], rows[two] = rows[two], rows[one]
        if self.random.random() < 0.4:
            rows.insert(two, rows[one])
        return b"".join(rows)

    def number(self, content, others):
        return self.replaced(NUMBER, content)

    def word(self, content, others):
        return self.replaced(WORD, content, [found[0] for other in others for found in WORD.finditer(other)])

    def replaced(self, pattern, content, pieces=()):
        found = list(pattern.finditer(content))
        if not found:
            return content
        chosen = self.random.choice(found)
        odd = self.random.choice(ODD).encode("utf-8", "surrogatepass")
        piece = self.random.choice(pieces) if pieces and self.random.random() < 0.5 else odd
        return content[: chosen.start()] + piece + content[chosen.end() :]

    def indent(self, content, others):
        rows = content.splitlines(keepends=True) or [b""]
        at = self.random.randrange(len(rows))
        rows[at] = self.random.choice([b" ", b"  ", b"\t", b"- ", b"? ", b"\xc2\xa0"]) + rows[at]
        return b"".join(rows)

    def cut(self, content, others):
        return content[: self.random.randrange(len(content) + 1)]

    def encode(self, content, others):
        codec = self.random.choice(["utf-16", "utf-32", "utf-8-sig", "cp1252", "utf-16-be", "cp037"])
        return content.decode("utf-8", "replace").encode(codec, "replace")

    def ends(self, content, others):
        return content.replace(b"\n", self.random.choice([b"\r\n", b"\r", b"\n\n", b"\xe2\x80\xa8", b"\x00"]))

    def nest(self, content, others):
        depth = self.random.choice([5, 50, 2000])
        opened, closed = self.random.choice(NESTS)
        at, _ = self.span(content)
        return content[:at] + opened * depth + b"1" + closed * depth + content[at:]


def inject(count, seed, folder):
    """Damage scenes, course files and tables in turn, and read a scene each time."""
    hand = Hand(seed)
    shutil.copytree(ROOT / "scenes" / "data", folder / "data")
    scenes = [path.read_bytes() for path in sorted((ROOT / "scenes").glob("*.yaml"))]
    tables = [content for *_, content in TABLES.values()]
    scene, course = folder / "scene.yaml", folder / "course.yaml"
    for number in range(count):
        name, (x, y, content) = hand.random.choice([*TABLES.items()])
        table = folder / name
        reads = hand.random.choice(SCENES).format(name, json.dumps(x), json.dumps(y)).encode()
        hit, others = ((scene, scenes), (course, scenes), (table, tables))[number % 3]
        texts = {scene: reads if hit == table else hand.random.choice([*scenes, reads]), table: content}
        if hit == course or hand.random.random() < 0.2:
            texts[course] = hand.random.choice(COURSES).encode()
        texts[hit], slips = hand.damaged(texts[hit], others)
        for path, text in texts.items():
            path.write_bytes(text)
        wrong = _read(scene)
        yield Fault(f"{hit.name}: {slips}", f"{wrong}\n{texts[hit]!r}" if wrong else "")
        course.unlink(missing_ok=True)


def _read(scene):
    """Check a scene as `render check` does; return what went wrong, if something did."""
    began = thread_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for take in loader.takes(scene):
                take.samples()
                foreseen(take)
    except SceneError as error:
        if not (error.problems and str(error) and all(str(problem.path) for problem in error.problems)):
            return "an error without a word"
    except GradreelError as error:
        return "" if type(error).__name__ != "UnexpectedError" else str(error)
    except Exception:
        return traceback.format_exc()
    took = thread_time() - began
    return f"{took:.1f} s" if took > SLOW else ""
