"""Work enters one by one, is done in threads, and its results leave in the order of the work."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

THREADS = 2
"""Compressing leaves the interpreter alone; more threads than these would wait for the frames to be drawn."""
AHEAD = 4
"""Pieces of work that wait or are being done: memory does not grow with the number of frames."""

Work = TypeVar("Work")
Result = TypeVar("Result")


@contextmanager
def in_order(do: Callable[[Work], Result], take: Callable[[Result], None]) -> Iterator[Callable[[Work], None]]:
    """Hand out a function that has `do` done in a thread; `take` is called here, with each result in order."""
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:

        def add(work: Work) -> None:
            waiting.append(threads.submit(do, work))
            while len(waiting) > AHEAD:
                take(waiting.popleft().result())

        yield add
        for future in waiting:
            take(future.result())
