"""The exercises' checks: what a student is told, what nbgrader is told, and that no student's code can stop it."""

import builtins
import json
import re
import shutil
import signal
import sys
import time

import numpy as np
import pytest

from helpers import exercises
from helpers.exercises import (
    CheckFailed,
    check,
    exercise_progress,
    expect_close,
    expect_shape,
    progress,
    read_tasks,
    when_solved,
)
from tests.grader.harness import ROOT, run

NAME = "01_neurons_and_activations"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(exercises, "CELL", re.compile(r"ipykernel_|<ipython|<cell|test_exercise_checks"))
    monkeypatch.setattr(exercises, "marking", False)
    monkeypatch.setattr(exercises, "longest_check", float("inf"))
    monkeypatch.setattr(exercises, "_results", {})


@pytest.fixture
def marking(monkeypatch):
    monkeypatch.setattr(exercises, "marking", True)


def said(capsys, function, **options):
    """Return what a check prints about a student's function."""
    with check("task-1", "it holds", points=2, **options):
        function()
    return capsys.readouterr().out


def test_a_check_that_passes_says_its_claim(capsys):
    assert said(capsys, lambda: None) == "✓ done · task-1 · 2 points · it holds\n"


def test_an_open_task_says_what_to_do_and_stops_nothing(capsys):
    def function():
        raise NotImplementedError

    text = said(capsys, function)
    assert text.startswith("○ open · task-1 · 2 points · ")
    assert "delete `raise NotImplementedError()`" in text


def ends_in_a_loop():
    while True:
        pass


def catches_everything():
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass


def asks_again_and_again():
    while True:
        try:
            return int(input("A number, please: "))
        except Exception:
            print("That is no number.")


def calls_itself():
    return calls_itself()


def too_large():
    with np.errstate(over="raise"):
        np.exp(np.array([1000.0]))


def log_of_zero():
    with np.errstate(divide="raise"):
        np.log(np.zeros(1))


def zero_by_zero():
    with np.errstate(invalid="raise"):
        np.zeros(1) / np.zeros(1)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: sys.exit(), "use return to leave a function"),
        (lambda: input("x? "), "your code calls input()"),
        (lambda: np.ones(2) @ np.ones(3), "your code raises ValueError: "),
        (lambda: {}["a"], "your code raises KeyError: 'a'"),
        (ends_in_a_loop, "did not finish within 0.2 seconds"),
        (catches_everything, "did not finish within 0.2 seconds"),
        (asks_again_and_again, "did not finish within 0.2 seconds"),
        (calls_itself, "calls itself without end"),
        (too_large, "too large for a float: overflow encountered in exp"),
        (log_of_zero, "the logarithm of 0: divide by zero encountered in log"),
        (zero_by_zero, "0/0 or inf/inf, which is nan: invalid value encountered in divide"),
        (lambda: soft_max(1), "soft_max does not exist"),  # noqa: F821
        (lambda: expect_close("y", None, 1.0, "no"), "y is None, expected a number: does your function end with"),
    ],
)  # fmt: skip
def test_whatever_goes_wrong_is_one_sentence(capsys, function, message):
    text = said(capsys, function, seconds=0.2).splitlines()[-1]
    assert text.startswith("✗ wrong · task-1 · 2 points · ")
    assert message in text
    assert builtins.input is not exercises._no_input
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert sys.gettrace() is None


def test_when_nbgrader_marks_only_a_done_check_passes(marking, capsys):
    with check("task-1", "it holds", points=1):
        pass
    for error in (NotImplementedError, AssertionError, ValueError, SystemExit):
        with pytest.raises(CheckFailed) as caught, check("task-1", "it holds", points=1):
            raise error("because")
        assert " ".join(caught.value._render_traceback_()) == str(caught.value)


def test_an_instructor_can_set_a_shorter_limit_for_all_checks(capsys, monkeypatch):
    monkeypatch.setattr(exercises, "longest_check", 0.1)
    assert "did not finish within 0.1 seconds" in said(capsys, ends_in_a_loop, seconds=60)


