"""A voice's print: 256 numbers for 1.6 s of sound, alike for one voice and unlike for two.

The network is the speaker encoder of "Generalized End-to-End Loss for Speaker Verification" (Wan et al. 2018) as
resemblyzer trained it: 40 mel bands (Slaney's scale), three layers of long short-term memory, one linear layer.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.voices.weights import Weights

_Floats = NDArray[np.float32]

WINDOW_MS, HOP_MS = 1_600, 800
_RATE, _FFT, _STEP, _BANDS, _CELLS = 16_000, 400, 160, 40, 256
_FRAMES, _EVERY = WINDOW_MS // 10, HOP_MS // 10
_LOUDNESS_DB = -30.0
_BATCH = 128
_CHUNK = 60 * _RATE  # samples that are worked on at once


def prints(sound: Iterable[_Floats], weights: Weights, on_done: Callable[[int], None] = lambda _: None) -> _Floats:
    """The prints of every 1.6 s of a recording, one each 0.8 s (n x 256, unit rows)."""
    filters = _filters()
    found: list[_Floats] = []
    done = 0
    for chunk in _chunks(sound):
        bands = _mels(_loud(chunk), filters)
        starts = range(0, len(bands) - _FRAMES + 1, _EVERY)
        windows = [bands[at : at + _FRAMES] for at in starts]
        found += [_embedded(np.stack(windows[k : k + _BATCH]), weights) for k in range(0, len(windows), _BATCH)]
        done += len(windows) * HOP_MS
        on_done(done)
    return np.concatenate(found) if found else np.zeros((0, _CELLS), np.float32)


def _chunks(sound: Iterable[_Floats]) -> Iterator[_Floats]:
    """The sound in chunks that overlap by so much that no window is lost between them."""
    overlap = (_FRAMES - _EVERY) * _STEP + _FFT
    waiting = np.zeros(0, np.float32)
    for block in sound:
        waiting = np.concatenate((waiting, block))
        while len(waiting) >= _CHUNK + overlap:
            yield waiting[: _CHUNK + overlap - _FFT]
            waiting = waiting[_CHUNK:]
    if len(waiting) > _FFT:
        yield waiting


def _loud(sound: _Floats) -> _Floats:
    """The sound, made louder where it is quiet, as the network was trained."""
    level = 20 * np.log10(float(np.sqrt(np.mean(sound.astype(np.float64) ** 2))) + 1e-9)
    return np.asarray(sound * 10 ** (max(0.0, _LOUDNESS_DB - level) / 20), np.float32)


def _filters() -> _Floats:
    """Slaney's mel filters, each of the same area (n_bands x n_bins)."""
    step = np.log(6.4) / 27
    top = 15 + np.log(_RATE / 2 / 1000) / step
    mels = np.linspace(0, top, _BANDS + 2)
    edges = np.where(mels >= 15, 1000 * np.exp(step * (mels - 15)), mels * 200 / 3)
    bins = np.linspace(0, _RATE / 2, _FFT // 2 + 1)
    slopes = edges[:, None] - bins[None]
    widths = np.diff(edges)[:, None]
    shape = np.maximum(0, np.minimum(-slopes[:-2] / widths[:-1], slopes[2:] / widths[1:]))
    return np.asarray(shape * (2 / (edges[2:] - edges[:-2]))[:, None], np.float32)


def _mels(sound: _Floats, filters: _Floats) -> _Floats:
    """Mel power every 10 ms (frames x bands)."""
    padded = np.pad(sound, _FFT // 2)
    count = 1 + (len(padded) - _FFT) // _STEP
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FFT)[::_STEP][:count]
    window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2
    return np.asarray(power.astype(np.float32) @ filters.T, np.float32)


def _embedded(windows: _Floats, weights: Weights) -> _Floats:
    """The network over a batch of windows (batch x frames x bands)."""
    steps = np.ascontiguousarray(windows.transpose(1, 0, 2))
    for layer in range(3):
        steps = _layer(steps, weights, layer)
    made = np.maximum(steps[-1] @ weights["linear.weight"].T + weights["linear.bias"], 0)
    return np.asarray(made / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-9), np.float32)


def _layer(steps: _Floats, weights: Weights, layer: int) -> _Floats:
    inward, onward = weights[f"lstm.weight_ih_l{layer}"].T, np.ascontiguousarray(weights[f"lstm.weight_hh_l{layer}"].T)
    bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
    gates = steps @ inward + bias
    state = np.zeros((steps.shape[1], _CELLS), np.float32)
    cell = np.zeros_like(state)
    out = np.empty((*steps.shape[:2], _CELLS), np.float32)
    for at in range(len(steps)):
        gate = gates[at] + state @ onward
        keep, forget, leave = (_sigmoid(gate[:, k * _CELLS : (k + 1) * _CELLS]) for k in (0, 1, 3))
        cell = forget * cell + keep * np.tanh(gate[:, 2 * _CELLS : 3 * _CELLS])
        state = leave * np.tanh(cell)
        out[at] = state
    return out


def _sigmoid(values: _Floats) -> _Floats:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)
