"""Many processes on one cache: each sees whole artefacts or none, and nothing is left behind."""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from pipeline.cache import Cache, items, verify
from pipeline.keys import key

WRITER = """
import random, sys
from hashlib import sha256
from pathlib import Path
from pipeline.cache import Cache, house, prune, verify
from pipeline.keys import key

def made(n):
    return sha256(str(n).encode()).digest() * 500

house._IN_USE_S = -1.0  # prune as if nothing had been used for long
told = []
seed, root = int(sys.argv[1]), Path(sys.argv[2])
cache, chance = Cache(root, warn=told.append), random.Random(seed)
for _ in range(60):
    n = chance.randrange(8)
    got = cache.get("clip", key(n=n))
    assert got in (None, made(n)), "a mixture"
    cache.put("clip", key(n=n), made(n))
    if chance.random() < 0.1:
        verify(cache)
    if chance.random() < 0.1:
        prune(cache, budget_bytes=16000 * chance.randrange(8))
assert told == [], told
"""


def made(n):
    return sha256(str(n).encode()).digest() * 500


def test_sixteen_writers_verifiers_and_pruners_share_a_cache(tmp_path):
    """They read, write, verify and prune the same artefacts at once: no mixture, no damage, no leftover."""
    root = tmp_path / "cache"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(n), str(root)], env=environment, stderr=subprocess.PIPE)
        for n in range(16)
    ]
    told = [writer.communicate(timeout=300)[1].decode() for writer in writers]

    assert [(writer.returncode, said) for writer, said in zip(writers, told, strict=True)] == [(0, "")] * 16
    cache = Cache(root)
    assert verify(cache, everything=True) == ()
    assert {cache.get("clip", key(n=n)) for n in range(8)} <= {None, *map(made, range(8))}
    assert [path for path in root.rglob("*") if path.name.startswith(".tmp-")] == []
    assert {item.kind for item in items(cache)} <= {"clip", "verified"}
