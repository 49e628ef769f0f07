"""The instructor's way from release to grades, by nbgrader's own commands, with submissions of every kind.

What docs/instructors.md promises is done here in a new folder: made submissions of one exercise are collected, marked
and reported on, and each gets the marks that it deserves and a message that a human understands.
"""

import copy
import csv
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from helpers.isolation import why_not
from helpers.marking import RunSubmission
from helpers.unusual_code import unusual_in, unusual_lines

ROOT = Path(__file__).parents[1]
NAME = "01_neurons_and_activations"
OTHER = "02_capacity_and_generalization"
COURSE = "from-a-neuron-to-alexnet"
TASKS = {"neuron": 2, "layer": 3, "sigmoid": 4, "chain": 4, "softmax": 4, "jacobian": 3}
# Seconds; the course's own limits are longer, and would only make this test slower. On a busy machine, and this may
# become one, two seconds of the processor take many of the clock.
BUSY = max(3, os.getloadavg()[0] / os.cpu_count()) if hasattr(os, "getloadavg") else 3
CELL_LIMIT, CHECK_LIMIT = int(10 * BUSY), 2


def needs_isolation():
    """Skip a test where bubblewrap cannot work, as in most containers; CI, which installs it, must have it."""
    why = why_not()
    if why and (sys.platform != "linux" or shutil.which("bwrap") or not os.environ.get("CI")):
        pytest.skip(why)


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


def without_pictures(notebook):
    """Empty the cells that only show something: they call a function that never returns, or a loud one very often."""
    for cell in notebook.cells:
        if cell.source.startswith("# Run me: "):
            cell.source = ""


def stderr_everywhere(notebook):
    loud = (
        "    import logging, os, sys, warnings\n"
        "    print('a complaint', file=sys.stderr)\n"
        "    os.write(2, b'a complaint of a library\\n')\n"
        "    logging.getLogger().error('a complaint of a logger')\n"
        "    warnings.warn('a warning')\n"
        "    z = w @ x + theta"
    )
    without_pictures(notebook)
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


def several_exits(notebook):
    edit(notebook, "neuron", "def neuron", "import sys\n\nsys.exit()\n\n\ndef neuron")
    edit(notebook, "layer", "def layer", "exit()\n\n\ndef layer")
    edit(notebook, "chain", "    a, gradient", "    import sys\n\n    sys.exit(0)\n    a, gradient")
    edit(notebook, "softmax", "    shifted", "    x = float(input('x? '))\n    shifted")
    edit(notebook, "jacobian", "def softmax", "name = input('Your name? ')\n\n\ndef softmax")


def several_loops(notebook):
    without_pictures(notebook)
    edit(notebook, "neuron", "    z = w @ x + theta", "    while True:\n        z = w @ x + theta")
    # It takes no processor, for half a minute, from all others; JAMS_THE_KERNEL does.
    edit(notebook, "layer", "def layer", "import time\n\nwhile True:\n    time.sleep(0.1)\n\n\ndef layer")
    edit(notebook, "jacobian", "    return S", ASKS_FOR_EVER + "    return S")


def moved_cells(notebook):
    """The set-up at the end, a solution below its checks with the student's own cell before it, two tasks swapped."""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    own = nbformat.v4.new_code_cell("def bend(z):\n    return 1 / (1 + np.exp(-z))")
    edit(notebook, "neuron", "1 / (1 + np.exp(-z))", "bend(z)")
    remove(notebook, "setup", "neuron", "softmax", "softmax-1")
    below = notebook.cells.index(cells["neuron-2"]) + 1
    notebook.cells[below:below] = [own, cells["neuron"]]
    notebook.cells[1:1] = [cells["softmax-1"], cells["softmax"]]
    notebook.cells.append(cells["setup"])


def floods(notebook):
    edit(notebook, "neuron", "def neuron", "print('long ' * 10_000_000)\n\n\ndef neuron")
    loud = "    from IPython.display import HTML, display\n\n    display(HTML('long ' * 2_000_000))\n    return S"
    edit(notebook, "jacobian", "    return S", loud)
    edit(notebook, "log_softmax", "def log_sum", "raise ValueError('long ' * 2_000_000)\n\n\ndef log_sum")


def looks_for_what_was_left(notebook):
    look = """
import tempfile
import matplotlib
from pathlib import Path

assert "left" not in globals(), "the other's start-up file ran"
assert matplotlib.rcParams["lines.linewidth"] != 77, "the other's matplotlibrc is read"
places = (Path.home(), Path(tempfile.gettempdir()))
assert not [path for place in places for path in place.rglob("*left*")], "the other's files are in reach"


def neuron"""
    edit(notebook, "neuron", "def neuron", look.lstrip())


