"""What the exercises promise: the release is what solutions/ produces, nothing leaks, unsolved it runs to its end."""

import ast
import base64
import builtins
import contextlib
import copy
import difflib
import dis
import itertools
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.exercises import state
from helpers.exercises.names import ALONE, FUNCTION, BindNames, learn
from helpers.exercises.progress import STUB, _next_lesson
from helpers.marking import FoldWhatIsRun
from tests.grader.harness import is_one_check, quiet, run
from tests.grader.release import assignments, release
from tests.test_notebooks import LESSONS

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = assignments()
OF_STUDENTS = {".ipynb_checkpoints", state.FILE}  # what appears beside an exercise when somebody works on it
MARKERS = ["### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"]


every_assignment = pytest.mark.parametrize("name", ASSIGNMENTS)


def read(folder, name):
    return nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)


def role(cell):
    """Return "check", "answer" (marked by hand), "solution", "given" or "" for a cell."""
    grading = cell.metadata.get("nbgrader")
    if not grading:
        return ""
    if grading["grade"]:
        return "answer" if grading["solution"] else "check"
    return "solution" if grading["solution"] else "given"


def sections(notebook):
    """Return (heading line, its cells) for each level-2 heading that starts a cell."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            found.append((cell.source.split("\n")[0], []))
        if found:
            found[-1][1].append(cell)
    return found


# ---------------------------------------------------------------- the release


@pytest.mark.parametrize("lesson", [path.stem for path in LESSONS if not path.name.startswith("00")])
def test_every_lesson_has_an_exercise(lesson):
    assert (ROOT / "exercises" / lesson / f"{lesson}.ipynb").exists()


@every_assignment
def test_the_release_is_what_the_solutions_produce(name, tmp_path):
    made = release(name, tmp_path)
    stored = ROOT / "exercises" / name
    kept = {path.name for path in stored.rglob("*") if path.name not in OF_STUDENTS}
    assert {path.name for path in made.rglob("*")} == kept
    text = [(folder / f"{name}.ipynb").read_text(encoding="utf-8") for folder in (made, stored)]
    assert text[0] == text[1], "run `make exercises`"


def test_a_release_that_fails_is_an_error_and_keeps_the_old_one(tmp_path):
    broken = read("solutions", ASSIGNMENTS[0])
    for cell in broken.cells:
        cell.source = cell.source.replace("### END SOLUTION", "### END SOLUTON")
    folder = tmp_path / "solutions" / "broken"
    folder.mkdir(parents=True)
    nbformat.write(broken, folder / "broken.ipynb")
    kept = tmp_path / "exercises" / "broken" / "kept"
    kept.parent.mkdir(parents=True)
    kept.write_text("the release of yesterday", encoding="utf-8")
    with pytest.raises(Exception, match=r"no end solution|error processing|Please see"):
        release("broken", tmp_path / "exercises", root=tmp_path)
    assert kept.exists()


# ---------------------------------------------------------------- nothing leaks


def marker_errors(notebook):
    """Return what is wrong with the markers of a source notebook: misspelt, unbalanced, at the wrong place."""
    errors = []
    for cell in notebook.cells:
        opened = None
        for line in cell.source.split("\n"):
            text = line.strip()
            plain = re.sub(r"[\W_]+", " ", text).strip().upper()
            close = difflib.get_close_matches(f"### {plain}", MARKERS, n=1, cutoff=0.85)
            if text not in MARKERS:
                if close and len(plain) < 24:
                    errors.append(f"{text!r} is no marker, did you mean {close[0]!r}?")
                continue
            _, side, kind = text.split(" ", 2)
            if (side == "BEGIN") == (opened is not None) or (side == "END" and opened != kind):
                errors.append(f"{text!r} without its other half in:\n{cell.source}")
            opened = kind if side == "BEGIN" else None
            if kind == "SOLUTION" and role(cell) != "solution":
                errors.append(f"{text!r} outside a solution cell")
            if kind == "SOLUTION" and not line.startswith(" "):
                errors.append(f"{text!r} outside a function: the stub would stop Run All")
            if kind == "HIDDEN TESTS" and role(cell) != "check":
                errors.append(f"{text!r} outside a check")
        if opened:
            errors.append(f"{opened} is never closed in:\n{cell.source}")
        if role(cell) == "solution" and "### BEGIN SOLUTION" not in cell.source:
            errors.append(f"a solution cell without a solution region:\n{cell.source}")
    return errors


def secrets(source):
    """Return the lines and sentences of a source notebook that no student may be given."""
    found = set()
    for cell in source.cells:
        inside = False
        for line in cell.source.split("\n"):
            text = line.strip()
            if text in MARKERS:
                inside = "BEGIN" in text
            elif inside and len(squeeze(text)) >= 16 and not re.match(r"(for|with|if|while|import|from)\b.*", text):
                found.add(squeeze(text))
        if role(cell) == "answer":
            found |= {squeeze(part) for part in re.split(r"[.;:,]\s", cell.source) if len(squeeze(part)) >= 25}
    return found


def squeeze(text):
    return re.sub(r"\s+", "", text)


def strings(value):
    """Yield every string in a JSON value, keys too, and what attachments hold."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            yield "".join(value)
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value
        with contextlib.suppress(ValueError):
            yield base64.b64decode(value, validate=True).decode()


