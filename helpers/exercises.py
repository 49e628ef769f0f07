"""Checks for the exercises: one sentence for the student, a mark for the instructor, a table of where you stand.

A check cell of an exercise is a ``with check(…):`` block of plain assertions. In the student's notebook it never stops
*Run All*: it prints ``open``, ``wrong`` or ``done``. When nbgrader marks the notebook, the same block raises unless it
is done, so that the cell scores 0. The student's code runs inside the block with a time limit and without a keyboard,
and what it writes to stderr, for which nbgrader would give 0, goes to stdout.
"""

import builtins
import contextlib
import io
import json
import os
import re
import signal
import sys
import textwrap
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import numpy as np

EXERCISES = Path(__file__).parents[1] / "exercises"
MARKS = {"done": "✓", "wrong": "✗", "open": "○"}
CELL = re.compile(r"ipykernel_|<ipython|<cell")  # the file names that IPython, and our tests, give to cells
FLOAT_ERRORS = {  # how NumPy's message begins → what happened
    "overflow": "a number in your computation is too large for a float",
    "divide by zero": "your code divides by zero, or takes the logarithm of 0",
    "invalid value": "your code computes something like 0/0 or inf/inf, which is nan",
}
PRINTED = 2_000  # characters of a student's own output that one check lets through

# Read once: code in the notebook cannot change later who is marking. nbgrader sets the variable for its kernels.
marking = "NBGRADER_EXECUTION" in os.environ
# A shorter limit for all checks, in seconds: `EXERCISE_SECONDS=5 nbgrader autograde …`
longest_check = float(os.environ.get("EXERCISE_SECONDS", "inf"))

_results: dict[str, str] = {}  # check name → state, of this kernel


class CheckFailed(AssertionError):
    """What a check raises when nbgrader marks it; its traceback is the message alone, in lines for a feedback page."""

    def _render_traceback_(self) -> list[str]:
        return textwrap.wrap(str(self), 96)


class TookTooLong(BaseException):
    """Raised inside code that runs past its time limit. No ``except Exception`` of the student's catches it."""


class KeyboardAsked(Exception):
    """Raised by ``input()``: nobody sits at the keyboard while a check runs."""


class check:
    """One graded check: ``with check("softmax-2", "large logits do not overflow", points=1): …``.

    Parameters
    ----------
    name : the check's ``grade_id``: the task's name, a hyphen, a number.
    claim : what holds when the check passes, as a short sentence without a full stop.
    points : the points of the cell; the same number stands in its nbgrader metadata.
    seconds : how long the block may run (where the system has an alarm clock: not on Windows).
    """

    def __init__(self, name: str, claim: str, *, points: float, seconds: float = 10):
        self.name, self.claim, self.points, self.seconds = name, claim, points, seconds

    def __enter__(self) -> None:
        self.guard = _Guard(self.seconds, sys._getframe(1))
        self.guard.__enter__()

    def __exit__(self, kind, error, trace) -> bool:
        self.guard.__exit__(kind, error, trace)
        if isinstance(error, KeyboardInterrupt):
            return False  # the student, or nbgrader, pressed stop
        state, sentence = explain(error, self.guard.seconds)
        _results[self.name] = state
        text = f"{MARKS[state]} {state} · {self.name} · {count(self.points, 'point')} · {sentence or self.claim}"
        if state != "done" and marking:
            raise CheckFailed(text) from None
        print(text)
        return True


