"""A student's days with one exercise (open, wrong, right, a slip, saved, opened again), in a kernel and a browser."""

import re
import shutil

import nbformat
import pytest
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

from helpers.exercises import exercise_progress, state
from tests.test_browser import CHROMIUM, IDLE, READ_CELLS, Page, browser, lab  # noqa: F401  two are fixtures
from tests.test_exercises import OF_STUDENTS, ROOT, printed, read

# ---------------------------------------------------------------- the days of a student, in a kernel


class Student:
    """Works on a copy of exercise 01 in a real kernel: writes a function, runs cells by their id, saves, comes back."""

    def __init__(self, folder):
        self.name = "01_neurons_and_activations"
        self.folder = folder / self.name
        self.folder.mkdir()
        self.notebook = read("exercises", self.name)
        self.solutions = {cell.id: cell.source for cell in read("solutions", self.name).cells}
        self.save()

    def cell(self, id):
        return next(cell for cell in self.notebook.cells if cell.id == id)

    def save(self):
        nbformat.write(self.notebook, self.folder / f"{self.name}.ipynb")

    def day(self):
        """Return a fresh kernel as a context: `with student.day(): student.run("setup")`."""
        path = {"metadata": {"path": str(self.folder)}}
        self.client = NotebookClient(self.notebook, timeout=600, allow_errors=True, resources=path)
        return self.client.setup_kernel()

    def run(self, *ids):
        """Run cells; return what the last one prints, and the name of its error."""
        for id in ids:
            place = next(number for number, cell in enumerate(self.notebook.cells) if cell.id == id)
            self.client.execute_cell(self.notebook.cells[place], place)
        return printed(self.cell(ids[-1])) + "".join(
            output.get("ename", "") for output in self.cell(ids[-1]).outputs if output.output_type == "error"
        )

    def status(self, code):
        """Run code and return "ok" or "error", what the kernel answers; after an error *Run All* stops."""

        async def ask():
            return await self.client.kc.execute(code, reply=True, timeout=600)

        return run_sync(ask)()["content"]["status"]

    def run_in_lab(self, id, source):
        """Run source as JupyterLab does: with the id of its cell, which nbclient does not send."""

        async def ask():
            client = self.client.kc
            content = {"code": source, "silent": False, "store_history": True, "user_expressions": {}}
            message = client.session.msg("execute_request", content, metadata={"cellId": id})
            client.shell_channel.send(message)
            return await client._async_recv_reply(message["header"]["msg_id"], timeout=600)

        return run_sync(ask)()["content"]["status"]

    def table(self):
        """Return the lines of the table and the notes below it."""
        return self.run("code-40").splitlines()

    def progress_in_lesson_00(self, capsys):
        exercise_progress(self.folder.parent)
        return capsys.readouterr().out.splitlines()[2]


@pytest.fixture
def student(tmp_path):
    return Student(tmp_path)


NOT_RUN = (
    "the cell that makes {name} has not run since the kernel started: "
    "choose Run → Run All Above Selected Cell, then run this one again\n"
)


def line(lines, text):
    return next(line for line in lines if text in line)


