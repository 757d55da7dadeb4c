"""Tables: bytes in every dialect enter, numbers leave, or an error that says what to write."""

import io
import os
import random
import zipfile
from datetime import date

import numpy as np
import pytest

from render.errors import DataError
from render.tables import sheets
from render.tables.reading import read
from render.tables.table import TableError, Wanted
from render.training.data.csv import Csv
from render.watch.watched import Watched
from tests.conftest import ROOT, posix_only, python, scene_of, take_of

DATA = ROOT / "tests" / "data"
FAST = {"pacing": "{seconds: 0.5}", "output": "{size: 480p, formats: [csv]}", "steps": "3"}
MARCH = float(date(2024, 3, 1).toordinal())


def case(raw, x, y, note="", names=("x", "y"), **options):
    return (
        (raw if isinstance(raw, bytes) else raw.encode()),
        x,
        y,
        note,
        Wanted("t.csv", names[:-1], names[-1], **options),
    )


READ = {
    "plain": case("x,y\n1.5,2\n-3,4e2\n", [1.5, -3], [2, 400]),
    "other columns": case('id,y,x,\n7,1,2,\n8,3,"4",\n\n', [2, 4], [1, 3]),
    "semicolons": case("x;y\r\n1,5;2\r\n0,5;3\r\n", [1.5, 0.5], [2, 3], "separator ;, decimal comma"),
    "tabs": case("x\ty\n1\t2\n3\t4\n", [1, 3], [2, 4], "separator tab"),
    "spaces": case("  x   y\n 1.0 2\n 3  4  \n", [1, 3], [2, 4], "separator spaces"),
    "tabs and spaces": case("x \t y\n1\t 2\n3 \t4\n", [1, 3], [2, 4], "separator tab"),
    "bars": case("x | y\n1 | 2\n3 | 4\n", [1, 3], [2, 4], "separator |"),
    "quoted decimal commas": case('x,y\n"1,5",2\n"2,25",3\n', [1.5, 2.25], [2, 3], "decimal comma"),
    "thousands comma": case('x,y\n"1,200",1\n900,"2,000,000"\n', [1200, 900], [1, 2e6], "thousands comma"),
    "thousands in India": case('x,y\n"12,34,567",1\n5,2\n', [1234567, 5], [1, 2], "thousands comma"),
    "thousands point": case(
        "x;y\n1.200,5;1\n1.000.000;2\n", [1200.5, 1e6], [1, 2], "separator ;, decimal comma, thousands point"
    ),
    "thin spaces": case("x,y\n1\u2009200,1\n1\u202f000\u2009000.5,2\n", [1200, 1000000.5], [1, 2], "thousands space"),
    "apostrophes": case("x,y\n1'200.5,1\n1\u2019000\u2019000,2\n", [1200.5, 1e6], [1, 2], "thousands apostrophe"),
    "points with certainty": case("x,y\n1.234,1\n5.678,2\n", [1.234, 5.678], [1, 2]),
    "minus": case("x,y\n−1,2\n\u20133.5,4\n", [-1, -3.5], [2, 4]),
    "byte order mark": case(b"\xef\xbb\xbfx,y\n1,2\n3,4\n", [1, 3], [2, 4]),
    "UTF-16": case("x\ty\n1\t2\n3\t4\n".encode("utf-16"), [1, 3], [2, 4], "separator tab, UTF-16"),
    "UTF-16 without mark": case("x,y\n1,2\n3,4\n".encode("utf-16-be"), [1, 3], [2, 4], "UTF-16-BE"),
    "Windows-1252": case("größe,y\n1,2\n3,4\n".encode("cp1252"), [1, 3], [2, 4], "Windows-1252", ("größe", "y")),
    "Windows-1251": case(
        "возраст,рост\n1,2\n3,4\n".encode("cp1251"), [1, 3], [2, 4], "Windows-1251", ("возраст", "рост")
    ),
    "encoding said": case("große,y\n1,2\n3,4\n".encode("cp850"), [1, 3], [2, 4], "", ("große", "y"), encoding="cp850"),
    "header over two lines": case('"height\n(cm)",y\n1,2\n3,4\n', [1, 3], [2, 4], "", ("height (cm)", "y")),
    "names composed otherwise": case("Gro\u0308ße\u00a0 (m),y\n1,2\n3,4\n", [1, 3], [2, 4], "", ("Größe (m)", "y")),
    "sep line": case("sep=;\nx;y\n1;2\n3;4\n", [1, 3], [2, 4], "separator ;, header in line 2"),
    "comments": case("# a \"comment\nx,y\n1,2\n#3,3\n3,4\n", [1, 3], [2, 4], "header in line 2\n"
                     "1 comment below the header left out: line 4"),
    "header in a comment": case("# x y\n1 2\n3 4\n", [1, 3], [2, 4], "separator spaces"),
    "title": case("Prices, 2024\n\nx,y\n1,2\n3,4\n", [1, 3], [2, 4], "header in line 3"),
    "units below": case("x,y\n(m),kg\n1,2\n3,4\n", [1, 3], [2, 4], "units in line 2"),
    "header said": case("x,y\nx,y\n1,2\n3,4\n", [1, 3], [2, 4], "", header=2),
    "currency": case('x,y\n"$1,200",1\n$900.50,2\n', [1200, 900.5], [1, 2], '"x" in $, thousands comma'),
    "units": case("x,y\n1.5 kg,10%\n2 kg,20%\n", [1.5, 2], [10, 20], '"x" in kg, "y" in %'),
    "missing": case(
        "x,y\n1,2\nNA,3\n4,\n-,?\n5,n/a\n6,7\n", [1, 6], [2, 7], "4 rows without a value left out: lines 3, 4, 5, 6"
    ),
    "errors of a sheet": case("x,y\n#N/A,2\n1,2\n3,4\n", [1, 3], [2, 4], "1 row without a value left out: line 2"),
    "decimal said": case('x,y\n"1,234",1\n"5,678",2\n', [1.234, 5.678], [1, 2], "", decimal=","),
    "other decimal said": case('x,y\n"1,234",1\n"5,678",2\n', [1234, 5678], [1, 2], "", decimal="."),
    "days": case("x,y\n2024-03-01,1\n2024-03-11,2\n", [MARCH, MARCH + 10], [1, 2]),
    "times": case("x,y\n2024-03-01T12:00,1\n2024-03-02 00:00:00,2\n", [MARCH + 0.5, MARCH + 1], [1, 2]),
    "zones": case(
        "x,y\n2024-03-01T12:00+02:00,1\n2024-03-02T00:00Z,2\n",
        [MARCH + 10 / 24, MARCH + 1], [1, 2], "times as those of UTC",
    ),
    "months": case("x,y\n2024-03,1\n2024-04,2\n", [MARCH, MARCH + 31], [1, 2]),
    "compact days": case("x,y\n20240301,1\n20240302,2\n", [MARCH, MARCH + 1], [1, 2],
                         '"x" as dates such as 2024-03-01'),
    "days with points": case("x;y\n01.03.2024;1\n11.3.2024;2\n", [MARCH, MARCH + 10], [1, 2],
                             'separator ;, "x" as dates such as 2024-03-01'),
    "no compact days": case("x,y\n20240301,1\n20240399,2\n", [20240301, 20240399], [1, 2]),
    "a sheet": case(
        (DATA / "prices.xlsx").read_bytes(),
        [738886.0, 738887.0, 738888.0, 738890.0, 738891.0, 738893.5],
        [0, 1000.5, 2001, 4002, 5002.5, 7],
        'sheet "Prices", header in row 3\n1 row without a value left out: line 7',
        ("day", "price €"),
    ),
    "a sheet said": case(
        (DATA / "prices.xlsx").read_bytes(),
        [738886.0, 738887.0, 738888.0, 738890.0, 738891.0, 738893.5],
        [0, 1000.5, 2001, 4002, 5002.5, 7],
        "1 row without a value left out: line 7",
        ("day", "price €"), sheet=2, header=3,
    ),
    "ods that is indented": case(
        (DATA / "indented.ods").read_bytes(),
        [2015, 2016, 2017, 2018, 2019, 2020], [1.29, 1.33, 1.38, 1.41, 1.47, 1.55], "", ("Jahr", "Preis (€)"),
    ),
    "ods": case((DATA / "days.ods").read_bytes(), [738886.0, 738887.0, 738888.0, 738889.0], [0, 1.5, 3, 4.5]),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "x", "y", "note", "wanted"), READ.values(), ids=READ)