class when_solved:
    """A block that looks at a result, ungraded: it is passed over while the task is open, and an error is one line."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind, error, trace) -> bool:
        if error is None or not isinstance(error, (Exception, SystemExit)):
            return False
        state, sentence = explain(error)
        print(f"{MARKS[state]} {state} · {sentence}")
        return True


def expect_close(
    name: str, actual, expected, cause: str, *, wrong: Mapping | None = None, rtol: float = 1e-6, atol: float = 1e-9
) -> None:
    """Assert that a number or an array is what it should be, and say what it is, what it should be, and why.

    Parameters
    ----------
    name : what was computed, for example ``"softmax([0, 1])"``.
    actual : the student's result: anything. expected : a number or an array.
    cause : the likely cause when no other is known, a clause that can follow a colon.
    wrong : known wrong results, each with its cause: ``{"the kernel is flipped": flipped}``. One with the shape and
        the values of ``actual`` replaces ``cause``.

    Raises
    ------
    AssertionError with that sentence.
    """
    expected = np.asarray(expected)
    array = _as_array(name, actual, expected, cause)
    for known, value in (wrong or {}).items():
        value = np.asarray(value)
        if array.shape == value.shape and np.allclose(array, value, rtol=rtol, atol=atol, equal_nan=True):
            cause = known
            break
    assert array.shape == expected.shape, (
        f"{name} has shape {array.shape}, expected {expected.shape}: {cause}"
        if array.shape and expected.shape
        else f"{name} is {_pair(array, expected)}: {cause}"
    )
    close = np.isclose(array, expected, rtol=rtol, atol=atol)
    if close.all():
        return
    if expected.size <= 12:
        raise AssertionError(f"{name} is {_pair(array, expected)}: {cause}")
    where = tuple(int(index) for index in np.argwhere(~close)[0])
    raise AssertionError(
        f"{name} differs in {count(int((~close).sum()), 'value')} of {close.size}, first at index {list(where)}, "
        f"where it is {_pair(array[where], expected[where])}: {cause}"
    )


def expect_shape(name: str, actual, shape: tuple[int, ...], cause: str) -> None:
    """Assert that a result is an array of a shape; the sentence says what shape it has, what it should have, and why.

    Raises
    ------
    AssertionError with that sentence.
    """
    array = _as_array(name, actual, np.zeros(shape), cause)
    assert array.shape == tuple(shape), f"{name} has shape {array.shape}, expected {tuple(shape)}: {cause}"


def explain(error: BaseException | None, seconds: float = 10) -> tuple[str, str]:
    """Return the state that an error in a check means ("done", "open", "wrong") and a sentence for the student."""
    if error is None:
        return "done", ""
    if isinstance(error, NotImplementedError):
        return "open", "write your code and delete `raise NotImplementedError()`"
    if isinstance(error, CheckFailed) or (isinstance(error, AssertionError) and not _student_line(error)):
        return "wrong", " ".join(str(error).split()) or "the result is not what it should be"
    if isinstance(error, TookTooLong):
        return "wrong", f"your code did not finish within {seconds:g} seconds: is there a loop that never ends?"
    if isinstance(error, KeyboardAsked):
        return "wrong", "your code calls input(): use the arguments of the function instead, nobody types here"
    if isinstance(error, (SystemExit, GeneratorExit)):
        return "wrong", "your code calls sys.exit() or exit(): use return to leave a function"
    if isinstance(error, RecursionError):
        return "wrong", "your function calls itself without end"
    if isinstance(error, NameError) and (error.name or "") and not _student_line(error):
        return "wrong", f"{error.name} does not exist: run the cell that defines it, and look there for an error"
    if isinstance(error, FloatingPointError):
        cause = next((cause for said, cause in FLOAT_ERRORS.items() if str(error).startswith(said)), "your computation")
        return "wrong", f"{cause}: {error}{_student_line(error)}"
    detail = " ".join(str(error).split())
    return "wrong", f"your code raises {type(error).__name__}{f': {detail}' if detail else ''}{_student_line(error)}"


def progress(assignment: str) -> None:
    """Print where you stand in an exercise: open, wrong or done, and the points, one line a task.

    The checks that ran in this kernel count. Tasks and points are read from the notebook file in the current folder;
    where there is none, only checks that ran are listed.

    Parameters
    ----------
    assignment : the name of the notebook without its ending.
    """
    path = Path(f"{assignment}.ipynb")
    if path.exists():
        tasks = read_tasks(path)
    else:
        tasks = {}
        for name in _results:
            tasks.setdefault(name.rpartition("-")[0], {"title": name.rpartition("-")[0], "checks": {}})
            tasks[name.rpartition("-")[0]]["checks"][name] = ("open", 0.0)
    rows, reached, possible, by_hand = [], 0.0, 0.0, 0.0
    for task in tasks.values():
        if "checks" not in task:
            by_hand += task["points"]
            rows.append(("", "by hand", task["title"], f"{task['points']:g} from your instructor"))
            continue
        states = [_results.get(name, "open") for name in task["checks"]]
        scores = [points for _, points in task["checks"].values()]
        done = sum(points for state, points in zip(states, scores) if state == "done")
        reached, possible = reached + done, possible + sum(scores)
        state = overall(states)
        rows.append((MARKS[state], state, task["title"], f"{done:g} of {sum(scores):g}"))
    total = f"{reached:g} of {possible:g}" + (f", and {by_hand:g} from your instructor" if by_hand else "")
    _print_table([("", "", "Task", "Points"), *rows, ("", "", "Together", total)])


def exercise_progress(folder: Path | str = EXERCISES) -> None:
    """Print where you stand in all exercises, one line each, from the outputs saved in the notebooks; nothing runs."""
    rows, reached_all, possible_all = [], 0.0, 0.0
    for path in sorted(Path(folder).glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        try:
            tasks = [task for task in read_tasks(path).values() if "checks" in task]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            rows.append(("✗", path.stem, "cannot be read", "", "", ""))
            continue
        states = [overall([state for state, _ in task["checks"].values()]) for task in tasks]
        checks = [check for task in tasks for check in task["checks"].values()]
        reached = sum(points for state, points in checks if state == "done")
        possible = sum(points for _, points in checks)
        reached_all, possible_all = reached_all + reached, possible_all + possible
        numbers = [str(states.count(state)) for state in ("open", "wrong", "done")]
        rows.append((MARKS[overall(states)], path.stem, *numbers, f"{reached:g} of {possible:g}"))
    together = ("", "Together", "", "", "", f"{reached_all:g} of {possible_all:g}")
    _print_table([("", "Exercise", "open", "wrong", "done", "Points"), *rows, together])


def read_tasks(path: Path) -> dict[str, dict]:
    """Read the tasks of an exercise notebook from its file, in order.

    Returns
    -------
    task name → {"title": …, "checks": {check name: (state, points)}}, the state from the stored output of the check;
    or, for a question that is marked by hand, {"title": …, "points": …}.
    """
    tasks: dict[str, dict] = {}
    title = ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        heading = re.search(r"^## (.+)$", source, re.MULTILINE) if cell["cell_type"] == "markdown" else None
        title = heading.group(1).strip() if heading else title
        grading = cell["metadata"].get("nbgrader", {})
        if not grading.get("grade"):
            continue
        name = grading["grade_id"]
        if grading.get("solution"):
            tasks[name] = {"title": title or name, "points": float(grading["points"])}
            continue
        task = tasks.setdefault(name.rpartition("-")[0], {"title": title or name, "checks": {}})
        printed = "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))
        said = re.findall(rf"^[{''.join(MARKS.values())}] (\w+) · {re.escape(name)} ·", printed, re.MULTILINE)
        task["checks"][name] = (said[-1] if said and said[-1] in MARKS else "open", float(grading["points"]))
    return tasks


def overall(states: list[str]) -> str:
    """Return "done" if all states are, "open" if all are open, otherwise "wrong" or, without a wrong one, "open"."""
    if states and all(state == "done" for state in states):
        return "done"
    return "wrong" if "wrong" in states else "open"


def count(number: float, noun: str) -> str:
    """Return "1 point", "2 points", …"""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"


class _Guard:
    """Runs a student's code: an alarm after some seconds, no keyboard, little output, stderr to stdout."""

    def __init__(self, seconds: float, frame: FrameType | None = None):
        self.frame = frame  # of the check's own cell
        self.seconds = min(seconds, longest_check)
        self.alarm = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.output = _Limited()
        self.stack.enter_context(contextlib.redirect_stdout(self.output))
        self.stack.enter_context(contextlib.redirect_stderr(self.output))
        self.input, builtins.input = builtins.input, _no_input
        if self.alarm:
            self.trace = sys.gettrace()
            self.handler = signal.signal(signal.SIGALRM, self._ring)
            # Every half second after the first time: a bare `except:` in a loop swallows alarms.
            signal.setitimer(signal.ITIMER_REAL, self.seconds, 0.5)

    def __exit__(self, *error):
        if self.alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self.handler)
            sys.settrace(self.trace)
        builtins.input = self.input
        self.stack.close()
        if self.output.getvalue():
            print(self.output.getvalue().rstrip("\n"))

    def _ring(self, _, frame: FrameType | None) -> None:
        """Raise TookTooLong where the code is, and again in its next line: a handler, if it catches everything."""
        while frame is not None and frame is not self.frame:
            if CELL.search(frame.f_code.co_filename):
                frame.f_trace = _next_line
            frame = frame.f_back
        sys.settrace(lambda *_: None)  # no new frame is traced
        raise TookTooLong


