"""What modules written for Chaos Toolkit import from its library, where that is not installed."""
import re

__version__ = "1.45.0"
__all__ = ["__version__", "convert_to_type", "convert_vars", "decode_bytes", "substitute"]

_VARIABLE = re.compile(r"\$(?:(\$)|\{([_A-Za-z][_A-Za-z0-9]*)\})")
_FALSE = ("false", "0", "no")


def decode_bytes(data, default_encoding="utf-8"):
    """The text of some bytes; ActivityFailed where they are none in that encoding."""
    from chaoslib.exceptions import ActivityFailed

    try:
        return data.decode(default_encoding)
    except UnicodeDecodeError:
        raise ActivityFailed("Failed to decode bytes using encoding '%s'" % default_encoding)


def substitute(data, configuration=None, secrets=None):
    """Replaces ${name} by the values of configuration and secrets; a text that is one variable becomes the value itself."""
    if isinstance(data, dict):
        return {key: substitute(value, configuration, secrets) for key, value in data.items()}
    if isinstance(data, list):
        return [substitute(value, configuration, secrets) for value in data]
    if not isinstance(data, str):
        return data
    values = _values(configuration or {}, secrets or {})
    whole = _VARIABLE.fullmatch(data)
    if whole and whole.group(2) in values:
        return values[whole.group(2)]
    return _VARIABLE.sub(lambda found: "$" if found.group(1) else str(values.get(found.group(2), found.group(0))), data)


def convert_to_type(type, value):
    """A variable's text as the type that was named for it."""
    if type in (None, "", "str", "string"):
        return value
    if type in ("int", "integer"):
        return int(value)
    if type in ("float", "number"):
        return float(value)
    if type == "bytes":
        return value.encode("utf-8")
    if type in ("bool", "boolean"):
        return value.lower() not in _FALSE
    if type == "json":
        import json

        return json.loads(value) if value else value
    raise ValueError("variable type can only be: bool, str, int, float, bytes or json")


def convert_vars(value):
    """A list of name[:type]=value as a dictionary."""
    found = {}
    for item in value or ():
        name, text = item.split("=", 1)
        name, _, type = name.rpartition(":") if ":" in name else (name, "", None)
        found[name] = convert_to_type(type, text)
    return found


def _values(configuration, secrets):
    values = dict(configuration)
    for group in secrets.values():
        values.update(group if isinstance(group, dict) else {})
    return values
