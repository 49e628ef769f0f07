"""What nbgrader does with a submission in this course, where its own way stops, loses marks or believes too much.

`nbgrader_config.py` puts these parts into nbgrader's places. nbgrader and nbclient name most of the methods, and call
them; no notebook imports this module.
"""

import contextlib
import glob
import logging
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade
from tqdm import tqdm
from traitlets import Bool, Float, Integer, default

from helpers.collecting import PATTERN, assignment_of, clean_name, find_notebook, read_notebook, read_releases
from helpers.limits import free_memory, usable_processors
from helpers.unusual_code import unusual_lines

DIED = "The kernel died while this cell ran: does your code leave Python, crash it, or need too much memory?"
DEAD = "The kernel stopped before this cell was reached: does a cell above kill it, jam it, or need too much memory?"
LATE = "This cell did not finish within the time limit: is there a loop that never ends?"
SILENT = f"{LATE} Or did it send more than 100 MB at once?"  # a kernel that is jammed is as silent as one that was left
STOPPED = "your code raises KeyboardInterrupt, which stands for the stop button: leave it out, or use return"
CUT = "... the output is too long: the rest is left out ..."
WRONG = "This is the notebook of {other}, and it was handed in for {name}: none of the tasks was found in it."
UNPROTECTED = (
    "Nothing was marked. To mark without isolation, where each submission can read and write all that you can: "
    "nbgrader autograde … --MarkSubmission.isolated=False"
)
BROKEN = (
    "A process that marks was ended from outside: is the memory full? What was marked is kept. Mark again, without "
    "--force and fewer at a time: --MarkSubmissions.workers=1"
)
# What Python, NumPy, TensorFlow and the system say where a submission meets the walls around it
WALLS = re.compile(
    r"MemoryError|Unable to allocate|ResourceExhaustedError|bad_alloc|No space left on device|Read-only file system|"
    r"Network is unreachable|name resolution|Name or service not known|unable to open database file"
)
LINKED = (
    "nothing was marked: it holds a link to another place, which was not followed ({path} → {target}). Ask why; delete "
    "the link, and mark again"
)
MOST_TEXT, MOST_PICTURES = 50_000, 2_000_000  # characters that are kept of one cell's output
HOMES = {  # environment variable → the folder in a submission's own home
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "appdata",
    "LOCALAPPDATA": "appdata",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_DATA_HOME": ".local/share",
    "IPYTHONDIR": ".ipython",
    "JUPYTER_CONFIG_DIR": ".jupyter",
    "JUPYTER_DATA_DIR": ".local/share/jupyter",
    "JUPYTER_RUNTIME_DIR": ".local/share/jupyter/runtime",
    "MPLCONFIGDIR": ".matplotlib",
    "KERAS_HOME": ".keras",
    "TMPDIR": "tmp",
    "TEMP": "tmp",
    "TMP": "tmp",
}


READ = 12  # lines of a given cell that a student may well read


class FoldWhatIsRun(NbGraderPreprocessor):
    """Folds in the release what a student runs and need not read, so that the page is the tasks and the student's code.

    That is each check, whose code is often near the answer, each picture, and what is given to the checks, or is long.
    """

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code" and self.is_only_run(cell.source):
            cell.metadata["jupyter"] = {"source_hidden": True}
        return cell, resources

    @staticmethod
    def is_only_run(source: str) -> bool:
        first, *more = source.split("\n")
        is_given = first.startswith("# Given:") and ("checks" in first or len(more) >= READ)
        return first.startswith("# Run me") or is_given


class ReadSubmission(NotebookExporter):
    """Reads a submission also with a byte-order mark, which some Windows editors write."""

    def from_file(self, file_stream, resources=None, **named):
        return self.from_notebook_node(read_notebook(Path(file_stream.name)), resources=resources, **named)


