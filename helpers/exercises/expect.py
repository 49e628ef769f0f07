"""What checks assert: numbers, arrays, shapes, whole numbers, and what may not stand in a student's code."""

import ast
import copy
import functools
import importlib
import inspect
import itertools
import sys
import textwrap
from collections.abc import Mapping
from types import CellType, FunctionType

import numpy as np

from helpers.exercises import state


# What `forbid` always refuses, for nobody can read what it will run; and what counts as a loop.
UNREADABLE = ("exec", "eval", "__import__", "importlib.import_module")
LOOPS = ("map", "filter", "functools.reduce", "itertools.accumulate", "itertools.starmap")
LOOPS += ("itertools.takewhile", "itertools.dropwhile", "itertools.filterfalse", "itertools.groupby")
LOOPS += ("numpy.vectorize", "numpy.frompyfunc", "numpy.apply_along_axis")

# Settings of a Keras layer that no task fixes: axis may be 1 or -1, and the checks compare what comes out.
FREE = ("name", "seed", "axis")


def expect_close(
    name: str,
    actual,
    expected,
    cause: str,
    *,
    wrong: Mapping | None = None,
    rtol: float = 1e-6,
    atol: float = 1e-9,
    array: bool | type = False,
    verb: str = "is",
) -> None:
    """Assert that a number or an array is what it should be, and say what it is, what it should be, and why.

    Parameters
    ----------
    name : what was computed, for example ``"softmax([0, 1])"``.
    actual : the student's result: anything. expected : a number or an array.
    cause : the likely cause when no other is known, a clause that can follow a colon.
    wrong : known wrong results, each with its cause: ``{"the kernel is flipped": flipped}``. One with the shape and
        the values of ``actual`` replaces ``cause``; where several have, all of them are named.
    array : the task asks for a NumPy array: a list, a tensor, and whole numbers are refused. A type, ``np.float64``:
        the task asks for this one, so that half of the digits are refused too.
    verb : "are" where ``name`` is a plural.

    Raises
    ------
    AssertionError with that sentence.
    """
    expected = np.asarray(expected)
    made = _as_array(name, actual, expected, cause)
    rtol, atol = _tolerances(actual, expected, rtol, atol)
    known = [
        why
        for why, value in (wrong or {}).items()
        if np.shape(value) == made.shape and np.allclose(made, np.asarray(value), rtol=rtol, atol=atol, equal_nan=True)
    ]
    cause = ", or: ".join(known) or _of_type(actual, made, expected) or cause
    assert made.shape == expected.shape, _shape_sentence(name, made, expected, cause, bool(known), (rtol, atol))
    close = np.isclose(made, expected, rtol=rtol, atol=atol)
    if not close.all():
        if expected.size <= 12:
            raise AssertionError(f"{name} {verb} {_pair(made, expected)}: {cause}")
        where = tuple(int(index) for index in np.argwhere(~close)[0])
        raise AssertionError(
            f"{name} differs in {count(int((~close).sum()), 'value')} of {close.size}, first at index {list(where)}, "
            f"where it is {_pair(made[where], expected[where])}: {cause}"
        )
    if array:
        single = expected.dtype.kind == "f" and array is True
        expect_array(name, actual, np.float32 if single else expected.dtype)


def _tolerances(actual, expected: np.ndarray, rtol: float, atol: float) -> tuple[float, float]:
    """Return the tolerances; for a NumPy result in float32, where more digits are expected, not less than it can keep.

    float32 keeps 24 binary digits, so a sum of some hundred terms is right to about 1e-5 of the largest of them.
    """
    single = isinstance(actual, (np.ndarray, np.generic)) and actual.dtype == np.float32
    if not single or expected.dtype != np.float64:
        return rtol, atol
    size = np.max(np.abs(expected), where=np.isfinite(expected), initial=0.0)
    return max(rtol, 1e-5), max(atol, 1e-6 * size)


