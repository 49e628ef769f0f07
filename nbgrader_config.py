"""nbgrader's settings for this course: `nbgrader …` reads them when it is started in the course's folder.

solutions/ is the source of the assignments, exercises/ their release. What is collected, and what nbgrader makes of it,
lies under build/, which git ignores. The way from a clean clone to a list of grades: docs/instructors.md.
"""

from pathlib import Path

from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.preprocessors.latesubmissions import AssignLatePenalties

HERE = Path(__file__).resolve().parent
DEAD = "The kernel stopped before this cell was reached: does a cell above call exit(), or need too much memory?"
LATE = "This cell did not finish within the time limit: is there a loop that never ends?"


class RestoreCells(NbGraderPreprocessor):
    """Puts back what a student deleted, each cell at its place, and the roles of cells whose metadata was changed.

    nbgrader's own `add_missing_cells` knows only grade cells, and fails where the solution cell before one is missing.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            graded = {cell.name: cell.max_score for cell in notebook.grade_cells}
            solved = {cell.name for cell in notebook.solution_cells}
            sources = [(cell.name, cell.cell_type, cell.source, cell.locked) for cell in notebook.source_cells]
        position = 0
        for name, kind, source, locked in sources:
            role = {
                "schema_version": 3,
                "grade_id": name,
                "grade": name in graded,
                "solution": name in solved,
                "locked": locked,
                "task": False,
                "cell_type": kind,
            } | ({"points": graded[name]} if name in graded else {})
            found = [i for i, cell in enumerate(nb.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") == name]
            for index in found:
                nb.cells[index].metadata["nbgrader"] = dict(role)
            if not found:
                note = f"This cell was missing from the submission and was put back as it was released ({name})."
                if kind == "code":
                    cell = new_code_cell(f"# {note}\n{source}")
                else:
                    cell = new_markdown_cell(source if name in solved else f"*{note}*\n\n{source}")
                cell.metadata["nbgrader"] = role
                nb.cells.insert(position, cell)
            position = (found[-1] if found else position) + 1
        return nb, resources


class RunSubmission(Execute):
    """Executes a submission. One that kills its kernel keeps the marks that it had reached; the rest is an error."""

    def preprocess(self, nb, resources, *arguments, **named):
        try:
            return super().preprocess(nb, resources, *arguments, **named)
        except DeadKernelError:
            for cell in nb.cells:
                if cell.cell_type == "code" and cell.execution_count is None:
                    cell.outputs.append(new_output("error", ename="DeadKernel", evalue=DEAD, traceback=[DEAD]))
            return nb, resources


class ForgiveStderr(NbGraderPreprocessor):
    """Moves what was written to stderr to stdout: nbgrader would give 0 for a warning of a library."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"
        return cell, resources


c = get_config()  # noqa: F821

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "from-a-neuron-to-alexnet"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "build/submitted"
c.CourseDirectory.autograded_directory = "build/autograded"
c.CourseDirectory.feedback_directory = "build/feedback"
c.CourseDirectory.db_url = f"sqlite:///{HERE / 'build' / 'gradebook.db'}"
c.ZipCollect.downloaded_directory = "build/downloaded"
c.Exchange.root = str(HERE / "build" / "exchange")  # a folder that all students can write to, on a shared server
for folder in ("submitted", "exchange"):
    (HERE / "build" / folder).mkdir(parents=True, exist_ok=True)

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    RestoreCells,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    RunSubmission,
    ForgiveStderr,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.Execute.timeout = 180  # seconds for a cell; a check has a shorter limit of its own (helpers/exercises.py)
c.Execute.error_on_timeout = {"ename": "TimeLimit", "evalue": LATE, "traceback": [LATE]}