def test_a_student_comes_on_three_days(student, capsys):
    with student.day():
        assert "○ open · neuron-1" in student.run("setup", "neuron", "neuron-1")
        assert line(student.table(), "Task 1").startswith("○  open")
        student.cell("neuron").source = "def neuron(x, w, theta):\n    return w @ x + theta"
        assert "bend it with the sigmoid" in student.run("neuron", "neuron-1")
        student.cell("neuron").source = student.solutions["neuron"]
        assert "✓ done" in student.run("neuron", "neuron-1")
        assert "✓ done" in student.run("neuron-2")
        lines = student.table()
        assert re.search(r"^✓  done .* 2 of 2 +best 2$", line(lines, "Task 1"))
        assert lines[-1] == "Next: Task 2 · A layer"
        # A missing colon: the old function goes, and the table says why.
        student.cell("neuron").source = student.solutions["neuron"].replace("theta):", "theta)")
        assert "SyntaxError" in student.run("neuron")
        lines = student.table()
        assert re.search(r"^↻  run its checks again .* 0 of 2 +best 2$", line(lines, "Task 1"))
        assert (
            "The cell of neuron does not run: SyntaxError in line 1, `def neuron(x, w, theta)`: expected ':'." in lines
        )
        assert (
            "neuron does not exist: run the cell that defines it, and look there for an error (SyntaxError in line 1"
            in student.run("neuron-1")
        )
        # Mended, then defined anew in another cell: what the checks said does not hold any more.
        student.cell("neuron").source = student.solutions["neuron"]
        student.run("neuron", "neuron-1", "neuron-2")
        student.cell("layer").source = "def neuron(x, w, theta):\n    return 0"
        student.run("layer")
        assert line(student.table(), "Task 1").startswith("↻  run its checks again")
        student.run("neuron")
        assert line(student.table(), "Task 1").startswith("✓  done"), "the same code again is the same code"
        student.cell("layer").source = student.solutions["layer"]
        student.save()
    assert "2 of 20" in student.progress_in_lesson_00(capsys)
    with student.day():
        lines = student.table()
        assert line(lines, "Task 1").startswith("✓  done, not run today")
        assert any(line.startswith("Nothing has run since the kernel started") for line in lines)
        assert student.run("layer-1") == "↻ not run · layer-1 · 1 point · " + NOT_RUN.format(name="layer")
    # The saved code is another one than what the saved check spoke of: both tables say so.
    student.cell("neuron").source = "def neuron(x, w, theta):\n    return 0"
    student.save()
    assert re.search(r"↻ .* 0 of 20, best 2$", student.progress_in_lesson_00(capsys))
    with student.day():
        assert re.search(r"^↻  run its checks again .* 0 of 2 +best 2$", line(student.table(), "Task 1"))
    (student.folder / state.FILE).write_text("{", encoding="utf-8")
    with student.day():
        assert state.DAMAGED in student.table()


def test_a_cell_that_raises_keeps_no_old_function_and_run_all_goes_on(student):
    with student.day():
        student.cell("neuron").source = student.solutions["neuron"]
        student.run("setup", "neuron", "neuron-1")
        student.cell("neuron").source = "1 / 0\n" + student.solutions["neuron"]
        assert "ZeroDivisionError" in student.run("neuron")
        assert "ZeroDivisionError in line 1, `1 / 0`: division by zero" in student.run("neuron-1")
        assert student.status("1 +") == "ok", "Run All reaches the last cell"


def test_a_check_that_could_not_run_replaces_no_result(student, capsys):
    right = student.solutions["neuron"]
    student.cell("neuron").source = right
    with student.day():
        student.run("setup", "neuron", "neuron-1", "neuron-2")
    student.save()

    def today():
        student.save()
        assert re.search(r"2 of 20$", student.progress_in_lesson_00(capsys)), "lesson 00 reads the file"
        return line(student.table(), "Task 1")

    with student.day():
        assert student.run("neuron-1") == "↻ not run · neuron-1 · 1 point · " + NOT_RUN.format(name="neuron")
        assert student.run("see-1") == "↻ not run · " + NOT_RUN.format(name="np")
        assert re.search(r"^✓  done, not run today .* 2 of 2 +best 2$", today())
        student.run("setup")
        assert student.run("neuron-2") == "↻ not run · neuron-2 · 1 point · " + NOT_RUN.format(name="neuron")
        assert re.search(r"^✓  done, not run today .* 2 of 2 +best 2$", today())
        assert "✓ done" in student.run("neuron", "neuron-1")
    # Nor is a cell to blame that could not run: its function is not there, and that is all.
    student.cell("neuron").source = "ones = np.ones(3)\n\n" + right
    student.save()
    with student.day():
        student.run("neuron", "setup")
        assert student.run("neuron-1").endswith(NOT_RUN.format(name="neuron"))
        assert not any("does not run" in said for said in student.table())
        assert "✓ done" in student.run("neuron", "neuron-1")
    # The code on the page is another one by now: what was said of the old one counts no more.
    student.cell("neuron").source = "def neuron(x, w, theta):\n    return 0"
    student.save()
    with student.day():
        assert "↻ not run" in student.run("neuron-1")
        student.save()
        assert re.search(r"^↻  run its checks again .* 0 of 2 +best 2$", line(student.table(), "Task 1"))
    # A page without outputs, with the code of which the result is known.
    student.cell("neuron").source = right
    student.cell("neuron-1").outputs = student.cell("neuron-2").outputs = []
    with student.day():
        assert re.search(r"^✓  done, not run today .* 2 of 2 +best 2$", today())
    (student.folder / state.FILE).unlink()
    assert "0 of 20" in student.progress_in_lesson_00(capsys), "nothing is known of it"


