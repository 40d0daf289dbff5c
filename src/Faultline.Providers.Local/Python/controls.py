"""Calls the hooks of controls. Runs in the host's namespace."""

HOOK_VALUES = ("context", "state", "experiment", "configuration", "secrets")


def described(request):
    """The hooks that a module has, each with the names of its parameters, as an answer's bytes."""
    import inspect

    try:
        module = importlib.import_module(request["module"])
    except StopCall:
        raise
    except BaseException as error:
        return spoken(dict(is_not_importable(error), **{"is": "unfound"}))
    found = {}
    for name in request["hooks"]:
        function = getattr(module, name, None)
        if callable(function):
            try:
                found[name] = list(inspect.signature(function).parameters)
            except (TypeError, ValueError):
                found[name] = []
    return spoken({"is": "described", "hooks": found})


class EventRegistry:
    """Stands in for the reference's registry of event handlers."""

    def __init__(self):
        self.handlers = []

    def register(self, handler):
        self.handlers.append(handler)


def hooked(request):
    """Calls one hook and says what it changed and how it went, as an answer's bytes. Lets only StopCall pass."""
    try:
        function = getattr(importlib.import_module(request["module"]), request["function"])
    except StopCall:
        raise
    except BaseException as error:
        return exited(error) or spoken({"is": "hooked", "problem": is_not_importable(error)["error"]})
    values = unmarked(request["values"]) if request.get("marked") else request["values"]
    arguments = dict(unmarked(request["arguments"]) if request.get("marked") else request["arguments"], **values)
    if request.get("whole") and "experiment" in request["wanted"]:
        arguments["experiment"] = arguments["context"]  # They are one object there, and a change of either is one of both.
    registry = EventRegistry()
    if "event_registry" in request["wanted"]:
        arguments["event_registry"] = registry
    positional = request.get("positional", ())
    before = {name: written(values[name]) for name in HOOK_VALUES if name in values}
    facts = {"is": "hooked"}
    try:
        function(*positional, **arguments)
    except StopCall:
        raise
    except (SystemExit, KeyboardInterrupt) as error:
        facts["exit"] = json.loads(exited(error))["code"]
    except BaseException as error:
        key = "interrupt" if is_interruption(error) else "problem"
        text = raised(error)["message"]
        facts[key] = text.split(": ", 1)[-1] if key == "interrupt" and ": " in text else "" if key == "interrupt" else text
    if registry.handlers:
        facts.setdefault("problem", "it registers event handlers, which nobody calls here; its hooks are called")
    changed = {}
    for name, text in before.items():
        now = written(values[name])
        if now is None:
            facts.setdefault("problem", "what it left in '%s' can't be written as JSON, and was left as it was" % name)
        elif now != text:
            changed[name] = now
    return spoken(facts)[:-1] + b', "changed": ' + joined(changed) + b"}"


def written(value):
    """A value as JSON, with marks; None where it is none."""
    try:
        return LENIENT.encode(marked(value))
    except Exception:
        return None


def joined(texts):
    """An object of values that are JSON already."""
    return ("{%s}" % ", ".join("%s: %s" % (json.dumps(name), text) for name, text in texts.items())).encode("utf-8", "replace")


def is_interruption(error):
    return any(kind.__name__ == "InterruptExecution" and kind.__module__.startswith("chaoslib") for kind in type(error).__mro__)