def leaks(released, source):
    """Return the sentences that say what a released notebook gives away."""
    errors = []
    hidden = secrets(source)
    for text in strings(json.loads(nbformat.writes(released))):
        packed = squeeze(text)
        errors += [f"{line!r} is in the release" for line in hidden if line in packed]
        if re.search(r"\b(begin|end)[\s_-]*(solu\w*|hidden[\s_-]*tests?|mark[\s_-]*scheme)", text, re.IGNORECASE):
            errors.append(f"a marker is in the release: {text[:200]!r}")
    for cell in released.cells:
        if set(cell.metadata) - {"tags", "nbgrader", "deletable", "editable", "jupyter"}:
            errors.append(f"unexpected metadata: {dict(cell.metadata)}")
        is_run = cell.cell_type == "code" and FoldWhatIsRun.is_only_run(cell.source)
        if cell.metadata.get("jupyter", {}) != ({"source_hidden": True} if is_run else {}):
            errors.append(f"what is run and not written, and nothing else, is folded: {cell.source[:80]!r}")
        if is_run != (role(cell) == "check") and role(cell) in ("check", "solution", "answer"):
            errors.append(f"checks are folded, and what a student writes is not: {cell.source[:80]!r}")
        if cell.get("attachments"):
            errors.append("a cell has an attachment")
        if cell.get("outputs") or cell.get("execution_count"):
            errors.append("a cell has outputs")
        if role(cell) == "solution" and "raise NotImplementedError()" not in cell.source:
            errors.append(f"a solution cell without a stub:\n{cell.source}")
        if role(cell) == "answer" and cell.source != STUB:
            errors.append(f"an answer cell without a stub:\n{cell.source}")
    if set(released.metadata) - {"kernelspec", "language_info"}:
        errors.append(f"unexpected metadata of the notebook: {list(released.metadata)}")
    return errors


@every_assignment
def test_markers_are_spelt_right_and_balanced(name):
    assert marker_errors(read("solutions", name)) == []


@every_assignment
def test_nothing_leaks(name):
    assert secrets(read("solutions", name))
    assert leaks(read("exercises", name), read("solutions", name)) == []
    for cell in read("exercises", name).cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)  # a check of which everything is hidden would be left without a body


@every_assignment
def test_an_assignment_is_one_file(name):
    for folder in ("solutions", "exercises"):
        inside = [path.name for path in (ROOT / folder / name).iterdir() if path.name not in OF_STUDENTS]
        assert inside == [f"{name}.ipynb"], "nbgrader releases every file that lies in an assignment's folder"


def test_exercises_holds_nothing_but_exercises():
    allowed = re.compile(r"(\d\d_\w+)/\1\.ipynb")
    for path in (ROOT / "exercises").rglob("*"):
        relative = path.relative_to(ROOT / "exercises").as_posix()
        if path.is_file() and not OF_STUDENTS & set(path.relative_to(ROOT).parts):
            assert allowed.fullmatch(relative), relative


