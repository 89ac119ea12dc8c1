"""Keep what was costly, and keep house in the folder where it lies."""

from pipeline.cache.house import Damage, Pruned, forget, items, prune, verify
from pipeline.cache.shared import SharedCache, opened, used
from pipeline.cache.shelves import Item
from pipeline.cache.store import SCHEMA_VERSION, Cache

__all__ = [
    "SCHEMA_VERSION",
    "Cache",
    "Damage",
    "Item",
    "Pruned",
    "SharedCache",
    "forget",
    "items",
    "opened",
    "prune",
    "used",
    "verify",
]
