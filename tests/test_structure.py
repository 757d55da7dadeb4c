"""The house as it is drawn: imports run downward, heavy libraries stay in their rooms, families are whole."""

import ast
import json
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise

import pytest

from render.course import index
from render.family import Family
from tests.conftest import BASIC, ROOT, python

FLOORS = """
render.__main__
render.cli
COMMAND
render.commands | render.console.completion | render.console.arguments | render.console.report | render.console.terminal
render.console.overview | render.console.health | render.console.typed | render.console.browser
render.console.live | render.console.remaining
render.console.streams | render.console
render.deck.powerpoint | render.deck.template | render.deck.layouts | render.deck.timing
render.deck.films | render.deck.slide | render.deck.notes | render.deck.space | render.deck
render.watch.server | render.watch.scheduler | render.watch.pictures
render.watch.watched | render.watch.board | render.watch
render.verifying | render.api
render.proposing.own_table
render.proposing.drafting
render.proposing.proposal
render.proposing.tuning | render.proposing.roles
render.proposing.columns
render.proposing.evidence | render.proposing.column_names | render.proposing
render.course.copying
render.gallery.manual_page | render.gallery.scenes_page
render.gallery.usage
render.gallery
render.course.batch | render.course.index | render.course.contact_sheet | render.course.scenes | render.course
render.course.crews.alone | render.course.crews.processes | render.course.crews.cluster
render.course.worker | render.course.crews
render.linting
RULE
render.lint
render.film
render.output.writing | render.output.size_limit | render.output.requirements | render.output.frames
render.output.plan | render.output.stamp | render.output.description
render.output.told_samples | render.output
render.scene.manual
render.scene.advice | render.scene.outlook | render.scene.json_schema
render.scene.outlook_of_classes | render.scene.outlook_of_landscapes
render.scene.concern
render.scene.places
render.scene.loader | render.scene.script | render.scene.take | render.scene.conflicts | render.scene.messages
render.scene.unbracketed
render.scene.layers | render.scene.source | render.scene.course | render.scene.sweep | render.scene.cuts
render.scene.caption_times | render.scene.misfits
render.scene.standardizing
render.scene.unfit_rates
render.scene.schema
render.scene.look | render.scene.training | render.scene.starts | render.scene.usual
render.scene.storytelling | render.scene.comparison | render.scene.fonts | render.scene.reach | render.scene.about
render.scene.rates
TARGET
render.targets
render.training.recall | render.training.recorder | render.training.store
render.drawing.proof
render.drawing.stage | render.drawing.composition | render.drawing.contents
render.drawing.names | render.drawing.header | render.drawing.captions | render.drawing.foot | render.drawing.beat_strip
render.drawing.widths
render.drawing.readouts
render.drawing.typefaces | render.drawing.layout | render.drawing.letters | render.drawing.vectors
render.drawing.installed
render.drawing.svg
render.drawing.webfonts | render.drawing.shapes | render.drawing.embedding
render.drawing.inks.lines | render.drawing.inks.texts | render.drawing.inks.others | render.drawing.inks.bands
render.drawing.inks.bars
render.drawing.inks.axes | render.drawing.inks.mosaic | render.drawing.camera
render.drawing.inks.pixels
render.drawing.inks
MEMBER
render.drawing.matrix_rule | render.drawing.slots_rule | render.drawing.viewing | render.training.two_means
render.drawing.landform | render.drawing.draped | render.drawing.over_plane | render.drawing.sharpness
render.drawing.step_points
render.drawing.guess_names | render.drawing.residuals | render.drawing.paths | render.drawing.sayings
render.drawing.gone | render.drawing.direction | render.drawing.contours
render.drawing.unit_planes | render.drawing.unit_curves
render.drawing.unit_weights | render.drawing.tiles
render.drawing.planes | render.drawing.relief
render.drawing.hops | render.drawing.fading | render.drawing.proportions | render.drawing.loupe
render.drawing.stepping
render.drawing.trail | render.drawing.truth | render.drawing.heights
render.drawing.density | render.drawing.bands | render.drawing.answers | render.drawing.class_names
render.drawing.network
render.drawing.board_texts
render.drawing.board | render.drawing.wiring
render.drawing.sent | render.drawing.diagram | render.drawing.flow
render.drawing.line_labels
render.drawing.emphasis | render.drawing.mosaic | render.drawing.keys | render.drawing.tables
render.drawing.dimming | render.drawing.walls | render.drawing.chosen_few
render.drawing.histories | render.drawing.rails | render.drawing.chosen | render.drawing.order | render.drawing.longest
render.drawing.best_step
render.drawing.classes | render.drawing.points | render.drawing.wrapping | render.drawing.places
render.drawing.steps
render.drawing.labels | render.drawing.head_names
render.drawing.axes | render.training.decimals
render.drawing.limits
render.drawing.ticks
render.drawing.settings
render.formats.encoders.video | render.formats.encoders.stills | render.formats.encoders.gif
render.formats.encoders.palette
render.formats.encoders.animated_png | render.formats.encoders.riff | render.formats.encoders.patches
render.formats.encoders.svgs | render.formats.encoders.pdfs
render.formats.encoders.pngs | render.formats.encoders.xmp | render.formats.encoders.cues
render.formats.encoders.yuv | render.formats.encoders.ffmpeg | render.formats.encoders.child
render.formats.encoders.probe | render.formats.encoders.isobmff
render.formats.encoders.matroska | render.formats.encoders.container
render.formats.encoders.in_order | render.formats.encoders.sizes
render.formats.encoders.cels | render.formats.encoders.gif_blocks
render.timeline.captions | render.timeline.slow_motion | render.timeline.camera
render.drawing.scope
render.training.turning
render.training.labelled
render.training.program | render.training.verdict | render.training.ranking | render.training.sharpness
render.training.arrival
render.training.recording | render.training.curvature
render.training.passes
render.training.units
render.training.run | render.training.terrain | render.training.curvature_bound | render.training.rehearsal
render.training.objective | render.training.samples | render.training.scaling
render.training.metrics | render.training.newton
render.training.classes | render.training.stopping
render.tables.survey
render.tables.reading | render.tables.text | render.tables.sheets
render.tables.program | render.tables.classes | render.tables.header | render.tables.encoding
render.tables.dates | render.tables.numbers | render.tables.table | render.tables
render.training.landscapes
CONTRACT
render.training.standardize
render.languages.files
render.languages.faults
render.languages.english | render.languages
render.training.layers
render.training.stability | render.training.float32 | render.training.task
render.timeline.moments | render.timeline.beats | render.timeline.passage | render.drawing.frame
render.timeline.shots
render.cache
render.training.kept | render.training.sets
render.texts | render.seals
render.family | render.files
render.moving
render.installation
render.errors | render.progress | render.numbers | render.signals | render.systems | render.processes | render
""".replace("|", "\n").split()

