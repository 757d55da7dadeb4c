"""A pace enters, what is shown at each frame leaves: each slow step, and fast ones on the odd.

A training that swings changes sides at each step. Frames that are an even number of steps apart would show it on one
side, standing still, as a stroboscope does with a wheel.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def passage(arrivals: Sequence[float], exact: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what to show at each of n frames, (n + 1,), from step 0 to the last one.

    `exact` (n + 1,) is where the pace, which never falls, is at each frame, and `arrivals` are the frames, with a
    fraction, at which it comes to step 0, 1 and so on, to step n or the last one. For an even number of steps, n is 2
    at least.

    A step that takes a frame or longer has a frame of its own, and an eased way to the next step. From the first step
    that takes less, only whole steps are shown, each an odd number of steps after the one before; where that does not
    come out even, the film stays a frame longer at the first of them.
    """
    steps, frames = round(exact[-1]), len(exact) - 1
    slow = int(np.argmin(np.append(np.diff(arrivals) >= 1 - 1e-9, False)))
    stations = np.floor(np.array(arrivals[: slow + 1]) + 1e-9).astype(int)
    if frames - stations[-1] == 1 and (steps - slow) % 2 == 0:
        # One frame cannot be an even number of steps: the last slow step leads a fast way.
        stations, slow = stations[:-1], slow - 1
    begin = int(stations[-1])
    moves = min(frames - begin, steps - slow)
    moves -= (steps - slow - moves) % 2
    index = np.arange(1, moves + 1)
    pairs = np.floor((exact[frames - moves + 1 :] + 1 - slow - index) / 2)
    pairs = np.clip(np.maximum.accumulate(pairs), 0, (steps - slow - moves) // 2)
    held = np.full(frames - begin - moves, float(slow))
    return np.concatenate([_glide(stations), held, slow + index + 2 * pairs])


def _glide(stations: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the way past step 0, 1 and so on, at the frames `stations`: the slower, the more it eases in and out."""
    exact = np.interp(np.arange(stations[-1] + 1), stations, np.arange(len(stations)))
    whole = np.floor(exact)
    fraction = exact - whole
    frames_a_step = np.append(np.diff(stations), 1)[whole.astype(int)]
    softness = np.clip((frames_a_step - 4) / 8, 0, 1)
    shown: NDArray[np.float64] = whole + fraction + softness * (fraction**2 * (3 - 2 * fraction) - fraction)
    return shown
