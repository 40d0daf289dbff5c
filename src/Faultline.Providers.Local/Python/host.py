"""Runs the Python functions that experiments name, in the user's own interpreter (3.8 or later).

Faultline starts one of these per run and speaks to it over two pipes that nothing else uses; what functions print goes to
standard output and error as ever.

    Faultline --- call 7: mod.f(a=1) ---> reader ---> main thread, or another one while that is busy
              <-- 7 returned: 3 ------------------------------'

A message is twelve bytes (length of the body, number of the call; both big-endian) and a body of JSON. The first message brings the
stand-ins for modules that are not installed; then come `call`, `inspect`, `describe` and `hook` (of controls), and `stop`; every call gets one answer. Where a text of
JSON can't hold a number (NaN, Infinity), the message says "marked" and has {MARK: "NaN"} in its place.

This text itself is read from the pipe, so that neither it nor anything it is told stands on a command line or in a file.
"""
import importlib
import importlib.machinery
import json
import os
import queue
import signal
import struct
import sys
import threading

MARK = "\0number"
HEADER = struct.Struct(">IQ")
DEEPEST = 150
PLAIN = frozenset((type(None), bool, int, float, str, list, tuple, dict))
INJECTED = ("secrets", "configuration")
WANTED = {}
TASKS = {"call": "called", "inspect": "inspected", "describe": "described", "hook": "hooked"}
STOPPED = b'{"is": "stopped"}'


class StopCall(BaseException):
    """Ends a call that was asked to stop. No Exception, so that functions which catch those let it pass."""


# --- Speaking ------------------------------------------------------------------------------------------------------------------------


class Answers:
    """The pipe to Faultline: one message at a time."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.lock = threading.Lock()

    def send(self, number, body):
        rest = memoryview(HEADER.pack(len(body), number) + body)
        with self.lock:
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]


def read_message(requests):
    """The next message as (number, object); None at the end."""
    header = requests.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    length, number = HEADER.unpack(header)
    return number, json.loads(requests.read(length))


def spoken(message):
    """A message of our own making as bytes. Its texts may come from anywhere."""
    return json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "replace")


def marked(value):
    """A copy in which marks stand for the numbers that JSON doesn't have."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {MARK: "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, dict):
        return {key: marked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [marked(item) for item in value]
    return value


def unmarked(value):
    """The copy with the numbers back in their places."""
    if isinstance(value, dict):
        return float(value[MARK]) if MARK in value else {key: unmarked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unmarked(item) for item in value]
    return value


# --- Values --------------------------------------------------------------------------------------------------------------------------


def extended(value):
    """What the journal of the reference holds beside JSON: dates as ISO texts, decimals and UUIDs as texts."""
    import datetime
    import decimal
    import uuid

    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    raise TypeError("%s is no JSON" % type(value))


STRICT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=extended)
LENIENT = json.JSONEncoder(ensure_ascii=False, default=extended)


def encoded(value):
    """A value as JSON, and whether marks stand in it. Raises whatever it raises where the value is no JSON."""
    try:
        text, has_marks = STRICT.encode(value), False
    except ValueError:
        text, has_marks = LENIENT.encode(marked(value)), True
    if text.count("[") + text.count("{") > DEEPEST and depth(json.loads(text)) > DEEPEST:
        raise ValueError("it nests too deep")
    return text.encode("utf-8"), has_marks


def depth(value):
    """How deep lists and objects nest."""
    deepest, left = 0, [(value, 0)]
    while left:
        item, level = left.pop()
        deepest = max(deepest, level)
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
        left.extend((child, level + 1) for child in inner)
    return deepest


def returned(value):
    """The answer that carries what a function returned; its repr, and a word about that, where it is no JSON."""
    facts = {}
    try:
        body, has_marks = encoded(value)
        if has_marks:
            facts["marked"] = True
    except Exception:
        facts["foreign"] = type_name(type(value))
        body = json.dumps(shown(value)).encode()
    if type(value) not in PLAIN:
        try:
            facts["truth"] = bool(value)
        except Exception:
            pass  # It has no truth value; its text has.
    rest = b", " + spoken(facts)[1:] if facts else b"}"
    return b'{"is": "returned", "output": ' + body + rest


def shown(value):
    """repr, of anything."""
    try:
        return repr(value).encode("utf-8", "backslashreplace").decode("utf-8")
    except Exception:
        return "<%s>" % type_name(type(value))


def type_name(kind):
    return kind.__qualname__ if kind.__module__ == "builtins" else "%s.%s" % (kind.__module__, kind.__qualname__)