FAMILIES = {
    package: Family(package)
    for package in (
        "render.training.data",
        "render.training.landscapes",
        "render.training.models",
        "render.training.losses",
        "render.training.optimizers",
        "render.training.schedules",
        "render.timeline.pacings",
        "render.drawing.panels",
        "render.drawing.themes",
        "render.formats",
        "render.targets",
    )
}
HEAVY = {
    "tensorflow": "render.training.recorder",
    "matplotlib": "render.drawing",
    "imageio": "render.formats",
    "imageio_ffmpeg": "render.formats",
    "PIL": ("render.formats", "render.api"),
    "coloraide": "render.lint",
    "jinja2": ("render.course.contact_sheet", "render.formats.html"),
    "yaml": ("render.scene", "render.languages.files", "render.gallery.usage"),
    "fontTools": ("render.scene", "render.drawing.webfonts"),
    "distributed": "render.course.crews.cluster",
    "pptx": "render.deck",
    "python_calamine": "render.tables.sheets",
    "charset_normalizer": "render.tables.encoding",
    "rich": "render.console.live",
    "starlette": "render.watch",
    "uvicorn": "render.watch",
    "watchfiles": "render.watch",
}


def floor(module):
    if module in FLOORS:
        return FLOORS.index(module)
    package = module.rpartition(".")[0]
    own = {"render.commands": "COMMAND", "render.targets": "TARGET", "render.lint": "RULE"}
    if package in own:
        return FLOORS.index(own[package])
    family = module in FAMILIES and module not in FLOORS
    return FLOORS.index("CONTRACT" if family else "MEMBER" if package in FAMILIES else module)


@cache
def modules():
    return tuple(_modules())


