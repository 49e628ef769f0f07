"""The blocks of an exercise: `check` marks, `when_solved` shows; and the hooks that keep what they say true."""

import ast
import contextlib
import re
import sys
import threading
import traceback

from helpers.exercises import arguments, names, state
from helpers.exercises.errors import CheckFailed, could_not_run, explain
from helpers.exercises.expect import count
from helpers.exercises.guard import Guard

MARKS = {"done": "✓", "wrong": "✗", "open": "○", "stale": "↻", "not run": "↻"}
DEFINITION = re.compile(r"^(?:async +)?(?:def|class) +(\w+)", re.MULTILINE)


class check:
    """One graded check: ``with check("softmax-2", "large logits do not overflow", points=1): …``.

    The student's code in the block runs with a time limit and without a keyboard; what it writes to stderr, for which
    nbgrader would give 0, goes to stdout. What its functions are given must be unchanged afterwards.

    Parameters
    ----------
    name : the check's ``grade_id``: the task's name, a hyphen, a number.
    claim : what holds when the check passes, as a short sentence without a full stop.
    points : the points of the cell; the same number stands in its nbgrader metadata. A check of a stretch task has 0
        and no metadata; it never raises.
    seconds : processor time that the block may take (where the system has an alarm clock: not on Windows).
    may_change : names of parameters that the task's functions may change, because its text says so.
    """

    def __init__(self, name: str, claim: str, *, points: float, seconds: float = 10, may_change: tuple[str, ...] = ()):
        self.name, self.claim, self.points, self.seconds = name, claim, points, seconds
        self.may_change = set(may_change)

    def __enter__(self) -> None:
        frame = sys._getframe(1)
        self.code = {} if state.marking else state.used_by(frame.f_code, frame.f_globals)
        self.namespace = frame.f_globals
        arguments.allowed, arguments.own_cell = self.may_change, frame.f_code.co_filename
        self.guard = Guard(self.seconds, frame)
        self.guard.__enter__()

    def __exit__(self, kind, error, trace) -> bool:
        self.guard.__exit__(kind, error, trace)
        arguments.allowed, arguments.own_cell = set(), ""
        points = count(self.points, "point") if self.points else "no points"
        if isinstance(error, KeyboardInterrupt) and self.guard.interrupted:
            print(f"{MARKS['not run']} not run · {self.name} · {points} · it was stopped")
            return False  # the student, or nbgrader, pressed stop: the cells below shall not run either
        result, sentence = explain(error, self.guard.reached)
        gone = [name for name in self.code if state.is_gone(name, self.namespace)]
        if result == "done" and gone:
            result, sentence = "wrong", state.GONE.format(name=gone[0])
        text = f"{MARKS[result]} {result} · {self.name} · {points} · {sentence or self.claim}"
        if result != "done" and state.marking and self.points:
            raise CheckFailed(text) from None
        if result != "not run":  # what was said of this code before still holds
            state.remember(self.name, state.Result(result, self.points, self.code, self.namespace))
        print(text)
        return True


class when_solved:
    """A block that looks at a result, ungraded. While the task is open it is one quiet line; so is an error.

    What it draws has the look of the course, whatever the user's own settings of matplotlib say.

    may_change : as in ``check``.
    """

    def __init__(self, may_change: tuple[str, ...] = ()):
        self.may_change = set(may_change)

    def __enter__(self) -> None:
        self.style = contextlib.nullcontext()
        if not state.marking:
            from helpers import plots  # here: nothing is drawn while nbgrader marks, and matplotlib takes a second

            self.style = plots.course_style()
        self.style.__enter__()
        arguments.allowed = self.may_change

    def __exit__(self, kind, error, trace) -> bool:
        arguments.allowed = set()
        self.style.__exit__(None, None, None)
        if error is None or not isinstance(error, (Exception, SystemExit)):
            return False
        result, sentence = explain(error)
        if result == "open":
            print("○ open · what you make will be shown here")
        else:
            print(f"{MARKS[result]} {result} · {sentence}")
        return True


