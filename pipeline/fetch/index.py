"""What was fetched before, kept through the store: a second fetch of the same source needs no network."""

import msgspec

from pipeline.fetch.wire import Entry
from pipeline.records import Store

KIND = "source"


def get(store: Store, key: str) -> Entry | None:
    """The entry of a source; one that cannot be read counts as none."""
    data = store.get(KIND, key)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Entry)
    except msgspec.MsgspecError:
        return None


def put(store: Store, key: str, entry: Entry) -> None:
    """Keep the entry of a source."""
    store.put(KIND, key, msgspec.json.encode(entry))