def test_read(raw, x, y, note, wanted, tmp_path, monkeypatch):
    found = read(raw, wanted)
    assert (list(found.xs[0]), list(found.y), "\n".join(found.notes)) == (x, y, note)
    assert (len(found.xs), found.classes) == (1, ())
    # The program that stands for it reads the same numbers.
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("t.csv").write_bytes(raw)
    options = {key: value for key, value in wanted._asdict().items() if value is not None}
    code = Csv(**options | {"x": wanted.x[0]}).load(tmp_path).code
    names = {"np": np}
    exec("\n".join(line for line in code if not line.startswith(("x = x - ", "y = y - "))), names)
    assert (names["x"].tolist(), names["y"].tolist()) == (x, y)
    assert names["x"].dtype == np.float64


def of(raw, names, rows, y, known, note="", program=None, **options):
    """A table, its columns' names, and what is read: the inputs row by row, the number of each one's class."""
    return (raw if isinstance(raw, bytes) else raw.encode()), names, rows, y, known, note, program, options


TEXT = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
BIRDS = (
    "flipper_mm,island,mass_g,species\n181,Torgersen,3750,Gentoo\n186,Biscoe,3800,Adelie\n193,Dream,3450,Chinstrap\n"
    "190,Dream,3650,Adelie\n"
)
BIRD_ROWS = [[181, 3750], [186, 3800], [193, 3450], [190, 3650]]
BIRD_NOTE = '"species" as classes Adelie, Chinstrap, Gentoo'
PLAIN_START = (
    "import csv", "",
    "with open('t.csv', encoding='utf-8-sig') as file:",
    "    rows = [r for r in csv.reader(file) if any(map(str.strip, r))]",
    "names = [name.strip() for name in rows.pop(0)]",
)  # fmt: skip
CLASSES = {
    "words": of(BIRDS, ("flipper_mm", "mass_g", "species"), BIRD_ROWS, [2, 0, 1, 0],
        ("Adelie", "Chinstrap", "Gentoo"), BIRD_NOTE, (
            *PLAIN_START,
            "inputs = ['flipper_mm', 'mass_g']",
            "columns = [names.index(name) for name in inputs]",
            "x = np.float64([[r[i] for i in columns] for r in rows])",
            "classes = ['Adelie', 'Chinstrap', 'Gentoo']",
            "found = [r[names.index('species')] for r in rows]",
            "y = np.float64([classes.index(c) for c in found])",
        )),
    "numbers of several columns": of(BIRDS, ("mass_g", "flipper_mm"), [[3750], [3800], [3450], [3650]],
        [181, 186, 193, 190], ()),
    "one column in a list": of(BIRDS, ("mass_g", "species"), [[row[1]] for row in BIRD_ROWS], [2, 0, 1, 0],
        ("Adelie", "Chinstrap", "Gentoo"), BIRD_NOTE),
    "three columns of numbers": of("a,b,c,d\n1,2,3,4\n5,6,7,8\n", ("c", "a", "b", "d"), [[3, 1, 2], [7, 5, 6]],
        [4, 8], ()),
    "order said": of(BIRDS, ("flipper_mm", "mass_g", "species"), BIRD_ROWS, [0, 2, 1, 2],
        ("Gentoo", "Chinstrap", "Adelie"), classes=("Gentoo", "Chinstrap", "Adelie")),
    "the rows' order does not count": of("x,y\n1,b\n2,C\n3,a\n4,C\n", ("x", "y"), [[1], [2], [3], [4]],
        [1, 2, 0, 2], ("a", "b", "C"), '"y" as classes a, b, C'),
    "numbers that are classes": of("x,y\n1,10\n2,2.50\n3,-1\n4,10.0\n", ("x", "y"), [[1], [2], [3], [4]],
        [2, 1, 0, 2], ("-1", "2.5", "10"), '"y" as classes -1, 2.5, 10', (
            *PLAIN_START,
            "x = np.float64([r[names.index('x')] for r in rows])",
            "classes = [-1, 2.5, 10]",
            "found = [float(r[names.index('y')]) for r in rows]",
            "y = np.float64([classes.index(c) for c in found])",
        ), classes=True),
    "counted already": of("x,y\n1,1\n2,0\n3,2\n", ("x", "y"), [[1], [2], [3]], [1, 0, 2], ("0", "1", "2"),
        '"y" as classes 0, 1, 2', (
            *PLAIN_START,
            "x = np.float64([r[names.index('x')] for r in rows])",
            "y = np.float64([r[names.index('y')] for r in rows])",
        ), classes=True),
    "numbers in an order": of("x,y\n1,1\n2,0.0\n3,1\n", ("x", "y"), [[1], [2], [3]], [0, 1, 0], ("1", "0"),
        classes=(1, 0)),
    "numbers but for one": of("x,y\n1,3\n2,3+\n3,4\n4,3\n", ("x", "y"), [[1], [2], [3], [4]], [0, 1, 2, 0],
        ("3", "3+", "4"), classes=(3, "3+", 4)),
    "numbers that are none": of("x,y\n1,1\n2,0\n", ("x", "y"), [[1], [2]], [1, 0], (), classes=False),
    "numbers with marks": of("x;y\n1,5;1,5\n2;1.000\n3;1.000,0\n", ("x", "y"), [[1.5], [2], [3]], [0, 1, 1],
        ("1.5", "1000"), 'separator ;, decimal comma, thousands point, "y" as classes 1.5, 1000', classes=True),
    "numbers as the cells write them": of("x;y\n1,5;1,5\n2;1.000\n", ("x", "y"), [[1.5], [2]], [1, 0], ("1.000", "1,5"),
        'separator ;', classes=("1.000", "1,5"), decimal=","),
    "what begins with a number": of("x,y\n1,1st\n2,2nd\n3,1st\n", ("x", "y"), [[1], [2], [3]], [0, 1, 0],
        ("1st", "2nd"), '"y" as classes 1st, 2nd', classes=True),
    "what compares": of("x,y\n1,>50K\n2,<=50K\n", ("x", "y"), [[1], [2]], [1, 0], ("<=50K", ">50K"),
        '"y" as classes <=50K, >50K'),
    "as the cells write it": of('x,y\n1,Côte d\u2019Or\n2," a\nb "\n', ("x", "y"), [[1], [2]], [1, 0],
        ("a b", "Côte d\u2019Or"), '"y" as classes a b, Côte d\u2019Or'),
    "blanks": of("x ; y\n1,5 ; no\n2,5; yes \n", ("x", "y"), [[1.5], [2.5]], [0, 1], ("no", "yes"),
        'separator ;, decimal comma, "y" as classes no, yes', (
            "import csv", "",
            "with open('t.csv', encoding='utf-8') as file:",
            "    rows = list(csv.reader(file, delimiter=';'))[1:]",
            "marks = str.maketrans({',': '.'})",
            "x = np.float64([r[0].translate(marks) for r in rows])",
            "classes = ['no', 'yes']",
            "found = [r[1].strip() for r in rows]",
            "y = np.float64([classes.index(c) for c in found])",
        )),
    "missing in any": of("a,b,y\n1,2,u\n,3,v\n4,NA,v\n5,6,\n7,8,v\n", ("a", "b", "y"), [[1, 2], [7, 8]], [0, 1],
        ("u", "v"), '"y" as classes u, v\n3 rows without a value left out: lines 3, 4, 5'),
    "a class that is called none": of("x,y\n1,none\n2,mild\n3,\n", ("x", "y"), [[1], [2]], [0, 1],
        ("none", "mild"), "1 row without a value left out: line 4", classes=("none", "mild")),
    "units of some": of("a,b,y\nmm,g,\n1 ,2,u\n3,4,v\n", ("a", "b", "y"), [[1, 2], [3, 4]], [0, 1], ("u", "v"),
        'units in line 2, "y" as classes u, v'),
    "units and thousands": of('a,b,y\n$5,"1,200",u\n$7,"900",v\n', ("a", "b", "y"), [[5, 1200], [7, 900]], [0, 1],
        ("u", "v"), '"a" in $, thousands comma, "y" as classes u, v'),
    "days": of("x,y\n2024-03-01,u\n2024-03-02,v\n", ("x", "y"), [[MARCH], [MARCH + 1]], [0, 1], ("u", "v"),
        '"y" as classes u, v'),
    "written out": of("a,b,y\n1,2,u\n3,4,v\n# a comment\n", ("a", "b", "y"), [[1, 2], [3, 4]], [0, 1], ("u", "v"),
        '"y" as classes u, v\n1 comment below the header left out: line 4', (
            "x = np.float64([[1.0, 2.0], [3.0, 4.0]])",
            "y = np.float64([0.0, 1.0])",
        )),
}  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "names", "rows", "y", "classes", "note", "program", "options"), CLASSES.values(), ids=CLASSES
)
def test_several_columns_and_classes(raw, names, rows, y, classes, note, program, options, tmp_path, monkeypatch):
    tmp_path.joinpath("t.csv").write_bytes(raw)
    data = Csv(file="t.csv", x=names[:-1], y=names[-1], **options)
    samples = data.load(tmp_path)
    origins = np.float64([quantity.origin for quantity in samples.inputs])
    assert ((samples.x + origins).tolist(), samples.y.tolist(), samples.classes) == (rows, y, classes)
    assert [*(quantity.name for quantity in samples.inputs), samples.target.name] == list(names)
    assert data.task(tmp_path) == samples.task == (len(names) - 1, len(classes))
    assert (data.count(tmp_path), data.notes(tmp_path)) == (
        len(rows),
        [f"t.csv: {each}" for each in note.split("\n") if each],
    )
    assert (data.moments(tmp_path) is None) == bool(len(names) > 2 or classes)
    code = [line for line in samples.code if not line.startswith(("x = x - ", "y = y - "))]
    assert program in (None, tuple(code))
    monkeypatch.chdir(tmp_path)
    made = {"np": np}
    exec("\n".join(code), made)
    assert made["x"].tolist() == (rows if len(names) > 2 else [row[0] for row in rows])
    assert (made["y"].tolist(), made["x"].dtype, made["y"].dtype) == (y, np.float64, np.float64)