def test_stop_still_stops():
    with pytest.raises(KeyboardInterrupt), check("task-1", "it holds", points=1):
        raise KeyboardInterrupt


def test_what_code_writes_is_shown_after_it_ran_and_never_on_stderr(capsys):
    def function():
        print("a debug line")
        print("a complaint", file=sys.stderr)

    with check("task-1", "it holds", points=2):
        function()
    out, err = capsys.readouterr()
    assert "a debug line\na complaint\n" in out
    assert out.endswith("it holds\n")
    assert err == ""


def test_a_flood_of_output_is_cut_off(capsys):
    def function():
        while True:
            print("x" * 1000)

    text = said(capsys, function, seconds=0.2)
    assert len(text) < exercises.PRINTED + 300
    assert "(cut off)" in text
    assert "did not finish" in text


def test_an_error_names_the_line_of_the_students_cell(capsys):
    namespace = {"np": np, "check": check}
    run("def f(x):\n    y = x + 1\n    return np.ones(2) @ np.ones(3)\n", "f", namespace)
    run("with check('f-1', 'it holds', points=1):\n    assert [f(x) for x in (1,)] == [2]\n", "f-1", namespace)
    assert "(in the line `return np.ones(2) @ np.ones(3)`)" in capsys.readouterr().out


def test_an_assertion_of_the_students_is_told_from_one_of_ours(capsys):
    namespace = {"check": check}
    run("def f(x):\n    assert x > 1\n", "f", namespace)
    run("with check('f-1', 'it holds', points=1):\n    f(0)\n", "f-1", namespace)
    assert "your code raises AssertionError (in the line `assert x > 1`)" in capsys.readouterr().out


def message(*arguments, **options):
    with pytest.raises(AssertionError) as caught:
        expect_close(*arguments, **options)
    return str(caught.value)


def test_expect_close_says_actual_expected_and_cause():
    assert message("y", 2.0, 3.0, "add one") == "y is 2, expected 3: add one"
    assert message("y", [1, 2], [1, 3], "c") == "y is [1, 2], expected [1, 3]: c"
    assert message("y", [1.0], [1.0, 2.0], "c") == "y has shape (1,), expected (2,): c"
    assert message("y", 1.0, [1.0, 2.0], "c") == "y is 1, expected [1, 2]: c"
    assert message("y", [np.nan], [0.0], "c") == "y is [nan], expected [0]: c"
    assert message("y", "three", 3.0, "c") == "y is 'three' (str), expected a number: c"
    assert message("y", [[1], [1, 2]], [1.0], "c").startswith(
        "y is [[1], [1, 2]] (list), expected an array of shape (1,)"
    )
    assert message("y", 1.00000123, 1.0, "c") == "y is 1.00000123, expected 1: c"
    zeros, ones = np.zeros((5, 6)), np.zeros((5, 6))
    ones[1, 2:] = 1
    assert message("y", zeros, ones, "c") == (
        "y differs in 4 values of 30, first at index [1, 2], where it is 0, expected 1: c"
    )


def test_a_known_wrong_value_names_its_own_cause():
    wrong = {"the sign is wrong": -1.0, "it is the square": 9.0, "transposed": np.zeros((3, 2))}
    assert message("y", 9.0, 3.0, "something", wrong=wrong) == "y is 9, expected 3: it is the square"
    assert message("y", 8.0, 3.0, "something", wrong=wrong).endswith(": something")
    assert message("Y", np.zeros((3, 2)), np.ones((2, 3)), "c", wrong=wrong).endswith(": transposed")
    expect_close("y", -1.0, -1.0, "a value that is right is right", wrong=wrong)


def test_expect_close_takes_lists_tuples_booleans_and_tolerances():
    expect_close("y", [1, 2], (1.0, 2.0), "c")
    expect_close("y", np.bool_(True), True, "c")
    expect_close("y", 1.001, 1.0, "c", rtol=0.01)
    expect_close("y", np.float32(0.1), 0.1, "c")