# --- Calling -------------------------------------------------------------------------------------------------------------------------


def called(request):
    """Makes a call and says how it went, as an answer's bytes. Lets only StopCall pass."""
    for name in request.get("withheld", ()):
        os.environ.pop(name, None)
    try:
        function = getattr(importlib.import_module(request["module"]), request["function"], None)
    except StopCall:
        raise
    except BaseException as error:
        return exited(error) or spoken(dict(is_not_importable(error), **{"is": "unfound"}))
    if function is None:
        return spoken({"is": "unfound", "function": True})
    try:
        return returned(function(*positional_of(request), **arguments_of(function, request)))
    except StopCall:
        raise
    except BaseException as error:
        return exited(error) or spoken(raised(error))


def positional_of(request):
    """What is given by position, as to those whose parameters have names of their own."""
    given = request.get("positional", ())
    return unmarked(given) if request.get("marked") else given


def arguments_of(function, request):
    """The arguments of the document, and what the function asks for beside."""
    arguments = unmarked(request["arguments"]) if request.get("marked") else request["arguments"]
    for name in injected(function):
        if name in request:
            arguments[name] = unmarked(request[name]) if request.get("marked") else request[name]
    return arguments


def injected(function):
    """The names among secrets and configuration that the function has parameters for."""
    try:
        return WANTED[function]
    except (KeyError, TypeError):
        names = looked_up(function)
    try:
        WANTED[function] = names
    except TypeError:
        pass  # What can't be a key is looked at every time.
    return names


def looked_up(function):
    import inspect

    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ()
    return tuple(name for name in INJECTED if name in parameters)


def exited(error):
    """The answer to a wish to end the run; None for other exceptions."""
    if isinstance(error, KeyboardInterrupt):
        return spoken({"is": "exit", "code": 130})
    if not isinstance(error, SystemExit):
        return None
    code = 0 if error.code is None else error.code
    return spoken({"is": "exit", "code": int(code) if isinstance(code, int) and abs(code) < 2**31 else 1})


def raised(error):
    """What a function raised: the reference's text, and the traceback from the function on."""
    import traceback  # It takes its time to load, and most runs never need it.

    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == called.__code__.co_filename:
        trace = trace.tb_next
    lines = traceback.format_exception_only(type(error), error)
    # Of a syntax error the first lines are the place; of others the first is the whole message, and notes follow.
    message = lines[-1] if isinstance(error, SyntaxError) else lines[0]
    return {
        "is": "raised" if isinstance(error, Exception) else "crashed",
        "message": message.strip(),
        "trace": traceback.format_exception(type(error), error, trace),
    }


def is_not_importable(error):
    """Why a module can't be imported: the module that is missing, where that is why, and the error."""
    import traceback

    return {
        "module": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "error": traceback.format_exception_only(type(error), error)[-1].strip(),
    }


# --- Looking -------------------------------------------------------------------------------------------------------------------------


def inspected(request):
    """What is wrong with a call, without making it, as an answer's bytes."""
    try:
        module = importlib.import_module(request["module"])
    except StopCall:
        raise
    except BaseException as error:
        return spoken(dict(is_not_importable(error), **{"is": "unfound"}))
    import inspect

    function = getattr(module, request["function"], None)
    if not (inspect.isfunction(function) or inspect.isbuiltin(function) and inspect.ismodule(function.__self__)):
        return spoken({"is": "unfound", "function": True})
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return spoken({"is": "inspected"})
    given = request["arguments"]
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    needed = [p.name for p in parameters if p.name in names and p.default is p.empty and p.name not in INJECTED]
    takes_any = any(p.kind == p.VAR_KEYWORD for p in parameters)
    return spoken(
        {
            "is": "inspected",
            "missing": [name for name in needed if name not in given],
            "unexpected": [] if takes_any else [name for name in given if name not in names],
        }
    )


# --- Threads -------------------------------------------------------------------------------------------------------------------------


class Call:
    """One call: made once, stopped at most once. Whichever of end and stop comes first is the one that counts."""

    def __init__(self, number, request):
        self.number = number
        self.request = request
        self.lock = threading.Lock()
        self.worker = None
        self.is_stopping = False
        self.is_interrupted = False
        self.is_over = False

    def answer(self, worker):
        """The bytes to answer."""
        try:
            with self.lock:
                self.worker = worker
                if self.is_stopping:
                    return STOPPED
            body = globals()[TASKS[self.request["do"]]](self.request)
            with self.lock:
                self.is_over = not self.is_stopping
            if self.is_over:
                return body
            for _ in range(1000):
                pass  # The exception is on its way to this thread, if the function did not swallow it: it must arrive here.
        except StopCall:
            pass
        return STOPPED

    def stop(self):
        with self.lock:
            if not self.is_over and not self.is_stopping:
                self.is_stopping = True
                if self.worker is not None:
                    self.worker.interrupt()


