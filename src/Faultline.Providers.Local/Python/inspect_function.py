"""Says what is wrong with a call of a Python function, without calling it. Arguments: module, function, JSON list of argument names.

Prints one JSON object: {} where nothing is wrong; otherwise "module" (the import error), "function": true (no such plain function),
"missing" and "unexpected" (argument names).
"""
import importlib
import inspect
import json
import sys

sys.path[:] = [folder for folder in sys.path if folder]
module_name, function_name, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
found = {}
try:
    module = importlib.import_module(module_name)
except ImportError as error:
    found["module"] = error.name or str(error)
except Exception as error:
    found["module"] = "%s: %s" % (type(error).__name__, error)
else:
    function = getattr(module, function_name, None)
    if not (inspect.isfunction(function) or inspect.isbuiltin(function) and inspect.ismodule(function.__self__)):
        found["function"] = True
    else:
        try:
            parameters = inspect.signature(function).parameters.values()
        except ValueError:
            parameters = None
        if parameters is not None:
            names = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
            needed = [p.name for p in parameters if p.name in names and p.default is p.empty]
            injected = ("secrets", "configuration")
            found["missing"] = [n for n in needed if n not in given and n not in injected]
            if not any(p.kind == p.VAR_KEYWORD for p in parameters):
                found["unexpected"] = [n for n in given if n not in names]
print(json.dumps({k: v for k, v in found.items() if v}))