@pytest.mark.parametrize(
    "spoil",
    [
        lambda nb, line: nb.cells[-1].update(source=f"# {line}"),
        lambda nb, line: nb.cells[0].update(source=f"A hint: `{line}`"),
        lambda nb, line: nb.cells[0].metadata.update(answer=line),
        lambda nb, line: nb.cells[0].metadata.update(tags=[line]),
        lambda nb, line: nb.metadata.update(note=line),
        lambda nb, line: nb.cells[0].update(
            attachments={"a.txt": {"text/plain": base64.b64encode(line.encode()).decode()}}
        ),
        lambda nb, line: nb.cells[0].update(attachments={"a.png": {"image/png": "iVBORw0KGgo="}}),
        lambda nb, line: nb.cells[0].update(source="### begin_solution"),
        lambda nb, line: nb.cells[0].update(source="# END  HIDDEN-TEST"),
    ],
    ids=["code", "markdown", "metadata", "tag", "notebook", "attachment", "picture", "marker", "other marker"],
)
def test_the_leak_test_sees_a_planted_leak(spoil):
    name = ASSIGNMENTS[0]
    released, source = read("exercises", name), read("solutions", name)
    code = next(cell.source for cell in source.cells if role(cell) == "solution")
    line = next(line.strip() for line in code.split("\n") if squeeze(line) in secrets(source))
    spoil(released, line)
    assert leaks(released, source)


@pytest.mark.parametrize(
    "marker",
    [
        "### BEGIN SOLUTON",
        "### BEGINN SOLUTION",
        "### BEGIN SOLUTIONS",
        "### START SOLUTION",
        "### Begin Solution",
        "### BEGIN_SOLUTION",
        "###BEGIN SOLUTION",
        "# BEGIN SOLUTION",
        "### END SOLUTION",
    ],
)
def test_the_marker_test_sees_every_misspelling(marker):
    source = read("solutions", ASSIGNMENTS[0])
    cell = next(cell for cell in source.cells if role(cell) == "solution")
    cell.source = cell.source.replace("### BEGIN SOLUTION", marker)
    assert marker_errors(source)


# ---------------------------------------------------------------- what stands in an exercise


@every_assignment
def test_every_objective_of_the_lesson_has_a_task(name):
    header = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells[1]
    objectives = {tag for tag in header.metadata.get("tags", []) if tag.startswith("objective:")}
    asked = set()
    for heading, cells in sections(read("exercises", name)):
        tags = {tag for tag in cells[0].metadata.get("tags", []) if tag.startswith("objective:")}
        if re.match(r"## (Task|Question)\b", heading):
            assert tags, f"{heading}: tag the cell with the objective that it asks for"
            asked |= tags
    assert objectives
    assert asked - objectives == set(), "no objective of the lesson"
    assert objectives - asked == set(), "no task asks for this objective"


@every_assignment
def test_tasks_show_their_points_minutes_and_hints(name):
    tasks = [part for part in sections(read("solutions", name)) if part[0].startswith("## Task")]
    assert 3 <= len(tasks) <= 6
    for number, (heading, cells) in enumerate(tasks, 1):
        assert re.match(rf"## Task {number} · \S", heading)
        shown = re.search(r"^\*([\d.]+) points? · about \d+ minutes?\*$", cells[0].source, re.MULTILINE)
        assert shown, f"{heading}: *3 points · about 10 minutes*"
        points = [cell.metadata.nbgrader.points for cell in cells if role(cell) == "check"]
        assert len(points) >= 2, "several small checks a task"
        assert float(shown.group(1)) == sum(points)
        text = "".join(cell.source for cell in cells if cell.cell_type == "markdown")
        assert text.count("<details><summary>Hint") == text.count("</details>") >= 1
        assert sum(role(cell) == "solution" for cell in cells) == 1


@every_assignment
def test_one_question_one_stretch_and_a_table_at_the_end(name):
    notebook = read("solutions", name)
    questions = [part for part in sections(notebook) if part[0].startswith("## Question · ")]
    assert len(questions) == 1
    answers = [cell for cell in questions[0][1] if role(cell) == "answer"]
    shown = re.search(r"^\*([\d.]+) points? · about \d+ minutes? · ", questions[0][1][0].source, re.MULTILINE)
    assert [cell.metadata.nbgrader.points for cell in answers] == [float(shown.group(1))]
    stretch = [part for part in sections(notebook) if part[0].startswith("## Stretch · ")]
    assert len(stretch) == 1
    assert "*no points*" in stretch[0][1][0].source
    assert not any(role(cell) in ("check", "answer") for cell in stretch[0][1])
    shown = ast.parse(notebook.cells[-1].source).body[-1].value
    assert (shown.func.id, shown.args[0].value) == ("progress", name)
    assert f"../../notebooks/{name}.ipynb" in notebook.cells[0].source