def test_a_cell_that_ran_and_does_not_make_the_name_is_wrong(student):
    with student.day():
        student.run("setup")
        student.run_in_lab("neuron", renamed(student.solutions["neuron"]))
        assert student.run("neuron-1").startswith("✗ wrong · neuron-1 · 1 point · neuron does not exist: run the cell")


def test_a_check_that_is_stopped_did_not_run(student):
    student.cell("neuron").source = "import _thread\n\ndef neuron(x, w, theta):\n    _thread.interrupt_main()"
    with student.day():
        said = student.run("setup", "neuron", "neuron-1")
        assert said.startswith("↻ not run · neuron-1 · 1 point · it was stopped\n")
        assert said.endswith("KeyboardInterrupt"), "Run All stops there"
        assert line(student.table(), "Task 1").startswith("○  open")


def renamed(source):
    return source.replace("def neuron", "def neurn")


@pytest.mark.parametrize("edit", [renamed, lambda _: "# I begin anew", lambda source: renamed(source)[:20]])
def test_a_function_that_its_cell_defines_no_more_is_not_done(student, edit):
    right = student.solutions["neuron"]
    with student.day():
        student.run("setup")
        student.run_in_lab("neuron", right)
        assert "✓ done" in student.run("neuron-1")
        student.run_in_lab("neuron", edit(right))
        lines = student.table()
        assert line(lines, "Task 1").startswith("↻  run its checks again")
        assert "Look for neuron: " + state.GONE.format(name="it") in lines
        assert f"✗ wrong · neuron-1 · 1 point · {state.GONE.format(name='neuron')}" in student.run("neuron-1")
        assert line(student.table(), "Task 1").startswith("✗  wrong")
        student.run_in_lab("neuron", right)
        assert "✓ done" in student.run("neuron-1")
        assert student.table()[-2:] == [line(student.table(), "Together"), "Next: Task 1 · One neuron"]


@pytest.mark.parametrize(
    "elsewhere", [("neuron", "neuron = lambda x, w, theta: 0.310025518872388"), ("mine", None)], ids=["lambda", "moved"]
)
def test_a_function_that_is_written_in_another_way_is_not_gone(student, elsewhere):
    right = student.solutions["neuron"]
    with student.day():
        student.run("setup")
        student.run_in_lab("neuron", right)
        cell, source = elsewhere
        student.run_in_lab(cell, source or right)
        student.run_in_lab("neuron", source or "# moved below")
        assert "✓ done" in student.run("neuron-1")
        assert not any("Look for" in said for said in student.table())


