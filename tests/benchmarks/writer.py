"""A program that writes to and reads from one cache with others: python writer.py FOLDER SEED ROUNDS.

Each round puts one of eight artefacts, whose bytes follow from their key, and gets another. Prints how many
were torn, and how many were there.
"""

import random
import sys
from hashlib import sha256
from pathlib import Path

from pipeline.cache import Cache

KEYS = [sha256(str(number).encode()).hexdigest() for number in range(8)]


def main(folder, seed, rounds):
    """All rounds; a torn artefact is one whose bytes are not those of its key."""
    warned = []
    cache = Cache(Path(folder), warn=warned.append)
    chance = random.Random(int(seed))
    torn = found = 0
    for _ in range(int(rounds)):
        put, got = chance.choice(KEYS), chance.choice(KEYS)
        cache.put("heard", put, put.encode() * 2_000)
        data = cache.get("heard", got)
        found += data is not None
        torn += data is not None and data != got.encode() * 2_000
    print(torn + len(warned), found)


if __name__ == "__main__":
    main(*sys.argv[1:])
