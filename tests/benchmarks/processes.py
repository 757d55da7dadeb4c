"""Commands enter; their wall time, peak memory and paired ratios leave."""

import os
import subprocess
import sys
import time
from statistics import median
from typing import NamedTuple

RENDER = [sys.executable, "-m", "render"]


class Cost(NamedTuple):
    """Seconds from start to exit, and the largest memory of the process itself, in MB."""

    seconds: float
    megabytes: float


class Ratio(NamedTuple):
    """The median of paired ratios, and the smallest and largest of them."""

    middle: float
    low: float
    high: float

    def __str__(self):
        return f"{self.middle:.3g} ({self.low:.3g} to {self.high:.3g})"


def run(*command, **more):
    """Run a command to its end; it has to succeed."""
    began = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return Cost(time.perf_counter() - began, usage.ru_maxrss / 1000)


def in_turn(pairs, *works):
    """Do all `works` in turn, `pairs` times after a first one that does not count; return the costs of each."""
    costs = [[] for _ in works]
    for count in range(pairs + 1):
        for cost, work in zip(costs, works, strict=True):
            spent = work()
            if count:
                cost.append(spent)
    return costs


def ratio(ours, theirs):
    """Return how many times as long `ours` took as `theirs`."""
    ratios = [a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def seconds(costs):
    return median(cost.seconds for cost in costs)
