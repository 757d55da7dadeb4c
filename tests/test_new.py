"""Scenes to start from: copies of the gallery's, and those that are proposed for a table."""

import re

import numpy as np
import pytest

from render import gallery
from render.course import copying
from render.proposing.drafting import title
from render.proposing.roles import NoRoles, Roles, roles
from render.scene.loader import takes
from render.scene.outlook import foreseen
from render.scene.source import read
from render.tables.survey import survey
from render.training.verdict import verdict
from tests.conftest import ROOT, train
from tests.test_tables import sheet_of

RNG = np.random.default_rng(1)
DATA = ROOT / "tests" / "data"


def table(header, *columns, between=","):
    rows = zip(*columns, strict=True)
    return "\n".join([header, *(between.join(map(str, row)) for row in rows), ""])


def line(count, slope, start, noise, x=(0, 10)):
    x = np.linspace(*x, count).round(2)
    return x, (start + slope * x + RNG.normal(0, noise, count)).round(2)


AGE, HEIGHT = line(30, 5.5, 80, 5, x=(3, 18))
HOURS = np.linspace(0, 10, 48).round(2)
PASSED = (HOURS + RNG.normal(0, 2, 48) > 5).astype(int)
COUNT = range(1, 31)
NAMES = [f"Student {number}" for number in COUNT]
TWO = RNG.normal([[0, 0]] * 24 + [[3, 1]] * 24, 0.7).round(2).T
OTHER = RNG.normal(size=48).round(2)
KINDS = ["oak"] * 24 + ["elm"] * 24
HOUSES = [1000 + 70 * number for number in COUNT]
PRICES = [150_000 + 90 * area + (area * 7919) % 20_000 for area in HOUSES]
DAYS = [f"2024-05-{number:02}" for number in COUNT]
CITIES = ["Bonn", "Jena", "Ulm"]


@pytest.mark.parametrize(
    ("text", "x", "y", "classes"),
    [
        pytest.param(table("age,height", AGE, HEIGHT), "age", "height", "", id="the last one is learned"),
        pytest.param(table("height,age", HEIGHT, AGE), "age", "height", "", id="an age is learned from"),
        pytest.param(table("id,name,x,y", COUNT, NAMES, AGE, HEIGHT), "x", "y", "", id="names and row numbers"),
        pytest.param(table("n,y", COUNT, AGE), "n", "y", "", id="a row number, where nothing else is there"),
        pytest.param(table("date,y", DAYS, AGE), "date", "y", "", id="dates"),
        pytest.param(table("price,garage,area", PRICES, [0, 1] * 15, HOUSES), "area", "price", "", id="a price"),
        pytest.param(
            table("area,city,price", HOUSES, CITIES * 10, PRICES), "area", "price", "", id="words that tell nothing"
        ),
        pytest.param(table("hours,pass", HOURS, PASSED), "hours", "pass", "0 1", id="0 and 1"),
        pytest.param(table("rooms,rent", [1, 2, 3] * 10, PRICES), "rooms", "rent", "", id="few whole numbers"),
        pytest.param(table("x,group", AGE, [1, 2, 3] * 10), "x", "group", "1 2 3", id="numbers of groups"),
        pytest.param(table("a,z,b,kind", TWO[0], OTHER, TWO[1], KINDS), "a b", "kind", "elm oak", id="a pair"),
        pytest.param(table("x,m,y", AGE, ["A"] * 30, HEIGHT), "x", "y", "", id="what is always the same"),
        pytest.param(table("x,e,y", AGE, [1.5, 2.5, *[""] * 28], HEIGHT), "x", "y", "", id="mostly empty"),
        pytest.param("x;y\n1,5;2\n2,5;3,5\n4;5\n", "x", "y", "", id="decimal commas"),
        pytest.param("# x y\n1 2\n2 3.5\n3 5\n", "x", "y", "", id="a comment above that names them"),
        pytest.param("Measured in May\n\nt,U\ns,V\n1,2\n2,4.5\n3,6\n", "t", "U", "", id="a title, and units"),
    ],
)
def test_what_is_learned_from_what(text, x, y, classes):
    found = roles(survey(text.encode(), "t.csv"))
    assert (found.x, found.y, found.classes) == (tuple(x.split()), y, tuple(classes.split()))


def test_reasons_why_columns_are_left_out():
    odd = [*AGE[:29], "tall"]
    text = table("Nr.,id,name,one,odd,x,y", COUNT, [n * 7 for n in COUNT], NAMES, ["A"] * 30, odd, AGE, HEIGHT)
    assert roles(survey(text.encode(), "t.csv")).left_out == {
        "Nr.": "counts the rows",
        "id": "only tells rows apart",
        "name": "words that differ in each row",
        "one": "the same in all rows",
        "odd": "a cell is no number, such as tall",
    }


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (["age"], "height", "Height from age"),
        (["petal_length_cm", "petal_width_cm"], "species", "Species from petal length and petal width"),
        (["distance (Mpc)"], "velocity_km_s", "Velocity from distance"),
        (["a", "b", "c"], "y", "y from 3 columns"),
        (["Größe [cm]"], "Gewicht", "Größe → Gewicht"),
    ],
)
def test_titles(x, y, said):
    assert title(Roles(tuple(x), y)) == said