def expect_array(name: str, actual, dtype=np.float32) -> None:
    """Assert that a result is a NumPy array (or a NumPy number, where it has no axis) of a kind of numbers.

    dtype : the smallest type of floats that will do, or a type of whole numbers. A task that says "floats" is content
        with float32, the default.

    Raises
    ------
    AssertionError if it is a list, a tensor, an array of whole numbers where ``dtype`` is float, or of less digits.
    """
    dtype = np.dtype(dtype)
    assert isinstance(actual, (np.ndarray, np.generic)) or np.ndim(actual) == 0, (
        f"{name} is a {type(actual).__name__}, expected a NumPy array: its numbers are right, so put np.array(…) around"
    )
    given = np.asarray(actual).dtype
    if dtype.kind == "f":
        assert given.kind != "c", f"{name} holds complex numbers ({given}), expected floats"
        assert given.kind == "f", (
            f"{name} holds whole numbers ({given}), expected floats: is there astype(int), or zeros_like?"
        )
        assert given.itemsize >= dtype.itemsize, (
            f"{name} holds numbers of type {given}, expected {dtype}: half of the digits are lost"
        )


def expect_int(name: str, actual, expected: int, cause: str, *, wrong: Mapping | None = None) -> None:
    """Assert that a result is a whole number: Python's and NumPy's integers are, floats and booleans are not.

    Raises
    ------
    AssertionError that says what it is, what it should be, and why, as `expect_close` does.
    """
    expect_close(name, actual, expected, cause, wrong=wrong, rtol=0, atol=1e-9)
    whole = isinstance(actual, (int, np.integer)) or (isinstance(actual, np.ndarray) and actual.dtype.kind in "iu")
    whole = whole and not isinstance(actual, bool)
    assert whole, f"{name} is {_brief(actual)}, expected the int {expected}: use // instead of /, or int()"
    # `expect_close` compares floats, which hold 15 or 16 digits.
    assert int(actual) == int(expected), f"{name} is {int(actual)}, expected {int(expected)}: {cause}"


def expect_shape(name: str, actual, shape: tuple[int, ...], cause: str) -> None:
    """Assert that a result is an array of a shape; the sentence says what shape it has, what it should have, and why.

    Raises
    ------
    AssertionError with that sentence.
    """
    array = _as_array(name, actual, np.zeros(shape), cause)
    assert array.shape == tuple(shape), f"{name} has shape {array.shape}, expected {tuple(shape)}: {cause}"


def expect_defaults(name: str, model, named: tuple[str, ...] = (), kinds: tuple[type, ...] = ()) -> None:
    """Assert that a fresh model is as Keras makes it in all that a task does not name.

    Of each of Keras's own layers, those inside other layers too, it compares the settings (first weights, penalties,
    constraints, types of numbers, whether it is trained, …) with those of a layer that was given only what it must be
    given, such as the number of neurons. And the weights must be as the layer's initializer draws them.

    Parameters
    ----------
    name : what was built, for example ``"stack([4, 3])"``.
    model : a Keras model or layer, or a list of them, built and not trained.
    named : the settings that the task names, ``("activation", "strides")``: the caller checks them.
    kinds : the layers that the task knows, ``(layers.Conv2D, layers.ReLU)``; any other is told so. None: all.

    Raises
    ------
    AssertionError that names the layer, the setting, what it is and what it should be.
    """
    import keras

    parts = model if isinstance(model, (list, tuple)) else [model]
    for layer in itertools.chain(*(part._flatten_layers() for part in parts)):
        if isinstance(layer, (keras.Model, keras.layers.InputLayer)) or not type(layer).__module__.startswith("keras."):
            continue
        where, made = f"the {type(layer).__name__} `{layer.name}` in {name}", layer.get_config()
        assert not kinds or type(layer) in kinds, f"{where} is another kind of layer than those that the task names"
        needed = [
            word for word, option in inspect.signature(type(layer)).parameters.items() if option.default is option.empty
        ]
        try:
            plain = type(layer).from_config({key: made[key] for key in needed if key in made}).get_config()
        except (TypeError, ValueError):  # a layer around another layer, or around a function
            continue
        for key in sorted({*made, *plain} - {*FREE, *named}):
            mine, right = (_setting(config.get(key)) for config in (made, plain))
            assert mine == right, (
                f"{where} has {key} {mine}, expected Keras's own, {right}: leave alone what the task does not name"
            )
        for weight in layer.weights:
            drawn = plain.get(f"{weight.name}_initializer")
            assert drawn is None or f"{weight.name}_initializer" in named or _drawn_by(drawn, np.asarray(weight)), (
                f"{where} does not begin with the {weight.name} that Keras gives it ({_setting(drawn)}): "
                "leave alone what the task does not name"
            )


