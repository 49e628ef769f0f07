"""What an error in a check means: open, wrong, done or not run, and one plain sentence with the student's own line.

The commonest errors of NumPy, Python and Keras are said again in the words of the course, with the shapes. Their own
texts are read by the patterns below; tests raise each of them with the pinned versions.
"""

import ast
import linecache
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import numpy as np

from helpers.exercises import state
from helpers.exercises.guard import KeyboardAsked, TookTooLong

FLOAT_ERRORS = {  # how NumPy's message begins → what happened
    "overflow": "a number in your computation is too large for a float",
    "divide by zero": "your code divides by zero, or takes the logarithm of 0",
    "invalid value": "your code computes something like 0/0 or inf/inf, which is nan",
}
RUN_ABOVE = "choose Run → Run All Above Selected Cell, then run this one again"
NO_RETURN = "a function or method that returns nothing gives None, does yours end with `return`?"
NO_INPUT = "the model does not know its input yet: begin the model with keras.Input((…))"


class CheckFailed(AssertionError):
    """What a check raises when nbgrader marks it; its traceback is the message alone, in lines for a feedback page."""

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(str(self), 96)


@dataclass(frozen=True)
class Place:
    """Where in a student's cell an error happened: the frame, the whole line, and the expression in it."""

    frame: FrameType
    line: str
    expression: str


def explain(error: BaseException | None, limit: str = "the time limit") -> tuple[str, str]:
    """Return the state that an error in a check means ("done", "open", "wrong", "not run") and a sentence."""
    if error is None:
        return "done", ""
    if isinstance(error, NotImplementedError):
        return "open", "write your code and delete `raise NotImplementedError()`"
    if isinstance(error, TookTooLong):
        return "wrong", f"your code did not finish within {limit}: is there a loop that never ends?"
    if isinstance(error, KeyboardAsked):
        return "wrong", "your code calls input(): use the arguments of the function instead, nobody types here"
    if isinstance(error, (SystemExit, GeneratorExit)):
        return "wrong", "your code calls sys.exit() or exit(): use return to leave a function"
    if isinstance(error, KeyboardInterrupt):  # nobody pressed stop: see check.__exit__
        return "wrong", "your code raises KeyboardInterrupt: leave a function with return, and a loop with break"
    if isinstance(error, RecursionError):
        return "wrong", "your function calls itself without end"
    if could_not_run(error):
        return "not run", f"the cell that makes {error.name} has not run since the kernel started: {RUN_ABOVE}"
    place, innermost_is_course = locate(error)
    said = " ".join(re.sub(r"\x1b\[[\d;]*m", "", str(error)).split())
    if isinstance(error, CheckFailed) or (isinstance(error, AssertionError) and (innermost_is_course or not place)):
        return "wrong", said or "the result is not what it should be"
    if isinstance(error, NameError) and getattr(error, "name", "") and not place:
        return "wrong", _missing(error.name)
    line = f" (in the line `{place.line}`)" if place and place.line else " in one of your functions" if place else ""
    if isinstance(error, FloatingPointError):
        cause = next((cause for begin, cause in FLOAT_ERRORS.items() if said.startswith(begin)), "your computation")
        return "wrong", f"{cause}: {said}{line}"
    detail = plainly(error, said, place)
    about = f"{type(error).__name__}{f': {detail}' if detail else ''}{line}"
    if place or getattr(error, "from_student", False):
        return "wrong", f"your code raises {about}"
    return "wrong", f"your result cannot be used, look at its type and its shape ({about})"


def could_not_run(error: BaseException | None) -> bool:
    """Tell whether an error means that a cell above has not run yet. When nbgrader marks, all cells have run."""
    waits = isinstance(error, NameError) and not isinstance(error, UnboundLocalError) and not state.marking
    return waits and error.name not in state.broken and state.not_run_yet(error.name)


def _missing(name: str) -> str:
    if name in state.broken:
        return (
            f"{name} does not exist: run the cell that defines it, and look there for an error ({state.broken[name]})"
        )
    return f"{name} does not exist: run the cell that defines it, and look there for an error"


def locate(error: BaseException) -> tuple[Place | None, bool]:
    """Return the innermost place in a student's cell; and whether a line of the course is nearer to the error.

    Cells of the course are the check itself and the given ones; files of libraries do not count.
    """
    trace, place, course, check = error.__traceback__, None, False, None
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        check = check or filename
        if state.CELL.search(filename) and filename != check:
            course = state.is_given(filename)
            place = place if course else _place(trace, filename)
        elif filename == check:
            course = place is not None  # a function of the check, which the student's code has called
        trace = trace.tb_next
    return place, course