LEAVES_BEHIND = """
import os, tempfile
import matplotlib
from jupyter_core.paths import jupyter_config_dir
from pathlib import Path

left = [
    Path(get_ipython().profile_dir.startup_dir) / "left.py",
    Path(matplotlib.get_configdir()) / "matplotlibrc",
    Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "left.json",
    Path(jupyter_config_dir()) / "left.json",
    Path.home() / "left",
    Path(tempfile.gettempdir()) / "left",
]
os.environ["LEFT"] = "left"
for path in left:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("lines.linewidth: 77" if path.name == "matplotlibrc" else "left = True")


def neuron"""
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
IGNORES_THE_ALARM = """
    import signal, time

    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    while True:
        time.sleep(1)
"""
CRASHES = """
    import ctypes

    if np.ndim(S) > 1:  # the last check
        ctypes.string_at(0)
"""
FAKE_EXERCISES = """
import contextlib
check = lambda *arguments, **named: contextlib.nullcontext()
expect_close = expect_shape = progress = when_solved = check
"""
NOBODY = ("broken-file", "without-a-notebook")  # their rows are in the gradebook, with 0 points
NOTHING = dict.fromkeys(TASKS, 0)
ALL = {}

# In the order of their names they are marked: those that mostly wait come first, beside others that work.
# name → (starts solved?, what the student did, points: task → reached where it is not all, parts of the feedback page)
SUBMISSIONS = {
    "perfect": (True, lambda nb: None, ALL, ["✓ done · softmax-3"]),
    "empty": (False, lambda nb: None, NOTHING, ["○ open · neuron-1 · 1 point · write your code"]),
    "wrong": (
        True,
        lambda nb: (
            edit(nb, "layer", " + theta", ""),
            edit(nb, "softmax", "z - np.max(z, axis=-1, keepdims=True)", "z"),
        ),
        {"layer": 1, "softmax": 2},
        ["the biases are missing"],
    ),
    "hidden": (
        True,
        lambda nb: edit(nb, "neuron", "+ theta", "+ max(theta, -5)"),
        {"neuron": 1},
        ["a strongly negative bias counts too"],
    ),
    "edited": (False, edited_grade_cells, NOTHING, ["○ open · layer-2 · 2 points"]),
    "deleted": (True, deleted_cells, {"neuron": 0}, ["was missing from the submission"]),
    "duplicated": (True, duplicated_cells, ALL, ["✓ done · neuron-1"]),
    "moved": (True, moved_cells, ALL, ["✓ done · neuron-1"]),
    "foreign-metadata": (
        True,
        lambda nb: (foreign_metadata(nb), stderr_everywhere(nb)),
        ALL,
        ["✓ done · neuron-1", "✓ done · neuron-2"],
    ),
    "exits": (
        True,
        several_exits,
        NOTHING | {"sigmoid": 4},
        [
            "neuron does not exist: run the cell that defines it, and look there for an error",
            "layer does not exist: run the cell that defines it",
            "your code calls sys.exit() or exit(): use return to leave a function",
            "your code calls input(): use the arguments of the function instead",
            "softmax_backward does not exist",
        ],
    ),
    "a-few-loops": (
        True,
        several_loops,
        {"neuron": 0, "layer": 0, "jacobian": 0},
        [
            "neuron-1 · 1 point · your code did not finish within 2 seconds: is there a loop that never ends?",
            "This cell did not finish within the time limit: is there a loop that never ends?",
            "jacobian-1 · 1 point · your code did not finish within 2 seconds",
        ],
    ),
    "a-loop-that-jams-the-kernel": (
        True,
        lambda nb: edit(nb, "layer", "def layer", JAMS_THE_KERNEL + "def layer"),
        NOTHING | {"neuron": 2},
        ["This cell did not finish within the time limit"],
    ),
    "a-loop-that-ignores-the-alarm": (
        True,
        lambda nb: (without_pictures(nb), edit(nb, "neuron", "    z = w @ x", IGNORES_THE_ALARM + "    z = w @ x")),
        {"neuron": 0},
        ["This cell did not finish within the time limit"],
    ),
    "killed-in-a-cell": (
        True,
        lambda nb: edit(nb, "layer", "def layer", "import os\n\nos._exit(1)\n\n\ndef layer"),
        NOTHING | {"neuron": 2},
        ["The kernel died while this cell ran", "The kernel stopped before this cell was reached"],
    ),
    "killed-in-a-check": (
        True,
        lambda nb: edit(nb, "chain", "    a, gradient", "    import os\n\n    os._exit(0)\n    a, gradient"),
        {"chain": 0, "softmax": 0, "jacobian": 0},
        ["The kernel died while this cell ran", "The kernel stopped before this cell was reached"],
    ),
    "killed-in-the-last-check": (
        True,
        lambda nb: edit(nb, "jacobian", "    return S", CRASHES + "    return S"),
        {"jacobian": 1},
        ["The kernel died while this cell ran"],
    ),
    "interrupted": (
        True,
        lambda nb: (
            edit(nb, "neuron", "    z = w @ x", "    raise KeyboardInterrupt\n    z = w @ x"),
            edit(nb, "layer", "def layer", "%reset -f\n\n\ndef layer"),
        ),
        {"neuron": 0},
        ["neuron-1", "your code raises KeyboardInterrupt", "%reset is passed over while your notebook is marked"],
    ),
    "floods": (True, floods, ALL, ["the output is too long: the rest is left out"]),
    "fakes": (
        True,
        lambda nb: (
            edit(nb, "neuron", "def neuron", "from my_tools import bend\n\n\ndef neuron"),
            edit(nb, "neuron", "1 / (1 + np.exp(-z))", "bend(z)"),
            edit(nb, "layer", " + theta", ""),
        ),
        {"layer": 1},
        ["the biases are missing"],
    ),
    "leaves-things-behind": (
        True,
        lambda nb: edit(nb, "neuron", "def neuron", LEAVES_BEHIND.lstrip()),
        ALL,
        ["✓ done · neuron-1"],
    ),
    "leaves-nothing": (True, looks_for_what_was_left, ALL, ["✓ done · neuron-1"]),
    "renamed": (True, lambda nb: None, ALL, ["✓ done · neuron-1"]),
    "other-assignment": (
        False,
        lambda nb: nb.update(nbformat.read(ROOT / "exercises" / OTHER / f"{OTHER}.ipynb", as_version=4)),
        NOTHING,
        [f"This is the notebook of {OTHER}, and it was handed in for {NAME}"],
    ),
}
# What else lies in the folder that a student hands in: path → text
BESIDE = {
    "fakes": {
        "helpers/__init__.py": "",
        "helpers/exercises.py": FAKE_EXERCISES,
        "helpers/exercises/__init__.py": FAKE_EXERCISES,
        "numpy.py": "raise ImportError('not this one')",
        "json.py": "raise ImportError('not this one')",
        "traceback.py": "raise ImportError('not this one')",
        "my_tools.py": "import numpy as np\n\n\ndef bend(z):\n    return 1 / (1 + np.exp(-z))",
    },
    "without-a-notebook": {
        "report.pdf": "%PDF",
        f"{OTHER}.ipynb": (ROOT / f"exercises/{OTHER}/{OTHER}.ipynb").read_text(encoding="utf-8"),
    },
}


