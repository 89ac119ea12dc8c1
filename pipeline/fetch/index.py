"""What was fetched before, kept through the store: a second fetch of the same source needs no network.

Beside it, every copy that one asset (a link, an episode, a path) ever gave: publishers exchange their files.
"""

import msgspec

from pipeline.fetch.wire import Entry
from pipeline.records import Store

KIND = "source"
COPIES = "copies"


def get(store: Store, key: str) -> Entry | None:
    """The entry of a source; one that cannot be read counts as none."""
    data = store.get(KIND, key)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Entry)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def put(store: Store, key: str, entry: Entry) -> None:
    """Keep the entry of a source."""
    store.put(KIND, key, msgspec.json.encode(entry))


def remember(store: Store, asset: str, sha256: str) -> tuple[str, ...]:
    """Keep that an asset gave this copy; the other copies that it gave before, oldest first."""
    known = _copies(store, asset)
    if sha256 != (known or ("",))[-1]:
        known = (*(one for one in known if one != sha256), sha256)
        store.put(COPIES, asset, msgspec.json.encode(known))
    return known[:-1]


def _copies(store: Store, asset: str) -> tuple[str, ...]:
    data = store.get(COPIES, asset)
    try:
        return () if data is None else msgspec.json.decode(data, type=tuple[str, ...])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ()