@every_assignment
def test_cells_have_the_form_that_the_grader_needs(name):
    notebook = read("solutions", name)
    ids = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if role(cell)]
    assert len(ids) == len(set(ids))
    students = set()
    for cell in notebook.cells:
        if role(cell) == "solution":
            definitions = ast.parse(cell.source).body
            assert all(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in definitions), cell.source
            students |= {node.name for node in definitions}
    task = None
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if role(cell) == "solution":
            task = cell.metadata.nbgrader.grade_id
        elif role(cell) == "check":
            grading = cell.metadata.nbgrader
            assert is_one_check(cell.source), f"one `with check(…):` block, nothing else:\n{cell.source}"
            call = ast.parse(cell.source).body[-1].items[0].context_expr
            points = next(keyword.value for keyword in call.keywords if keyword.arg == "points")
            assert (ast.literal_eval(call.args[0]), ast.literal_eval(points)) == (grading.grade_id, grading.points)
            assert re.fullmatch(rf"{task}-\d+", grading.grade_id), "a check belongs to the solution cell before it"
        elif role(cell) != "given":
            body = [ast.unparse(part) for part in ast.parse(cell.source).body]
            body = body[1:] if body[0].startswith("from helpers.exercises import ") else body
            stretch = r"with check\('\w+-\d+', '.*', points=0[,)]"
            assert len(body) == 1
            assert re.match(rf"with when_solved\((may_change=.*)?\):|progress\(|{stretch}", body[0]), (
                f"a cell that may meet an open task is one `with when_solved():`, or a check of 0 points\n{cell.source}"
            )
        if role(cell) != "solution":
            bound = {
                node.id if isinstance(node, ast.Name) else node.name
                for node in ast.walk(ast.parse(cell.source))
                if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
                or isinstance(node, (ast.FunctionDef, ast.ClassDef))
            }
            assert not bound & students, "this cell overwrites a name that the student defines"


# ---------------------------------------------------------------- out of sight, and in plain view


OPERATIONS = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Compare, ast.BoolOp, ast.IfExp, ast.comprehension)
MODULES = {"np", "math", "tf", "keras", "scipy", "layers"}


class Inline(ast.NodeTransformer):
    """Puts in the place of a name the expression that was assigned to it, where that happened once."""

    def __init__(self, statements):
        stores = [node for part in statements for node in ast.walk(part) if isinstance(node, ast.Name)]
        names = [node.id for node in stores if isinstance(node.ctx, ast.Store)]
        self.values = {
            node.targets[0].id: node.value
            for part in statements
            for node in ast.walk(part)
            if isinstance(node, ast.Assign) and names.count(getattr(node.targets[0], "id", "")) == 1
        }

    def visit_Name(self, node):
        value = self.values.pop(node.id, None) if isinstance(node.ctx, ast.Load) else None
        if value is None:
            return node
        inlined = self.visit(copy.deepcopy(value))  # without its own name: an assignment may use that
        self.values[node.id] = value
        return inlined


def expressions(statements):
    """Return each expression as it stands, and with the names in it replaced by what they hold."""
    nodes = [node for part in statements for node in ast.walk(part) if isinstance(node, ast.expr)]
    inline = Inline(statements)
    return [(node, form) for node in nodes for form in (node, inline.visit(copy.deepcopy(node)))]


def agreement(one, other):
    """Count the operations that two expressions share, a name standing for anything; −1000 or less if they differ."""
    if isinstance(one, ast.Name) or isinstance(other, ast.Name):
        ids = {getattr(one, "id", None), getattr(other, "id", None)}
        return -1000 if ids & MODULES and len(ids) > 1 else 0
    if type(one) is not type(other):
        return -1000
    total = int(isinstance(one, OPERATIONS) and not isinstance(getattr(one, "operand", None), ast.Constant))
    for (field, value), against in zip(ast.iter_fields(one), (value for _, value in ast.iter_fields(other))):
        if isinstance(value, list) and len(value) == len(against):
            total += sum(agreement(*pair) for pair in zip(value, against))
        elif isinstance(value, ast.AST) and isinstance(against, ast.AST):
            total += agreement(value, against)
        elif field not in ("ctx", "kind") and value != against:
            total -= 1000
    return total


