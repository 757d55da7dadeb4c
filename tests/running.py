"""The command line in a process of its own, in a room of its own, and what it leaves there."""

import os
import shutil
import subprocess
import sys
import time
from uuid import uuid4

import psutil
import pytest

from tests.conftest import ROOT, train_all

MARK = "GRADREEL_TEST"
"""The variable by which a process and all that it starts are known."""
SCENE = (
    "title: {title}\ndata: {{kind: line, w: 0.1, b: 0.5, points: 20, noise: 0.05}}\nlearning_rate: {rate}\nsteps: 10\n"
)
LOOK = "pacing: {{seconds: {seconds}}}\noutput: {{size: 480p, fps: 10, formats: [{formats}]}}\n"


class Room:
    """A folder with scenes, and with an output folder, a cache and a folder for temporary files of its own."""

    def __init__(self, folder):
        self.folder, self.mark = folder, uuid4().hex
        self.out, self.cache, self.temporary = folder / "out", folder / "cache", folder / "temporary"
        self.temporary.mkdir(parents=True)
        # TensorFlow and Matplotlib keep what they like, where they like; it is none of ours.
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "RENDER_CACHE": str(self.cache),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.temporary)),
            MARK: self.mark,
        }

    def write(self, name="a.yaml", title="A line", rate=0.1, seconds=1, formats="gif", more=""):
        """Write a scene, and return its path in this room."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = SCENE.format(title=title, rate=rate) + LOOK.format(seconds=seconds, formats=formats) + more
        path.write_text(text, encoding="utf-8")
        return name

    def start(self, *arguments, environment=None, **options):
        """Start the command line here, as the first of a session; a name may have bytes that are no text."""
        command = [*map(os.fsencode, [sys.executable, "-m", "render", *arguments])]
        environment = {**self.environment, **(environment or {})}
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "cwd": self.folder} | options
        return subprocess.Popen(command, env=environment, start_new_session=True, **options)

    def run(self, *arguments, seconds=120, **options):
        """Run the command line here, and return exit code, output and errors, as bytes."""
        with self.start(*arguments, **options) as running:
            printed, err = running.communicate(timeout=seconds)
        return running.returncode, printed, err

    def films(self):
        """Return the bytes of all that is in the output folder, by the paths there."""
        files = sorted(path for path in self.out.rglob("*") if path.is_file()) if self.out.exists() else []
        return {str(path.relative_to(self.out)): path.read_bytes() for path in files}

    def processes(self):
        """Return the processes that were started here and are still alive."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process):
        try:
            return process.environ().get(MARK) == self.mark and process.status() != psutil.STATUS_ZOMBIE
        except (psutil.Error, OSError):
            return False

    def survivors(self, seconds=2.0):
        """Return the processes that are alive after so many seconds."""
        deadline = time.monotonic() + seconds
        while (found := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return found

    def left(self):
        """Return what no run should leave: drafts anywhere, and anything in the folder for temporary files."""
        found = [path for place in (self.folder, self.out, self.cache) for path in place.rglob(".gradreel*")]
        return sorted({str(path.relative_to(self.folder)) for path in [*found, *self.temporary.iterdir()]})

    def warm_from(self, other):
        """Know the recordings that `other` knows."""
        shutil.copytree(other.cache, self.cache, dirs_exist_ok=True)


def known(folder, **scene):
    """Return a room in `folder` with the scenes a to c whose recordings are known."""
    room = Room(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RENDER_CACHE", str(room.cache))
        for index, name in enumerate("abc", start=1):
            train_all(folder / room.write(f"{name}.yaml", rate=f"0.{index}", **scene))
    return room