def forget_before(info) -> None:
    """Before a cell runs: note which functions it defines, or defined when it ran last, and what they are now."""
    shell = _shell()
    _before.clear()
    for other in shell.ast_transformers:
        if isinstance(other, names.BindNames):
            other.given = (info.raw_cell or "").lstrip().startswith(names.GIVEN)
    here = {name for name, cell in state.owner.items() if cell == info.cell_id}
    _before.update({name: shell.user_ns.get(name) for name in {*DEFINITION.findall(info.raw_cell or ""), *here}})


def keep_true(result) -> None:
    """After a cell: learn what a set-up cell imports; a cell that failed takes the functions with it that it defines.

    A function whose cell does not define it any more, because it was renamed or deleted, lives on in the kernel; what
    a check says about it does not hold for the page, so it is noted as gone.

    In an exercise a cell that fails does not stop *Run All*, so that the checks below it and the table at the end can
    say what is wrong; its traceback stands below it as always. When nbgrader marks, nothing of this is done.
    """
    if result is None:
        return
    raw = result.info.raw_cell or ""
    error = result.error_before_exec or result.error_in_exec
    note_owner(result.info.cell_id, DEFINITION.findall(raw))
    waits = could_not_run(error)
    if not waits:
        state.ran.add(result.info.cell_id)
    if error is None:
        for name in DEFINITION.findall(raw):
            state.broken.pop(name, None)
        if "helpers" in raw and "import" in raw:
            try:
                names.learn(ast.parse(raw))
            except SyntaxError:
                return
        return
    namespace = _shell().user_ns
    for name in DEFINITION.findall(raw):
        old = _before.get(name)
        if name not in namespace or (namespace[name] is old and state.code_of(old) is not None):
            namespace.pop(name, None)
            if not waits:
                state.broken[name] = why_it_fails(error)
    if not state.marking and isinstance(error, Exception):
        result.error_before_exec = result.error_in_exec = None


def note_owner(cell: str | None, written: list[str]) -> None:
    """Keep which cell defines which functions, and note those that it defined before and does not define any more.

    Parameters
    ----------
    cell : its id; None, as under nbgrader, keeps nothing. written : the names that its source defines.
    """
    if cell is None or state.marking:
        return
    namespace = _shell().user_ns
    for name in [name for name, other in state.owner.items() if other == cell and name not in written]:
        del state.owner[name]
        state.broken.pop(name, None)
        if name in namespace and namespace[name] is _before.get(name):  # and not, for example, a lambda by now
            state.gone[name] = namespace[name]
    state.owner |= dict.fromkeys(written, cell)


def why_it_fails(error: BaseException) -> str:
    """Return "SyntaxError in line 3, `…`: expected ':'", for an error of a cell."""
    said = " ".join(str(getattr(error, "msg", None) or error).split())
    if isinstance(error, SyntaxError):
        line = (error.text or "").strip()
        return f"{type(error).__name__} in line {error.lineno}{f', `{line}`' if line else ''}: {said}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if state.CELL.search(frame.filename)]
    where = f" in line {frames[0].lineno}, `{frames[0].line}`" if frames else ""
    return f"{type(error).__name__}{where}: {said}"


_before: dict = {}


def _shell():
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _leave():
    raise SystemExit


def connect() -> None:
    """In a notebook: bind the names of the checks, keep their state true, and let ``exit()`` end no kernel."""
    shell = _shell()
    if shell is None or threading.current_thread() is not threading.main_thread():
        return
    if not any(isinstance(other, names.BindNames) for other in shell.ast_transformers):
        shell.ast_transformers.append(names.BindNames())
        shell.events.register("pre_run_cell", forget_before)
        shell.events.register("post_run_cell", keep_true)
    if type(shell).__module__.startswith("ipykernel"):
        shell.ask_exit = _leave  # IPython's own ends the kernel a moment later
