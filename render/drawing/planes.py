"""Recordings enter, a plane through the space of their weights leaves: that of two weights, or of the path itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.drawing.points import even_choice
from render.training.recording import Recording

Floats = NDArray[np.float64]

MOST_PLACES = 300
"""Steps of a run whose weights tell where its path goes, spread evenly over those that are kept."""
STRAIGHT = 1e-6
"""Share of the length of a path that its width has to be for there to be a second direction."""
FAR = 0.5
"""Share of the farthest place of a path from its middle from which on a place is on one side of it."""


@dataclass(frozen=True)
class Plane:
    """The places u, v of weights theta = centre + u ways[0] + v ways[1], `centre` (P,) and `ways` (2, P) orthonormal.

    `shares` are those of the path's variance that each way holds, where they are known.
    """

    centre: Floats
    ways: Floats
    shares: tuple[float, float] | None = None

    @classmethod
    def of_weights(cls, both: Sequence[int], held: NDArray[np.floating]) -> "Plane":
        """Return that of `both` columns; the other weights are `held` (P,)."""
        ways = np.zeros((2, len(held)))
        ways[[0, 1], both] = 1.0
        centre = held.astype(np.float64)
        centre[both] = 0.0
        return cls(centre, ways)

    @classmethod
    def of_paths(cls, recordings: Sequence[Recording]) -> "Plane":
        """Return that of the two principal components of the paths, through the weights of the smallest loss.

        One plane for all `recordings`; those that leave their minimum have no say in it. The centred path is X, its
        singular values are s, and a way holds the share s_i^2 / |X|^2 of its variance (Lorch, "Visualizing deep network
        training trajectories with PCA", 2016; Li et al., "Visualizing the loss landscape of neural nets", 2018,
        section 7). A path begins at the left and above.
        """
        telling = [recording for recording in recordings if recording.settles] or recordings
        paths = [each.parameters[even_choice(len(each.kept), MOST_PLACES)].astype(np.float64) for each in telling]
        path = np.concatenate(paths)
        path -= path.mean(axis=0)
        sizes, found = _main_directions(path)
        ways = [way for way, size in zip(found, sizes, strict=True) if size > STRAIGHT * sizes[0]]
        while len(ways) < 2:
            # A path that is straight, or a place, has no width: any way across it does.
            across = np.zeros(path.shape[1])
            across[int(np.square(ways).sum(axis=0).argmin()) if ways else 0] = 1.0
            across -= sum(way * (way @ across) for way in ways)
            ways.append(across / np.linalg.norm(across))
        along = path @ np.array(ways).T
        far = np.abs(along) >= FAR * np.abs(along).max(axis=0)
        begins = np.sign([along[row, way] for way, row in enumerate(far.argmax(axis=0))])
        signs = np.where(begins == 0, 1, begins) * (-1, 1)
        first, second = np.square(along).sum(axis=0) / max(float(np.square(path).sum()), np.finfo(float).tiny)
        lowest = min(telling, key=lambda each: float(each.loss[each.kept].min())).lowest
        return cls(lowest.astype(np.float64), np.array(ways) * signs[:, np.newaxis], (float(first), float(second)))

    @property
    def is_whole(self) -> bool:
        """Whether there are no weights beside it: the loss on it is that of the weights, and so is its gradient."""
        return len(self.centre) == len(self.ways)

    def places(self, thetas: NDArray[np.floating]) -> Floats:
        """Return the places (..., 2) of weights (..., P), or of those of the plane that are nearest to them."""
        return self.along(thetas.astype(np.float64) - self.centre)

    def along(self, steps: NDArray[np.floating]) -> Floats:
        """Return how far steps (..., P) go along both ways, (..., 2)."""
        found: Floats = steps.astype(np.float64) @ self.ways.T
        return found

    def thetas(self, places: NDArray[np.floating]) -> Floats:
        """Return the weights (n, P) at `places` (n, 2)."""
        found: Floats = self.centre + places @ self.ways
        return found

    def minima(self, recording: Recording) -> Floats:
        """Return the places (M, 2) with the smallest loss; none if they are not known.

        Of a quadratic loss, its gradient along both ways W is 0 there: W H (centre + W' place - best) = 0.
        """
        objective = recording.run.objective
        if self.is_whole:
            return self.places(objective.minima)
        if objective.best is None or not objective.quadratic:
            return np.empty((0, 2))
        hessian = self.ways @ np.array(objective.quadratic.hessian)
        found: Floats = np.linalg.solve(hessian @ self.ways.T, hessian @ (objective.best - self.centre))
        return found[np.newaxis]


def _main_directions(path: Floats) -> tuple[Floats, Floats]:
    """Return the two largest singular values of a centred `path` (K, P), and their directions in the rows of (2, P).

    By the eigenvectors of the smaller one of X'X and XX': all of the others would cost a hundred times as much.
    """
    wide = path.shape[1] > len(path)
    squares, vectors = np.linalg.eigh(path @ path.T if wide else path.T @ path)
    sizes, vectors = np.sqrt(np.maximum(squares[:-3:-1], 0)), vectors[:, :-3:-1].T
    if wide:
        vectors = vectors @ path / np.maximum(sizes, np.finfo(float).tiny)[:, np.newaxis]
    return sizes, vectors