def test_expect_shape():
    expect_shape("y", np.zeros((2, 3)), (2, 3), "c")
    with pytest.raises(AssertionError, match=r"y has shape \(3, 2\), expected \(2, 3\): transposed"):
        expect_shape("y", np.zeros((3, 2)), (2, 3), "transposed")
    with pytest.raises(AssertionError, match="does your function end with `return`"):
        expect_shape("y", None, (2, 3), "c")


def test_when_solved_passes_over_what_is_not_there_yet(marking, capsys):
    with when_solved():
        print("all is well")
    with when_solved():
        raise NotImplementedError
    with when_solved():
        raise ValueError("no")
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "all is well"
    assert out[1].startswith("○ open · ")
    assert out[2] == "✗ wrong · your code raises ValueError: no"


# ---------------------------------------------------------------- where you stand


def solve(path, printed):
    """Store outputs in a copy of an exercise: grade_id → text."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in printed:
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed[name].splitlines(True)}]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "exercises" / NAME, tmp_path / NAME)
    return tmp_path


def test_progress_counts_the_checks_of_this_kernel_and_the_tasks_of_the_file(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder / NAME)
    exercises._results.update({"neuron-1": "done", "neuron-2": "done", "layer-1": "done", "layer-2": "wrong"})
    progress(NAME)
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["✓", "done", "Task", "1", "·", "One", "neuron", "2", "of", "2"]
    assert lines[3].split() == ["✗", "wrong", "Task", "2", "·", "A", "layer", "1", "of", "3"]
    assert lines[4].startswith("○  open ")
    assert lines[-1].split() == ["Together", "3", "of", "20,", "and", "3", "from", "your", "instructor"]


def test_progress_without_the_file_lists_the_checks_that_ran(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exercises._results.update({"neuron-1": "done", "layer-1": "open"})
    progress(NAME)
    out = capsys.readouterr().out
    assert "✓  done  neuron" in out
    assert "○  open  layer" in out


def test_exercise_progress_reads_saved_outputs_and_runs_nothing(folder, capsys):
    shutil.copytree(folder / NAME, folder / "02_other")
    (folder / "02_other" / f"{NAME}.ipynb").rename(folder / "02_other" / "02_other.ipynb")
    solve(folder / NAME / f"{NAME}.ipynb", {
        "neuron-1": "a debug line\n✓ done · neuron-1 · 1 point · fine\n",
        "neuron-2": "✓ done · neuron-2 · 1 point · fine\n",
        "layer-1": "✗ wrong · layer-1 · 1 point · no\n",
        "layer-2": "✓ done · another-1 · 1 point · copied from elsewhere\n",
    })  # fmt: skip
    start = time.perf_counter()
    exercise_progress(folder)
    assert time.perf_counter() - start < 0.5
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split() == ["✗", NAME, "4", "1", "1", "2", "of", "20"]
    assert lines[3].split() == ["○", "02_other", "6", "0", "0", "0", "of", "20"]
    assert lines[-1].split() == ["Together", "2", "of", "40"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_notebook_that_cannot_be_read_harms_no_other(folder, content, capsys):
    (folder / "02_broken").mkdir()
    (folder / "02_broken" / "02_broken.ipynb").write_text(content, encoding="utf-8")
    exercise_progress(folder)
    out = capsys.readouterr().out
    assert "02_broken" in out
    assert "cannot be read" in out
    assert NAME in out


def test_the_committed_exercises_are_all_open(capsys):
    exercise_progress()
    out = capsys.readouterr().out
    assert "Together" in out
    assert "✓" not in out


def test_read_tasks_gives_titles_points_and_the_question():
    tasks = read_tasks(ROOT / "exercises" / NAME / f"{NAME}.ipynb")
    assert tasks["softmax"]["title"] == "Task 5 · A softmax that you can trust"
    assert tasks["softmax"]["checks"]["softmax-1"] == ("open", 1.0)
    assert tasks["why"] == {"title": "Question · Why a bend, and which one?", "points": 3.0}
