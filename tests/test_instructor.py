"""The instructor's way from release to grades, by nbgrader's own commands, with submissions of every kind.

What docs/instructors.md promises is done here in a new folder: made submissions of one exercise are collected, marked
and reported on, and each gets the marks that it deserves and a message that a human understands.
"""

import copy
import csv
import html
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

ROOT = Path(__file__).parents[1]
NAME = "01_neurons_and_activations"
COURSE = "from-a-neuron-to-alexnet"
TASKS = {"neuron": 2, "layer": 3, "sigmoid": 4, "chain": 4, "softmax": 4, "jacobian": 3}
CELL_LIMIT, CHECK_LIMIT = 10, 2  # seconds; the course's own limits are longer, and would only make this test slower


def find(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def edit(notebook, name, old, new):
    cell = find(notebook, name)
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


def remove(notebook, *names):
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in names]


def duplicate(notebook, name):
    index = notebook.cells.index(find(notebook, name))
    notebook.cells.insert(index + 1, nbformat.from_dict(copy.deepcopy(notebook.cells[index]) | {"id": f"copy-{name}"}))


def stderr_everywhere(notebook):
    loud = (
        "    import logging, os, sys, warnings\n"
        "    print('a complaint', file=sys.stderr)\n"
        "    os.write(2, b'a complaint of a library\\n')\n"
        "    logging.getLogger().error('a complaint of a logger')\n"
        "    warnings.warn('a warning')\n"
        "    z = w @ x + theta"
    )
    edit(notebook, "neuron", "    z = w @ x + theta", loud)
    edit(notebook, "layer", "def layer", "import sys\nprint('a complaint', file=sys.stderr)\n\n\ndef layer")


def edited_grade_cells(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
            cell.source = "assert True"
            cell.metadata.nbgrader.points = 100
    find(notebook, "setup").source += "\n\n\ncheck = lambda *arguments, **named: __import__('contextlib').nullcontext()"
    find(notebook, "layer-2").metadata.nbgrader.grade = False
    find(notebook, "layer-2").metadata.nbgrader.locked = False


def deleted_cells(notebook):
    remove(notebook, "setup", "neuron", "neuron-1", "neuron-2", "softmax-3", "jacobian-2", "why")


def duplicated_cells(notebook):
    for name in ("setup", "neuron", "neuron-1", "softmax-2", "why"):
        duplicate(notebook, name)


def foreign_metadata(notebook):
    notebook.cells[0].metadata.nbgrader = {"grade_id": "from-another-course", "grade": True, "points": 50}
    notebook.cells[2].metadata.nbgrader = {"schema_version": 99}
    find(notebook, "neuron").metadata.nbgrader = {"grade_id": "neuron"}


HIDDEN_TEST = """
    ### BEGIN HIDDEN TESTS
    y = neuron(np.array([1.0]), np.array([0.0]), -8.0)
    expect_close("the output for bias -8", y, 1 / (1 + np.exp(8)), "a strongly negative bias counts too")
    ### END HIDDEN TESTS"""
ASKS_FOR_EVER = """
    while True:
        try:
            x = int(input("x? "))
            break
        except:
            print("That is no number.")
"""
JAMS_THE_KERNEL = """
while True:
    try:
        while True:
            pass
    except:
        pass


"""
NEURON_IS_LOST = {"neuron": 0}
NOTHING = dict.fromkeys(TASKS, 0)

# name → (starts solved?, what the student did, points lost: task → reached, a part of the message in the feedback)
SUBMISSIONS = {
    "perfect": (True, lambda nb: None, {}, "✓ done · softmax-3"),
    "empty": (False, lambda nb: None, NOTHING, "○ open · neuron-1 · 1 point · write your code"),
    "wrong": (
        True,
        lambda nb: (
            edit(nb, "layer", " + theta", ""),
            edit(nb, "softmax", "z - np.max(z, axis=-1, keepdims=True)", "z"),
        ),
        {"layer": 1, "softmax": 2},
        "the biases are missing",
    ),
    "edited": (False, edited_grade_cells, NOTHING, "○ open · layer-2 · 2 points"),
    "deleted": (True, deleted_cells, NEURON_IS_LOST, "was missing from the submission"),
    "duplicated": (True, duplicated_cells, {}, "✓ done · neuron-1"),
    "foreign-metadata": (True, foreign_metadata, {}, "✓ done · neuron-1"),
    "loop-in-a-function": (
        True,
        lambda nb: edit(nb, "neuron", "    z = w @ x + theta", "    while True:\n        z = w @ x + theta"),
        NEURON_IS_LOST,
        "your code did not finish within 2 seconds: is there a loop that never ends?",
    ),
    "loop-in-a-cell": (
        True,
        lambda nb: edit(nb, "neuron", "def neuron", "while True:\n    pass\n\n\ndef neuron"),
        NEURON_IS_LOST,
        "This cell did not finish within the time limit: is there a loop that never ends?",
    ),
    "loop-that-catches-everything": (
        True,
        lambda nb: edit(nb, "neuron", "    z = w @ x", ASKS_FOR_EVER + "    z = w @ x"),
        NEURON_IS_LOST,
        "your code did not finish within 2 seconds",
    ),
    "loop-that-jams-the-kernel": (
        True,
        lambda nb: edit(nb, "layer", "def layer", JAMS_THE_KERNEL + "def layer"),
        NOTHING | {"neuron": 2},
        "This cell did not finish within the time limit",
    ),
    "sys-exit": (
        True,
        lambda nb: edit(nb, "neuron", "def neuron", "import sys\n\nsys.exit()\n\n\ndef neuron"),
        NEURON_IS_LOST,
        "neuron does not exist: run the cell that defines it, and look there for an error",
    ),
    "sys-exit-in-a-function": (
        True,
        lambda nb: edit(nb, "neuron", "    z = w @ x", "    import sys\n\n    sys.exit(0)\n    z = w @ x"),
        NEURON_IS_LOST,
        "your code calls sys.exit() or exit(): use return to leave a function",
    ),
    "kernel-killed": (
        True,
        lambda nb: edit(nb, "layer", "def layer", "import os\n\nos._exit(1)\n\n\ndef layer"),
        NOTHING | {"neuron": 2},
        "The kernel stopped before this cell was reached",
    ),
    "hidden": (
        True,
        lambda nb: edit(nb, "neuron", "+ theta", "+ max(theta, -5)"),
        {"neuron": 1},
        "a strongly negative bias counts too",
    ),
    "exit": (
        True,
        lambda nb: edit(nb, "layer", "def layer", "exit()\n\n\ndef layer"),
        {"layer": 0},
        "layer does not exist: run the cell that defines it",
    ),
    "stderr": (True, stderr_everywhere, {}, "✓ done · neuron-2"),
    "input": (
        True,
        lambda nb: edit(nb, "neuron", "    z = w @ x", "    x = float(input('x? '))\n    z = w @ x"),
        NEURON_IS_LOST,
        "your code calls input(): use the arguments of the function instead",
    ),
    "input-in-a-cell": (
        True,
        lambda nb: edit(nb, "neuron", "def neuron", "name = input('Your name? ')\n\n\ndef neuron"),
        NEURON_IS_LOST,
        "neuron does not exist",
    ),
}


def nbgrader(folder, *arguments, code=0):
    """Run one of nbgrader's commands in a course's folder, as an instructor does."""
    result = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=900,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        | {"EXERCISE_SECONDS": str(CHECK_LIMIT)},
    )  # fmt: skip
    assert result.returncode == code, (result.stdout + result.stderr)[-3000:]
    return result.stdout + result.stderr