def test_what_is_asked_for_is_taken():
    found = survey(table("a,b,c", AGE, HEIGHT, PASSED[:30]).encode(), "t.csv")
    assert roles(found, x=["c"], y="a").x == ("c",)
    assert roles(found, x=["b", "c"]).y == "a"
    with pytest.raises(NoRoles, match="holds neither numbers that differ nor up to 12 classes"):
        roles(survey(table("n,x", NAMES, AGE).encode(), "t.csv"), y="n")


@pytest.mark.parametrize(
    ("text", "said", "ends"),
    [
        pytest.param(table("age,height", AGE, HEIGHT), "a line", {"converged"}, id="far from 0"),
        pytest.param(
            table("x,y", *line(20, 2, 0, 0.3, x=(0, 2))),
            "a line",
            {"converged"},
            id="as it is",
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            table("area,price", HOUSES, PRICES), "a line", {"converged"}, id="large numbers", marks=pytest.mark.thorough
        ),
        pytest.param(
            table("t,s", AGE, (0.5 * 9.81 * AGE**2 + RNG.normal(0, 20, 30)).round(1)),
            "a polynomial of degree 2",
            {"converged"},
            id="a parabola",
        ),
        pytest.param(
            table("hours,pass", HOURS, PASSED),
            "logistic regression",
            {"converged"},
            id="one input",
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            table("a,b,kind", *TWO, KINDS), "logistic regression", {"converged", "almost", "separates"}, id="two inputs"
        ),
    ],
)
def test_proposed_trainings_end_where_they_should(text, said, ends, tmp_path):
    from render.proposing.own_table import draft

    tmp_path.joinpath("t.csv").write_text(text)
    path = tmp_path / "t.yaml"
    found = draft(tmp_path / "t.csv", path)
    assert found.proposal.said == said
    path.write_text(found.text)
    (take,) = takes(path)
    assert foreseen(take) == []
    assert verdict(train(path)).kind in ends
    assert max(map(len, found.text.splitlines())) <= 120 or str(tmp_path) in found.text


def test_a_network_where_borders_bend(tmp_path):
    from render.proposing.own_table import draft

    a, b = RNG.uniform(-1, 1, (2, 80)).round(2)
    kinds = np.where(a * b < 0, "odd", "even")
    tmp_path.joinpath("t.csv").write_text(table("a,b,class", a, b, kinds))
    path = tmp_path / "t.yaml"
    path.write_text(draft(tmp_path / "t.csv", path).text)
    assert read(path).value["model"] == {"kind": "network", "hidden": (16,)}


def test_a_table_becomes_a_film(render, tmp_path):
    text = table("Nr.,age,shoe_size,height_cm", COUNT, AGE, [*range(20, 35)] * 2, HEIGHT)
    tmp_path.joinpath("heights.csv").write_text(text)
    tmp_path.joinpath("course.yaml").write_text("output: {size: 480p, formats: [png]}\n")
    code, out, err = render("new", "--data", "heights.csv")
    assert (code, err) == (0, "")
    assert out.startswith(
        "heights.csv: 30 rows, 4 columns\n"
        f"  to learn    height_cm, numbers from {HEIGHT.min():g} to {HEIGHT.max():g}\n"
        "  from        age\n"
        "  also there  shoe_size\n"
        "  left out    Nr. (counts the rows)\n"
        "  training    a line, standardized; 90 steps at a rate of 0.03\n"
        "  otherwise   render new heights-2.yaml --data heights.csv --x shoe_size\n"
        "heights.yaml\n"
        "assets/heights.png  "
    )
    assert read(tmp_path / "heights.yaml").value == {
        "title": "Height from age",
        "data": {"kind": "csv", "file": "heights.csv", "x": "age", "y": "height_cm", "y_name": "height (cm)"},
        "model": "line",
        "standardize": True,
        "initial": {"b": 75},
        "learning_rate": 0.03,
        "steps": 90,
    }
    left = "error: heights.yaml exists already and is left as it is\n"
    assert render("new", "--data", "heights.csv") == (2, "", left)
    assert render.said_next == "render new heights-2.yaml --data heights.csv"


