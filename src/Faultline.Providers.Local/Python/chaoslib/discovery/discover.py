"""What extensions use to say what they have."""
import collections.abc
import importlib
import inspect
import platform
import typing
import uuid
from datetime import datetime, timezone

from chaoslib import __version__
from logzero import logger

__all__ = ["discover_actions", "discover_activities", "discover_probes", "initialize_discovery_result", "portable_type_name"]

# The first that fits counts: a boolean is an integer too.
_NAMES = (
    (type(None), "null"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    ((bytes, bytearray), "byte"),
    ((set, frozenset), "set"),
    (tuple, "tuple"),
    (list, "list"),
    (dict, "mapping"),
    (collections.abc.Mapping, "mapping"),
    (collections.abc.Set, "set"),
    (collections.abc.Sequence, "list"),
)


def initialize_discovery_result(extension_name, extension_version, discovery_type):
    """A discovery without activities."""
    system = platform.uname()
    return {
        "chaoslib_version": __version__,
        "id": str(uuid.uuid4()),
        "target": discovery_type,
        "date": datetime.now(timezone.utc).replace(tzinfo=None).isoformat() + "Z",
        "platform": {
            "system": system.system,
            "node": system.node,
            "release": system.release,
            "version": system.version,
            "machine": system.machine,
            "proc": system.processor,
            "python": platform.python_version(),
        },
        "extension": {"name": extension_name, "version": extension_version},
        "activities": [],
        "system": None,
    }


def discover_probes(extension_mod_name):
    """The probes of a module."""
    return discover_activities(extension_mod_name, "probe")


def discover_actions(extension_mod_name):
    """The actions of a module."""
    return discover_activities(extension_mod_name, "action")


def discover_activities(extension_mod_name, activity_type):
    """The functions that a module names in __all__, as activities."""
    try:
        module = importlib.import_module(extension_mod_name)
    except ImportError as error:
        from chaoslib.exceptions import DiscoveryFailed

        raise DiscoveryFailed("could not import extension module '%s': %s" % (extension_mod_name, error))
    if not hasattr(module, "__all__"):
        logger.warning("'%s' does not expose the __all__ attribute. It is required to determine what functions are actually exported as activities." % extension_mod_name)
        return []
    found = []
    for name in module.__all__:
        function = getattr(module, name, None)
        if inspect.isfunction(function):
            found.append(_described(function, name, extension_mod_name, activity_type))
    return found


def _described(function, name, module, kind):
    signature = inspect.signature(function)
    try:
        hints = typing.get_type_hints(function)
    except Exception:
        hints = {}  # Names that only a type checker can resolve.
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    activity = {
        "type": kind,
        "name": name,
        "mod": module,
        "doc": inspect.getdoc(function),
        "arguments": [_argument(p, hints) for p in signature.parameters.values() if p.kind in plain],
    }
    if signature.return_annotation is not inspect.Signature.empty:
        activity["return_type"] = portable_type_name(hints.get("return", signature.return_annotation))
    return activity


def _argument(parameter, hints):
    argument = {"name": parameter.name}
    if parameter.default is not inspect.Parameter.empty:
        argument["default"] = parameter.default
    if parameter.annotation is not inspect.Parameter.empty:
        argument["type"] = portable_type_name(hints.get(parameter.name, parameter.annotation))
    return argument


def portable_type_name(python_type):
    """The name of a type that other languages understand."""
    origin = typing.get_origin(python_type)
    if origin is typing.Union:
        # Of something that may be left out, what it is where it is not.
        inner = [one for one in typing.get_args(python_type) if one is not type(None)]
        return portable_type_name(inner[0]) if len(inner) == 1 else "object"
    if python_type is None:
        return "null"
    kind = origin or python_type
    if isinstance(kind, type):
        for known, name in _NAMES:
            if issubclass(kind, known):
                return name
    return "object"