def shared(solution, check, least=3):
    """Return the expressions of a check that stand in the solution too, with that many operations in common."""

    def rich(form):  # a form with fewer operations cannot share that many
        return sum(isinstance(node, OPERATIONS) for node in ast.walk(form)) >= least

    reference = {ast.dump(form): form for _, form in expressions(regions(solution)) if rich(form)}.values()
    return {
        ast.unparse(node)
        for node, form in expressions(ast.parse(check).body)
        if rich(form) and any(agreement(other, form) >= least for other in reference)
    }


def quoted(solution, check, least=2):
    """Return the expressions of a solution, of that many operations, that stand word by word in a check's strings."""
    reference = {
        ast.dump(node): ast.unparse(node)
        for part in regions(solution)
        for node in ast.walk(part)
        if isinstance(node, ast.expr) and sum(isinstance(inner, OPERATIONS) for inner in ast.walk(node)) >= least
    }
    found = set()
    for node in ast.walk(ast.parse(check)):
        words = node.value.split() if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
        for first, last in itertools.combinations(range(len(words) + 1), 2):
            with contextlib.suppress(SyntaxError, ValueError):
                tree = ast.parse(" ".join(words[first:last]).strip(",:;.`"), mode="eval")
                found |= {reference.get(ast.dump(inner)) for inner in ast.walk(tree)}
    return found - {None}


def regions(source):
    """Return the statements of a cell that stand in a solution region."""
    lines = source.split("\n")
    inside, wanted = False, set()
    for number, line in enumerate(lines, 1):
        inside = (inside or line.strip() == "### BEGIN SOLUTION") and line.strip() != "### END SOLUTION"
        wanted |= {number} if inside else set()
    tree = ast.parse(source)
    outer = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and node.lineno in wanted]
    inner = {id(part) for node in outer for part in ast.walk(node) if part is not node}
    return [node for node in outer if id(node) not in inner]


@pytest.mark.parametrize(
    ("reference", "check", "found"),
    [
        ("z = w @ x + theta\n    return 1 / (1 + np.exp(-z))", "e = 1 / (1 + np.exp(-(np.sum(w * x) + 0.3)))", True),
        ("return np.maximum(X @ W + theta, 0)", "Z = X @ W + theta\nexpect_close(y, np.maximum(Z, 0))", True),
        ("return np.maximum(X @ W + theta, 0)", "Z = A @ B\nexpected = np.maximum(Z + b, 0)", True),
        ("s = sigmoid(z)\n    return s * (1 - s)", "slope = expit(z) * (1 - expit(z))", True),
        ("return np.maximum(X @ W + theta, 0)", "expected = np.clip(np.einsum('ni,ij->nj', X, W) + t, 0, None)", False),
        ("return np.sum(x) / len(x)", "expect_close('mean', mean(np.array([1.0, 2.0])), 1.5, 'c')", False),
        ("return np.zeros((len(x), 3))", "for n in range(len(x)):\n    expect_shape('y', f(x), (n, 3), 'c')", False),
    ],
)  # fmt: skip
def test_the_test_of_sight_sees_an_answer_in_a_check(reference, check, found):
    solution = f"def f(x):\n    ### BEGIN SOLUTION\n    {reference}\n    ### END SOLUTION\n"
    assert bool(shared(solution, check)) == found


@every_assignment
def test_no_check_holds_the_references_expression(name):
    solution = ""
    for cell in read("solutions", name).cells:
        if role(cell) == "solution":
            solution += "\n\n" + cell.source
        elif cell.cell_type == "code" and role(cell) != "given":
            assert not shared(solution, cell.source), f"stored or computed in another way, please:\n{cell.source}"
            assert not quoted(solution, cell.source), f"said in words, please, not in code:\n{cell.source}"


def test_the_test_of_sight_sees_an_answer_in_a_message():
    solution = "def f(x):\n    ### BEGIN SOLUTION\n    return np.maximum(X @ W + theta, 0)\n    ### END SOLUTION\n"
    assert quoted(solution, "cause = 'compute X @ W + theta, then ReLU'") == {"X @ W + theta"}
    assert not quoted(solution, "cause = 'the product is X @ W, in this order'")
    assert not quoted(solution, "cause = 'multiply X by W, add theta, then take ReLU'")