def _setting(value):
    """Return a setting of a layer as it may stand in a sentence: of an object its name, and what it was given."""
    if not isinstance(value, dict) or "class_name" not in value:
        return list(value) if isinstance(value, tuple) else value
    given = value.get("config")
    if isinstance(given, dict):
        given = {key: part for key, part in given.items() if key != "seed" and part is not None}
    return f"{value['class_name']} {given}" if given else value["class_name"]


def _drawn_by(initializer: dict, weight: np.ndarray) -> bool:
    """Tell whether numbers may come from an initializer: the same ones where it draws none, else spread as widely."""
    import keras

    one, two = (np.asarray(keras.initializers.get(initializer)(weight.shape)) for _ in range(2))
    if weight.size == 1 or np.array_equal(one, two):
        return not np.array_equal(one, two) or np.array_equal(weight, one)
    # The spread of 50 numbers is right to a tenth, so twice as much or half as much does not come by chance.
    return np.ptp(weight) > 0 and (weight.size < 50 or 0.5 < np.std(weight) / np.std(one) < 2)


def forbid(function, *, loops: bool = False, names: tuple = (), because: str) -> None:
    """Assert that a student's function, and those of the student's that it uses, do without what the text forbids.

    Parameters
    ----------
    function : a function or class from a notebook cell. Anything else passes.
    loops : forbid ``for`` and ``while``; a comprehension, ``map`` and ``reduce`` count as loops too, ``np.vectorize``
        as well, and ``sorted``, ``min`` or ``max`` with a ``key``: they call it once for each element.
    names : functions that are forbidden, with their module: ``"numpy.convolve"`` is found under every name that it
        was imported by. A name that begins with a dot, ``".sum"``, forbids a method; one that ends with ``.*``,
        ``"scipy.*"``, a whole library. A function that the course gives may stand here itself.
    because : the reason, a clause that can follow a colon.

    Raises
    ------
    AssertionError that quotes the line.
    """
    texts = [name for name in names if isinstance(name, str)]
    libraries = tuple(name.removesuffix(".*") for name in texts if name.endswith(".*"))
    methods = {name for name in texts if name.startswith(".")}
    whole = [name for name in texts if name not in methods and not name.endswith(".*")]
    banned = {id(_imported(name)): name for name in (*whole, *UNREADABLE)}
    banned |= {id(_imported(name)): name.replace("numpy", "np") for name in (LOOPS if loops else ())}
    banned |= {id(name): name.__name__ for name in names if callable(name)}
    for own, tree in _sources(function):
        inner = dict.fromkeys(_variables(own.__code__)) | _local_imports(tree)  # they hide what is outside
        for node in ast.walk(tree):
            found = _loop(node) if loops else ""
            if not found and isinstance(node, (ast.Name, ast.Attribute, ast.Call)):
                values = _within(_resolve(node, inner, own.__globals__))
                found = next(
                    (banned[id(part)] for value in values for part in (value, type(value)) if id(part) in banned), ""
                )
                if library := next(filter(None, (_library(value, libraries) for value in values)), ""):
                    found = found or f"{ast.unparse(node)} of {library}"
                if isinstance(node, ast.Attribute) and f".{node.attr}" in methods:
                    found = f".{node.attr}"
            if found:
                line = _line(tree, node)
                raise AssertionError(f"{own.__name__} uses {found}{f' (`{line}`)' if line else ''}: {because}")