def nbgrader(folder, *arguments, code=0):
    """Run one of nbgrader's commands in a course's folder, as an instructor does."""
    result = subprocess.run(
        [Path(sys.executable).parent / "nbgrader", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=1700,
        env={key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        | {"EXERCISE_SECONDS": str(CHECK_LIMIT), "HOME": str(Path(folder).parent)},
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
def released(tmp_path_factory):
    """A course's folder in which the assignment has been released, with a hidden test."""
    folder = tmp_path_factory.mktemp("released") / "course"
    source = folder / "solutions" / NAME / f"{NAME}.ipynb"
    source.parent.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "exercises", folder / "exercises")
    notebook = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", as_version=4)
    find(notebook, "neuron-2").source += HIDDEN_TEST
    nbformat.write(notebook, source)
    nbgrader(folder, "generate_assignment", NAME, "--force")
    return folder


@pytest.fixture(scope="module")
def markings(released, tmp_path_factory):
    """Two folders being marked, as futures: all submissions, and those of KINDS one by one and without isolation.

    At the same time, and more than there are processors: some of them only wait, for the end of a loop.
    """
    folders = [tmp_path_factory.mktemp(name) / "course" for name in ("marked", "alone")]
    some = {name: SUBMISSIONS[name] for name in KINDS}
    isolated = not why_not()

    def mark(folder, submissions, workers, isolated):
        collect_all(released, folder, submissions)
        return mark_all(folder, f"--MarkSubmissions.workers={workers}", f"--MarkSubmission.isolated={isolated}")

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(mark, folders[0], SUBMISSIONS, 4, isolated)]
        if isolated:
            both.append(pool.submit(mark, folders[1], some, 1, False))
        yield both


@pytest.fixture(scope="module")
def course(markings):
    """A course's folder in which all submissions have been marked, side by side, in isolation where that works."""
    return markings[0].result()


def collect_all(released, folder, submissions, beside=BESIDE):
    """Hand in and collect submissions in a copy of a course's folder; ``beside``: as `BESIDE`."""
    shutil.copytree(released, folder)
    nbgrader(folder, "release_assignment", NAME)
    release = nbformat.read(folder / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    inbound = folder / "build" / "exchange" / COURSE / "inbound"
    for number, (student, (is_solved, spoil, _, _)) in enumerate(submissions.items()):
        notebook = solved(release) if is_solved else copy.deepcopy(release)
        spoil(notebook)
        text = nbformat.writes(notebook)
        # "renamed" was saved by a browser, for the second time, and then by an editor of Windows
        file, text = (f"{NAME} (1).ipynb", f"\ufeff{text}") if student == "renamed" else (f"{NAME}.ipynb", text)
        submit(inbound, student, {file: text} | beside.get(student, {}), number)
    submit(inbound, "broken-file", {f"{NAME}.ipynb": "<<<<<<< HEAD"}, 58)
    submit(inbound, "without-a-notebook", BESIDE["without-a-notebook"], 59)
    nbgrader(folder, "collect", NAME)
    shutil.copytree(folder / "build/submitted" / next(iter(submissions)), folder / "build/submitted/Li [x]")
    return folder


def mark_all(folder, *options):
    """Mark and report on what was collected."""
    limits = [f"--Execute.{name}={CELL_LIMIT}" for name in ("timeout", "iopub_timeout")]
    log = nbgrader(folder, "autograde", NAME, *limits, *options, code=1)
    (folder / "autograde.log").write_text(log, encoding="utf-8")
    nbgrader(folder, "generate_feedback", NAME)
    nbgrader(folder, "export", "--to", "build/grades.csv")
    return folder


def submit(inbound, student, files, minute):
    """Lay a submission into the exchange, as `nbgrader submit` does; a path in place of a text becomes a link."""
    when = f"2026-11-02 09:{minute:02}:00.000000 UTC"
    folder = inbound / f"{student}+{NAME}+{when}+abc"
    folder.mkdir()
    for path, text in (files | {"timestamp.txt": when}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, Path):
            (folder / path).symlink_to(text)
        else:
            (folder / path).write_text(text, encoding="utf-8")


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
    _, _, reached, messages = SUBMISSIONS[student]
    points = dict.fromkeys(TASKS, 0.0)
    for name, grade in grades(gradebook, student).items():
        if name != "why":
            points[name.split("-")[0]] += grade.auto_score
    assert points == TASKS | reached
    page = feedback(course, student)
    assert [message for message in messages if message not in page] == []


@pytest.fixture(scope="module")
def alone(markings):
    """A course's folder in which some have been marked one after another, and without isolation."""
    needs_isolation()
    return markings[1].result()


# One of each kind that isolation, or company, could change: what Python raises, interrupts, kills, floods, and imports
# from its folder. The marks of all others are written down above.
KINDS = ("perfect", "deleted", "exits", "a-few-loops", "killed-in-a-cell", "interrupted", "floods", "fakes")


def test_isolation_and_company_change_no_mark_and_no_message(course, alone):
    """Every cell gets what it gets unprotected and alone, and the page says the same."""
    books = [Gradebook(f"sqlite:///{folder / 'build' / 'gradebook.db'}") for folder in (course, alone)]
    with books[0], books[1]:
        for student in KINDS:
            marks = [
                {name: (grade.auto_score, grade.needs_manual_grade) for name, grade in grades(book, student).items()}
                for book in books
            ]
            assert marks[0] == marks[1], student
            pages = [
                [message in feedback(folder, student) for message in SUBMISSIONS[student][3]]
                for folder in (course, alone)
            ]
            assert pages[0] == pages[1], student
        assert books[0].find_submission(NAME, "without-a-notebook").score == 0


def test_the_question_waits_for_the_instructor_unless_it_is_empty(gradebook):
    assert grades(gradebook, "perfect")["why"].needs_manual_grade
    for student in ("empty", "deleted"):
        assert grades(gradebook, student)["why"].auto_score == 0
        assert not grades(gradebook, student)["why"].needs_manual_grade


def test_a_file_that_is_no_notebook_is_named_and_stops_nobody(course):
    log = (course / "autograde.log").read_text(encoding="utf-8")
    assert "SAWarning" not in log
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
    assert set(rows) == {*SUBMISSIONS, "broken-file", "without-a-notebook"}
    assert all(row["max_score"] == "23.0" for row in rows.values())
    assert {name: rows[name]["score"] for name in ("perfect", "empty", "wrong", *NOBODY)} == {
        "perfect": "20.0",
        "empty": "0.0",
        "wrong": "16.0",
    } | dict.fromkeys(NOBODY, "0.0")


def test_moved_cells_return_and_the_students_own_stay_beside_their_neighbour(course):
    release = nbformat.read(course / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    marked = nbformat.read(course / "build" / "autograded" / "moved" / NAME / f"{NAME}.ipynb", as_version=4)
    ids = [
        [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells] for notebook in (release, marked)
    ]
    own = next(index for index, cell in enumerate(marked.cells) if cell.source.startswith("def bend"))
    assert ids[1][own + 1] == "neuron", "a helper that was written above a solution goes with it"
    assert ids[1][:own] + ids[1][own + 1 :] == ids[0]


def test_megabytes_of_output_are_cut(course):
    for file in (f"autograded/floods/{NAME}/{NAME}.ipynb", f"feedback/floods/{NAME}/{NAME}.html"):
        assert (course / "build" / file).stat().st_size < 1_000_000


def test_autograde_ends_with_what_to_look_at(course):
    log = (course / "autograde.log").read_text(encoding="utf-8").partition("For you to look at")[2]
    said = [
        "Li [x]: nothing was marked: nbgrader reads [ ] * ? in a folder's name as a pattern. Rename the folder",
        f"renamed: {NAME} (1).ipynb is the notebook of {NAME}: it was marked as {NAME}.ipynb",
        f"other-assignment: This is the notebook of {OTHER}, and it was handed in for {NAME}",
        f"without-a-notebook: {OTHER}.ipynb is the notebook of {OTHER}, not of {NAME}: ask for the right file",
        "killed-in-a-cell: layer: os._exit(1)",
        "a-loop-that-ignores-the-alarm: neuron: import signal, time",
    ]
    assert [line for line in said if line not in log] == []
    assert [student for student in ("perfect", "wrong", "moved", "fakes", "floods") if f" {student}: " in log] == []


TRICKS = [
    "check = lambda *a, **k: None",
    "def expect_close(*a, **k): pass",
    "class check: pass",
    "for np in [1]: pass",
    "np.isclose = lambda *a, **k: np.array(True)",
    "setattr(np, 'isclose', lambda *a, **k: np.array(True))",
    "np.__dict__['isclose'] = all",
    "import numpy\nnumpy.testing.assert_allclose = print",
    "import helpers.exercises as e",
    "from helpers.exercises import _results",
    "import builtins",
    "from builtins import open as o",
    "__builtins__.sum = max",
    "import sys\nsys.modules['helpers.exercises'] = None",
    "from sys import modules",
    "sys._getframe(1).f_locals",
    "get_ipython().ast_transformers.append(None)",
    "get_ipython().input_transformers_post.append(None)",
    "ip = get_ipython()\nip.events.register('pre_run_cell', print)",
    "import gc",
    "import inspect",
    "from unittest import mock",
    "import importlib",
    "import os\nos._exit(0)",
    "import os\nos.environ['NBGRADER_EXECUTION'] = ''",
    "open('../../../solutions/01_x/01_x.ipynb', encoding='utf-8')",
    "import sqlite3\nsqlite3.connect('gradebook.db')",
    "exec('1')",
    "globals()['check'] = None",
    "def f():\n    global check\n    check = None",
    "class Same:\n    def __eq__(self, other): return True",
    "def f(x):\n    return x.__class__",
    "!cat /etc/passwd",
    "%run other.py",
    "%%bash\nls",
    "%%time\nimport gc",
]
INNOCENT = [
    "import numpy as np\nfrom helpers.exercises import check, expect_close",
    "from numpy import *",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 100",
    "%%timeit\nsum(range(10))",
    "def convolve(signal, kernel):\n    patch = signal[:3]\n    check = patch @ kernel\n    return check",
    "model.compile(loss='mse')\nmodel.evaluate(x, y)",
    "class Layer:\n    def __init__(self):\n        self.modules = []\n        self.events = 0",
    "signal = [np for np in range(3)]",
    "from IPython.display import display",
    "this is no Python",
]


@pytest.mark.parametrize("source", TRICKS)
def test_a_line_that_names_the_checkers_parts_is_quoted(source):
    lines = unusual_in(source, {"check", "expect_close", "np"})
    assert lines
    assert all(line in source for line in lines)


@pytest.mark.parametrize("source", INNOCENT)
def test_innocent_lines_are_not_quoted(source):
    assert unusual_in(source, {"check", "expect_close", "np"}) == []


def test_no_reference_solution_is_listed():
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        solution, release = (
            nbformat.read(file, as_version=4) for file in (path, ROOT / "exercises" / path.parent.name / path.name)
        )
        assert unusual_lines(solution, release) == [], path.name


def test_a_check_that_outlives_its_clock_is_stopped_and_the_next_ones_earlier():
    notebook = nbformat.read(ROOT / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    ordinary, quick = find(notebook, "neuron"), find(notebook, "neuron-1")
    slow = copy.deepcopy(quick)
    slow.source = slow.source.replace("points=1", "points=1, seconds=120")
    run = RunSubmission(timeout=180)
    run.late = 0
    assert [run._get_timeout(cell) for cell in (ordinary, quick, slow)] == [180, 90, 180]
    run.late = 1
    assert [run._get_timeout(cell) for cell in (ordinary, quick, slow)] == [180, 30, 140]


def test_a_student_submits_through_the_exchange(released, tmp_path):
    """`nbgrader submit` by a real user."""
    folder, home = tmp_path / "course", tmp_path / "student"
    shutil.copytree(released, folder)
    shutil.copytree(folder / "exercises" / NAME, home / NAME)
    nbgrader(folder, "release_assignment", NAME)
    (home / "nbgrader_config.py").write_text(
        f"c.CourseDirectory.course_id = {COURSE!r}\nc.Exchange.root = {str(folder / 'build' / 'exchange')!r}\n",
        encoding="utf-8",
    )
    assert "Submitted as" in nbgrader(home, "submit", NAME)
    nbgrader(folder, "collect", NAME)
    assert len([*(folder / "build" / "submitted").glob(f"*/{NAME}/{NAME}.ipynb")]) == 1


MOODLE = "_assignsubmission_file_"
# path in the zip that Moodle makes → hour of its time; each file is a notebook of NAME but where FILES says otherwise
ZIPPED = {
    f"王芳_123{MOODLE}/{NAME}.ipynb": 9,
    f"王芳_123{MOODLE}/.ipynb_checkpoints/{NAME}-checkpoint.ipynb": 10,
    f"__MACOSX/王芳_123{MOODLE}/._{NAME}.ipynb": 10,
    f"Li Wei_124{MOODLE}/{NAME}.ipynb": 9,
    f"Li Wei_125{MOODLE}/{NAME}.ipynb": 9,
    f"Under_Score_1008{MOODLE}/{NAME}.ipynb": 9,
    f"Copy Cat_130{MOODLE}/{NAME}.ipynb": 10,
    f"Copy Cat_130{MOODLE}/{NAME}-Copy1.ipynb": 9,
    f"Down Load_131{MOODLE}/{NAME}.ipynb": 9,
    f"Down Load_131{MOODLE}/{NAME} (1).ipynb": 9,
    f"By Windows_132{MOODLE}/{NAME}.ipynb": 9,
    f"Re Named_133{MOODLE}/homework.ipynb": 9,
    f"Wrong One_134{MOODLE}/{OTHER}.ipynb": 9,
    f"No Thing_135{MOODLE}/report.pdf": 9,
    f"Li [x]_136{MOODLE}/{NAME}.ipynb": 9,
    f"Pack Er_137{MOODLE}/work.zip": 9,
    f"Bro Ken_138{MOODLE}/work.zip": 9,
    f"Draft Only_139{MOODLE}/{NAME}-checkpoint.ipynb": 9,
    f"Merge Conflict_140{MOODLE}/{NAME}.ipynb": 9,
    f"{NAME}.ipynb": 9,
}
FLAT = {  # as Canvas names files
    f"chenjun_12345_67890_{NAME}-1.ipynb": 9,
    f"chenjun_12345_67891_{NAME}-2.ipynb": 8,
    f"zhaolei_LATE_12346_67892_{NAME}.ipynb": 9,
    f"li_na_12347_67893_{NAME}.ipynb": 9,
}
# student → the file that counts, and what is said; None: no notebook counts
COLLECTED = {
    "王芳": (f"王芳_123{MOODLE}/{NAME}.ipynb", None),
    "Li Wei 124": (f"Li Wei_124{MOODLE}/{NAME}.ipynb", "more than one student has this name: collected as Li Wei 124"),
    "Li Wei 125": (f"Li Wei_125{MOODLE}/{NAME}.ipynb", "more than one student has this name: collected as Li Wei 125"),
    "Under_Score": (f"Under_Score_1008{MOODLE}/{NAME}.ipynb", None),
    "Copy Cat": (f"Copy Cat_130{MOODLE}/{NAME}.ipynb", f"{NAME}.ipynb counts, the newest; not "),
    "Down Load": (f"Down Load_131{MOODLE}/{NAME} (1).ipynb", f"{NAME} (1).ipynb counts, the newest; not "),
    "By Windows": (f"By Windows_132{MOODLE}/{NAME}.ipynb", None),
    "Re Named": (
        f"Re Named_133{MOODLE}/homework.ipynb",
        f"homework.ipynb is the notebook of {NAME} under another name",
    ),
    "Wrong One": (None, f"{OTHER}.ipynb is the notebook of {OTHER}, not of {NAME}: ask for the right file"),
    "No Thing": (None, f"no notebook among report.pdf: ask for {NAME}.ipynb"),
    "Li x": (f"Li [x]_136{MOODLE}/{NAME}.ipynb", "collected as Li x: nbgrader reads [ ] * ? in a folder's name as"),
    "Pack Er": (f"Pack Er_137{MOODLE}/work.zip", None),
    "Bro Ken": (None, "work.zip cannot be opened"),
    "Draft Only": (f"Draft Only_139{MOODLE}/{NAME}-checkpoint.ipynb", None),
    "Merge Conflict": (f"Merge Conflict_140{MOODLE}/{NAME}.ipynb", None),
    "chenjun": (f"chenjun_12345_67891_{NAME}-2.ipynb", f"chenjun_12345_67891_{NAME}-2.ipynb counts, the newest; not "),
    "zhaolei": (f"zhaolei_LATE_12346_67892_{NAME}.ipynb", None),
    "li_na": (f"li_na_12347_67893_{NAME}.ipynb", None),
}


def content(path, notebook):
    """Return what a student's file holds: a notebook that knows its path, but where the case is another."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata.came_from = path
    text = nbformat.writes(notebook)
    if path.startswith("By Windows"):
        return f"\ufeff{text}".encode()
    if path.startswith("Wrong One"):
        return (ROOT / "exercises" / OTHER / f"{OTHER}.ipynb").read_bytes()
    if path.startswith("Pack Er"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(f"my work/{NAME}.ipynb", text)
            file.writestr("my work/data.csv", "1,2")
        return packed.getvalue()
    return text.encode() if path.endswith(".ipynb") and "Merge" not in path and "._" not in path else b"<<<<<<< HEAD"


def came_from(path):
    text = path.read_text(encoding="utf-8-sig")
    return json.loads(text)["metadata"].get("came_from") if text.startswith("{") else None


@pytest.fixture(scope="module")
def downloaded(released, tmp_path_factory):
    """A course's folder in which the files of Moodle and Canvas, made here, have been collected, and what was said."""
    folder = tmp_path_factory.mktemp("downloaded") / "course"
    shutil.copytree(released, folder)
    archive = folder / "build" / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    notebook = nbformat.read(folder / "exercises" / NAME / f"{NAME}.ipynb", as_version=4)
    with zipfile.ZipFile(archive / "AI_2026_Exercise 01-77.zip", "w") as file:
        for path, hour in ZIPPED.items():
            file.writestr(zipfile.ZipInfo(path, (2026, 11, 2, hour, 0, 0)), content(path, notebook))
    for path, hour in FLAT.items():
        (archive / path).write_bytes(content(path, notebook))
        os.utime(archive / path, (hour, hour))
    return folder, nbgrader(folder, "zip_collect", NAME)


@pytest.mark.parametrize("student", COLLECTED)
def test_each_student_is_collected_or_named(student, downloaded):
    folder, log = downloaded
    expected, message = COLLECTED[student]
    said = [line for line in log.splitlines() if line.strip().startswith(f"{student}: ")]
    files = {path.name: path for path in (folder / "build" / "submitted" / student / NAME).iterdir()}
    if message is None:
        assert said == []
    else:
        assert message in " ".join(said)
    if expected is None:
        assert f"{NAME}.ipynb" not in files
        assert len(files) == 1, "what was handed in instead lies there: autograde gives 0 points and names the student"
    else:
        assert list(files) == [f"{NAME}.ipynb"]
        assert "Merge" in student or came_from(files[f"{NAME}.ipynb"]) == expected


def test_nobody_else_is_collected_and_nothing_is_lost(downloaded):
    folder, log = downloaded
    assert {path.name for path in (folder / "build" / "submitted").iterdir()} == set(COLLECTED)
    assert f"{NAME}.ipynb: nobody can tell whose it is" in log
    kept = {came_from(path) for path in (folder / "build" / "downloaded" / NAME / "unpacked").rglob("*.ipynb")}
    assert {path for path in [*ZIPPED, *FLAT] if path.endswith(".ipynb")} - kept == {
        path for path in ZIPPED if path.startswith(("__MACOSX", "Wrong", "Merge"))
    }


def test_collecting_again_needs_force_and_the_class_list_tells_who_is_who(downloaded):
    folder, _ = downloaded
    before = {path: path.read_bytes() for path in (folder / "build" / "submitted").rglob("*.ipynb")}
    shutil.rmtree(folder / "build" / "downloaded" / NAME / "extracted")
    assert "Nothing was collected" in nbgrader(folder, "zip_collect", NAME, code=1)
    assert before == {path: path.read_bytes() for path in (folder / "build" / "submitted").rglob("*.ipynb")}

    (folder / "students.csv").write_text(
        "id,first_name,last_name,email\nwangfang,芳,王,w@x.cn\nliwei1,Wei,Li,l1@x.cn\nliwei2,Wei,Li,l2@x.cn\n"
        "chen,Jun,Chen,c@x.cn\nabsent,Never,Seen,a@x.cn\n",
        encoding="utf-8",
    )
    nbgrader(folder, "db", "student", "import", "students.csv")
    worksheet = "编号,全名,电子邮件地址\n参与者 124,Li Wei,l2@x.cn\n参与者 125,Li Wei,l1@x.cn\n"
    archive = folder / "build" / "downloaded" / NAME / "archive"
    (archive / "grades.csv").write_bytes(worksheet.encode("gb18030"))
    shutil.rmtree(folder / "build" / "submitted")
    log = nbgrader(folder, "zip_collect", NAME, "--force")
    taken = {
        path.parent.parent.name: came_from(path) for path in (folder / "build").glob(f"submitted/*/{NAME}/{NAME}.ipynb")
    }
    assert {student: taken[student].split("_")[1] for student in ("wangfang", "liwei1", "liwei2", "chen")} == {
        "wangfang": "123",
        "liwei1": "125",
        "liwei2": "124",
        "chen": "12345",
    }
    assert not {"Li Wei 124", "王芳", "chenjun", "absent"} & set(taken)
    assert "zhaolei: is not in the class list" in log
    nbgrader(folder, "export", "--to", "build/grades.csv")
    with (folder / "build" / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert "absent" in {row["student_id"] for row in csv.DictReader(file)}


def test_a_course_in_a_folder_with_brackets_says_so(tmp_path):
    folder = tmp_path / "course [x]"
    folder.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    log = nbgrader(folder, "generate_assignment", NAME, code=1)
    assert "nbgrader reads [ ] * ? in the name of a folder as a pattern" in log


def test_nbgraders_settings_make_no_folder_when_jupyterlab_reads_them_and_fit_a_read_only_course(tmp_path):
    """Where the course cannot be written into, what is collected lies in the home; a hub names the exchange."""
    folder, home = tmp_path / "course", tmp_path / "home"
    for place in (folder, home):
        place.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    code = (
        "import os, sys; from traitlets.config import PyFileConfigLoader\n"
        "os.access = lambda path, mode: False\n"
        f"c = PyFileConfigLoader('nbgrader_config.py', path={str(folder)!r}).load_config()\n"
        "print(c.CourseDirectory.submitted_directory, c.CourseDirectory.db_url, c.Exchange.root, sep='\\n')"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
        env=os.environ | {"HOME": str(home), "COURSE_EXCHANGE": "/srv/exchange"},
    ).stdout.splitlines()  # fmt: skip
    build = home / "course-build"
    assert said == [str(build / "submitted"), f"sqlite:///{build / 'gradebook.db'}", "/srv/exchange"]
    assert [path.name for path in folder.iterdir() if path.name != "__pycache__"] == ["nbgrader_config.py"]
    assert not build.exists()


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
