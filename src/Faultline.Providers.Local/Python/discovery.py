"""Looks for extensions of Chaos Toolkit among what is installed. Installs nothing."""
import importlib
import json

try:
    from importlib import metadata
except ImportError:
    metadata = None

PREFIX = "chaostoolkit-"
LIBRARY = "chaostoolkit-lib"


def extensions():
    """Name, version, licence and summary of every extension."""
    found = {}
    for distribution in metadata.distributions() if metadata else ():
        facts = distribution.metadata
        name = (facts["Name"] or "").strip()
        if name.lower().startswith(PREFIX) and name.lower() != LIBRARY and name.lower() not in found:
            found[name.lower()] = {
                "name": name,
                "version": distribution.version or "",
                "license": facts["License"] or facts["License-Expression"] or "",
                "summary": facts["Summary"] or "",
            }
    return [found[name] for name in sorted(found)]


def discovered(package, discover_system):
    """What the package says of itself, or why it says nothing, as {"found": ...} or {"problem": ...}."""
    try:
        distribution = metadata.distribution(package)
    except Exception:
        return {"problem": "Package %s not found" % package}
    name = top_level(distribution, package)
    if name is None:
        return {"problem": "Distribution %s exists but no top-level package name could be determined" % package}
    try:
        module = importlib.import_module(name)
    except Exception as error:
        return {"problem": "could not load Python module '%s': %s: %s" % (name, type(error).__name__, error)}
    if not callable(getattr(module, "discover", None)):
        return {"problem": "package '%s' does not export a `discover` function" % name}
    # What a default is may be anything; the file is JSON.
    return {"found": json.loads(json.dumps(module.discover(discover_system=discover_system), default=str))}


def top_level(distribution, package):
    """The name that the distribution is imported by."""
    listed = (distribution.read_text("top_level.txt") or "").split()
    names = listed or sorted(
        {
            file.parts[0]
            for file in distribution.files or ()
            if len(file.parts) == 2 and file.name == "__init__.py" and not file.parts[0].startswith((".", "_"))
        }
    )
    # Of several it is hardly the tests.
    own = [name for name in names if name not in ("tests", "test", "docs", "examples")] or names
    return own[0] if own else None