def solved(released):
    """Return the release with the reference's solutions and answers."""
    notebook = copy.deepcopy(released)
    source = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = find(source, cell.metadata.nbgrader.grade_id).source
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course's folder in which all submissions have been marked."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    source = folder / "solutions" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    notebook = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    find(notebook, "neuron-2").source += HIDDEN_TEST
    nbformat.write(notebook, source)
    nbgrader(folder, "generate_assignment", NAME, "--force")
    nbgrader(folder, "release_assignment", NAME)

    released = nbformat.read(folder / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    inbound = folder / "build" / "exchange" / COURSE / "inbound"
    for number, (student, (is_solved, spoil, _, _)) in enumerate(SUBMISSIONS.items()):
        notebook = solved(released) if is_solved else copy.deepcopy(released)
        spoil(notebook)
        submit(inbound, student, nbformat.writes(notebook), number)
    submit(inbound, "broken-file", "<<<<<<< HEAD", 59)
    nbgrader(folder, "collect", NAME)

    log = nbgrader(folder, "autograde", NAME, f"--Execute.timeout={CELL_LIMIT}", code=1)
    (folder / "autograde.log").write_text(log, encoding="utf-8")
    nbgrader(folder, "generate_feedback", NAME)
    nbgrader(folder, "export", "--to", "build/grades.csv")
    return folder


def submit(inbound, student, text, minute):
    """Lay a submission into the exchange, as `nbgrader submit` does for the user who calls it."""
    when = f"2026-11-02 09:{minute:02}:00.000000 UTC"
    folder = inbound / f"{student}+{NAME}+{when}+abc"
    folder.mkdir()
    (folder / "timestamp.txt").write_text(when, encoding="utf-8")
    (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def gradebook(course):
    with Gradebook(f"sqlite:///{course / 'build' / 'gradebook.db'}") as opened:
        yield opened


def grades(gradebook, student):
    """Return what nbgrader gave for each cell."""
    return {grade.name: grade for grade in gradebook.find_submission(NAME, student).notebooks[0].grades}


def feedback(course, student):
    """Return the text of a student's feedback page."""
    page = (course / "build" / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_marks_and_message(student, course, gradebook):
    _, _, lost, message = SUBMISSIONS[student]
    points = dict.fromkeys(TASKS, 0.0)
    for name, grade in grades(gradebook, student).items():
        if name != "why":
            points[name.split("-")[0]] += grade.auto_score
    assert points == TASKS | lost
    assert message in feedback(course, student)


def test_the_question_waits_for_the_instructor_unless_it_is_empty(gradebook):
    assert grades(gradebook, "perfect")["why"].needs_manual_grade
    for student in ("empty", "deleted"):
        assert grades(gradebook, student)["why"].auto_score == 0
        assert not grades(gradebook, student)["why"].needs_manual_grade


def test_a_file_that_is_no_notebook_is_named_and_stops_nobody(course):
    log = (course / "autograde.log").read_text(encoding="utf-8")
    assert f"There was an error processing assignment '{NAME}' for student 'broken-file'" in log
    assert log.count("There was an error processing assignment '") == 1


def test_grade_cells_are_restored(course):
    marked = nbformat.read(course / "build" / "autograded" / "edited" / NAME / f"{NAME}.ipynb", as_version=4)
    source = nbformat.read(course / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    for cell in source.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            assert find(marked, cell.metadata.nbgrader.grade_id).source == cell.source


def test_hidden_tests_mark_but_are_not_released(course, gradebook):
    released = (course / "exercises" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "HIDDEN" not in released
    assert "strongly negative" not in released
    assert grades(gradebook, "hidden")["neuron-1"].auto_score == 1
    assert grades(gradebook, "hidden")["neuron-2"].auto_score == 0


def test_grades_are_exported(course):
    with (course / "build" / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {*SUBMISSIONS, "broken-file"}
    assert all(row["max_score"] == "23.0" for row in rows.values())
    assert {name: rows[name]["score"] for name in ("perfect", "empty", "wrong", "broken-file")} == {
        "perfect": "20.0",
        "empty": "0.0",
        "wrong": "16.0",
        "broken-file": "0.0",
    }


def test_submissions_come_from_the_exchange_and_from_a_downloaded_archive(course, tmp_path):
    """`nbgrader submit` by a real user, and a zip file as Moodle and Canvas make them."""
    shutil.copytree(course, tmp_path / "course")
    folder = tmp_path / "course"
    home = tmp_path / "student"
    shutil.copytree(folder / "exercises" / NAME, home / NAME)
    (home / "nbgrader_config.py").write_text(
        f"c.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(folder / 'build' / 'exchange')!r}\n",
        encoding="utf-8",
    )
    assert "Submitted as" in nbgrader(home, "submit", NAME)
    nbgrader(folder, "collect", NAME)

    archive = folder / "build" / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    released = folder / "exercises" / NAME / f"{NAME}.ipynb"
    with zipfile.ZipFile(archive / "moodle.zip", "w") as file:
        file.write(released, f"王芳_123_assignsubmission_file/{NAME}.ipynb")
        file.write(released, f"Li Wei_124_assignsubmission_file/{NAME}.ipynb")
        file.write(released, f"{NAME}.ipynb")  # nobody can tell whose it is: left out
    shutil.copy(released, archive / f"chenjun_12345_67890_{NAME}-1.ipynb")
    shutil.copy(released, archive / f"zhaolei_LATE_12345_67890_{NAME}.ipynb")
    nbgrader(folder, "zip_collect", NAME)
    collected = {path.parent.parent.name for path in (folder / "build" / "submitted").glob(f"*/{NAME}/*.ipynb")}
    assert {"王芳", "Li Wei", "chenjun", "zhaolei"} <= collected
    assert len(collected) == len(SUBMISSIONS) + len({"broken-file", "the user of this test"}) + 4


def test_an_assignment_can_be_made_secret(tmp_path):
    """`make secret` takes the source and the answers out of git, and leaves the files."""
    test = f"tests/grader/test_{NAME}.py"
    for path in ("Makefile", f"solutions/{NAME}/{NAME}.ipynb", test, f"exercises/{NAME}/{NAME}.ipynb"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)

    def git(*arguments):
        return subprocess.run(
            ["git", *arguments], cwd=tmp_path, check=True, capture_output=True, encoding="utf-8"
        ).stdout

    git("init", "--quiet")
    git("add", ".")
    result = subprocess.run(
        ["make", "secret", f"ASSIGNMENT={NAME}"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert result.returncode == 0, result.stderr
    assert git("ls-files").split() == ["Makefile", f"exercises/{NAME}/{NAME}.ipynb"]
    assert "solutions" not in git("status", "--short")
    assert (tmp_path / "solutions" / NAME / f"{NAME}.ipynb").exists()
    assert (tmp_path / test).exists()
    again = subprocess.run(
        ["make", "secret", "ASSIGNMENT=99_none"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert again.returncode != 0
    assert "99_none" in again.stderr
