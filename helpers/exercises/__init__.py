"""Checks for the exercises: one sentence for the student, a mark for the instructor, a table of where you stand.

A check cell of an exercise is a ``with check(…):`` block of plain assertions. In the student's notebook it never stops
*Run All*: it prints ``open``, ``wrong`` or ``done``. When nbgrader marks the notebook, the same block raises unless it
is done, so that the cell scores 0.
"""

from helpers.exercises.checks import check, connect, when_solved
from helpers.exercises.errors import CheckFailed, explain
from helpers.exercises.expect import (
    count,
    expect_array,
    expect_close,
    expect_defaults,
    expect_int,
    expect_no_loop,
    expect_own,
    expect_shape,
    forbid,
)
from helpers.exercises.guard import TookTooLong
from helpers.exercises.pictures import compare, reached
from helpers.exercises.progress import exercise_progress, progress, read_tasks

__all__ = [
    "CheckFailed",
    "TookTooLong",
    "check",
    "compare",
    "count",
    "exercise_progress",
    "expect_array",
    "expect_close",
    "expect_defaults",
    "expect_int",
    "expect_no_loop",
    "expect_own",
    "expect_shape",
    "explain",
    "forbid",
    "progress",
    "reached",
    "read_tasks",
    "when_solved",
]

connect()