class RestoreCells(NbGraderPreprocessor):
    """Gives each cell of the release its place and its role in a submission, whatever the student did to it.

    A deleted cell is put back, a moved one returns; of a doubled one the last counts; changed metadata is mended, and a
    cell that the release does not know has none. In place of nbgrader's own: `add_missing_cells` restores only grade
    cells, and fails where the solution cell before one is missing; and after `DeduplicateIds`, or with foreign
    metadata, `CheckCellMetadata` stops the marking of all other submissions too.
    """

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        course = self.parent.parent.coursedir
        releases = read_releases(course.format_path(course.release_directory, ".", "."))
        other = assignment_of(nb, releases)
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(names["notebook"], names["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            solutions = {cell.name for cell in notebook.solution_cells}
            known = [(cell.name, cell.cell_type, cell.source, cell.locked) for cell in notebook.source_cells]
        found = {}
        for cell in nb.cells:
            metadata = cell.metadata.pop("nbgrader", None)
            if isinstance(metadata, dict):
                found[metadata.get("grade_id")] = cell
        for name, kind, source, locked in known:
            cell = found[name] = found.get(name) or _put_back(name, kind, source, name in solutions)
            role = {"grade": name in points, "solution": name in solutions, "locked": locked, "task": False}
            if name in points:
                role["points"] = points[name]
            cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "cell_type": kind, **role}
        released = releases.get(names["assignment"])
        nb.cells = _in_order(nb.cells, _released(nb.cells, found, [name for name, *_ in known], released))
        if other not in (None, names["assignment"]):
            nb.cells.insert(0, new_markdown_cell(f"**{WRONG.format(other=other, name=names['assignment'])}**"))
        return nb, resources


def _put_back(name: str, kind: str, source: str, is_answer: bool):
    """Return a cell that is missing from a submission, as it was released, with a note."""
    note = f"This cell was missing from the submission and was put back as it was released ({name})."
    if kind == "code":
        return new_code_cell(f"# {note}\n{source}")
    return new_markdown_cell(source if is_answer else f"*{note}*\n\n{source}")


def _released(cells: list, found: dict, names: list[str], released) -> list:
    """Return the cells of a submission that the release knows, in the release's order; text and plain code too."""
    ranked, taken = [], {id(found[name]) for name in names}
    own = [cell for cell in cells if id(cell) not in taken]
    for original in released.cells if released is not None else []:
        name = original.metadata.get("nbgrader", {}).get("grade_id")
        if name in names:
            ranked.append(found[name])
            continue
        same = [cell for cell in own if cell.get("id") == original.get("id", "")]
        same = same or [cell for cell in own if cell.source == original.source]
        if same:
            ranked.append(same[0])
            own = [cell for cell in own if cell is not same[0]]
    present = {id(cell) for cell in ranked}
    return ranked + [found[name] for name in names if id(found[name]) not in present]


def _in_order(cells: list, ranked: list) -> list:
    """Return the cells with those of ``ranked`` in its order, and each other cell beside its neighbour.

    A cell of the student's own stays behind the cell above it; where the release's order is broken below it, it goes
    with the cell below: that one was moved, and the student's cell most likely with it.
    """
    rank = {id(cell): number for number, cell in enumerate(ranked)}
    before, after = defaultdict(list), defaultdict(list)
    last, own = -1, []
    for cell in cells:
        here = rank.get(id(cell))
        if here is None:
            own.append(cell)
            continue
        (after[last] if last < here else before[here]).extend(own)
        last, own = here, []
    after[last].extend(own)
    ordered = list(after[-1])
    for number, cell in enumerate(ranked):
        ordered += [*before[number], cell, *after[number]]
    return ordered


class RunSubmission(Execute):
    """Executes a submission in a home of its own, in isolation, in bounded time, with bounded output.

    One that kills or jams its kernel keeps the marks reached before; the cell that did it and all after it are errors.
    """

    def preprocess(self, nb, resources, *arguments, **named):
        self.reached, self.late, self.written, self.notes, self.kernel = 0, 0, defaultdict(int), [], None
        self.extra_arguments = ["--InteractiveShellApp.extra_extensions=helpers.marking_kernel"]
        try:
            with while_others_use_the_gradebook():
                return super().preprocess(nb, resources, *arguments, **named)
        except (DeadKernelError, CellTimeoutError) as error:
            message = self._why(error)
            self.notes.append(f"{_name_of(nb.cells[self.reached], self.reached)}: {message}")
            for cell in nb.cells[self.reached :]:
                if cell.cell_type == "code":
                    cell.outputs.append(new_output("error", ename="NotRun", evalue=message, traceback=[message]))
                    message = DEAD
            return nb, resources
        finally:
            self.parent.parent.notes[resources["nbgrader"]["student"]] += self.notes

    def _why(self, error: Exception) -> str:
        if isinstance(error, CellTimeoutError):
            return SILENT if "IOPub" in str(error) else LATE
        return (self.kernel.stopped if self.kernel else "") or DIED

    @contextlib.contextmanager
    def setup_kernel(self, **named):
        """Start the kernel with a home that is deleted afterwards: no setting of one submission reaches the next."""
        marking = self.parent.parent
        with tempfile.TemporaryDirectory(prefix="nbgrader-", ignore_cleanup_errors=True) as folder:
            environment = fresh_environment(Path(folder) / "home")
            if marking.isolated:
                from helpers import isolation  # only here: Windows marks without it

                self.kernel = isolation.IsolatedKernelManager(Path(folder), marking.memory * 1e9, config=self.config)
                self.km = self.kernel  # nbclient forgets it when the kernel has ended
                environment = {
                    name: text for name, text in environment.items() if isolation.ENVIRONMENT.fullmatch(name)
                }
                environment |= {name: str(isolation.INSIDE / "home" / part) for name, part in HOMES.items()}
            with super().setup_kernel(env=environment, **named):
                yield
                if marking.isolated and (left := self.kernel.left_behind()):
                    self.notes.append(f"left processes running, which were ended: {', '.join(left[:5])}")

    def preprocess_cell(self, cell, resources, index):
        self.reached = index
        cell, resources = super().preprocess_cell(cell, resources, index)
        outputs = cell.get("outputs", [])
        if is_grade(cell) and any(output.get("ename") == "TimeLimit" for output in outputs):
            self.late += 1
        if wall := WALLS.search(" ".join(f"{output.get('text', '')} {output.get('evalue', '')}" for output in outputs)):
            self.notes.append(f"{_name_of(cell, index)}: {wall.group()}")
        return cell, resources

    def _get_timeout(self, cell):
        """Return the seconds for a cell. A check stops itself: where one did not, its clock is lost."""
        limit = super()._get_timeout(cell)
        if limit is None or cell is None or not is_grade(cell):
            return limit
        own = max([10, *(int(number) for number in re.findall(r"\bseconds=(\d+)", cell.source))])
        return min(limit, 20 + own if self.late else 30 + 6 * own)

    def process_message(self, msg, cell, cell_index):
        message = self._cut(msg, cell_index)
        return None if message is None else super().process_message(message, cell, cell_index)

    def handle_comm_msg(self, outs, msg, cell_index):
        """Pass over what widgets say: a feedback page shows none, and what they keep has no limit."""

    def _cut(self, message: dict, index: int) -> dict | None:
        """Return a message of the kernel without what is too long to be kept; None where it said so already."""
        kind, content = message["msg_type"], message["content"]
        if kind == "clear_output":
            self.written[index, "text"] = self.written[index, "pictures"] = 0
        if kind == "error":
            lines = [line if len(line) < 2_000 else f"{line[:2_000]} {CUT}" for line in content["traceback"]]
            return {**message, "content": {**content, "evalue": content["evalue"][:2_000], "traceback": lines}}
        if kind == "stream":
            size, what, most = len(content["text"]), "text", MOST_TEXT
        elif "data" in content:
            is_picture = any(name.startswith("image/") for name in content["data"])
            size = 50 + sum(len(str(value)) for value in content["data"].values())  # a million of nothing is much
            what = "pictures" if is_picture else "text"
            most = MOST_PICTURES if is_picture else MOST_TEXT
        else:
            return message
        room = most - self.written[index, what]
        self.written[index, what] += size
        if size <= room:
            return message
        if room < 0:
            return None
        if kind == "stream":
            return {**message, "content": {**content, "text": f"{content['text'][:room]}\n{CUT}\n"}}
        return {**message, "content": {**content, "data": {"text/plain": CUT}}}


def fresh_environment(home: Path) -> dict[str, str]:
    """Return this process's environment with an empty home, and without the notebook's folder on Python's path."""
    import matplotlib  # only here: JupyterLab reads nbgrader's settings too, whenever it starts

    # NumPy in one thread: several submissions share the cores, and more threads than cores wait for each other.
    environment = {"OPENBLAS_NUM_THREADS": "1"} | os.environ | {"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}
    for name, folder in HOMES.items():
        (home / folder).mkdir(parents=True, exist_ok=True)
        environment[name] = str(home / folder)
    for file in Path(matplotlib.get_cachedir()).glob("fontlist*.json"):  # made once: it takes seconds
        shutil.copy(file, home / HOMES["MPLCONFIGDIR"])
    return environment


class ForgiveStderr(NbGraderPreprocessor):
    """Moves what was written to stderr to stdout: nbgrader would give 0 for a warning of a library."""

    def preprocess_cell(self, cell, resources, index):
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.name = "stdout"
        return cell, resources


class ExplainStops(NbGraderPreprocessor):
    """Gives a KeyboardInterrupt of the student's own a sentence: it has none."""

    def preprocess_cell(self, cell, resources, index):
        errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
        if [error.ename for error in errors] == ["KeyboardInterrupt"]:
            name = f"{cell.metadata.nbgrader.grade_id} · " if is_grade(cell) else ""
            errors[0].evalue = f"✗ wrong · {name}{STOPPED}"
            errors[0].traceback = [errors[0].evalue]
        return cell, resources


class MarkSubmission(Autograde):
    """nbgrader's `autograde` for one submission, which says in ``notes`` what an instructor should know of it."""

    isolated = Bool(True, help="Whether bubblewrap isolates each submission.").tag(config=True)
    memory = Float(4.0, help="Gigabytes of data that each process of a submission may have.").tag(config=True)

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.notes: dict[str, list[str]] = defaultdict(list)  # student → sentences

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        self._enter(assignment_id, student_id)
        super().init_assignment(assignment_id, student_id)

    def _enter(self, name: str, student: str) -> None:
        """Make a submission in the gradebook. nbgrader itself does it while SQLAlchemy flushes, which warns."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook, gradebook.db.no_autoflush:
            gradebook.update_or_create_student(student)
            with contextlib.suppress(MissingEntry):  # no such assignment: nbgrader says so
                gradebook.update_or_create_submission(name, student)


class MarkSubmissions(MarkSubmission):
    """nbgrader's `autograde` for a class: several submissions at a time, and at its end what to look at.

    It also sees folders without the notebook, which nbgrader passes over.
    """

    workers = Integer(help="How many submissions are marked at a time.").tag(config=True)

    @default("workers")
    def _as_many_as_fit(self) -> int:
        return max(1, int(min(usable_processors(), free_memory()[0] / (self.memory * 1e9))))

    def start(self) -> None:
        if self.isolated:
            from helpers import isolation

            if why := isolation.why_not():
                self.log.error("%s %s", why, UNPROTECTED)
                raise NbGraderException(why)
        super().start()

    def init_notebooks(self) -> None:
        self.without: dict[str, str] = {}  # student → why there is nothing to mark
        self.renamed: dict[str, str] = {}
        for student, folder in self._submissions():
            self._prepare(student, folder)
        try:
            super().init_notebooks()
        except NbGraderException:
            if not self.without:
                raise
        for student in self.without:  # another assignment's notebook would stop with misleading advice
            self.assignments.pop(self._format_source(self.coursedir.assignment_id, student), None)

    def convert_notebooks(self) -> None:
        try:
            if len(self.assignments) > 1:
                self._mark_side_by_side()
            else:
                super().convert_notebooks()
        finally:
            lines = self._to_look_at()
            if lines:
                self.log.warning("\n".join(["For you to look at (docs/instructors.md says why):", *lines]))

    def _mark_side_by_side(self) -> None:
        """Mark each submission as nbgrader does, in several processes, of which one at a time has the gradebook."""
        course, name = self.coursedir.trait_values(config=True), self.coursedir.assignment_id
        context = multiprocessing.get_context("spawn")
        failed = []
        with ProcessPoolExecutor(self.workers, context, _begin, (context.Lock(), sys.path)) as pool:
            tasks = {}
            for student in sorted(Path(folder).parent.name for folder in self.assignments):
                tasks[pool.submit(_mark_one, course | {"student_id": student}, self.config, self.force)] = student
            try:
                for task in tqdm(as_completed(tasks), name, len(tasks), unit="submission", disable=None):
                    done, notes, records = task.result()
                    failed += [] if done else [tasks[task]]
                    self.notes.update(notes)
                    with tqdm.external_write_mode():
                        for level, message in records:
                            self.log.log(level, "%s", message)
            except BaseException as error:
                pool.shutdown(cancel_futures=True)
                if isinstance(error, BrokenProcessPool):
                    self.log.error("%s: %s", tasks[task], BROKEN)
                    raise NbGraderException(BROKEN) from error
                raise
        if failed:
            raise NbGraderException(f"Not marked: {', '.join(failed)}")

    def _submissions(self) -> list[tuple[str, Path]]:
        pattern = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        return [(Path(folder).parent.name, Path(folder)) for folder in sorted(glob.glob(pattern))]

    def _prepare(self, student: str, folder: Path) -> None:
        """Give a renamed notebook its name; note why there is none, with 0 points in the gradebook."""
        name = self.coursedir.assignment_id
        if PATTERN.search(student):
            better = clean_name(student)
            self.without[student] = (
                f"nothing was marked: nbgrader reads [ ] * ? in a folder's name as a pattern. "
                f"Rename the folder {folder.parent}, for example to {better}, and mark again"
            )
            return
        if links := [path for path in (folder, *sorted(folder.rglob("*"))) if path.is_symlink()]:
            self._leave_out(student, LINKED.format(path=links[0], target=os.readlink(links[0])))
            return
        if (folder / f"{name}.ipynb").exists():
            return
        path, why = find_notebook(folder, name, read_releases(self._releases()))
        if path is not None:
            shutil.copy2(path, folder / f"{name}.ipynb")
            self.renamed[student] = f"{path.name} is the notebook of {name}: it was marked as {name}.ipynb"
            return
        self._leave_out(student, f"{why} 0 points until {name}.ipynb lies in {folder}")

    def _leave_out(self, student: str, why: str) -> None:
        """Mark nothing, with 0 points in the gradebook unless there are some; a later file is marked as always."""
        name = self.coursedir.assignment_id
        self.without[student] = why
        if Path(self._format_dest(name, student)).exists():
            return
        self._enter(name, student)
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            for notebook in gradebook.find_submission(name, student).notebooks:
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
            gradebook.db.commit()

    def _releases(self) -> str:
        return self.coursedir.format_path(self.coursedir.release_directory, ".", ".")

    def _to_look_at(self) -> list[str]:
        """Return a line for each submission that was not what it should be, and for each line of unusual code."""
        name, releases, lines = self.coursedir.assignment_id, read_releases(self._releases()), []
        for student, folder in self._submissions():
            lines += [f"  {student}: {notes[student]}" for notes in (self.without, self.renamed) if student in notes]
            lines += [f"  {student}: {note}" for note in self.notes.get(student, [])]
            if student in self.without:
                continue
            try:
                notebook = read_notebook(folder / f"{name}.ipynb")
            except Exception:  # nbgrader has named it: whatever is wrong with this file, the others are looked at
                continue
            other = assignment_of(notebook, releases)
            if other not in (None, name):
                lines.append(f"  {student}: {WRONG.format(other=other, name=name)}")
            elif name in releases:
                lines += [f"  {student}: {line}" for line in unusual_lines(notebook, releases[name])]
        return lines


_gradebook_lock = None  # held by the one process, of those that mark side by side, which may use the gradebook


def _begin(lock, path: list[str]) -> None:
    """Begin a process that marks: SQLite refuses two that write at a time, and lets the later one fail."""
    global _gradebook_lock
    _gradebook_lock, sys.path[:] = lock, path


@contextlib.contextmanager
def while_others_use_the_gradebook():
    """Leave the gradebook to the other processes while a submission runs: that takes nearly all the time."""
    if _gradebook_lock is None:
        yield
        return
    _gradebook_lock.release()
    try:
        yield
    finally:
        _gradebook_lock.acquire()


def _mark_one(course: dict, config, force: bool) -> tuple[bool, dict, list[tuple[int, str]]]:
    """Mark one submission; return whether it could be marked, the notes on it, and what nbgrader says: level, text."""
    records = []
    handler = logging.Handler()
    handler.emit = lambda record: records.append((record.levelno, handler.format(record)))
    log = logging.Logger("nbgrader", logging.INFO)
    log.addHandler(handler)
    marking = MarkSubmission(coursedir=CourseDirectory(**course), config=config, log=log, force=force)
    try:
        with _gradebook_lock:
            marking.start()
    except NbGraderException:  # it has said why
        return False, dict(marking.notes), records
    return True, dict(marking.notes), records


def _name_of(cell, index: int) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", f"cell {index + 1}"))
