"""Runs one task of an assignment in this process, without a kernel: its solution or another answer, then its checks.

A module ``test_NN_name.py`` beside this file holds the answers of one assignment and ends with
``test_grader = grader_tests(NAME, TASKS)``. `make grader-report` counts the same answers in a table.
"""

import ast
import contextlib
import copy
import functools
import io
import linecache
import math
import random
import re
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import numpy as np
import pytest

from helpers.exercises import errors, guard, names, state
from tests.grader.mutate import BEGIN, END, Mutant, mutants

ROOT = Path(__file__).parents[2]
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
# Their checks prepare and train networks in Keras, for each mutant anew: these mutants are slow tests, which `.ci/run`
# runs after `make test`.
SLOW = ("10_cnn_with_keras", "11_alexnet", "12_after_alexnet")
# What is said of an answer that keeps results by `id`: which check finds it depends on memory that is used again.
BY_CHANCE = "✗"


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that students really give.

    name : the misconception. says : what the first check that fails must say, a part of its message.
    code : functions, which replace those of the reference; or else replace : (old, new), an edit of the reference.
    """

    name: str
    code: str = ""
    says: str = ""
    replace: tuple[str, str] | None = None


@dataclass(frozen=True)
class Right:
    """A correct answer written in another way; the fields are those of Wrong."""

    name: str
    code: str = ""
    replace: tuple[str, str] | None = None


@dataclass(frozen=True)
class Task:
    """The answers to one task: wrong ones, right ones, and the mutants that change nothing, each with the reason."""

    wrong: list[Wrong]
    right: list[Right]
    equivalent: dict[str, str] = field(default_factory=dict)  # label of the mutant → why it is no wrong answer


@dataclass
class TaskCells:
    """The cells of one task, and what they need."""

    name: str
    solution: str
    checks: list[tuple[str, str]]  # (grade_id, source)
    namespace: dict  # the names that are there before the solution cell
    given: list[str]  # given cells between the solution and its checks
    seconds: dict[str, float] = field(default_factory=dict)  # processor time of the reference in each check
    shortest: dict[str, float] = field(default_factory=dict)  # the least time of any answer that passed each check
    messages: dict[str, str] = field(default_factory=dict)  # what each check says of the reference, empty if it passes
    imported: dict = field(default_factory=dict)  # what the set-up cells import, see helpers/exercises/names.py


@functools.cache
def load(assignment: str) -> dict[str, TaskCells]:
    """Read an assignment from solutions/ and run its given cells and reference solutions, in order."""
    path = ROOT / "solutions" / assignment / f"{assignment}.ipynb"
    namespace: dict = {"__name__": "__main__"}
    tasks: dict[str, TaskCells] = {}
    imported: dict = {}
    for cell in nbformat.read(path, as_version=4).cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not grading:
            continue
        name = grading["grade_id"]
        if grading["grade"]:
            tasks[name.rpartition("-")[0]].checks.append((name, cell.source))
            continue
        if grading["solution"]:
            tasks[name] = TaskCells(name, cell.source, [], _copy(namespace), [], imported=imported)
        else:
            names.learn(ast.parse(cell.source), imported)
            if tasks:  # the cells of the tasks before it need nothing that comes later
                next(reversed(tasks.values())).given.append(cell.source)
        with quiet():
            run(cell.source, name, namespace, imported)
    graded = {name: task for name, task in tasks.items() if task.checks}
    for task in graded.values():
        grade_reference(task)
    return graded


def grade_reference(task: TaskCells) -> None:
    """Run each check on the reference once; keep what it says, for the test of the reference, and its time."""
    task.messages = dict(grade(task, task.solution, timed=True))


def grade(
    task: TaskCells, code: str, *, hurried: bool = False, timed: bool = False, first_only: bool = False
) -> list[tuple[str, str]]:
    """Run an answer, then each check in its own copy of the names; return (check, message), empty where it passes.

    An answer has the time that a student has. ``hurried``, a check stops after ten times what the reference took: of a
    thousand mutants some never end; and the checks come by their shortest time so far, so that most mutants fail soon:
    what a check makes once and keeps, as a trained network, counts only the first time. (No answer that somebody wrote:
    it may be slow, on a machine that is busy too, and the first check of the page shall speak. But for those of which
    the message is that they never end: it is the same after a second.)
    """
    _reset_random_numbers()
    namespace = _copy(task.namespace)
    with quiet():
        try:
            state.longest_check = math.inf
            with guard.Guard(60):
                run(code, task.name, namespace)
                for number, source in enumerate(task.given):
                    run(source, f"given {number}", namespace, task.imported)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            return [(task.checks[0][0], f"the cell itself fails: {errors.explain(error)[1]}")]
    results = []
    checks = sorted(task.checks, key=lambda check: task.shortest.get(check[0], 0.0)) if hurried else task.checks
    for name, source in checks:
        _reset_random_numbers()
        start = time.thread_time()
        state.longest_check = max(1.0, 10 * task.seconds.get(name, 1.0)) if hurried else math.inf
        state.marking = True
        message = ""
        with quiet():
            try:
                run(source, name, _copy(namespace), task.imported)
            except errors.CheckFailed as error:
                message = str(error)
            except guard.TookTooLong:  # it rang between two statements of the harness
                message = "your code did not finish"
            finally:
                state.marking, state.longest_check = False, math.inf
        seconds = time.thread_time() - start
        if timed:
            task.seconds[name] = seconds
        if not message:
            task.shortest[name] = min(seconds, task.shortest.get(name, math.inf))
        results.append((name, message))
        if message and first_only:
            break
    return results


def failure(task: TaskCells, code: str, *, hurried: bool = False) -> str:
    """Return the message of the first check that an answer fails; empty if it passes all."""
    return next((message for _, message in grade(task, code, hurried=hurried, first_only=True) if message), "")


def answer(task: TaskCells, given: Wrong | Right) -> str:
    """Return the source of an answer: the reference with an edit, or the reference and then other functions."""
    if given.replace is None:
        return f"{task.solution}\n\n{given.code.strip()}\n"
    old, new = given.replace
    if old not in task.solution:
        raise ValueError(f"{given.name!r}: the reference of {task.name} does not contain {old!r}")
    return task.solution.replace(old, new)


def stub(source: str) -> str:
    """Return a solution cell as the student gets it."""
    lines, inside = [], False
    for line in source.split("\n"):
        if line.strip() == BEGIN:
            inside = True
            indent = re.match(r"\s*", line).group()
            lines += [indent + part for part in STUB.split("\n")]
        elif line.strip() == END:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No output, no warnings."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def run(source: str, name: str, namespace: dict, imported: dict | None = None) -> None:
    """Execute a cell as IPython does: with the names of its checks bound, if it is told what the set-up imports.

    Its file name looks like a notebook cell's, and its lines can be quoted in messages.
    """
    filename = f"<cell {name}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    tree = ast.parse(source, filename)
    if imported is not None:
        tree = names.BindNames(imported, given=source.lstrip().startswith(names.GIVEN)).visit(tree)
    exec(compile(tree, filename, "exec"), namespace)


def survivors(task: TaskCells) -> tuple[list[Mutant], list[Mutant]]:
    """Return all mutants of a task, and those that pass every check."""
    made = mutants(task.solution)
    return made, [mutant for mutant in made if not failure(task, mutant.code, hurried=True)]


def _copy(namespace: dict) -> dict:
    """Copy names; arrays, lists and dicts are copied too, so that an answer that changes them spoils no other."""
    return {
        name: copy.deepcopy(value) if type(value) in (np.ndarray, list, dict, set) else value
        for name, value in namespace.items()
        if name != "__builtins__"
    }


def _reset_random_numbers() -> None:
    np.random.seed(0)  # noqa: NPY002  students use the global generator
    random.seed(0)
    if "keras" in sys.modules:
        keras = sys.modules["keras"]
        keras.utils.set_random_seed(0)
        keras.utils.clear_session(free_memory=False)


def grader_tests(assignment: str, tasks: dict[str, Task]):
    """Return a test function, parametrized over everything that the answers in ``tasks`` claim."""
    cases = []
    for name, task in tasks.items():
        cases += [(name, kind, None) for kind in ("reference", "stub", "enough", "mutants")]
        cases += [(name, "wrong", given) for given in task.wrong] + [(name, "right", given) for given in task.right]
    claims = [pytest.param("", "tasks", None, id="all tasks")]
    for name, kind, given in cases:
        label = f"{name}-{kind}{f': {given.name}' if given else ''}"
        marks = [pytest.mark.slow] if kind == "mutants" and assignment in SLOW else []
        claims.append(pytest.param(name, kind, given, id=label, marks=marks))

    @pytest.mark.parametrize(("name", "kind", "given"), claims)
    def test_grader(name, kind, given):
        loaded = load(assignment)
        if kind == "tasks":
            assert list(tasks) == list(loaded), "the answers and the graded tasks of the assignment do not match"
            return
        verify(kind, given, loaded[name], tasks[name])

    return test_grader


def verify(kind: str, given: Wrong | Right | None, cells: TaskCells, task: Task) -> None:
    """Assert one claim about a task."""
    if kind == "reference":
        assert list(cells.messages) == [name for name, _ in cells.checks]
        for check, message in cells.messages.items():
            assert not message, f"{check}: {message}"
    elif kind == "stub":
        for check, message in grade(cells, stub(cells.solution)):
            assert message.startswith("○ open"), f"{check} says {message!r} when nothing is written"
    elif kind == "enough":
        assert len(task.wrong) >= 5, "at least five wrong answers a task"
        assert len({wrong.name for wrong in task.wrong}) == len(task.wrong)
        assert task.right, "at least one right answer of another shape"
    elif kind == "wrong":
        message = failure(cells, answer(cells, given), hurried="never ends" in given.says)
        assert message, "passes every check"
        assert given.says, f"say what the message must contain; it is: {message}"
        assert given.says in message, f"the message is: {message}"
    elif kind == "right":
        message = failure(cells, answer(cells, given))
        assert not message, f"a right answer is refused: {message}"
    else:
        made, alive = survivors(cells)
        labels = {mutant.label for mutant in alive}
        unexplained = labels - set(task.equivalent)
        assert not unexplained, "mutants that pass every check:\n" + "\n".join(sorted(unexplained))
        stale = set(task.equivalent) - labels
        assert not stale, "listed as equivalent, but they fail a check or are not made:\n" + "\n".join(sorted(stale))
        assert all(len(reason.split()) >= 3 for reason in task.equivalent.values()), "say why it is equivalent"
        assert made


def is_one_check(source: str) -> bool:
    """Tell whether a cell is nothing but a comment, an import of ``check``, and one ``with check(…):`` block."""
    body = ast.parse(source).body
    if body and ast.unparse(body[0]) == "from helpers.exercises import check":
        body = body[1:]
    return (
        len(body) == 1
        and isinstance(body[0], ast.With)
        and isinstance(body[0].items[0].context_expr, ast.Call)
        and getattr(body[0].items[0].context_expr.func, "id", "") == "check"
    )