class Worker:
    """A thread that makes one call after another."""

    def __init__(self, crew):
        self.crew = crew
        self.calls = queue.SimpleQueue()
        self.identity = None

    def run(self):
        self.identity = threading.get_ident()
        while True:
            call = self.calls.get()
            if call is None:
                return
            body = call.answer(self)
            self.crew.done(call, self)
            self.crew.answers.send(call.number, body)

    def interrupt(self):
        """Raises StopCall in the thread, as soon as it runs Python code."""
        try:
            import ctypes

            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.identity), ctypes.py_object(StopCall))
        except (ImportError, AttributeError):
            pass  # An interpreter without them: the whole of it is replaced.


class MainWorker(Worker):
    """The main thread. A signal reaches it while it waits in the kernel too, and some functions want to run nowhere else."""

    current = None

    def run(self):
        signal.signal(signal.SIGURG, self.interrupted)
        super().run()

    def interrupt(self):
        signal.pthread_kill(self.identity, signal.SIGURG)

    def interrupted(self, *_):
        call = self.current
        if call is not None and call.is_stopping and not call.is_interrupted:
            call.is_interrupted = True
            raise StopCall()


class Crew:
    """The threads that make calls, and the calls under way."""

    def __init__(self, answers):
        self.answers = answers
        self.lock = threading.Lock()
        self.main = MainWorker(self)
        self.idle = []
        self.calls = {}

    def take(self, call):
        with self.lock:
            self.calls[call.number] = call
            if self.main.current is None:
                self.main.current = call
                worker = self.main
            else:
                worker = self.idle.pop() if self.idle else self.hired()
        worker.calls.put(call)

    def stop(self, number):
        with self.lock:
            call = self.calls.get(number)
        if call is not None:
            call.stop()

    def done(self, call, worker):
        with self.lock:
            del self.calls[call.number]
            if worker is self.main:
                self.main.current = None
            else:
                self.idle.append(worker)

    def hired(self):
        worker = Worker(self)
        threading.Thread(target=worker.run, name="faultline", daemon=True).start()
        return worker


def serve(requests, crew):
    """Hands every request on until Faultline closes the pipe."""
    while True:
        message = read_message(requests)
        if message is None:
            crew.main.calls.put(None)
            return
        number, request = message
        if request["do"] == "stop":
            crew.stop(number)
        else:
            crew.take(Call(number, request))


# --- Starting ------------------------------------------------------------------------------------------------------------------------


class StandIns:
    """Finds our stand-ins for modules that are not installed: asked last, and for a whole package or not at all."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        parent = name.rpartition(".")[0]
        if name not in self.sources or parent and sys.modules[parent].__spec__.loader is not self:
            return None
        is_package = any(other.startswith(name + ".") for other in self.sources)
        return importlib.machinery.ModuleSpec(name, self, origin="faultline", is_package=is_package)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(compile(self.sources[module.__name__], "faultline/" + module.__name__, "exec"), module.__dict__)

    def get_source(self, name):
        return self.sources[name]


def leaving(kill):
    """kill, but the signals with which the reference's exit functions end a run become its exit codes at the place of the call."""
    this, codes = os.getpid(), {signal.SIGUSR1: 20, signal.SIGUSR2: 30}

    def kill_or_leave(pid, number):
        if pid == this and number in codes:
            raise SystemExit(codes[number])
        return kill(pid, number)

    return kill_or_leave


def begin(requests, descriptor):
    """Runs until Faultline closes the pipe."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    for private in (requests.fileno(), descriptor):
        os.set_inheritable(private, False)
    # As with the reference's own script, the current folder is no place for modules.
    sys.path[:] = [folder for folder in sys.path if folder]
    sys.argv[:] = ["faultline"]
    os.kill = leaving(os.kill)
    _, first = read_message(requests)
    sys.meta_path.append(StandIns(first["modules"]))
    crew = Crew(Answers(descriptor))
    threading.Thread(target=serve, args=(requests, crew), name="faultline requests", daemon=True).start()
    crew.answers.send(0, spoken({"is": "ready"}))
    crew.main.run()
