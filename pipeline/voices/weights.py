"""The voice encoder's weights, read from a package that carries them without running anything of it.

The file is an old PyTorch checkpoint: four pickles and then raw numbers. Only tensors, ordered dicts and plain values
are let through; anything else that a pickle could name is refused.
"""

import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[np.float32]]

_TYPES: dict[str, np.dtype[Any]] = {
    "FloatStorage": np.dtype("<f4"),
    "DoubleStorage": np.dtype("<f8"),
    "LongStorage": np.dtype("<i8"),
}
_HEADERS = 3  # magic number, protocol, sizes


def located() -> Path | None:
    """Where the weights lie, None where the package is not installed."""
    spec = find_spec("resemblyzer")
    path = Path(spec.origin).parent / "pretrained.pt" if spec and spec.origin else None
    return path if path is not None and path.is_file() else None


def load(path: Path) -> Weights | None:
    """The encoder's tensors by name, None for a file that holds anything else."""
    try:
        with path.open("rb") as file:
            return _read(file)
    except (OSError, pickle.UnpicklingError, struct.error, LookupError, ValueError, TypeError, EOFError):
        return None


def _read(file: IO[bytes]) -> Weights:
    for _ in range(_HEADERS):
        _Reader(file).load()
    reader = _Reader(file)
    state = reader.load()["model_state"]
    stored = {}
    for key in _Reader(file).load():
        (count,) = struct.unpack("<q", file.read(8))
        kind = _TYPES[reader.kinds[key]]
        stored[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    return {name: tensor(stored) for name, tensor in state.items()}


class _Reader(pickle.Unpickler):
    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.kinds: dict[str, str] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch" and name in _TYPES:
            return name
        if (module, name) in {("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2")}:
            return _tensor
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a voice encoder")

    def persistent_load(self, pid: Any) -> str:
        self.kinds[pid[2]] = pid[1]
        return str(pid[2])


def _tensor(key: str, offset: int, shape: tuple[int, ...], *_: Any) -> Callable[[dict[str, Any]], NDArray[np.float32]]:
    """A tensor that is made once the numbers are read; all are stored row by row."""
    size = int(np.prod(shape, dtype=np.int64))
    return lambda stored: np.asarray(stored[key][offset : offset + size].reshape(shape), np.float32)