def expect_no_call(function, arguments: tuple, names: tuple[str, ...], because: str) -> None:
    """Assert that a call of a student's function runs none of some functions, by whatever name it comes to them.

    `forbid` reads the program, and quotes its line; here the program runs, and what it calls is seen. So a function is
    found that was taken from a table of names, or that another function runs.

    Parameters
    ----------
    function : a function of the student's. arguments : what it is given.
    names : ``"numpy.convolve"`` is every function ``convolve`` of NumPy; ``"scipy.*"`` is all of SciPy.
    because : the reason, a clause that can follow a colon.

    Raises
    ------
    AssertionError that names the function.
    """
    called = set()

    def note(frame, event, argument):
        if event == "call":
            called.add((frame.f_globals.get("__name__"), frame.f_code.co_name))
        elif event == "c_call":
            called.add((getattr(argument, "__module__", None), argument.__name__))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(before)
    for name in names:
        home, _, last = name.rpartition(".")
        found = any(
            f"{module}.".startswith(f"{home}.") and last in ("*", what) for module, what in called if module is not None
        )
        what = f"a function of {home}" if last == "*" else name.replace("numpy", "np")
        assert not found, f"{function.__name__} runs {what}, perhaps under another name: {because}"


def expect_no_loop(function, small: tuple, large: tuple, because: str) -> None:
    """Assert that a student's function takes no more steps for large arrays: a loop may hide where `forbid` reads none.

    What runs of Python's own instructions in the student's cells is counted: a function that calls itself, or one that
    NumPy calls for each number, counts as a loop does.

    Parameters
    ----------
    function : a function of the student's. small, large : arguments: arrays of few and of many numbers, equal axes.
    because : the reason, a clause that can follow a colon.

    Raises
    ------
    AssertionError that says how many steps it takes for both.
    """
    few, many = (_steps(function, arguments) for arguments in (small, large))
    assert many <= 2 * few, (
        f"{function.__name__} takes {few} steps for small arrays and {many} for large ones, so there is a loop, "
        f"perhaps a function that calls itself: {because}"
    )


def expect_own(name: str, function, first: tuple, second: tuple) -> None:
    """Assert that what a function returns is its own: new arrays in each call, computed from what it is given now.

    Parameters
    ----------
    name : the function, for example ``"max_pool"``. function : the student's.
    first, second : two sets of arguments, whose arrays have equal shapes, and which have different results.

    Raises
    ------
    AssertionError if a result shares memory with an argument or with the result of another call, if a later call
    changes it, or if it is an old one although the numbers of the arguments have changed.
    """
    given = _copies(first)
    one = function(*given)
    kept = copy.deepcopy(one)
    two, again = function(*_copies(second)), function(*_copies(second))
    assert not _shared(one, given), (
        f"what {name} returns is a part of what it was given, and not a new array: who changes one changes both"
    )
    apart = _alike(one, kept) and not _shared(one, two) and not _shared(two, again)
    assert apart, f"two calls of {name} return the same array: make a new one in each call"
    now = function(*(_refilled(old, new) for old, new in zip(given, _copies(second))))
    anew = _alike(now, again) and not _alike(kept, two)
    assert anew, f"{name} returns an old result, although it is given other numbers: compute it anew in each call"


def _copies(values: tuple) -> list:
    """Return a copy of each value: one array that stands at two places becomes two."""
    return [copy.deepcopy(value) for value in values]


def _arrays(value) -> list[np.ndarray]:
    """Return the arrays in a value, in lists and tuples too; a number is an array without axes."""
    if isinstance(value, (list, tuple)):
        return [array for part in value for array in _arrays(part)]
    return [np.asarray(value)] if isinstance(value, (np.ndarray, np.generic, int, float)) else []


def _shared(one, two) -> bool:
    return any(np.may_share_memory(a, b) for a in _arrays(one) for b in _arrays(two))


def _alike(one, two) -> bool:
    pairs = list(zip(_arrays(one), _arrays(two)))
    return all(a.shape == b.shape and np.allclose(a, b, equal_nan=True) for a, b in pairs)