def _modules():
    for path in sorted((ROOT / "render").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def imports(path):
    """The modules that a file imports when it runs, wherever in it."""
    return tuple(_imports(path))


def _imports(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            known = dict(modules())
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in full)


def all_imports():
    return [(module, path, imported) for module, path in modules() for imported in imports(path)]


def test_imports_run_downward():
    upward = [
        f"{module} imports {imported}"
        for module, path, imported in all_imports()
        if imported.split(".")[0] == "render" and path.name != "__init__.py" and floor(imported) <= floor(module)
    ]
    assert upward == []


def test_heavy_libraries_stay_in_their_rooms():
    elsewhere = []
    for module, _, imported in all_imports():
        rooms = HEAVY.get(imported.split(".")[0], module)
        prefixes = tuple(f"{room}." for room in ([rooms] if isinstance(rooms, str) else rooms))
        if not f"{module}.".startswith(prefixes):
            elsewhere.append(f"{module} imports {imported}")
    assert elsewhere == []


def test_settings_are_read_before_matplotlib():
    """What others import of drawing settles Matplotlib's import before it begins."""
    known = dict(modules())
    drawing = {m for m in known if m.startswith("render.drawing.")}
    wanted = {each for m, path in known.items() if m not in drawing for each in imports(path) if each in drawing}
    for module in sorted(wanted):
        first = [each for each in imports(known[module]) if each.startswith(("matplotlib", "render.drawing.settings"))]
        assert not first or first[0].startswith("render.drawing.settings"), module


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"tensorflow", "matplotlib", "numpy", "pydantic"}),
        (["check", BASIC], {"tensorflow", "matplotlib", "numpy", "fontTools"}),
        (["gallery"], {"tensorflow", "matplotlib", "numpy", "fontTools"}),
    ],
)
def test_commands_that_answer_at_once(arguments, absent):
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, *arguments)
    assert done.returncode == 0
    assert not absent & set(done.stdout.split())


def test_restyled_film_of_a_known_recording_needs_no_tensorflow(recording, write, tmp_path):
    scene = write(BASIC.read_text() + "theme: dark\npacing: {seconds: 1}\n")
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, scene, "-o", tmp_path, "-f", "gif")
    assert done.returncode == 0
    assert "tensorflow" not in done.stdout.split()
    assert "matplotlib" in done.stdout.split()
    assert recording.steps == 200


@pytest.mark.parametrize("package", FAMILIES)
def test_members_are_named_like_their_files_and_documented(package):
    members = FAMILIES[package].members
    folder = ROOT.joinpath(*package.split("."))
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")} - {"--init--"}
    assert set(members) == files
    for member in members.values():
        assert member.__doc__
        assert member.model_config["frozen"]
        assert member.model_config["extra"] == "forbid"


def test_numbered_floors_are_all_there():
    known = {module for module, _ in modules()}
    assert {f for f in FLOORS if f.startswith("render")} <= known
    assert all(a != b for a, b in pairwise(sorted(FLOORS)))


def test_shipped_schema_is_the_one_that_the_command_prints(render):
    code, out, _ = render("schema")
    assert code == 0
    assert out == (ROOT / "scenes" / "scene.schema.json").read_text(encoding="utf-8")
    assert json.loads(out)["required"] == ["title", "data"]
    assert len(out.encode()) < 100_000, "editors read it at each start: say once what is said in several places"


def test_every_shipped_scene_is_fine_and_names_the_schema(render):
    code, out, err = render("check", ROOT / "scenes")
    assert (code, err) == (0, "")
    for scene in (ROOT / "scenes").glob("*.yaml"):
        assert f"{scene} is fine" in out
        assert scene.read_text().startswith("# yaml-language-server: $schema=scene.schema.json\n")
        assert (ROOT / "assets" / f"{scene.stem}.gif").is_file()


def test_readme_names_every_key():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "scenes" / "scene.schema.json").read_text(encoding="utf-8"))
    assert set(schema["properties"]) <= set(re.findall(r"`(\w+)`", readme))


@pytest.mark.parametrize("command", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join)
def test_linters(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_shipped_films_and_their_page_are_up_to_date(render):
    code, out, err = render(ROOT / "scenes", "-o", ROOT / "assets", "--dry-run")
    assert (code, err) == (0, ""), out
    page = ROOT / "assets" / index.NAME
    assert page.read_text(encoding="utf-8") == index.contact_sheet(list(index._entries(ROOT / "assets")))
