"""Changes enter, boards leave: makes what the scenes want in one worker, for the newest save first.

A film is made twice: its poster at once, as a still, then the whole of it as `render` would.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from multiprocessing import Pipe, connection
from pathlib import Path
from typing import NamedTuple

from render import cache
from render.course.crews.processes import MOST_DEATHS
from render.course.worker import Ended, Told, Worker, stop_all
from render.errors import FilmError, GradreelError
from render.files import remove_lost
from render.film import Result, make
from render.progress import DRAWING, Progress
from render.watch.board import Board, Fault, FilmState, Picture, State
from render.watch.pictures import Pictures
from render.watch.watched import Wanted, Watched


class _Job(NamedTuple):
    """What the worker does: a film as it was wanted then, the whole of it or a still."""

    wanted: Wanted
    still: bool

    @property
    def identity(self) -> tuple[object, ...]:
        return self.wanted.name, self.wanted.key, self.still


@dataclass
class _Film:
    """A film that is wanted; those with the largest `rank` go first."""

    wanted: Wanted
    rank: int
    stale: bool
    error: GradreelError | None
    picture: Picture | None = None
    current: bool = False
    notes: Sequence[str] = ()
    deaths: Counter[bool] = field(default_factory=Counter)

    def is_for(self, job: _Job) -> bool:
        return self.wanted.key == job.wanted.key


class Scheduler:
    """Makes films of the scenes that are `watched`. One thread runs it, others call `change`, `look_at` and `end`."""

    def __init__(self, watched: Watched, pictures: Pictures, publish: Callable[[Board], None]) -> None:
        self._watched, self._pictures, self._publish = watched, pictures, publish
        self._inbox, self._door = Pipe(duplex=False)
        self._board: Board | None = None
        self._films: dict[str, _Film] = {}
        self._saves, self._saved, self._seen = 0, "", ""
        self._job: _Job | None = None
        self._told: Told | None = None
        self._busy = self._given_up = False

    def change(self, paths: Collection[Path] | None) -> None:
        """Tell of files that changed; None: any may have."""
        self._door.send(("changed", paths))

    def look_at(self, name: str) -> None:
        """Tell of the film that somebody looks at."""
        self._door.send(("seen", name))

    def end(self) -> None:
        """Let `run` give up what is being made, and return."""
        self._door.send(("end", None))

    def run(self) -> None:
        """Make what is wanted, and publish a board whenever there is something to show."""
        self._hire(trains=True)
        try:
            self._take_in(self._watched.look())
            while True:
                self._begin()
                self._show()
                connection.wait([self._inbox, *self._worker.waitables])
                while self._inbox.poll():
                    match self._inbox.recv():
                        case "changed", paths:
                            self._look(paths)
                        case "seen", name:
                            self._see(name)
                        case _:
                            return
                self._listen()
        finally:
            stop_all([self._worker])
            self._remove_drafts()

    def _look(self, changed: Collection[Path] | None) -> None:
        heeded = changed and [path for path in changed if self._watched.heeds(path)]
        if heeded or changed is None:
            self._take_in(self._watched.look(heeded), heeded or ())

    def _see(self, name: str) -> None:
        self._seen = name
        film = self._films.get(name)
        if film and not film.current:
            # Somebody waits for its first picture.
            film.rank = max(each.rank for each in self._films.values()) + 1
            self._reconsider()

    def _take_in(self, wanted: Sequence[Wanted], saved: Collection[Path] = ()) -> None:
        """Compare what is `wanted` with what was; `saved` are the files that made the difference."""
        before, self._films = self._films, {}
        changed: dict[Path, None] = {}
        for each in wanted:
            known = before.get(each.name)
            if known and known.wanted.key == each.key:
                if each is not known.wanted:
                    # It was saved again: what failed is tried again.
                    known.wanted, known.error = each, each.error
                self._films[each.name] = known
            else:
                self._films[each.name] = self._entered(each, known)
                changed[each.path] = None
        self._rank(list(changed), {path.absolute() for path in saved})
        self._reconsider()

    def _reconsider(self) -> None:
        """Give up what is being made if it is no longer the first thing to do."""
        following = self._next()
        if self._job and not (following and following.identity == self._job.identity):
            self._give_up()

    def _rank(self, changed: list[Path], saved: Collection[Path]) -> None:
        """Let the scenes that `changed` go first: above all what was itself `saved`, or else what is looked at."""

        def order(path: Path) -> tuple[bool, bool, bool, float]:
            seen = any(film.wanted.path == path for name, film in self._films.items() if name == self._seen)
            modified = path.stat().st_mtime if path.exists() else 0.0
            return path.absolute() in saved, seen, str(path) == self._saved, modified

        highest = max((film.rank for film in self._films.values()), default=0)
        for rank, path in enumerate(sorted(changed, key=order), start=highest + 1):
            self._saves, self._saved = self._saves + 1, str(path)
            for film in self._films.values():
                if film.wanted.path == path:
                    film.rank = rank

    def _entered(self, wanted: Wanted, known: _Film | None) -> _Film:
        film = _Film(wanted, known.rank if known else 0, bool(wanted.plan and wanted.plan.stale), wanted.error)
        film.picture, film.current = self._pictures.best(wanted)
        if not film.current and known and known.picture:
            film.picture = known.picture
        return film

    def _next(self) -> _Job | None:
        """Return what is to be done now: stills before films, but all of the first in rank before all others."""
        films = sorted((f for f in self._films.values() if f.wanted.plan and not f.error), key=lambda f: -f.rank)
        for group in ([film for film in films if film.rank == films[0].rank], films):
            for film in group:
                if not film.current:
                    return _Job(film.wanted, still=True)
            for film in group:
                if film.stale:
                    return _Job(film.wanted, still=False)
        return None

    def _begin(self) -> None:
        job = self._next()
        if not self._busy and job and (plan := job.wanted.plan):
            self._job, self._told = job, None
            self._busy, self._given_up = True, False
            self._worker.start(make, self._pictures.still_of(plan) if job.still else plan)

    def _give_up(self) -> None:
        if not self._given_up:
            self._given_up = True
            self._worker.cancel()

    def _listen(self) -> None:
        try:
            for message in self._worker.messages():
                match message:
                    case Told():
                        self._told = message
                    case Ended(came):
                        job, self._job, self._busy = self._job, None, False
                        if job:
                            self._ended(job, came)
        except EOFError:
            self._died()

    def _ended(self, job: _Job, came: Result | GradreelError | None) -> None:
        film = self._films.get(job.wanted.name)
        if film and not film.is_for(job) and came and not job.still:
            # It was given up too late, and may have taken the place of the film that is wanted now.
            self._take_in(self._watched.look())
            if film := self._films.get(job.wanted.name):
                self._films[job.wanted.name] = self._entered(film.wanted, film)
        if not film or not film.is_for(job) or not film.wanted.plan:
            return
        if isinstance(came, GradreelError):
            film.error = came
        elif came and job.still:
            film.picture, film.notes = self._pictures.keep_still(film.wanted.plan), came.notes
            film.current = True
        elif came:
            film.wanted, film.stale, film.notes = film.wanted.made, False, came.notes
            film.picture, film.current = self._pictures.best(film.wanted)

    def _hire(self, trains: bool) -> None:
        self._worker = Worker(str(self._pictures.folder))
        self._job, self._busy = None, True
        self._worker.start(warm, trains)

    def _died(self) -> None:
        """Do without a worker that was killed; what it made is tried once more."""
        job, code = self._job, self._worker.process.exitcode
        self._worker.join()
        self._remove_drafts()
        film = self._films.get(job.wanted.name) if job else None
        if job and film and film.is_for(job):
            film.deaths[job.still] += 1
            if film.deaths[job.still] == MOST_DEATHS:
                said = f"{job.wanted.path}: the process that made this film ended {MOST_DEATHS} times"
                film.error = FilmError(f"{said}, with exit code {code}; is the memory full?")
        # On a machine where TensorFlow cannot run, it is its import that kills, and stills can do without.
        self._hire(trains=False)

    def _remove_drafts(self) -> None:
        remove_lost([self._watched.out, cache.folder()])

    def _show(self) -> None:
        board = Board({name: self._state_of(film) for name, film in self._films.items()}, self._saved, self._saves)
        if board != self._board:
            self._board = board
            self._publish(board)

    def _state_of(self, film: _Film) -> FilmState:
        wanted, job = film.wanted, self._job
        state: State = "waiting" if film.stale or not film.current else "ready"
        percent = None
        if film.error:
            state = "error"
        elif job and job.wanted.name == wanted.name and not self._given_up:
            told = self._told or Told(DRAWING, 0, 0)
            state = "drawing" if told.stage == DRAWING else "training"
            percent = 100 * told.done // told.total if told.total > 1 else None
        faults, path = Fault.all_of(film.error), str(wanted.path)
        return FilmState(
            wanted.name, wanted.title, path, state, percent, film.picture, film.current, faults, film.notes
        )


def warm(trains: bool, progress: Progress) -> None:
    """Import what drawing needs, and in a thread of its own what training needs, which takes seconds."""
    import render.drawing.stage  # noqa: F401

    if trains:
        threading.Thread(target=_warm_trainer, daemon=True).start()


def _warm_trainer() -> None:
    import render.training.recorder  # noqa: F401
