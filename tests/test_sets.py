"""Teaching sets: whole, true to their sources, the same in the film and in its program, and free to be used."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from render.languages import Language
from render.output.told_samples import DescriptionTexts, told_samples
from render.training import sets
from render.training.data.set import TeachingSet
from render.training.sets import SETS
from tests.conftest import python, take_of

LESSONS = {
    **{f"{name}, {y}": {"name": name, "x": x, "y": y} for name, known in SETS.items() for x, y in known.lessons},
    **{name: {"name": name} for name in SETS},
    "one class of two": {"name": "penguins", "x": "year", "y": "sex"},
    "some pixels": {"name": "digits", "x": ("pixel_4_4", "pixel_2_3")},
    "many, not side by side": {
        "name": "digits",
        "x": tuple(f"pixel_{k // 6}_{1 + k % 6}" for k in range(48) if k - 36),
    },
    "a part": {"name": "digits", "points": 43, "seed": 2},
    "a part of numbers": {"name": "penguins", "points": 30, "x": ("body_mass_g", "year"), "y": "bill_depth_mm"},
    "as many as there are": {"name": "hubble", "points": 24},
    "a class each": {"name": "penguins", "y": "island", "x": "year", "points": 3},
}


def numbers(name):
    """The columns of a set that are numbers, without gaps."""
    return {column: np.float64([c for c in sets.table(name)[column] if c]) for column in SETS[name].numbers}


@pytest.mark.parametrize("name", SETS)
def test_what_is_known_before_a_table_is_read(name):
    known, table = SETS[name], sets.table(name)
    assert tuple(table) == known.columns
    assert {len(cells) for cells in table.values()} == {known.rows}
    assert {column for column, cells in table.items() if "" in cells} == known.gaps
    for column, classes in known.classes.items():
        assert sorted({*table[column]} - {""}) == list(classes)
    every = np.concatenate([*numbers(name).values()])
    assert np.isfinite(every).all()
    assert known.most == 1 or (every.min(), every.max()) == (0, known.most)
    assert sets.about(name).licence.startswith(("CC BY 4.0, https://creativecommons.org/licenses/by/4.0/", "CC0 1.0, "))
    # No time and no name in the head (RFC 1952): the same table, the same bytes.
    head = (sets.FOLDER / f"{name}.csv.gz").read_bytes()[:8]
    assert (head[3], head[4:]) == (0, b"\0\0\0\0")


@pytest.mark.parametrize("options", LESSONS.values(), ids=LESSONS)
def test_a_set_is_the_same_in_the_film_and_in_its_program(options, tmp_path, monkeypatch):
    data = TeachingSet(**options)
    samples = data.load(tmp_path)
    assert samples.x.dtype == samples.y.dtype == np.float32
    assert (data.task(tmp_path), data.count(tmp_path)) == (samples.task, len(samples.y))
    assert data.classifies == bool(samples.classes)
    assert {*samples.y} == {*range(len(samples.classes))} or not samples.classes
    assert data.load(tmp_path).digest == samples.digest
    quick, exact = data.moments(tmp_path), samples.moments
    assert quick is exact is None or np.allclose(quick, exact, rtol=1e-4)
    assert not samples.image_shape or np.prod(samples.image_shape) == samples.x.shape[1]
    assert max(map(len, samples.code)) < 70
    for name, table in data.beside().items():
        (tmp_path / name).write_bytes(table)
    monkeypatch.chdir(tmp_path)
    made = {"np": np}
    exec("\n".join(samples.code), made)
    assert made["x"].shape == (samples.x.shape if len(samples.inputs) > 1 else samples.y.shape)
    np.testing.assert_array_equal(np.float32(made["x"].reshape(samples.x.shape)), samples.x)
    np.testing.assert_array_equal(np.float32(made["y"]), samples.y)


def test_anscombe_s_four_have_the_statistics_of_his_paper():
    assert sets.table("anscombe-1")["y"][:3] == ("8.04", "6.95", "7.58")
    for each in range(1, 5):
        x, y = numbers(f"anscombe-{each}").values()
        assert (len(x), x.mean(), x.var(ddof=1)) == (11, 9, 11)
        assert (y.mean(), y.var(ddof=1)) == pytest.approx((7.5, 4.125), abs=0.003)
        assert (*np.polyfit(x, y, 1), np.corrcoef(x, y)[0, 1]) == pytest.approx((0.5, 3, 0.816), abs=0.003)
    assert len({sets.raw(f"anscombe-{each}") for each in range(1, 5)}) == 4


def test_hubble_s_galaxies_have_his_slope():
    distance, velocity = numbers("hubble").values()
    slope, intercept = np.polyfit(distance, velocity, 1)
    assert (slope, intercept) == pytest.approx((454.16, -40.78), abs=0.005)
    assert distance @ velocity / (distance @ distance) == pytest.approx(423.94, abs=0.005)
    assert (distance.sum(), velocity.sum()) == pytest.approx((21.873, 8955))


def test_irises_are_as_fisher_printed_them():
    columns, species = numbers("iris"), sets.table("iris")["species"]
    every = np.stack([*columns.values()])
    assert [species.count(name) for name in SETS["iris"].classes["species"]] == [50] * 3
    assert every.mean(axis=1) == pytest.approx([5.8433, 3.0573, 3.758, 1.1993], abs=1e-4)
    assert every.std(axis=1, ddof=1) == pytest.approx([0.8281, 0.4359, 1.7653, 0.7622], abs=1e-4)
    assert every[:, :50].mean(axis=1) == pytest.approx([5.006, 3.428, 1.462, 0.246])
    assert (every[:, 34].tolist(), every[:, 37].tolist()) == ([4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1])


def test_penguins_are_those_of_palmerpenguins():
    table = sets.table("penguins")
    assert [cells[0] for cells in table.values()] == [
        *("Adelie", "Torgersen", "39.1", "18.7"),
        *("181", "3750", "male", "2007"),
    ]
    assert [table["species"].count(each) for each in SETS["penguins"].classes["species"]] == [152, 68, 124]
    means = [column.mean() for column in numbers("penguins").values()]
    assert means == pytest.approx([43.9219, 17.1512, 200.9152, 4201.7544, 2008.0291], abs=1e-4)
    assert TeachingSet(name="penguins", x="year", y="species").count(Path()) == 344
    usual = TeachingSet(name="penguins")
    assert usual.moments(Path())[2:4] == pytest.approx((49.6856, -5780.8314), abs=1e-4)
    assert usual.notes(Path()) == ["penguins: 2 rows without a value left out: lines 5, 273"]
    assert TeachingSet(name="penguins", y="sex").count(Path()) == 333


def test_digits_are_pictures_of_ink():
    samples = TeachingSet(name="digits").load(Path())
    counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(samples.y.astype(int)).tolist() == counts
    assert samples.image_shape == (8, 8)
    assert (samples.x.min(), samples.x.max(), 16 * samples.x.mean(dtype=float)) == (
        0,
        1,
        pytest.approx(4.88416, abs=1e-5),
    )
    assert (16 * samples.x[0].reshape(8, 8))[3].tolist() == [0, 4, 12, 0, 0, 8, 8, 0]
    assert samples.y[:12].tolist() == [*range(10), 0, 1]
    # A zero is a ring: ink around the middle, and none in it.
    zero = samples.x[samples.y == 0].mean(axis=0).reshape(8, 8)
    assert 0.3 * zero[3:5, 2].min() > zero[3:5, 3:5].max()
    part = samples.part(100, 1).hold_back(0.3, 1)
    assert (part.image_shape, part.validation.image_shape, part.validation.x.shape) == ((8, 8), (8, 8), (30, 64))
    assert TeachingSet(name="digits", x=("pixel_2_2", "pixel_2_3")).load(Path()).image_shape is None


def test_houses_are_in_raw_units():
    area, bedrooms, price = numbers("houses").values()
    assert (area.min(), area.max(), price.min(), price.max()) == (1140, 4380, 179_000, 632_500)
    assert {*bedrooms} == {1, 2, 3, 4, 5}
    design = np.stack([area, bedrooms, np.ones(50)], axis=1)
    weights, *_ = np.linalg.lstsq(design, price)
    residuals = price - design @ weights
    spread = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (residuals @ residuals) / 47)
    assert (np.abs(weights - [125, 10_000, 45_000]) < 3 * spread).all()
    assert residuals.std() == pytest.approx(35_000, rel=0.3)


def test_a_part_has_the_share_of_each_class():
    whole = TeachingSet(name="penguins", y="species").load(Path())
    parts = [TeachingSet(name="penguins", y="species", points=86, seed=seed).load(Path()) for seed in (0, 0, 1)]
    for part in parts:
        share = np.bincount(whole.y.astype(int)) / len(whole.y) * 86
        assert (np.abs(np.bincount(part.y.astype(int)) - share) < 1.5).all()
        assert {*map(tuple, part.x.tolist())} <= {*map(tuple, whole.x.tolist())}
    assert parts[0].digest == parts[1].digest != parts[2].digest


def test_columns_have_names_in_each_language(write):
    def names(**keys):
        samples = take_of(write(**keys, initial=None, validation="0.25")).samples()
        assert samples.inputs == samples.validation.inputs
        return [*(quantity.name for quantity in samples.inputs), samples.target.name]

    data = "{kind: set, name: penguins, y: species, x: [bill_depth_mm, year]MORE}"
    assert names(data=data.replace("MORE", "")) == ["bill depth (mm)", "year", "species"]
    assert names(data=data.replace("MORE", ""), language="de") == ["Schnabelhöhe (mm)", "Jahr", "Art"]
    own = data.replace("MORE", ", x_name: [a, b], y_name: c")
    assert names(data=own, language="zh") == ["a", "b", "c"]
    samples = TeachingSet(name="digits").in_language(TeachingSet(name="digits").load(Path()), Language(kind="es"))
    assert samples.inputs[15].name == "píxel en la fila 1, columna 7"


def test_a_line_on_a_set_is_checked_without_numpy(write):
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    hubble = write(name="a.yaml", data="{kind: set, name: hubble}", initial=None)
    anscombe = write(
        name="b.yaml", data="{kind: set, name: anscombe-1}", initial=None, learning_rate="0.01", steps="200"
    )
    done = python("-c", code, "check", hubble, anscombe)
    assert (done.returncode, done.stderr) == (0, "")
    assert not {"tensorflow", "matplotlib", "numpy"} & {*done.stdout.split()}


WRONG = {
    "name: pengiuns": ('data.name cannot be "pengiuns"', 'did you mean "penguins"?'),
    "name: iris, x: petal_lenght_cm": ('iris has no column "petal_lenght_cm"', 'did you mean "petal_length_cm"?'),
    "name: digits, y: label": ('digits has no column "label"', "its columns are pixel_0_0 to pixel_7_7 (64), digit"),
    "name: penguins, x: [year, sex], y: island": ('"sex" holds classes: it can be y, not x', None),
    "name: penguins, y: year": ("penguins needs x for this y", "name the column that year is learned from"),
    "name: hubble, x: velocity_km_s": ('x and y are both the column "velocity_km_s"', "name another y"),
    "name: iris, x: [petal_width_cm, petal_width_cm]": ('x has the column "petal_width_cm" twice', "remove one"),
    "name: iris, x_name: width": ("x_name must have 2 names, not 1", "one for each column in x"),
    "name: iris, points: 2": ("2 points are too few for 3 classes", "write 3 or more"),
    "name: penguins, points: 343": ("penguins has 342 rows, not 343", None),
    "name: iris, seed: 1": ("seed chooses points, and all are taken", "write points, too, or leave it out"),
    "name: digits, x: pixel_0_0, y: digit": (
        'all values in column "pixel_0_0" are the same',
        "a line needs different x",
    ),
    "name: anscombe-4, points: 2": (
        "all x of these 2 points are the same",
        "a line needs two different x at least: choose another seed, or more points",
    ),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_meant(said, write, render):
    write(data=f"{{kind: set, {said}}}", initial=None)
    code, _, err = render("check", "scene.yaml")
    first, *_, last = err.splitlines()
    message, hint = WRONG[said]
    assert (code, first.partition(": ")[2]) == (2, message)
    assert hint is None or last.strip() == f"= {hint}"


def test_a_set_alone_is_no_kind_of_data(write, render):
    write(data="iris", initial=None)
    assert render("check", "scene.yaml")[2].splitlines()[-1].strip() == "= write {kind: set, name: iris}"


def test_sets_are_listed_shown_and_written(render, tmp_path):
    assert get_args(TeachingSet.model_fields["name"].annotation) == tuple(SETS)
    code, out, err = render("data")
    assert (code, err) == (0, "")
    assert (
        "iris: irises of three species, 50 of each; R. A. Fisher (1936); CC BY 4.0\n  150 rows of sepal_length_cm"
        in out
    )
    assert "  1,797 rows of pixel_0_0 to pixel_7_7 (64), digit\n" in out
    for name in SETS:
        code, out, err = render("data", name)
        assert (code, err) == (0, "")
        assert f"\n{SETS[name].rows:,} rows of\n" in out
        assert f"licence: {sets.about(name).licence}\n" in out
    assert "  sex                female (165), male (168), 11 missing\n" in out
    assert render("data", "digits", "-o", ".") == (0, "digits.csv  1,797 rows\n", "")
    assert render("data", "digits", "-o", "digits.csv") == (0, "digits.csv  up to date\n", "")
    assert (tmp_path / "digits.csv").read_bytes() == sets.raw("digits")
    left = "error: digits.csv exists already, with another table, and is left as it is"
    assert render("data", "iris", "-o", "digits.csv") == (2, "", f"{left}; choose another -o, or say --force\n")
    assert render("data", "iris", "-o", "digits.csv", "--force") == (0, "digits.csv  150 rows\n", "")
    assert render("data", "irises") == (2, "", 'error: there is no set "irises": did you mean "iris"?\n')
    assert render("data", "-o", "a.csv") == (2, "", "error: -o writes one set\n")
    assert render("data", "iris", "-o", "a.txt") == (2, "", "error: a.txt does not end in .csv, as the table does\n")


def test_a_program_has_its_set_beside_it(write, render, tmp_path):
    write(data="{kind: set, name: houses}", initial=None, learning_rate="1e-7")
    code, program, err = render("code", "scene.yaml")
    assert (code, err) == (0, "note: the program reads houses.csv, which render data houses -o houses.csv writes\n")
    (tmp_path / "out").mkdir()
    assert render("code", "scene.yaml", "-o", "out") == (0, "out/scene.py  next, in out: python scene.py\n", "")
    assert (tmp_path / "out" / "scene.py").read_text() == program
    assert (tmp_path / "out" / "houses.csv").read_bytes() == sets.raw("houses")
    assert render("code", "scene.yaml", "-o", "out") == (0, "out/scene.py  up to date\n", "")
    (tmp_path / "out" / "houses.csv").write_text("mine")
    said = "error: out/houses.csv exists already, with another table, and is left as it is"
    assert render("code", "scene.yaml", "-o", "out") == (2, "", f"{said}; choose another -o, or say --force\n")


def test_samples_are_told_as_what_they_are():
    def told(**options):
        data = TeachingSet(**options)
        samples = data.in_language(data.load(Path()), Language())
        return list(told_samples(samples, DescriptionTexts()))

    assert told(name="digits") == ["Each is a picture of 8 × 8 pixels, which go from 0 to 1."]
    assert told(name="houses") == ["area (square feet) goes from 1140 to 4380, price ($) from 179,000 to 632,500."]
    assert told(name="houses", x=("area_sqft", "bedrooms")) == [
        "area (square feet) goes from 1140 to 4380.",
        "bedrooms goes from 1 to 5.",
        "price ($) goes from 179,000 to 632,500.",
    ]