def test_names_that_yaml_would_read_as_something_else(render, tmp_path):
    tmp_path.joinpath("my: table, #1.csv").write_text(table('"null","no: #, one"', AGE, HEIGHT))
    assert render("new", "--data", "my: table, #1.csv", "--no-film")[0] == 0
    assert render("check", "my: table, #1.yaml") == (0, "my: table, #1.yaml is fine: 30 points, 90 steps\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no file is named, no scene of the gallery, no table"),
        (["t.csv"], "t.csv does not end in .yaml, as scene files do"),
        (["--data", "s.csv"], 'there is no file s.csv: did you mean "t.csv"?'),
        (
            ["--data", "t.csv", "--x", "agee,size", "--y", "hieght"],
            'there is no column "agee" in t.csv: did you mean "age"?\n'
            'there is no column "size" in t.csv: known here: age, height\n'
            'there is no column "hieght" in t.csv: did you mean "height"?',
        ),
        (["--data", "t.csv", "--x", "age", "--y", "age"], "a column is named twice: age, age"),
        (
            ["out/t.yaml", "--data", "t.csv"],
            '"../t.csv" lies outside the scene\'s folder: out/t.yaml could not read it\n'
            "copy the table there, or let the scene stand beside it",
        ),
        (
            ["--data", "bare.csv"],
            "no line of bare.csv names the columns; its first line is: 1 | 2\n"
            "write a line above the numbers that names the columns, such as x,y",
        ),
        (
            ["--data", "words.csv"],
            "words.csv holds no numbers; its first line is: a | b\n"
            "a film needs a column of numbers, and a second one of numbers or of a few classes",
        ),
        (
            ["--data", "one.csv"],
            "one.csv has one row of values\n"
            "a film needs two rows at least, better twenty, below the names of the columns",
        ),
        (
            ["--data", "odd.csv"],
            'odd.csv: only "x" holds numbers, and nothing is there to be learned from it\n'
            '"y": a cell is no number, such as oops\n'
            "a film needs a column of numbers, and a second one of numbers or of a few classes",
        ),
        (
            ["--data", "odd.csv", "--y", "y"],
            '"oops" in column "y" is not a number\nodd.csv:3: 2,oops\nmend the row, or leave its value empty',
        ),
        (
            ["--from", "surfce"],
            'there is no scene "surfce" in the gallery: did you mean "surface"?',
        ),
        (["--x", "a"], "--x and --y name columns of a table, and none is named"),
        (
            ["--from", "basic", "--data", "t.csv"],
            "--from copies a scene of the gallery, --data proposes one for a table: say one of them",
        ),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(arguments, said, render, tmp_path):
    tables = {
        "t.csv": "age,height\n1,2\n2,3.5\n3,5\n",
        "bare.csv": "1,2\n3,4\n5,7\n",
        "words.csv": "a,b\nc,d\ne,f\n",
        "one.csv": "x,y\n1,2\n",
        "odd.csv": "x,y\n1,2\n2,oops\n3,4\n5,7\n",
    }
    for name, text in tables.items():
        tmp_path.joinpath(name).write_text(text)
    assert render("new", *arguments) == (2, "", f"error: {said}\n")
    assert {path.name for path in tmp_path.iterdir()} == set(tables)


def test_a_number_that_can_be_read_in_two_ways_is_told(render, tmp_path):
    tmp_path.joinpath("t.csv").write_text("a;b\n1.234;2.345\n3.456;4.567\n5.678;7.890\n")
    code, _, err = render("new", "--data", "t.csv", "--no-film")
    said = 'note: "1.234" can be read in two ways; if "." is not the decimal mark, write decimal: ","\n'
    assert (code, err) == (0, f"{said}note: t.csv: separator ;\n")
    assert read(tmp_path / "t.yaml").value["data"]["decimal"] == "."


def test_a_sheet_is_proposed_for(render, tmp_path):
    rows = "".join(f'<row r="{n + 2}"><c><v>{n}</v></c><c><v>{3 * n + n % 2}</v></c></row>' for n in range(9))
    head = '<row r="1">' + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("m", "F")) + "</row>"
    tmp_path.joinpath("t.xlsx").write_bytes(sheet_of(f"{head}{rows}".encode()))
    assert render("new", "--data", "t.xlsx", "--no-film")[0] == 0
    assert render("check", "t.yaml")[0] == 0


@pytest.mark.parametrize("name", gallery.names())
def test_copies_of_the_gallery_are_whole(name, tmp_path):
    target = tmp_path / "new" / "mine.yaml"
    written = copying.write_new(copying.copied(name, target), target)
    (take, *_) = takes(target)
    assert {target, *take.scene.files(target.parent)} == set(written)
    first, second, *_ = target.read_text().splitlines()
    assert first == f"# A scene of gradreel's gallery. Make its film with:  render {target}"
    assert "yaml-language-server" not in second


def test_copies_never_overwrite(render, tmp_path):
    assert render("new", "--from", "from-csv") == (
        0,
        "from-csv.yaml  next: render from-csv.yaml\ndata/hubble.csv\n",
        "",
    )
    # A second scene may read the same file.
    assert render("new", "two.yaml", "--from", "from-csv.yaml") == (0, "two.yaml  next: render two.yaml\n", "")
    tmp_path.joinpath("data", "hubble.csv").write_text("another table")
    tmp_path.joinpath("two.yaml").write_text("mine")
    code, out, err = render("new", "two.yaml", "--from", "from-csv")
    assert (code, out) == (2, "")
    assert err == (
        "error: two.yaml exists already and is left as it is\n"
        "data/hubble.csv exists already and is left as it is\n"
        "nothing was written; name another file or folder\n"
    )
    assert tmp_path.joinpath("two.yaml").read_text() == "mine"


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path):
    tmp_path.joinpath("data").write_text("a file where a folder is needed")
    target = tmp_path / "mine.yaml"
    with pytest.raises(Exception, match=re.escape(str(tmp_path / "data"))):
        copying.write_new(copying.copied("from-csv", target), target)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