@every_assignment
def test_every_check_says_run_me_and_works_before_the_set_up_cell(name):
    for cell in read("solutions", name).cells:
        if cell.cell_type != "code" or role(cell) in ("solution", "given"):
            continue
        first, second = cell.source.split("\n")[:2]
        needed = {"check", "when_solved", "progress"} & set(re.findall(r"\w+", cell.source))
        line = second if first.startswith("#") else first
        assert line.startswith("from helpers.exercises import "), "a cell that works alone"
        assert needed & set(re.findall(r"\w+", line)), "imports what it begins with"
        assert set(re.findall(r"\w+", line.partition(" import ")[2])) <= ALONE, "else it passes for a set-up cell"
        if "with check(" in cell.source:
            claim = ast.literal_eval(ast.parse(cell.source).body[-1].items[0].context_expr.args[1])
            assert first == f"# Run me (Shift + Enter): {claim}"
    given = [cell for cell in read("solutions", name).cells if role(cell) == "given"]
    assert all(cell.source.startswith("# Given") for cell in given[1:])
    assert not any(isinstance(node, ast.FunctionDef) for node in ast.parse(given[0].source).body), "a cell of its own"


@every_assignment
def test_the_introduction_says_how_to_run_fold_save_and_hand_in(name):
    text = read("exercises", name).cells[0].source
    for word in ("Shift + Enter", "Collapse Selected Code", "Ctrl + S", "Hand in", "*Submit*"):
        assert word in text


TAKEN = "from numpy import *\nsum = max = min = abs = round = all = any = len = range = list = int = float = 0"


@every_assignment
def test_no_check_depends_on_names_that_a_student_takes(name):
    namespace, imported, reference = {"__name__": "__main__"}, {}, ""
    for cell in read("solutions", name).cells:
        if cell.cell_type != "code" or not role(cell):
            continue
        with quiet():
            if role(cell) == "given":
                learn(ast.parse(cell.source), imported)
            if role(cell) == "check":
                kept = {name: namespace[name] for name in set(namespace) & set(re.findall(r"\w+", reference))}
                kept = {name: value for name, value in kept.items() if not hasattr(builtins, name)}
                run(TAKEN, "taken", namespace)
                namespace.update(kept)
                for needed in set(dir(builtins)) & set(re.findall(r"\w+", reference)):
                    namespace.pop(needed, None)  # the reference itself needs it
                state.marking = True
            try:
                run(cell.source, cell.id, namespace, imported)
            finally:
                state.marking = False
        reference = cell.source if role(cell) == "solution" else reference


@every_assignment
def test_no_check_takes_the_place_of_a_students_name(name):
    """In a kernel all cells share their names: a check that assigns `kernel` would end a student's helper `kernel`."""
    for cell in read("solutions", name).cells:
        if "with check(" in cell.source or "with when_solved(" in cell.source:
            code = compile(BindNames({}).visit(ast.parse(cell.source)), "cell", "exec")
            stores = [part for part in dis.get_instructions(code) if part.opname in ("STORE_NAME", "STORE_GLOBAL")]
            assert {part.argval for part in stores} <= {*ALONE, FUNCTION}, cell.source


def test_a_helper_of_a_student_is_still_there_when_a_check_has_had_the_same_name(capsys, monkeypatch):
    monkeypatch.setattr(state, "marking", False)
    monkeypatch.setattr(state, "results", {})
    namespace = {"__name__": "__main__"}
    run("def kernel(x):\n    return x + 1\n\ndef f(x):\n    return kernel(x)", "f", namespace)
    source = "from helpers.exercises import check\nwith check('f-1', 'it holds', points=1):\n"
    source += (
        "    for kernel, e in ((1, 2), (3, 4)):\n        def g(y, kernel=kernel):\n            return kernel - y\n"
    )
    source += (
        "        assert f(kernel) == e == g(-1)\n    try:\n        f('')\n    except TypeError as kernel:\n        pass"
    )
    for _ in range(2):
        run(source, "f-1", namespace, {})
        assert capsys.readouterr().out == "✓ done · f-1 · 1 point · it holds\n"
        assert state.results["f-1"].now() == "done"


