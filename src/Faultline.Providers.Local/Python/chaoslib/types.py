"""Names for the shapes that activities take and return."""
from typing import Any, Dict, List, Union

Action = Activity = Control = Dict[str, Any]
Probe = Experiment = Extension = Hypothesis = Dict[str, Any]
Configuration = Secrets = Settings = Dict[str, Any]
Run = Journal = EventPayload = Dict[str, Any]
Discovery = DiscoveredSystemInfo = Dict[str, Any]
DiscoveredActivities = List[Dict[str, Any]]
Tolerance = Union[int, str, bool, list, Dict[str, Any]]
ConfigVars = Dict[str, Any]
