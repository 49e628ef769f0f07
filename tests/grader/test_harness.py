"""The tests of the grader's own tests: they must not be fooled themselves."""

import numpy as np
import pytest

from helpers.exercises.expect import UNREADABLE
from tests.grader.harness import (
    Right,
    Task,
    TaskCells,
    Wrong,
    failure,
    grade_reference,
    is_one_check,
    stub,
    survivors,
    verify,
)
from tests.grader.mutate import mutants

SOLUTION = '''def mean(x, axis=0):
    """Return the mean, 1 or 2."""
    given = 1 + 1
    ### BEGIN SOLUTION
    total = 0.0
    for value in x:
        total = total + value
    if len(x) > 0:
        total = total / len(x)
    return total
    ### END SOLUTION
'''
CHECK = """with check("mean-1", "it is the mean", points=1):
    expect_close("mean(data)", mean(data), 3.0, "add up, then divide", wrong={"divide by the number": 9.0})
    expect_close("mean([])", mean([]), 0.0, "of nothing it is 0")
"""


def cells(check=CHECK, solution=SOLUTION):
    from helpers.exercises import check as check_block
    from helpers.exercises import expect_close

    names = {"np": np, "check": check_block, "expect_close": expect_close, "data": np.array([2.0, 3.0, 4.0])}
    task = TaskCells("mean", solution, [("mean-1", check)], names, [])
    grade_reference(task)
    return task


def test_mutants_change_the_solution_and_nothing_else():
    made = mutants(SOLUTION)
    labels = [mutant.label for mutant in made]
    assert len(labels) == len(set(labels)) == len({mutant.code for mutant in made}) >= 15
    for expected in (
        "total = total + value → total = total - value",
        "total = total / len(x) → total = len(x) / total",
        "total = 0.0 → total = 1.0",
        "if len(x) > 0: → if len(x) >= 0:",
        "if len(x) > 0: → if True:",
        "total = total / len(x) → (dropped)",
        "return total → return -total",
        "return total → return",
    ):
        assert expected in labels, labels
    for mutant in made:
        compile(mutant.code, "mutant", "exec")
        assert "given = 1 + 1" in mutant.code
        assert '"""Return the mean, 1 or 2."""' in mutant.code
        assert "axis=0" in mutant.code
        assert not any(f"{name}(" in mutant.code for name in UNREADABLE), "a ban would refuse it for that"


def test_a_cell_without_a_region_has_no_mutants_but_an_error():
    with pytest.raises(ValueError, match="no region"):
        mutants("def f(): return 1")


def test_the_stub_is_what_the_student_gets():
    assert stub(SOLUTION).endswith("    given = 1 + 1\n    # YOUR CODE HERE\n    raise NotImplementedError()\n")


def test_sound_claims_hold():
    right = Right("numpy", "def mean(x): return np.mean(x) if len(x) else 0.0")
    for kind, given in [("reference", None), ("stub", None), ("right", right)]:
        verify(kind, given, cells(), Task([], []))
    verify(
        "wrong", Wrong("sum", replace=("if len(x) > 0", "if False"), says="divide by the number"), cells(), Task([], [])
    )


@pytest.mark.parametrize(
    ("kind", "given", "check"),
    [
        ("wrong", Wrong("is right", "def mean(x): return sum(x) / max(len(x), 1)", says="add"), CHECK),
        ("wrong", Wrong("another message", "def mean(x): return 1.0", says="divide by the number"), CHECK),
        ("wrong", Wrong("no message asked for", "def mean(x): return 1.0"), CHECK),
        ("right", Right("is wrong", "def mean(x): return 3.0"), CHECK),
        ("enough", None, CHECK),
        ("stub", None, 'with check("mean-1", "free points", points=1):\n    pass\n'),
        ("stub", None, 'with check("mean-1", "not open", points=1):\n    assert mean is None\n'),
        ("reference", None, 'with check("mean-1", "no", points=1):\n    assert mean([1.0]) == 2.0\n'),
        ("mutants", None, 'with check("mean-1", "weak", points=1):\n    assert mean([1.0]) is not None\n'),
    ],
)
def test_false_claims_are_found(kind, given, check):
    with pytest.raises(AssertionError):
        verify(kind, given, cells(check), Task([], []))


def test_an_excuse_for_a_mutant_that_dies_is_stale():
    _, alive = survivors(cells())
    excuses = {mutant.label: "it changes nothing here" for mutant in alive}
    verify("mutants", None, cells(), Task([], [], excuses))
    with pytest.raises(AssertionError, match="listed as equivalent"):
        verify("mutants", None, cells(), Task([], [], excuses | {"a → b": "it changes nothing here"}))


def test_an_edit_that_is_not_in_the_reference_is_an_error():
    with pytest.raises(ValueError, match="does not contain"):
        verify("wrong", Wrong("typo", replace=("totl", "x"), says="x"), cells(), Task([], []))


def test_answers_that_loop_print_or_exit_end_quietly(capfd):
    for line in ("while True: pass", "while True: print('x')", "raise SystemExit", "import sys; sys.stderr.write('x')"):
        assert failure(cells(), f"def mean(x):\n    {line}\n", hurried=True)
    assert capfd.readouterr() == ("", "")


def test_a_slow_answer_has_the_time_that_a_student_has():
    slow = "def mean(x):\n    end = time.thread_time() + 1.5\n    while time.thread_time() < end:\n        pass\n"
    slow += "    return float(np.mean(x)) if len(x) else 0.0\n"
    assert failure(cells(), f"import time\n\n\n{slow}") == ""
    assert "did not finish" in failure(cells(), f"import time\n\n\n{slow}", hurried=True)


def test_an_answer_cannot_spoil_the_next():
    task = cells()
    assert failure(task, "def mean(x):\n    x[:] = 0\n    data[:] = 0\n    return 3.0\n")
    assert failure(task, SOLUTION) == ""


def test_a_check_cell_is_one_check():
    assert is_one_check(CHECK)
    assert not is_one_check("x = 1\n" + CHECK)
    assert not is_one_check("with open('x', 'rb'): pass")
    assert not is_one_check("assert True")
