"""A sample of an extension in Python, as extensions of the Chaos Toolkit are written: it runs in both."""

from chaoslib.discovery.discover import (
    discover_actions,
    discover_probes,
    initialize_discovery_result,
)
from chaoslib.types import Discovery

__version__ = "1.0.0"


def discover(discover_system: bool = True) -> Discovery:
    discovery = initialize_discovery_result("acmepy", __version__, "flags")
    discovery["activities"].extend(discover_probes("acmepy.flags"))
    discovery["activities"].extend(discover_actions("acmepy.flags"))
    return discovery
