"""What is built and installed: the wheel, from the source distribution, in an environment without the checkout."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


def built(kind, source, folder):
    """Build a `kind` of distribution from `source`, and return its file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (file,) = [path for path in folder.iterdir() if path.suffix == {"sdist": ".gz", "wheel": ".whl"}[kind]]
    return file


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Install the wheel that is made from the source distribution; return a function that runs its command."""
    folder = tmp_path_factory.mktemp("package")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    assert (source / "tests" / "test_package.py").is_file()
    wheel = built("wheel", source, folder)
    venv.create(folder / "venv", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "venv"), "platbase": str(folder / "venv")}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # What gradreel needs is there, but not what points at the checkout: such lines are not followed from another one.
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    empty = folder / "empty"
    empty.mkdir()

    def run(*arguments):
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"RENDER_CACHE": str(folder / "cache"), "PYTHONWARNINGS": "error", "COLUMNS": "100"}
        done = subprocess.run([python, *arguments], cwd=empty, env=environment, capture_output=True, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    run.site, run.folder = site, empty
    return run


def test_all_of_it_is_inside(installed):
    package = installed.site / "render"
    sources = {"": "render", "gallery/scenes": "scenes", "gallery/films": "assets"}
    for folder, source in sources.items():
        files = [path for path in (ROOT / source).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        assert len(files) > 30
        lost = [path for path in files if not (package / folder / path.relative_to(ROOT / source)).is_file()]
        assert lost == []
    code, out, err = installed("-c", "import render; print(render.__file__)")
    assert (code, err) == (0, "")
    assert Path(out.strip()).is_relative_to(installed.site)


def test_a_stranger_finds_the_gallery_and_starts_from_it(installed):
    assert "from-csv" in installed("-m", "render", "gallery")[1]
    assert installed("-m", "render", "new", "mine.yaml", "--from", "from-csv")[::2] == (0, "")
    assert installed("-m", "render", "check", "mine.yaml")[::2] == (0, "")
    assert (installed.folder / "data" / "hubble.csv").read_bytes() == (ROOT / "scenes/data/hubble.csv").read_bytes()


@pytest.mark.thorough
def test_films_are_made_without_the_checkout(installed):
    assert installed("-m", "render", "new", "digits.yaml", "--from", "digits")[0] == 0
    assert installed("-m", "render", "digits.yaml", "-f", "html", "-f", "gif", "-f", "mp4", "-f", "svg")[::2] == (0, "")
    films = installed.folder / "assets"
    assert {path.suffix for path in films.iterdir()} == {".html", ".gif", ".mp4", ".svg"}
