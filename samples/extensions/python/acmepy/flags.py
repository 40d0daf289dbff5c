"""Feature flags in a JSON file."""

import json
from typing import Dict

from chaoslib.exceptions import ActivityFailed
from chaoslib.types import Configuration, Secrets

__all__ = ["is_on", "set_flag"]


def is_on(file: str, flag: str, configuration: Configuration = None) -> bool:
    """Reads a flag."""
    flags = _read(file)
    if flag not in flags:
        raise ActivityFailed(f"there is no flag '{flag}' in '{file}'")
    return flags[flag]


def set_flag(file: str, flag: str, on: bool = True, secrets: Secrets = None) -> bool:
    """Turns a flag on or off, for whoever has the token."""
    if not (secrets or {}).get("token"):
        raise ActivityFailed("the flags are changed with a token only")
    flags = _read(file)
    before, flags[flag] = flags.get(flag), on
    with open(file, "w", encoding="utf-8") as stream:
        json.dump(flags, stream)
    return before


def _read(file: str) -> Dict[str, bool]:
    with open(file, encoding="utf-8") as stream:
        return json.load(stream)
