"""Keep what was costly, and keep house in the folder where it lies."""

from pipeline.cache.house import Damage, Item, Pruned, forget, items, prune, verify
from pipeline.cache.shared import SharedCache, opened
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
    "verify",
]