def test_a_program_of_many_columns_has_short_lines(tmp_path, monkeypatch):
    names = [f"what is measured {index}" for index in range(20)]
    lines = [",".join([*names, "y"]), *(",".join(map(str, range(start, start + 21))) for start in (1, 40))]
    tmp_path.joinpath("t.csv").write_text("\n".join(lines) + "\n")
    samples = Csv(file="t.csv", x=tuple(names), y="y").load(tmp_path)
    assert max(map(len, samples.code)) < 70
    monkeypatch.chdir(tmp_path)
    made = {"np": np}
    exec("\n".join(samples.code), made)
    np.testing.assert_array_equal(made["x"], samples.x)


def test_words_and_several_columns_of_a_sheet(tmp_path, monkeypatch):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>{n * n}</v></c>{TEXT.format(f"C{n}", word)}</row>'
        for n, word in ((2, "no"), (3, "yes"), (4, ""), (5, "no"))
    )
    header = "".join(TEXT.format(f"{column}1", name) for column, name in zip("ABC", "abc", strict=True))
    tmp_path.joinpath("t.xlsx").write_bytes(sheet_of(f'<row r="1">{header}</row>{rows}'.encode()))
    data = Csv(file="t.xlsx", x=("b", "a"), y="c")
    samples = data.load(tmp_path)
    assert (samples.x.tolist(), samples.y.tolist()) == ([[4, 2], [9, 3], [25, 5]], [0, 1, 0])
    assert data.notes(tmp_path) == [
        't.xlsx: sheet "Notes", "c" as classes no, yes',
        "t.xlsx: 1 row without a value left out: line 4",
    ]
    monkeypatch.chdir(tmp_path)
    made = {"np": np}
    exec("\n".join(samples.code), made)
    assert "load_workbook" in "\n".join(samples.code)
    np.testing.assert_array_equal(made["x"], samples.x)
    np.testing.assert_array_equal(made["y"], samples.y)


