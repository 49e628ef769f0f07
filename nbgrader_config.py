"""nbgrader's settings for this course: `nbgrader ...` reads them when it is started in the course's folder.

solutions/ is the source of the assignments, exercises/ their release. What is collected, and what nbgrader makes of it,
lies under build/, which git ignores. The way from a clean clone to a list of grades: docs/instructors.md.
"""

import os
import sys
from pathlib import Path

import latex2mathml.converter
import nbgrader.server_extensions.formgrader
from jinja2 import pass_context
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    Execute,
    LimitOutput,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.preprocessors.latesubmissions import AssignLatePenalties
from nbgrader.utils import is_grade

HERE = Path(__file__).resolve().parent
DEAD = "The kernel stopped before this cell was reached: does a cell above kill it, jam it, or need too much memory?"
LATE = "This cell did not finish within the time limit: is there a loop that never ends?"


class FoldChecks(NbGraderPreprocessor):
    """Folds the checks in the release: a student sees what they say; their code, often near the answer, on a click."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code" and is_grade(cell):
            cell.metadata["jupyter"] = {"source_hidden": True}
        return cell, resources


class RestoreCells(NbGraderPreprocessor):
    """Gives each cell of the release its place and its role in a submission, whatever the student did to it.

    A deleted cell is put back; of a doubled one the last counts; changed metadata is mended, and a cell that the
    release does not know has none. In place of nbgrader's own: `add_missing_cells` restores only grade cells, and fails
    where the solution cell before one is missing; and after `DeduplicateIds`, or with foreign metadata,
    `CheckCellMetadata` stops the marking of all other submissions too.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            solutions = {cell.name for cell in notebook.solution_cells}
            released = [(cell.name, cell.cell_type, cell.source, cell.locked) for cell in notebook.source_cells]
        found = {}
        for cell in nb.cells:
            metadata = cell.metadata.pop("nbgrader", None)
            if isinstance(metadata, dict):
                found[metadata.get("grade_id")] = cell
        position = 0
        for name, kind, source, locked in released:
            cell = found.get(name)
            if cell is None:
                note = f"This cell was missing from the submission and was put back as it was released ({name})."
                if kind == "code":
                    cell = new_code_cell(f"# {note}\n{source}")
                else:
                    cell = new_markdown_cell(source if name in solutions else f"*{note}*\n\n{source}")
                nb.cells.insert(position, cell)
            role = {"grade": name in points, "solution": name in solutions, "locked": locked, "task": False}
            if name in points:
                role["points"] = points[name]
            cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "cell_type": kind, **role}
            position = next(index for index, other in enumerate(nb.cells) if other is cell) + 1
        return nb, resources


class RunSubmission(Execute):
    """Executes a submission. One that kills or jams its kernel keeps the marks reached before; the rest is an error."""

    def preprocess(self, nb, resources, *arguments, **named):
        try:
            return super().preprocess(nb, resources, *arguments, **named)
        except (DeadKernelError, CellTimeoutError) as error:
            message = LATE if isinstance(error, CellTimeoutError) else DEAD
            for cell in nb.cells:
                if cell.cell_type == "code" and cell.execution_count is None:
                    cell.outputs.append(new_output("error", ename="NotRun", evalue=message, traceback=[message]))
                    message = DEAD
            return nb, resources


class ForgiveStderr(NbGraderPreprocessor):
    """Moves what was written to stderr to stdout: nbgrader would give 0 for a warning of a library."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"
        return cell, resources


class MathMLRenderer(IPythonRenderer):
    """Renders Markdown with each formula as MathML, which a browser draws by itself: no script, no network."""

    def inline_math(self, body):
        return self.mathml(body, "inline")

    def block_math(self, body):
        return self.mathml(body, "block")

    def latex_environment(self, name, body):
        return self.mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")

    def mathml(self, latex, display):
        try:
            return latex2mathml.converter.convert(latex, display=display)
        except Exception:  # whatever a student wrote: latex2mathml raises many kinds, IndexError among them
            return f"<code>{self.escape_html(latex)}</code>"


@pass_context
def markdown2html(context, source):
    """Replace nbconvert's filter of this name, in feedback and in Formgrader: the same, with MathMLRenderer."""
    renderer = MathMLRenderer(escape=False, attachments=context.get("cell", {}).get("attachments", {}))
    return MarkdownWithMath(renderer=renderer).render(source)


# nbgrader starts `alembic`, which lies beside this Python, by its bare name: so .venv need not be activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "from-a-neuron-to-alexnet"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "build/submitted"
c.CourseDirectory.autograded_directory = "build/autograded"
c.CourseDirectory.feedback_directory = "build/feedback"
c.CourseDirectory.db_url = f"sqlite:///{HERE / 'build' / 'gradebook.db'}"
c.ZipCollectApp.downloaded_directory = "build/downloaded"
# Names in a zip of Canvas: liwei_123_456_01_name.ipynb; of Moodle: Li Wei_123_assignsubmission_file/01_name.ipynb
c.FileNameCollectorPlugin.named_regexp = (
    r".*/extracted/(?:.*/)?(?P<student_id>[^/_]+)_(?:LATE_)?\d+_(?:.*[/_])?(?P<file_id>\d\d_[a-z]\w*)"
)
c.Exchange.root = str(HERE / "build" / "exchange")  # a folder that all students can write to, on a shared server
for folder in ("submitted", "exchange"):
    (HERE / "build" / folder).mkdir(parents=True, exist_ok=True)

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"

c.GenerateAssignment.preprocessors = [FoldChecks, *GenerateAssignment.class_traits()["preprocessors"].default()]
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    RestoreCells,
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

# Formulas without the network: see MathMLRenderer, and nbgrader_templates/ for what nbconvert would load instead.
formgrader = Path(nbgrader.server_extensions.formgrader.__file__).parent
c.HTMLExporter.filters = {"markdown2html": markdown2html}
c.HTMLExporter.extra_template_basedirs = [str(HERE / "nbgrader_templates"), str(formgrader / "templates")]