def _refilled(old, new):
    """Return an argument with other numbers: its arrays are still the same ones, anything else is the new one."""
    if isinstance(old, np.ndarray):
        old[...] = new
        return old
    if isinstance(old, list):
        return [_refilled(*pair) for pair in zip(old, new)]
    return new


def _steps(function, arguments: tuple) -> int:
    """Return how many of Python's instructions a call runs in the student's cells."""
    steps = 0

    def step(frame, event, argument):
        nonlocal steps
        steps += event == "opcode"
        return step

    def enter(frame, event, argument):
        filename = frame.f_code.co_filename
        if state.is_given(filename) or not (state.CELL.search(filename) or filename == "<string>"):
            return None
        frame.f_trace_lines, frame.f_trace_opcodes = False, True
        return step

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        function(*arguments)
    finally:
        if sys.gettrace() is enter:  # else time was up, see guard.py
            sys.settrace(before)
    return steps


def _loop(node: ast.AST) -> str:
    """Return what kind of loop a part of a program is, for a sentence; empty if it is none."""
    if isinstance(node, (ast.For, ast.While)):
        return "a loop"
    if isinstance(node, ast.comprehension):
        return "a loop, in brackets"
    keys = [word.value for word in node.keywords if word.arg == "key"] if isinstance(node, ast.Call) else []
    if keys and getattr(keys[0], "value", "") is not None:  # key=None is no key
        return f"{ast.unparse(node.func)} with a key, which is a loop,"
    return ""


def _library(value, libraries: tuple[str, ...]) -> str:
    """Return the one of some libraries that a module, a function or a class is from; empty if it is from none."""
    home = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", None)
    return next((name for name in libraries if f"{home}.".startswith(f"{name}.")), "")


def count(number: float, noun: str) -> str:
    """Return "1 point", "2 points", …"""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


def _sources(function) -> list[tuple]:
    """Return the student's functions that one uses, itself first, each with its syntax tree.

    They are found by their names, in closures, behind decorators, and in lists and dicts of functions.
    """
    found, waiting, seen = [], [function], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        waiting += _members(value)
        parts = [value] if isinstance(value, FunctionType) else []
        parts += state.functions_of(value) or state.functions_of(type(value))  # an object of a class of the student's
        for part in parts:
            code = part.__code__
            if id(code) in seen or not state.CELL.search(code.co_filename) or state.is_given(code.co_filename):
                continue
            seen.add(id(code))
            try:
                tree = ast.parse(textwrap.dedent(inspect.getsource(code)))  # of the code: a function may be wrapped
            except (OSError, TypeError, SyntaxError):
                continue
            found.append((part, tree))
            waiting += [part.__globals__[name] for name in state._names(code) if name in part.__globals__]
            waiting += [cell.cell_contents for cell in part.__closure__ or () if cell != CellType()]
    return found


def _within(value) -> list:
    """Return a value and what stands behind it: the function of a `functools.partial`, what a list or dict holds."""
    return [value, *([value.func] if isinstance(value, functools.partial) else _members(value))]


def _members(value) -> list:
    """Return what a short list, tuple, set or dict holds; of anything else nothing."""
    if isinstance(value, dict):
        value = tuple(value.values())
    return list(value) if isinstance(value, (list, tuple, set)) and len(value) <= 100 else []


def _variables(code) -> list[str]:
    """Return the names of the variables of a function, and of the functions inside it."""
    inner = [_variables(constant) for constant in code.co_consts if inspect.iscode(constant)]
    return [*code.co_varnames, *code.co_cellvars, *itertools.chain(*inner)]


def _imported(name: str):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module or "builtins"), attribute)


def _local_imports(tree: ast.AST) -> dict:
    """Return what a function imports inside itself."""
    from helpers.exercises.names import meaning

    found = {}
    for node in ast.walk(tree):
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            try:
                if isinstance(node, ast.ImportFrom):
                    found[alias.asname or alias.name] = meaning(node.module, alias.name)
                else:
                    name = alias.name if alias.asname else alias.name.partition(".")[0]
                    found[alias.asname or name] = meaning(name, None)
            except (ImportError, AttributeError):
                continue
    return found


