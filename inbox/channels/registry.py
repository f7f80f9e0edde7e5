"""Finds every connector in this folder by itself; adding one needs no list anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from inbox import channels
from inbox.channels.base import Connector


@cache
def connectors() -> dict[str, type[Connector]]:
    """All connectors by network name, in the order of their labels."""
    found: dict[str, type[Connector]] = {}
    for module in pkgutil.iter_modules(channels.__path__):
        imported = importlib.import_module(f"{channels.__name__}.{module.name}")
        for thing in vars(imported).values():
            if isinstance(thing, type) and issubclass(thing, Connector) and "network" in vars(thing):
                found[thing.network] = thing
    return dict(sorted(found.items(), key=lambda entry: entry[1].label))


def connector_class(network: str) -> type[Connector]:
    """The connector of a network; raises KeyError naming the network."""
    return connectors()[network]