class _Limited(io.StringIO):
    """Keeps the first characters that are written to it: a loop that prints for ever fills no memory."""

    def write(self, text) -> int:
        room = PRINTED - self.tell()
        if room > 0:
            super().write(text if len(text) <= room else text[:room] + " … (cut off)")
        return len(text)


def _keep_the_kernel() -> None:
    """Make ``exit()`` and ``quit()`` raise SystemExit in a notebook: IPython's own end the kernel a moment later."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if type(shell).__module__.startswith("ipykernel"):
        shell.ask_exit = _leave


def _leave():
    raise SystemExit


def _next_line(frame, event, argument):
    if event == "line":
        raise TookTooLong
    return _next_line


def _no_input(*_):
    raise KeyboardAsked


def _student_line(error: BaseException) -> str:
    """Return " (in the line `…`)", the innermost line from another cell than the check's; empty where there is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if CELL.search(frame.filename) and frame.filename != frames[0].filename]
    if not own:
        return ""
    return f" (in the line `{own[-1].line}`)" if own[-1].line else " in one of your functions"


def _as_array(name: str, actual, expected: np.ndarray, cause: str) -> np.ndarray:
    assert actual is not None, f"{name} is None, expected {_kind(expected)}: does your function end with `return`?"
    try:
        array = np.asarray(actual)
        array = array if array.dtype.kind in "biufc" else array.astype(float)
    except (TypeError, ValueError):
        array = None
    assert array is not None, f"{name} is {_brief(actual)}, expected {_kind(expected)}: {cause}"
    return array


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
    formats = {"float_kind": lambda number: f"{number:.{digits}g}"}
    return " ".join(np.array2string(array, separator=", ", formatter=formats).split())


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for index, row in enumerate(rows):
        if index in (1, len(rows) - 1):
            print("─" * (sum(widths) + 2 * len(widths) - 2))
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


_keep_the_kernel()
