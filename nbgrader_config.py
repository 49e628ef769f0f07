"""nbgrader's settings for this course: `nbgrader ...` reads them when it is started in the course's folder.

solutions/ is the source of the assignments, exercises/ their release. What is collected, and what nbgrader makes of it,
lies under build/, which git ignores. The way from a clean clone to a list of grades: docs/instructors.md.
"""

import os
import sys
from pathlib import Path

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.server_extensions.formgrader
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.preprocessors.latesubmissions import AssignLatePenalties

from helpers import marking
from helpers.collecting import PATTERN, CollectFromExchange, CollectSubmissions
from helpers.formulas import clean_html, markdown2html

HERE = Path(__file__).resolve().parent
# Where nothing can be written into the course, what is collected and marked lies in the user's home.
BUILD = Path("build") if os.access(HERE, os.W_OK) else Path.home() / "course-build"

if PATTERN.search(str(HERE)) and Path(sys.argv[0]).stem == "nbgrader":
    sys.exit(
        f"nbgrader reads [ ] * ? in the name of a folder as a pattern, and then finds no notebook: "
        f"rename the course's folder, or move it. It is {HERE}"
    )

# nbgrader starts `alembic`, which lies beside this Python, by its bare name: so .venv need not be activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

c = get_config()  # noqa: F821

c.CourseDirectory.root = str(HERE)
c.CourseDirectory.course_id = "from-a-neuron-to-alexnet"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = str(BUILD / "submitted")
c.CourseDirectory.autograded_directory = str(BUILD / "autograded")
c.CourseDirectory.feedback_directory = str(BUILD / "feedback")
c.CourseDirectory.db_url = f"sqlite:///{HERE / BUILD / 'gradebook.db'}"
c.ZipCollectApp.downloaded_directory = str(BUILD / "downloaded")
c.ZipCollectApp.extractor_plugin = CollectSubmissions
c.ExchangeFactory.collect = CollectFromExchange
c.ZipCollectApp.log_level = "WARN"  # what it says about a student is not to drown in four lines a file
c.FileNameCollectorPlugin.named_regexp = r".*[/\\]extracted[/\\](?P<student_id>[^/\\]+)[/\\](?P<file_id>\w+)\.ipynb"
# A folder that all students can write to, on a shared server: its hub names it (server/jupyterhub_config.py).
c.Exchange.root = os.environ.get("COURSE_EXCHANGE") or str(HERE / BUILD / "exchange")
if Path(sys.argv[0]).stem == "nbgrader":  # a command needs them; JupyterLab reads this file too, at every start
    for folder in (HERE / BUILD / "submitted", Path(c.Exchange.root)):
        folder.mkdir(parents=True, exist_ok=True)

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "*Double-click this line, and write your answer in its place.*"

c.GenerateAssignment.preprocessors = [
    marking.FoldWhatIsRun,
    *GenerateAssignment.class_traits()["preprocessors"].default(),
]
# nbgrader has no setting for its converter: the command and Formgrader's button look it up under these names.
nbgrader.apps.autogradeapp.Autograde = nbgrader.apps.api.Autograde = marking.MarkSubmissions
c.Autograde.exporter_class = marking.ReadSubmission
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    marking.RestoreCells,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    marking.RunSubmission,
    marking.ForgiveStderr,
    marking.ExplainStops,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.Execute.timeout = 180  # seconds for a cell; a check has a shorter limit of its own (helpers/exercises.py)
c.Execute.error_on_timeout = {"ename": "TimeLimit", "evalue": marking.LATE, "traceback": [marking.LATE]}
c.Execute.iopub_timeout = 60  # seconds for a cell's output to arrive after its end, on a machine that is busy

# Formulas without the network: see helpers/formulas.py, and nbgrader_templates/ for what nbconvert would load instead.
formgrader = Path(nbgrader.server_extensions.formgrader.__file__).parent
c.HTMLExporter.filters = {"markdown2html": markdown2html, "clean_html": clean_html}
c.HTMLExporter.sanitize_html = True  # a student's HTML is shown where it is harmless

c.HTMLExporter.extra_template_basedirs = [str(HERE / "nbgrader_templates"), str(formgrader / "templates")]
