"""A changed stretch cut into the smallest changes: words that look or sound alike stand against each other."""

from collections.abc import Sequence

from pipeline.words import STOP_WORDS, likeness

_LARGEST_STRETCH = 144  # longer changed stretches are not cut up: they are reworded
_ALIKE = 0.75


def smallest(
    words: Sequence[str], at: Sequence[int], said: Sequence[str], said_at: Sequence[int]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Cut a changed stretch into the smallest changes: words that look or sound alike stand against each other."""
    if not at or not said_at or len(at) * len(said_at) > _LARGEST_STRETCH or len(at) == len(said_at) == 1:
        return [(tuple(at), tuple(said_at))]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    for i in range(len(at) + 1):
        for j in range(len(said_at) + 1):
            for di in range(min(i, 3) + 1):
                for dj in range(min(j, 3) + 1):
                    if (di or dj) and (i - di, j - dj) in best:
                        ones = [words[k] for k in at[i - di : i]]
                        others = [said[k] for k in said_at[j - dj : j]]
                        cost = best[i - di, j - dj][0] + _piece_cost(ones, others)
                        if (i, j) not in best or cost < best[i, j][0] - 1e-9:
                            best[i, j] = (cost, di, dj)
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    i, j = len(at), len(said_at)
    while i or j:
        _, di, dj = best[i, j]
        found.append((tuple(at[i - di : i]), tuple(said_at[j - dj : j])))
        i, j = i - di, j - dj
    found.reverse()
    return _unalike_together(found, words, said)


def _piece_cost(ones: Sequence[str], others: Sequence[str]) -> float:
    one, other = "".join(ones), "".join(others)
    size, other_size = len(ones), len(others)
    run = ones or others
    if one == other:
        return 0.0
    if not one or not other:
        return 0.15 * max(size, other_size) if STOP_WORDS.issuperset(run) else 0.6 * max(size, other_size)
    alike = likeness(one, other)
    if alike >= _ALIKE and min(size, other_size) == 1:
        return max(size, other_size) * (1.0 - alike) + 0.02
    return 0.95 * max(size, other_size) + 0.2


def _unalike_together(
    pieces: list[tuple[tuple[int, ...], tuple[int, ...]]], words: Sequence[str], said: Sequence[str]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Neighbouring pieces that are not alike are one change of wording."""
    found: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    loose = False
    for at, said_at in pieces:
        one, other = "".join(words[k] for k in at), "".join(said[k] for k in said_at)
        is_loose = not (one and other and likeness(one, other) >= _ALIKE)
        if found and loose and is_loose:
            found[-1] = (found[-1][0] + at, found[-1][1] + said_at)
        else:
            found.append((at, said_at))
        loose = is_loose
    return found