def _place(trace, filename: str) -> Place:
    code = trace.tb_frame.f_code
    line = linecache.getline(filename, trace.tb_lineno).strip()
    positions = list(code.co_positions())[trace.tb_lasti // 2]
    first, last, begin, end = positions
    if None in positions or first != last:
        return Place(trace.tb_frame, line, "")
    raw = linecache.getline(filename, first).encode()
    return Place(trace.tb_frame, line, raw[begin:end].decode(errors="replace"))


def plainly(error: BaseException, said: str, place: Place | None) -> str:
    """Return what a library said, in plain words where they are known; else its own words, the first sentences."""
    for pattern, words in PATTERNS:
        found = re.search(pattern, said)
        if found:
            return words(found, place) if callable(words) else found.expand(words)
    return said if len(said) <= 300 else said[:300] + "…"


def _product(found: re.Match, place: Place | None) -> str:
    """The factors of a matrix product do not fit: name them and their shapes where they can be read."""
    shapes = ""
    node = _expression(place)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        shapes = _with_shapes([node.left, node.right], place.frame)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        factors = node.args if len(node.args) == 2 else [node.func.value, *node.args[:1]]
        shapes = _with_shapes(factors, place.frame)
    named = found.groupdict()
    if not shapes and named.get("left"):
        shapes = f"the shapes are ({_commas(named['left'])}) and ({_commas(named['right'])})"
    if not shapes and named.get("inner"):
        shapes = f"the inner sizes are {named['outer']} and {named['inner']}"
    rule = "in a @ b the last size of a must be equal to the first size of b"
    return f"the matrix product does not fit{f': {shapes}' if shapes else ''}; {rule}"


def _with_shapes(nodes: list[ast.expr], frame: FrameType) -> str:
    known = [(ast.unparse(node), _value(node, frame)) for node in nodes]
    if len(known) != 2 or any(not hasattr(value, "shape") for _, value in known):
        return ""
    return " and ".join(f"{text} has shape {tuple(value.shape)}" for text, value in known)


def _value(node: ast.expr, frame: FrameType):
    """Return what a name, its transpose or a part of it is in a frame; None for all that would have to be computed."""
    if isinstance(node, ast.Name):
        return frame.f_locals.get(node.id, frame.f_globals.get(node.id))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        inner = _value(node.value, frame)
        return inner.T if isinstance(inner, np.ndarray) else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        inner = _value(node.value, frame)
        if isinstance(inner, (np.ndarray, list, tuple, dict)):
            try:
                return inner[node.slice.value]
            except (LookupError, TypeError):
                return None
    return None


def _expression(place: Place | None) -> ast.expr | None:
    try:
        return ast.parse(place.expression.strip(), mode="eval").body if place else None
    except (SyntaxError, ValueError):
        return None


def _commas(sizes: str) -> str:
    parts = [part for part in re.split(r"[,\s]+", sizes.strip("()[] ")) if part]
    return ", ".join(parts) + ("," if len(parts) == 1 else "")


def _broadcast(found: re.Match, place: Place | None) -> str:
    shapes = [f"({_commas(part)})" for part in re.findall(r"[(\[][^()\[\]]*[)\]]", found["shapes"])][:2]
    operation = f" in `{place.expression}`" if place and 0 < len(place.expression) <= 60 else ""
    return (
        f"the shapes {' and '.join(shapes)} do not fit together{operation}: counted from the right, "
        "two sizes must be equal, or one of them 1"
    )


def _into(found: re.Match, _) -> str:
    return (
        f"an array of shape ({_commas(found[1])}) does not fit into a place of shape ({_commas(found[2])}): "
        "look at the left and the right side of the ="
    )


def _index(found: re.Match, _) -> str:
    size = int(found[3])
    last = f"its last index is {size - 1}" if size else "it is empty"
    return f"index {found[1]} is out of bounds: axis {found[2]} has size {size}, and {last}"


def _axis(found: re.Match, _) -> str:
    axes = int(found[2])
    has = "1 axis" if axes == 1 else f"{axes} axes"
    return f"axis {found[1]} does not exist: the array has {has}, and axis=-1 is its last"


PATTERNS: list[tuple[str, str | Callable]] = [
    (r"matmul: .*mismatch in its core dimension.*\(size (?P<inner>\d+) is different from (?P<outer>\d+)\)", _product),
    (r"matmul: Input operand", _product),
    (r"shapes (?P<left>\(.*?\)) and (?P<right>\(.*?\)) not aligned", _product),
    (r"Matrix size-incompatible: In\[0\]: (?P<left>\[.*?\]), In\[1\]: (?P<right>\[.*?\])", _product),
    (r"operands could not be broadcast together with shapes (?P<shapes>.*)", _broadcast),
    (r"Incompatible shapes: (?P<shapes>\[.*?\] vs\. \[.*?\])", _broadcast),
    (r"could not broadcast input array from shape \((.*?)\) into shape \((.*?)\)", _into),
    (
        r"The truth value of an array",
        "The truth value of an array is asked for, by if, and, or, max() or min(), but it has many numbers: "
        "np.where, np.maximum and & work on each number alone",
    ),
    (r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", _index),
    (r"^(list|tuple) index out of range$", r"the \1 is shorter than the index that you ask for"),
    (r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed",
     r"too many indices: the array has \1 dimension(s), your code gives \2 indices"),
    (r"axis (-?\d+) is out of bounds for array of dimension (\d+)", _axis),
    (r"^only integers, slices|indices must be integers or slices, not float",
     "an index must be a whole number: use // or int()"),
    (r"boolean index did not match .* size of axis is (\d+) but size of corresponding boolean axis is (\d+)",
     r"the mask has size \2, the array has size \1 there: they must be equal"),
    (r"setting an array element with a sequence",
     "rows of different lengths, or an array where one number belongs"),
    (r"only 0-dimensional arrays can be converted to Python scalars",
     "one number is needed here, but the array has many: functions of `math`, float() and int() take one number"),
    (r"cannot reshape array of size (\d+) into shape (.*)",
     r"an array of \1 numbers has no shape \2: multiply its sizes"),
    (r"Cannot cast ufunc '\w+' output from dtype\('float\d+'\) to dtype\('u?int\d+'\)",
     "+=, -=, *= or /= writes into an array of whole numbers, which keeps no fractions: compute a new array"),
    (r"Integers to negative integer powers", "whole numbers with a negative exponent: make them floats first"),
    (r"^'(int|float|numpy\.\w+|bool)' object is not iterable$",
     r"'\1' object is not iterable: a loop, a tuple or a sum needs several values, and this is one number"),
    (r"^cannot unpack non-iterable (\w+) object$", r"several values are expected here, and this is one \1"),
    (r"(too many|not enough) values to unpack", r"\1 values for the names on the left of the ="),
    (r"^'(int|float)' object is not subscriptable$",
     r"'\1' object is not subscriptable: it is one number, without [ ]"),
    (r"'NoneType'", f"None is used like a value: {NO_RETURN}"),
    (r"^'list' object has no attribute '(\w+)'",
     r"a list has no .\1: an array has, and np.array(…) makes an array of a list"),
    (r"^'numpy.ndarray' object has no attribute '(append|extend|insert)'",
     r"an array has no .\1, a list has: collect in a list, then np.array(…)"),
    (r"^'(numpy\.ndarray|float|int|numpy\.float64)' object is not callable$",
     "a number or an array stands before ( ), as if it were a function: is a * missing, or should it be [ ]?"),
    (r"^'float' object cannot be interpreted as an integer$", "a whole number is needed here: use // or int()"),
    (r"^Cannot interpret '(\d+)' as a data type$", "a shape of several sizes stands in brackets: np.zeros((2, 3))"),
    (r"^cannot access local variable '(\w+)'", r"\1 has no value yet in this function when it is used"),
    (r"has never been called and thus has no defined (?:in|out)put|has no defined (?:in|out)put shape yet"
     r"|the layer isn't built|You must build the layer before|has not yet been built"
     r"|object has no attribute '(?:in|out)put_shape'", NO_INPUT),
    (r"layer '(\S+)' is incompatible with the layer: expected axis -1 of input shape to have value (\d+), "
     r"but received input with shape (\(.*?\))",
     r"layer '\1' expects inputs whose last size is \2, and its input has shape \3"),
    (r"layer '(\S+)' is incompatible with the layer: expected min_ndim=(\d+), found ndim=(\d+).*received: (\(.*?\))",
     r"layer '\1' expects an input with \2 axes, and its input has \3, shape \4"),
    (r"You must call `compile\(\)` before", "the model is not compiled: call its method compile() first"),
    (r"Computed output size would be zero or negative", "the kernel is larger than its input: nothing would be left"),
]  # fmt: skip