def test_what_a_student_calls_check_or_np_is_no_matter(capsys):
    namespace = {"__name__": "__main__"}
    source = "from helpers.exercises import check\nwith check('f-1', 'it holds', points=1):\n"
    source += "    total = sum(np.ones(3))\n    expect_close('f', f(total), 4.0, 'add one')"
    imported = {}
    learn(ast.parse("import numpy as np\nfrom helpers.exercises import expect_close"), imported)
    run("def f(x):\n    return x + 1\n\ncheck = np = expect_close = sum = 3", "f", namespace)
    run(source, "f-1", namespace, imported)
    assert capsys.readouterr().out == "✓ done · f-1 · 1 point · it holds\n"


def test_a_check_that_calls_numpys_correlate_does_not_depend_on_a_students(monkeypatch):
    monkeypatch.setattr(state, "marking", False)
    monkeypatch.setattr(state, "results", {})
    namespace, imported = {"__name__": "__main__"}, {}
    learn(ast.parse("import numpy as np\nfrom helpers.exercises import check"), imported)
    run("def correlate(x):\n    return 1\n\ndef double(x):\n    return 2 * x", "f", namespace)
    source = "from helpers.exercises import check\nwith check('{}-1', 'it holds', points=1):\n    {}"
    run(source.format("double", "assert double(3) == 6 == np.correlate([2], [3])[0]"), "double-1", namespace, imported)
    run(source.format("correlate", "def f():\n        return correlate(3)\n    f()"), "c-1", namespace, imported)
    run("def correlate(x):\n    return 2", "g", namespace)
    assert (state.results["double-1"].now(), state.results["correlate-1"].now()) == ("done", "stale")


# ---------------------------------------------------------------- run to the end


@every_assignment
def test_the_stored_solution_has_all_points_and_leads_to_the_next_lesson(name):
    """A lesson that is added changes the page before it: here it is found at once, by nbval after an hour."""
    notebook = read("solutions", name)
    points = sum(cell.metadata.nbgrader.points for cell in notebook.cells if role(cell) == "check")
    table = printed(notebook.cells[-1])
    assert re.search(rf"Together +{points:g} of {points:g}\b", table), table
    address = _next_lesson(name)
    assert ("The next lesson" in table) == bool(address), table
    assert address in table


def execute(notebooks, folder, name):
    """Execute copies of notebooks, one after the other in one kernel, in which every code cell stands twice.

    Return the code cells of each.
    """
    both = copy.deepcopy(notebooks[0])
    doubled = [
        [
            nbformat.from_dict(copy.deepcopy(cell) | {"id": f"{part}-{cell.id}-{time}"})
            for cell in notebook.cells
            if cell.cell_type == "code"
            for time in range(2)
        ]
        for part, notebook in enumerate(notebooks)
    ]
    both.cells = [cell for cells in doubled for cell in cells]
    nbformat.write(both, folder / f"{name}.ipynb")
    NotebookClient(both, timeout=300, allow_errors=True, resources={"metadata": {"path": str(folder)}}).execute()
    return doubled


def printed(cell):
    return "".join(output.get("text", output.get("data", {}).get("text/plain", "")) for output in cell.outputs)


@every_assignment
def test_it_runs_to_its_end_with_every_cell_twice(name, tmp_path):
    """First as a student finds it, then solved, in the same kernel: as on the day of a student who solves all."""
    folders = ("exercises", "solutions")
    executed = execute([read(folder, name) for folder in folders], tmp_path, name)
    for folder, cells in zip(folders, executed, strict=True):
        runs_to_its_end(cells, solved=folder == "solutions")


def runs_to_its_end(cells, *, solved):
    """Assert what the cells of an exercise say, each run twice, where no task is solved or all are."""
    expected = "✓ done" if solved else "○ open"
    for cell in cells:
        for output in cell.outputs:
            assert output.output_type != "error", f"{cell.source}\n{output.get('evalue')}"
            assert output.get("name") != "stderr", f"{cell.source}\n{output.text}"
        if role(cell) == "check":
            assert printed(cell).startswith(f"{expected} · {cell.metadata.nbgrader.grade_id} · "), printed(cell)
        assert "✗" not in printed(cell), f"{cell.source}\n{printed(cell)}"  # no picture or number fails either
    points = sum(cell.metadata.nbgrader.points for cell in cells if role(cell) == "check") / 2
    reached = points if solved else 0
    assert re.search(rf"Together +{reached:g} of {points:g}\b", printed(cells[-1])), printed(cells[-1])