def test_a_plain_table_has_a_short_program(tmp_path):
    tmp_path.joinpath("t.csv").write_bytes(READ["plain"][0])
    assert len(Csv(file="t.csv", x="x", y="y").load(tmp_path).code) == 7


ERRORS = {
    "twofold": case('x,y\n"1,234",1\n"5,678",2\n', (
        ('"1,234" in column "x" can be 1234 or 1.234', 'write decimal: "." for 1234, or decimal: "," for 1.234', "x"),
    ), None),
    "twofold points": case("x;y\n1.234;1\n5.678;2\n", (
        ('"1.234" in column "x" can be 1.234 or 1234', 'write decimal: "." for 1.234, or decimal: "," for 1234', "x"),
    ), None),
    "both marks": case("x;y\n1,5;1\n2.5;2\n3,5;3\n", (
        ('"2.5" in column "x" is not a number',
         "t.csv:3: 2.5;2\nthe other numbers are written with a comma: write these in the same way", "x"),
    ), None),
    "several": case("x,y\na,1\n1,b\n2,c\n3,d\n4,e\n5,6\n", (
        ('"a" in column "x" is not a number', "t.csv:2: a,1\nmend the row, or leave its value empty", "x"),
        ('4 values in column "y" are not numbers, such as "b"',
         "t.csv:3: 1,b\nt.csv:4: 2,c\nt.csv:5: 3,d\nand 1 more row\nmend the row, or leave its value empty\n"
         "if these are classes, write classes: true", "y"),
    ), None),
    "missing": case("x,y\n1,2\nNA,3\n4,5\n", (
        ('nothing in column "x"', "t.csv:3: NA,3\nmissing: drop leaves such rows out", "x"),
    ), None, missing="error"),
    "a unit, but once": case("x,y\n1 kg,1\n2 kg,2\n3 kg,3\n4 kg,4\n5 g,5\n", (
        ('"5 g" in column "x" is not a number', "t.csv:6: 5 g,5\nmend the row, or leave its value empty", "x"),
    ), None),
    "other dates": case("x,y\n03/01/2024,2\n03/02/2024,3\n", (
        ('2 values in column "x" are not numbers, such as "03/01/2024"',
         "t.csv:2: 03/01/2024,2\nt.csv:3: 03/02/2024,3\nwrite dates as 2024-03-01", "x"),
    ), None),
    "no such day": case("x,y\n2024-02-29,2\n2023-02-29,3\n2024-03-01,3\n", (
        ('"2023-02-29" in column "x" is not a date such as 2024-03-01',
         "t.csv:3: 2023-02-29,3\nmend the row, or leave its value empty", "x"),
    ), None),
    "dates in y": case("x,y\n1,2024-03-01\n2,2024-03-02\n", (
        ('column "y" holds dates: they can be x, not y', "", "y"),
    ), None),
    "zones of some": case("x,y\n2024-03-01T12:00,1\n2024-03-02T00:00Z,2\n", (
        ('some times in column "x" have a time zone, others none', "write all of them with a zone, or none", "x"),
    ), None),
    "different units": case("x,y\n1 kg,1\n2 g,2\n", (
        ('2 values in column "x" are not numbers, such as "1 kg"',
         "t.csv:2: 1 kg,1\nt.csv:3: 2 g,2\nmend the row, or leave its value empty", "x"),
    ), None),
    "powers": case("x,y\n10²,1\n10³,2\n", (
        ('2 values in column "x" are not numbers, such as "10²"',
         "t.csv:2: 10²,1\nt.csv:3: 10³,2\nmend the row, or leave its value empty", "x"),
    ), None),
    "different units in y": case("x,y\n1,5 kg\n2,6 g\n3,1\n", (
        ('2 values in column "y" are not numbers, such as "5 kg"',
         "t.csv:2: 1,5 kg\nt.csv:3: 2,6 g\nmend the row, or leave its value empty\n"
         "if these are classes, write classes: true", "y"),
    ), None),
    "words that are no numbers": case("x,y\n1,u\n2,v\n", (
        ('2 values in column "y" are not numbers, such as "u"',
         "t.csv:2: 1,u\nt.csv:3: 2,v\nmend the row, or leave its value empty", "y"),
    ), None, classes=False),
    "a word among classes that are numbers": case("x,y\n1,1\n2,0\n3,o\n", (
        ('"o" in column "y" is not a number',
         "t.csv:4: 3,o\nmend the row, or leave its value empty\n"
         "if this is a class, list all of them: classes: [0, 1, ...]", "y"),
    ), None, classes=True),
    "one class": case("x,y\n1,Adelie\n2,Adelie\n", (
        ('column "y" holds one class only, "Adelie"', "there have to be two at least to be told apart", "y"),
    ), None),
    "one class, a number": case("x,y\n1,3\n2,3\n", (
        ('column "y" holds one class only, "3"', "there have to be two at least to be told apart", "y"),
    ), None, classes=True),
    "a thousand words": case("x,y\n" + "".join(f"{n},name {n}\n" for n in range(1000)), (
        ('column "y" holds 1,000 different words; 12 classes are the most',
         'is another column meant, or are these numbers that are spelled oddly: "name 0", "name 1", "name 10"', "y"),
    ), None),
    "a class that is a tale": case("x,y\n1,u\n2," + "word " * 20 + "\n", (
        ('"word word word word word word word word…" in column "y" has 99 characters; 80 are the most for a class',
         "mend the cells, or name another column", "y"),
    ), None),
    "a class that files cannot hold": case("x,y\n1,u\n2,a\x07b\n", (
        ('"a\ufffdb" in column "y" cannot be a class: the control character U+0007 shows nothing',
         "mend the cells, or name another column", "y"),
    ), None),
    "a class that shows nothing": case("x,y\n1,u\n2,\u200b\n", (
        ('"" in column "y" cannot be a class: it shows nothing', "mend the cells, or name another column", "y"),
    ), None),
    "thirteen numbers": case("x,y\n" + "".join(f"{n},{n}\n" for n in range(13)), (
        ('column "y" holds 13 different numbers; 12 classes are the most',
         "name another column, or leave classes out: then y are numbers", "y"),
    ), None, classes=True),
    "other classes than listed": case("x,y\n1,Adelie\n2,Gentoo\n3,Gentoo\n4,Chinstrap\n", (
        ('no row has the class "Gento" in column "y"', 'did you mean "Gentoo"?', "classes", 1),
        ('3 values in column "y" are none of the classes, such as "Gentoo"',
         "t.csv:3: 2,Gentoo\nt.csv:4: 3,Gentoo\nt.csv:5: 4,Chinstrap\nmend the row, or name its class in classes", "y"),
    ), None, classes=("Adelie", "Gento")),
    "a class too many": case("x,y\n1,0\n2,1\n", (
        ('no row has the class "2" in column "y"', "remove it", "classes", 2),
    ), None, classes=("0", "1", "2")),
    "a class too few": case("x,y\n1,0\n2,1\n3,2\n", (
        ('"2" in column "y" is none of the classes', "t.csv:4: 3,2\nmend the row, or name its class in classes", "y"),
    ), None, classes=("0", "1")),
    "days among several": case("a,b,y\n1,2024-03-01,1\n2,2024-03-02,2\n", (
        ('column "b" holds dates: they can be x alone, not one of several',
         "leave it out, or make it the only x", "x", 1),
    ), None, names=("a", "b", "y")),
    "compact days among several": case("a,b,y\n20240301,1,1\n20240302,2,2\n", (
        ('column "a" holds dates: they can be x alone, not one of several',
         "leave it out, or make it the only x", "x", 0),
    ), None, names=("a", "b", "y")),
    "words in several": case("a,b,y\n1,u,1\n2,2,2\n", (
        ('"u" in column "b" is not a number', "t.csv:2: 1,u,1\nmend the row, or leave its value empty", "x", 1),
    ), None, names=("a", "b", "y")),
    "constants": case("a,b,c,y\n1,2,3,1\n1,3,3,2\n", (
        ('all values in column "a" are the same', "leave it out: it tells nothing apart", "x", 0),
        ('all values in column "c" are the same', "leave it out: it tells nothing apart", "x", 2),
    ), None, names=("a", "b", "c", "y")),
    "constant": case("x,y\n1,u\n1,v\n", (
        ('all values in column "x" are the same', "a line needs at least two different x", "x"),
    ), None),
    "missing in several": case("a,b,y\n1,,u\n2,3,\n4,5,v\n", (
        ('nothing in column "b"', "t.csv:2: 1,,u\nmissing: drop leaves such rows out", "x", 1),
        ('nothing in column "y"', "t.csv:3: 2,3,\nmissing: drop leaves such rows out", "y"),
    ), None, names=("a", "b", "y"), missing="error"),
    "names of several": case("age,size,y\n1,2,3\n", (
        ('there is no column "Size" in t.csv', 'did you mean "size"?', "x", 1),
    ), None, names=("age", "Size", "y")),
    "one of several twice": case("a,b,b,y\n1,2,3,4\n", (
        ('2 columns of t.csv are named "b"', "rename one of them", "x", 1),
    ), None, names=("a", "b", "y")),
    "twofold among several": case('a,b,y\n1,"1,234",u\n2,"5,678",v\n', (
        ('"1,234" in column "b" can be 1234 or 1.234',
         'write decimal: "." for 1234, or decimal: "," for 1.234', "x", 1),
    ), None, names=("a", "b", "y")),
    "large": case("x,y\n1,2e12\n2,3\n", (
        ('a number in column "y" is larger than 1,000,000,000,000', "t.csv:2: 1,2e12\nwrite it in a larger unit", "y"),
    ), None),
    "a blank among spaces": case("x y z\n1 2 3\n 2 3\n", (
        ("line 3 of t.csv has 2 cells, line 1 names 3",
         "t.csv:3: 2 3\nwhere spaces part the cells, none may be left empty: write NA", "file"),
    ), None),
    "quote": case('x,y\n1,2\n"3,4\n5,6\n', (
        ("a quote that begins in line 3 of t.csv never ends", "look for a quote that never ends", "file"),
    ), None),
    "names": case("age,size\n1,2\n2,3\n", (
        ('there is no column "Age" in t.csv', 'did you mean "age"?', "x"),
        ('there is no column "y" in t.csv', "known here: age, size", "y"),
    ), None, names=("Age", "y")),
    "twice": case("x,x,y\n1,2,3\n", (('2 columns of t.csv are named "x"', "rename one of them", "x"),), None),
    "no names": case("1,2\n2,3\n", (
        ('there is no column "x" in t.csv', "the first line has to name the columns", "x"),
        ('there is no column "y" in t.csv', "the first line has to name the columns", "y"),
    ), None),
    "empty": case("", (("t.csv is empty", "a line has to name the columns", "file"),), None),
    "header beyond": case("x,y\n1,2\n", (("t.csv has nothing in line 9", "", "header"),), None, header=9),
    "no sheets": case("x,y\n1,2\n", (
        ("t.csv is a text: it has no sheets", "leave sheet out", "sheet"),
    ), None, sheet=1),
    "no such sheet": case((DATA / "days.ods").read_bytes(), (
        ('t.csv has no sheet "U"', "known here: T", "sheet"),
    ), None, sheet="U"),
    "separator of a sheet": case((DATA / "days.ods").read_bytes(), (
        ("t.csv is a spreadsheet: it has no separator", "leave separator out", "separator"),
    ), None, separator=";"),
    "not that encoding": case(b"x,y\n\xff,1\n", (
        ("t.csv is not UTF-8 text: byte 5 makes no character", "leave out encoding, or name another one", "encoding"),
    ), None, encoding="utf-8"),
    "pdf": case("%PDF-1.7", (
        ("t.csv is a PDF, not a table", "copy the table into a spreadsheet, and save that", "file"),
    ), None),
    "old Excel": case(b"\xd0\xcf\x11\xe0\xa1\xb1", (
        ("t.csv is an old Excel file, or locked by a password", "save it as .xlsx or .csv, without a password", "file"),
    ), None),
    "zip": case(b"PK\x03\x04 and so on", (
        ("t.csv is no spreadsheet that can be read",
         "open it in a spreadsheet program, and save it as .xlsx, .ods or .csv", "file"),
    ), None),
    "zeros": case(b"x,y\0\0\0\n1,2", (
        ("t.csv is not a table: there are zero bytes in it", "save the table as CSV or .xlsx", "file"),
    ), None),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "faults", "_", "note", "wanted"), ERRORS.values(), ids=ERRORS)