def test_nothing_is_kept_while_nbgrader_marks_or_beside_a_source(student, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with student.day():
        student.cell("neuron").source = student.solutions["neuron"]
        assert "✓ done" in student.run("setup", "neuron", "neuron-1")
        student.cell("neuron").source = "def neuron(:"
        student.run("neuron")
        assert "CheckFailed" in student.run("neuron-1")
        assert student.status("1 +") == "error"
    monkeypatch.delenv("NBGRADER_EXECUTION")
    student.notebook = read("solutions", student.name)
    student.save()
    with student.day():
        student.run("setup", "neuron", "neuron-1")
    assert [path.name for path in student.folder.iterdir()] == [f"{student.name}.ipynb"]


# ---------------------------------------------------------------- the days of a student, in JupyterLab

SET_SOURCE = """([tag, source]) => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets;
    cells.find(cell => cell.model.sharedModel.getSource().includes(tag)).model.sharedModel.setSource(source);
}"""
RUN_ONE = """async tag => {
    const panel = window.jupyterapp.shell.currentWidget;
    const cells = panel.content.widgets.map(cell => cell.model.sharedModel.getSource());
    panel.content.activeCellIndex = cells.findIndex(source => source.includes(tag));
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
SAVE = "async () => { await window.jupyterapp.shell.currentWidget.context.save(); }"


def run_again(page):
    """Run all cells, of which one fails; return them. `Page.run_all` would stop waiting at the first error."""
    counts = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.executionCount)"
    last = max(count or 0 for count in page.page.evaluate(counts))
    cells = sum(count is not None for count in page.page.evaluate(counts))
    page.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.page.wait_for_function(f"() => Math.max(...({counts})().map(count => count || 0)) >= {last + cells}")
    page.page.wait_for_function(IDLE)
    return page.page.evaluate(READ_CELLS)


def said_by(cells):
    """Return what the cells show: check name or "table" → text."""
    texts = {}
    for cell in cells:
        text = "".join(
            "".join(output.get("text", output.get("data", {}).get("text/plain", ""))) for output in cell["outputs"]
        )
        name = re.search(r'check\(\s*"([\w-]+)"', cell["source"])
        texts[name.group(1) if name else "table" if "progress(" in cell["source"] else cell["source"]] = text
    return texts


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install Debian's package chromium")
def test_a_student_works_in_jupyterlab(lab, browser, capsys):  # noqa: F811
    from nbgrader.validator import Validator

    address, folder = lab
    name = "01_neurons_and_activations"
    shutil.copytree(ROOT / "exercises" / name, folder / name, ignore=shutil.ignore_patterns(*OF_STUDENTS))
    solutions = {cell.id: cell.source for cell in read("solutions", name).cells}
    page = Page(browser, address, f"{name}/{name}.ipynb")
    said = said_by(page.run_all())
    assert all(text.startswith("○ open") for check, text in said.items() if re.fullmatch(r"\w+-\d", check))
    assert "not answered" in said["table"]
    page.page.evaluate(SET_SOURCE, ["def neuron(", "def neuron(x, w, theta):\n    return w @ x + theta"])
    assert "bend it with the sigmoid" in said_by(run_again(page))["neuron-1"]
    page.page.evaluate(SET_SOURCE, ["def neuron(", solutions["neuron"]])
    said = said_by(run_again(page))
    assert said["neuron-2"].startswith("✓ done")
    assert "[Picture: One neuron" in "".join(said.values())
    assert page.page.locator(".jp-RenderedImage img").count() == 1
    page.page.evaluate(SET_SOURCE, ["def neuron(", solutions["neuron"].replace("theta):", "theta)")])
    said = said_by(run_again(page))
    assert "SyntaxError in line 1" in said["neuron-1"]
    assert "The cell of neuron does not run: SyntaxError in line 1" in said["table"]
    assert "best 2" in said["table"]
    page.page.evaluate(SET_SOURCE, ["def neuron(", solutions["neuron"]])
    run_again(page)
    page.page.evaluate(SAVE)
    page.close()

    page = Page(browser, address, f"{name}/{name}.ipynb")
    assert said_by(page.page.evaluate(READ_CELLS))["neuron-1"].startswith("✓ done"), "what was saved is there"
    page.page.evaluate(RUN_ONE, 'check("neuron-1"')
    said = said_by(page.page.evaluate(READ_CELLS))["neuron-1"]
    assert said.startswith("↻ not run · neuron-1"), "nothing above it has run today"
    page.page.evaluate(SAVE)
    exercise_progress(folder)
    assert "2 of 20" in capsys.readouterr().out, "lesson 00 keeps what was said of the same code"
    page.page.evaluate(RUN_ONE, "progress(")
    page.page.wait_for_function(IDLE)
    table = said_by(page.page.evaluate(READ_CELLS))["table"]
    assert "✓  done, not run today" in table
    assert "Nothing has run since the kernel started" in table
    link = page.page.locator(".jp-OutputArea a", has_text="Task 2").last
    link.click()
    page.page.wait_for_timeout(1000)
    assert page.page.get_by_role("heading", name="Task 2 · A layer").is_visible(), "the table's names are links"
    page.assert_clean()
    page.close()
    failed = Validator().validate(str(folder / name / f"{name}.ipynb"))["failed"]
    assert failed
    assert not any('check("neuron-' in part["source"] for part in failed)
