"""Several films at a time, in processes that are started once."""

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing import connection
from typing import Any

from render import cache
from render.course.crews import Came, Crew, Tell
from render.course.worker import Ended, Told, Worker, stop_all
from render.errors import FilmError, GradreelError, again
from render.files import remove_lost, temporary
from render.film import Result, make
from render.output.plan import Plan
from render.progress import Progress
from render.scene.script import recorded

MOST_DEATHS = 2
"""How often a film may lose its worker: what kills two may well kill every one."""
LOOKS = 1.0
"""Seconds after which signals are looked at, at the latest."""
TRAINER = -1
"""The number of the worker that trains; those that draw count from 0."""


def train(plan: Plan, progress: Progress) -> bool:
    """Train what is not recorded yet, and return whether all recordings are kept now. Raises FilmError."""
    recorded(plan.take, progress)
    return plan.is_recorded


def warm(_: str, progress: Progress) -> None:
    """Import what drawing needs, so that a film does not wait for it."""
    import render.drawing.stage  # noqa: F401


class Processes(Crew):
    """Draws in all of its workers, and trains in one more that ends when all is trained.

    TensorFlow, which takes seconds and much memory to import, is imported once; while that goes on, the others import
    what they draw with. Never do more workers have something to do than the crew has.
    """

    def __init__(self, count: int) -> None:
        """Have `count` workers, at least one."""
        self._count = count

    def perform(self, plans: Sequence[Plan], tell: Tell) -> Generator[tuple[Plan, Came], None, None]:
        """Make the films, each as soon as its training is recorded."""
        with temporary() as folder:
            floor = _Floor(plans, self._count, str(folder), tell)
            try:
                yield from floor.run()
            finally:
                floor.close()


class _Floor:
    """The films that wait, the workers, and which of them does what."""

    def __init__(self, plans: Sequence[Plan], count: int, folder: str, tell: Tell) -> None:
        self._count, self._folder, self._tell = count, folder, tell
        self._untrained: deque[Plan] = deque()
        self._unkept: deque[Plan] = deque()
        self._waiting: deque[Plan] = deque()
        for plan in plans:
            (self._waiting if plan.is_recorded else self._untrained).append(plan)
        self._left = len(plans)
        self._deaths: Counter[str] = Counter()
        self._folders = {target.parent for plan in plans for target in plan.files}
        self._busy: dict[int, tuple[Callable[..., Any], Plan | None]] = {}
        self._workers: dict[int, Worker] = {}

    def run(self) -> Iterator[tuple[Plan, Came]]:
        while self._left:
            for number in range(TRAINER, self._count):
                if number not in self._busy and len(self._busy) < self._count:
                    self._assign(number)
            # Of all signals, only Ctrl-C wakes what waits on Windows.
            connection.wait([each for number in self._busy for each in self._workers[number].waitables], LOOKS)
            for number in list(self._busy):
                yield from self._listen(number)

    def close(self) -> None:
        stop_all(list(self._workers.values()))
        self._remove_drafts()

    def _assign(self, number: int) -> None:
        """Give a worker something to do, if there is any."""
        if number == TRAINER:
            while self._untrained and self._untrained[0].is_recorded:
                self._waiting.append(self._untrained.popleft())
            if self._unkept:
                self._start(number, make, self._unkept.popleft())
            elif self._untrained:
                self._start(number, train, self._untrained.popleft())
            elif number in self._workers:
                stop_all([self._workers.pop(number)])
        elif self._waiting:
            self._start(number, make, self._waiting.popleft())
        elif number not in self._workers:
            self._start(number, warm, None)

    def _start(self, number: int, task: Callable[..., Any], plan: Plan | None) -> None:
        if number in self._workers and not self._workers[number].process.is_alive():
            self._dismiss(number)
        if number not in self._workers:
            self._workers[number] = Worker(self._folder)
        self._busy[number] = task, plan
        self._workers[number].start(task, plan)

    def _listen(self, number: int) -> Iterator[tuple[Plan, Came]]:
        task, plan = self._busy[number]
        try:
            for message in self._workers[number].messages():
                match message:
                    case Told(stage, done, total) if plan:
                        self._tell(plan.take.name, stage, done, total)
                    case Ended(came):
                        del self._busy[number]
                        if plan:
                            yield from self._ended(task, plan, came)
                        return
        except EOFError:
            yield from self._died(number)

    def _ended(self, task: Callable[..., Any], plan: Plan, came: Result | GradreelError | bool) -> Iterator[Any]:
        if task is make or isinstance(came, GradreelError):
            self._left -= 1
            yield plan, came
        else:
            # A recording that could not be kept is known to nobody but the worker that can train it again.
            (self._waiting if came else self._unkept).append(plan)

    def _died(self, number: int) -> Iterator[tuple[Plan, Came]]:
        """Do without a worker that was killed; its film is tried once more."""
        task, plan = self._busy.pop(number)
        code = self._dismiss(number)
        if not plan:
            return
        self._deaths[plan.take.name] += 1
        if self._deaths[plan.take.name] < MOST_DEATHS:
            waiting = self._untrained if task is train else self._unkept if number == TRAINER else self._waiting
            waiting.appendleft(plan)
            return
        self._left -= 1
        signal = f"by signal {-code}" if code and code < 0 else f"with exit code {code}"
        said = f"{plan.take.path}: the process that made this film ended {signal}, {MOST_DEATHS} times"
        yield plan, FilmError(f"{said}; is the memory full?", again("-j", "1"))

    def _dismiss(self, number: int) -> int | None:
        """Forget a worker that has died, and return how it ended."""
        worker = self._workers.pop(number)
        worker.join()
        self._remove_drafts()
        return worker.process.exitcode

    def _remove_drafts(self) -> None:
        remove_lost([*self._folders, cache.folder()])
