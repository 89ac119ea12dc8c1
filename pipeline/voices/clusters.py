"""Which prints are one voice: the likest two groups are joined as long as they are like enough (average linkage)."""

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float32]

_ALIKE = 0.8  # mean likeness (cosine) of two groups of prints from which on they are one voice
_MOST = 1_000  # prints that are compared with one another; the others join the voice that they are nearest to
_SHARE, _LEAST = 0.03, 5  # a voice has at least so many of them, else it is noise


def groups(prints: _Floats, spoken: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The number of the voice that each print belongs to, -1 where nobody speaks."""
    made = np.full(len(prints), -1, np.int32)
    places = np.flatnonzero(spoken)
    if not len(places):
        return made
    calm = _smoothed(prints)
    chosen = places[np.linspace(0, len(places) - 1, min(_MOST, len(places))).astype(int)]
    found = _joined(calm[chosen])
    sizes = {voice: int((found == voice).sum()) for voice in set(found.tolist())}
    kept = [voice for voice, size in sizes.items() if size >= max(_LEAST, _SHARE * len(chosen))] or [
        max(sizes, key=sizes.__getitem__)
    ]
    centres = _unit(np.stack([calm[chosen][found == voice].mean(axis=0) for voice in kept]))
    made[places] = (calm[places] @ centres.T).argmax(axis=1)
    return made


def _smoothed(prints: _Floats) -> _Floats:
    """Every print with half of what stands beside it."""
    padded = np.pad(prints, ((1, 1), (0, 0)), mode="edge")
    return _unit(padded[:-2] + 2 * padded[1:-1] + padded[2:])


def _unit(rows: _Floats) -> _Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9), np.float32)


def _joined(rows: _Floats) -> NDArray[np.int32]:
    """A number for the group of each row."""
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -1)
    sizes = np.ones(len(rows), np.float32)
    group = np.arange(len(rows), dtype=np.int32)
    while True:
        one, other = divmod(int(likeness.argmax()), len(rows))
        if likeness[one, other] < _ALIKE:
            return group
        mean = (likeness[one] * sizes[one] + likeness[other] * sizes[other]) / (sizes[one] + sizes[other])
        mean[likeness[one] < -0.5] = -1  # joined away before
        mean[[one, other]] = -1
        likeness[one], likeness[:, one] = mean, mean
        likeness[other], likeness[:, other] = -1, -1
        sizes[one] += sizes[other]
        group[group == other] = one
