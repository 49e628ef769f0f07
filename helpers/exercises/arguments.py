"""One rule for all tasks: what a function is given is unchanged afterwards, unless its check says otherwise.

The calls that stand in a check go through `call` (see names.py). Nothing is put in the place of the student's function,
so pickling, recursion and identity are as always; and only the check's own calls count: a helper of the student's may
change what another one of them has made.
"""

import ast
import functools
import inspect
import sys
import textwrap
import zlib
from types import FunctionType, MethodType

import numpy as np

from helpers.exercises import state

LARGE = 1 << 20  # bytes: of a larger array a checksum is kept instead of a copy
DEEP = 6  # lists in lists in lists: how far to look


class ArgumentChanged(AssertionError):
    """Raised after a call that changed one of its arguments."""


# Of the check that runs: parameters that it allows to change, and the file name of its own cell.
allowed: set[str] = set()
own_cell = ""


def call(function, /, *arguments, **named):
    """Call a function; if a student wrote it, its arguments must be unchanged afterwards.

    Raises
    ------
    ArgumentChanged, a sentence that names the function, the argument and, if it is found, the line.
    """
    own = _own(function)
    if own is None:
        return function(*arguments, **named)
    try:
        bound = inspect.signature(function).bind(*arguments, **named).arguments
    except (TypeError, ValueError):
        bound = dict(enumerate(arguments)) | named
    before = {name: snapshot(value) for name, value in bound.items() if name not in allowed}
    try:
        result = function(*arguments, **named)
    except Exception as error:
        error.from_student = True  # though no line of the student's may be in its traceback: tf.function
        raise
    for name, kept in before.items():
        if not unchanged(kept, bound[name]):
            raise ArgumentChanged(_sentence(own, name, bound[name]))
    return result


def snapshot(value, depth: int = 0):
    """Return what is needed to see later whether a value has changed: arrays, lists, tuples, dicts, sets, models."""
    if _is_model(value):
        return _model_state(value)
    if isinstance(value, np.ndarray):
        if value.nbytes > LARGE and value.dtype.kind != "O":
            return _Array(value.shape, value.dtype, None, _checksum(value))
        return _Array(value.shape, value.dtype, value.copy(), 0)
    if depth < DEEP and type(value) in (list, tuple):
        return [(item, snapshot(item, depth + 1)) for item in value]
    if depth < DEEP and type(value) is dict:
        return [(key, item, snapshot(item, depth + 1)) for key, item in value.items()]
    if type(value) in (set, bytearray):
        return value.copy()
    return None


def unchanged(kept, value) -> bool:
    """Tell whether a value is what it was when its snapshot was taken."""
    if _is_model(value):
        return kept == _model_state(value)
    if isinstance(kept, _Array):
        return kept.is_still(value)
    if isinstance(value, dict) and kept is not None:
        return len(kept) == len(value) and all(
            key == now and item is value[now] and unchanged(inner, item) for (key, item, inner), now in zip(kept, value)
        )
    if isinstance(value, (list, tuple)) and kept is not None:
        return len(kept) == len(value) and all(
            item is now and unchanged(inner, now) for (item, inner), now in zip(kept, value)
        )
    return kept is None or kept == value


class _Array:
    """What an array was: a copy, or of a large one a checksum."""

    def __init__(self, shape, dtype, copy, checksum):
        self.shape, self.dtype, self.copy, self.checksum = shape, dtype, copy, checksum

    def is_still(self, array) -> bool:
        if (array.shape, array.dtype) != (self.shape, self.dtype):
            return False
        if self.copy is None:
            return _checksum(array) == self.checksum
        if self.dtype.kind == "O":
            return all(old is new for old, new in zip(self.copy.flat, array.flat))
        return self.copy.tobytes() == array.tobytes()  # nan is equal to itself here


def _is_model(value) -> bool:
    keras = sys.modules.get("keras")  # who has not imported Keras has no model
    return hasattr(keras, "Model") and isinstance(value, keras.Model)


def _model_state(model) -> tuple:
    """Return what a model is: its layers, their weights, what of them is trained, and how it is compiled."""
    layers = [(id(layer), layer.trainable) for layer in model._flatten_layers()]
    weights = [_checksum(np.asarray(weight)) for weight in model.weights]
    return layers, weights, id(getattr(model, "optimizer", None)), id(getattr(model, "loss", None))


def _checksum(array: np.ndarray) -> int:
    return zlib.crc32(np.ascontiguousarray(array).view(np.uint8).reshape(-1))


def _own(function) -> FunctionType | None:
    """Return the plain function that a student wrote and that a call runs; None for a function of anybody else."""
    if isinstance(function, functools.partial):
        return _own(function.func)
    value = inspect.unwrap(function)
    value = getattr(value, "python_function", value)  # tf.function
    if isinstance(value, type):
        value = value.__init__
    elif not isinstance(value, (FunctionType, MethodType)):
        value = getattr(type(value), "__call__", None)  # noqa: B004  the method itself is asked for
    value = getattr(value, "__func__", value)
    if not isinstance(value, FunctionType):
        return None
    filename = value.__code__.co_filename
    return value if state.CELL.search(filename) and filename != own_cell and not state.is_given(filename) else None


def _sentence(function: FunctionType, name, value) -> str:
    what = f"its argument {name}" if isinstance(name, str) else f"its argument number {name + 1}"
    if _is_model(value):
        return f"{function.__name__} changes {what}, a model: leave its layers, weights and settings as they are"
    line, instead = _culprit(function, name)
    where = f" (in the line `{line}`)" if line else ""
    if not instead and isinstance(value, (list, tuple)) and any(isinstance(part, np.ndarray) for part in value):
        return f"{function.__name__} changes {what} in place{where}: make a new list with new arrays"
    return f"{function.__name__} changes {what} in place{where}: work on a copy{instead or f', {name}.copy()'}"


def _culprit(function: FunctionType, name) -> tuple[str, str]:
    """Return the line of a function that changes one of its arguments, and what to write instead; empty if unknown."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return "", ""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and getattr(node.target, "id", "") == name:
            longer = ast.unparse(ast.BinOp(ast.Name(name), node.op, node.value))
            return ast.unparse(node), f", {longer} instead of {ast.unparse(node)}"
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Subscript) and _root(target) == name for target in targets):
            return ast.unparse(node).split("\n")[0], ""
    return "", ""


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return getattr(node, "id", "")