def _resolve(node: ast.AST, inner: dict, namespace: dict):
    if isinstance(node, ast.Name):
        import builtins

        return inner.get(node.id, namespace.get(node.id, getattr(builtins, node.id, None)))
    if isinstance(node, ast.Attribute):
        owner, name = node.value, node.attr
    elif isinstance(node, ast.Call) and len(node.args) > 1 and _resolve(node.func, inner, namespace) is getattr:
        owner, name = node.args[0], getattr(node.args[1], "value", None)  # getattr(np, "convolve")
    else:
        return None
    owner = _resolve(owner, inner, namespace)
    return getattr(owner, name, None) if inspect.ismodule(owner) and isinstance(name, str) else None


def _line(tree: ast.AST, node: ast.AST) -> str:
    """Return the first line of the innermost statement around a node."""
    around = ""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and any(inner is node for inner in ast.walk(statement)):
            around = ast.unparse(statement).split("\n")[0]
    return around


def _as_array(name: str, actual, expected: np.ndarray, cause: str) -> np.ndarray:
    assert actual is not None, f"{name} is None, expected {_kind(expected)}: does your function end with `return`?"
    try:
        array = np.asarray(actual)
        if array.dtype.kind not in "biufc":
            array = None if array.dtype.kind in "SU" else array.astype(float)  # a text such as "0.5" is no number
    except (TypeError, ValueError):
        array = None
    assert array is not None, f"{name} is {_brief(actual)}, expected {_kind(expected)}: {cause}"
    return array


def _of_type(actual, made: np.ndarray, expected: np.ndarray) -> str:
    """Return the cause if the numbers are those that are expected, cut to whole numbers."""
    if made.dtype.kind not in "iu" or made.shape != expected.shape or expected.dtype.kind != "f":
        return ""
    if not np.isfinite(expected).all() or not any(np.array_equal(made, cut(expected)) for cut in (np.trunc, np.rint)):
        return ""
    return "only the whole parts are left: is there astype(int), int(), or zeros_like of an array of whole numbers?"


def _shape_sentence(name, made, expected, cause, known, tolerances) -> str:
    """Say what is wrong with a shape; where the numbers are right, say that too."""
    rtol, atol = tolerances

    def holds(array):
        return array.shape == expected.shape and np.allclose(array, expected, rtol=rtol, atol=atol)

    if not known and made.size == expected.size:
        if made.ndim == 2 and holds(made.T):
            cause = "the numbers are right, but rows and columns are exchanged"
        elif holds(made.reshape(expected.shape)):
            cause = "the numbers are right, the shape is not"
    if made.shape and expected.shape:
        return f"{name} has shape {made.shape}, expected {expected.shape}: {cause}"
    if made.shape and made.size == 1:
        return f"{name} is an array of shape {made.shape}, expected a number: {cause}"
    return f"{name} is {_pair(made, expected)}: {cause}"


def _kind(expected: np.ndarray) -> str:
    return f"an array of shape {expected.shape}" if expected.shape else "a number"


def _brief(value) -> str:
    text = " ".join(repr(value).split())
    return f"{text if len(text) <= 60 else text[:60] + '…'} ({type(value).__name__})"


def _pair(actual, expected) -> str:
    """Return "1.5, expected 2", with as many digits as it takes to see a difference."""
    for digits in (5, 9, 17):
        first, second = _short(actual, digits), _short(expected, digits)
        if first != second:
            break
    return f"{first}, expected {second}"


def _short(value, digits: int) -> str:
    array = np.asarray(value)
    if array.size > 12:
        return f"an array of shape {array.shape}"
    if array.ndim:
        return "[" + ", ".join(_short(part, digits) for part in array) + "]"
    return f"{array.item():.{digits}g}" if array.dtype.kind == "f" else str(array.item())