def test_refused(raw, faults, _, note, wanted):
    with pytest.raises(TableError) as caught:
        read(raw, wanted)
    assert tuple((f.message, f.hint, *f.at) for f in caught.value.faults) == faults


def sheet_of(cells, name="xl/worksheets/sheet1.xml"):
    """A workbook of one sheet, whose cells are XML."""
    with zipfile.ZipFile(DATA / "prices.xlsx") as old:
        parts = {part: old.read(part) for part in old.namelist()}
    start, _, rest = parts[name].partition(b"<sheetData>")
    parts[name] = start + b"<sheetData>" + cells + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return made.getvalue()


HEADER = f'<row r="1">{TEXT.format("A1", "x")}{TEXT.format("B1", "y")}</row>'


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "has more than 10,000,000 cells"),
        (f'<row r="2"><c r="A2"><v>{"1" * 2_000_000}</v></c></row>', "unpacks to more than 1,000,000 bytes"),
        ('<row r="2"><c r="A2"><v>1</v></row>', "is no spreadsheet that can be read"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><row r="2"/>', "is no spreadsheet that can be read"),
    ],
    ids=["far apart", "bomb", "no end", "entities"],
)
def test_a_sheet_cannot_fill_the_memory(cells, said, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(TableError) as caught:
        read(sheet_of((HEADER + cells).encode()), Wanted("t.xlsx", ("x",), "y"))
    assert said in caught.value.faults[0].message


def test_texts_in_a_sheet_are_read_like_those_of_a_text():
    rows = "".join(
        f'<row r="{n}">{TEXT.format(f"A{n}", x)}<c r="B{n}"><v>{n}</v></c></row>'
        for n, x in ((2, "1.200,5"), (3, "n/a"), (4, "900"))
    )
    found = read(sheet_of((HEADER + rows).encode()), Wanted("t.xlsx", ("x",), "y"))
    assert (list(found.xs[0]), list(found.y)) == ([1200.5, 900], [2, 4])
    assert found.notes == ('sheet "Notes", decimal comma, thousands point', "1 row without a value left out: line 3")


def written(rng):
    """A random table in a random dialect: its bytes, the names of its columns, and the numbers in it."""
    separator, decimal = rng.choice([",", ";", "\t", "|", " "]), rng.choice([".", ","])
    group = rng.choice(["", ",", ".", " ", "\u202f", "\u00a0", "'", "\u2019"])
    # What these stand between is not grouped by points: README says so.
    if group == decimal or (separator, group) in {(" ", " "), (",", "."), (" ", ".")}:
        group = ""
    names = rng.sample(["age", "size", "Größe"] + ["height (cm)", "a\nb"] * (separator != " "), 2)

    def quoted(text):
        return f'"{text}"' if separator in text or "\n" in text else text

    def number(value, places):
        text = f"{abs(value):,.{places}f}".replace(".", "D").replace(",", group).replace("D", decimal)
        return "-" * (value < 0) + text

    count, columns = rng.randint(3, 8), []
    for _ in names:
        places, top = rng.choice([0, 0, 1, 2, 3]), 10 ** rng.randint(1, 6)
        values = [round(rng.uniform(-top / 2, top), places) for _ in range(count)]
        columns.append((places, values))
    lines = ["A title"] * (rng.random() < 0.3) + ["# a comment"] * (rng.random() < 0.3)
    lines.append(separator.join(map(quoted, names)))
    gone = set()
    for row in range(count):
        cells = [quoted(number(values[row], places)) for places, values in columns]
        if rng.random() < 0.1:
            gone.add(row)
            cells[rng.randint(0, 1)] = rng.choice(["NA", "-", "null"])
        lines.append(separator.join(cells))
    ending, encoding = rng.choice(["\n", "\r\n"]), rng.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    raw = ending.join(lines).encode(encoding, "replace")
    return raw, names, [[v for i, v in enumerate(values) if i not in gone] for _, values in columns]


def answered(raw, wanted):
    """What was read, or nothing for a table that is refused in words."""
    try:
        return read(raw, wanted)
    except TableError as error:
        said = [fault for fault in error.faults if not (fault.message and fault.at)]
    assert not said
    return None


def test_random_tables_are_read_exactly_or_refused_with_a_reason():
    exact = 0
    for seed in range(1500):
        raw, names, expected = written(random.Random(seed))
        found = answered(raw, Wanted("t.csv", tuple(names[:1]), names[1]))
        if found:
            assert [list(found.xs[0]), list(found.y)] == expected, (seed, raw)
            exact += 1
    assert exact > 1200


@pytest.mark.parametrize("name", ["prices.xlsx", "days.ods", "text"])
def test_damaged_tables_are_refused(name):
    for seed in range(150):
        rng = random.Random(seed)
        if name == "text":
            raw, names, _ = written(rng)
        else:
            raw, names = (DATA / name).read_bytes(), ("x", "y")
        damaged = bytearray(raw)
        for _ in range(rng.randint(1, 6)):
            at = rng.randrange(4, len(damaged))
            damaged[at : at + rng.randint(0, 2)] = rng.choice([b"", b'"', b"\0", b"sep=;\n", b"\xff", b"#", b"1e999"])
        answered(bytes(damaged), Wanted("t", tuple(names[:1]), names[1]))


FOUND = {
    "houses.csv": (b"area,price\n2104,399900\n1600,329900\n", "area", "price", ([2104, 1600], [399900, 329900])),
    "unix-time.csv": (b"t,y\n1700000000,2\n1700000060,3\n", "t", "y", ([1700000000, 1700000060], [2, 3])),
    "semicolon-comma-bom.csv": (
        "\ufeffAlter;Größe\r\n1,5;82,5\r\n2,0;86,1\r\n".encode(), "Alter", "Größe", ([1.5, 2], [82.5, 86.1]),
    ),
    "cp1252.csv": ("größe,gewicht\n1.7,70\n1.8,80\n".encode("cp1252"), "größe", "gewicht", ([1.7, 1.8], [70, 80])),
    "thousands.csv": (
        b'area,price\n"1,200","250,000"\n"1,500","310,500"\n"900","199,000"\n',
        "area", "price", ([1200, 1500, 900], [250000, 310500, 199000]),
    ),
    "missing.csv": (b"flipper,mass\n181,3750\nNA,NA\n193,3450\n", "flipper", "mass", ([181, 193], [3750, 3450])),
}  # fmt: skip
"""What people's spreadsheets export."""


@pytest.mark.parametrize(("raw", "x", "y", "expected"), FOUND.values(), ids=FOUND)
def test_exports_of_spreadsheets(raw, x, y, expected):
    found = read(raw, Wanted("t.csv", (x,), y))
    assert (list(found.xs[0]), list(found.y)) == expected


def test_what_was_taken_for_what_is_said_once(write, render, tmp_path):
    tmp_path.joinpath("t.csv").write_text("x;y\n0,5;1\nNA;2\n1,5;3\n")
    write(**FAST | {"data": "{kind: csv, file: t.csv, x: x, y: y}"})
    said = "note: t.csv: separator ;, decimal comma\nnote: t.csv: 1 row without a value left out: line 3\n"
    assert render("check", "scene.yaml") == (0, "scene.yaml is fine: 2 points, 3 steps\n", said)
    code, _, err = render("scene.yaml", "-o", "out")
    assert (code, err) == (0, said)
    assert render("scene.yaml", "-o", "out")[2] == ""
    write(**FAST | {"data": '{kind: csv, file: t.csv, x: x, y: y, separator: ";", decimal: ",", missing: error}'})
    code, out, err = render("check", "scene.yaml")
    assert (code, out) == (2, "")
    assert err == (
        'scene.yaml:2:35: nothing in column "x"\n'
        '  2 | data: {kind: csv, file: t.csv, x: x, y: y, separator: ";", decimal: ",", missing: error}\n'
        "    |                                   ^\n"
        "    = t.csv:3: NA;2\n"
        "    = missing: drop leaves such rows out\n"
    )


def test_dates_are_the_days_of_the_points(write, tmp_path):
    tmp_path.joinpath("t.csv").write_text("day,y\n2024-03-01,1\n2024-03-11T12:00,2\n")
    samples = take_of(write(data="{kind: csv, file: t.csv, x: day, y: y}")).samples()
    assert samples.input.is_date
    assert (samples.alone + samples.input.origin).tolist() == [MARCH, MARCH + 10.5]


def test_files_may_lie_in_the_repository_or_the_course(write, render, tmp_path):
    data = "{kind: csv, file: ../data/t.csv, x: x, y: y}"
    folder = tmp_path / "course" / "data"
    folder.mkdir(parents=True)
    tmp_path.joinpath("course", "week").mkdir()
    path = write(name="course/week/scene.yaml", data=data)
    folder.joinpath("t.csv").write_text("x,y\n1,2\n2,3\n")
    outside = '"../data/t.csv" lies outside the scene\'s folder'
    assert outside in render("check", path)[2]
    course = tmp_path / "course" / "course.yaml"
    course.write_text("")
    assert render("check", path)[0] == 0
    assert take_of(path).samples().alone.tolist() == [1, 2]
    assert folder / "t.csv" in [source.resolve() for source in take_of(path).sources]
    watched = Watched([path], tmp_path / "out")
    watched.look()
    assert watched.heeds(folder / "t.csv")
    assert folder in watched.flat
    course.unlink()
    assert outside in render("check", path)[2]
    tmp_path.joinpath(".git").mkdir()
    assert scene_of(path)
    write(name="course/week/scene.yaml", data=data, fonts="{regular: ../../../a.ttf}")
    assert '"../../../a.ttf" lies outside the repository' in render("check", path)[2]


@posix_only
def test_a_link_is_judged_by_where_it_leads(write, render, tmp_path):
    tmp_path.joinpath("week").mkdir()
    path = write(name="week/scene.yaml", data="{kind: csv, file: link.csv, x: x, y: y}")
    tmp_path.joinpath("t.csv").write_text("x,y\n1,2\n2,3\n")
    link = tmp_path / "week" / "link.csv"
    link.symlink_to("../t.csv")
    assert '"link.csv" lies outside the scene\'s folder' in render("check", path)[2]
    tmp_path.joinpath("week", "t.csv").write_text("x,y\n1,2\n2,3\n")
    link.unlink()
    link.symlink_to("t.csv")
    assert render("check", path)[0] == 0


@posix_only
@pytest.mark.parametrize("kind", ["pipe", "folder", "loop", "device"])
def test_what_is_no_file_is_refused_at_once(kind, tmp_path):
    path = tmp_path / "t.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("t.csv" if kind == "loop" else "/dev/zero")
    with pytest.raises(DataError, match=r'"t\.csv" cannot be read: '):
        Csv(file="t.csv", x="x", y="y").count(tmp_path)


def test_a_check_of_a_plain_table_imports_nothing_heavy():
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, "check", ROOT / "scenes" / "from-csv.yaml")
    assert not {"numpy", "charset_normalizer", "python_calamine", "dateutil"} & set(done.stdout.split())
