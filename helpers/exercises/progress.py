"""Tables of where a student stands: in one exercise, task by task, and in all of them."""

import html
import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from helpers.exercises import state
from helpers.exercises.checks import MARKS

COURSE = Path(__file__).parents[2]
WORDS = {"done": "done", "wrong": "wrong", "open": "open", "stale": "run its checks again"}
STUB = "*Double-click this line, and write your answer in its place.*"  # as in nbgrader_config.py


@dataclass
class TaskState:
    """Where one task stands.

    title : its heading. states : check name → "done", "wrong", "open" or "stale". points : check name → points.
    fresh : whether a check of it ran in this kernel. best : the most points that it ever had, None if unknown.
    by_hand : points of a question that an instructor reads, else None; answered : whether something stands there.
    """

    title: str
    states: dict[str, str] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    fresh: bool = False
    best: float | None = None
    by_hand: float | None = None
    answered: bool = False

    @property
    def state(self) -> str:
        return overall(list(self.states.values()))

    @property
    def reached(self) -> float:
        return sum(self.points[name] for name, said in self.states.items() if said == "done")

    @property
    def possible(self) -> float:
        return sum(self.points.values())


def progress(assignment: str, built: str = "") -> None:
    """Show where you stand in an exercise, one line a task: open, wrong or done, the points now, and the best so far.

    What was checked in this kernel counts; for a task that has not run yet, what the notebook file keeps. Beyond the
    table it says what to do next, which cell does not run and why, and at the end what you have built.

    Parameters
    ----------
    assignment : the name of the notebook without its ending.
    built : what a student with all points has built, a sentence.
    """
    path = Path(f"{assignment}.ipynb")
    damaged = ""
    try:
        tasks, damaged = standing(path, live=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        tasks = _only_live()
    rows, links = [], []
    for task in tasks.values():
        links.append(_anchor(task.title))
        if task.by_hand is not None:
            said = "answered" if task.answered else "not answered"
            rows.append(("✎", said, task.title, f"{task.by_hand:g} from your instructor", ""))
            continue
        rows.append((MARKS[task.state], _said(task), task.title, _points(task), _best(task)))
    graded = [task for task in tasks.values() if task.by_hand is None and task.possible]
    now, possible = sum(task.reached for task in graded), sum(task.possible for task in graded)
    by_hand = sum(task.by_hand or 0 for task in tasks.values())
    total = f"{now:g} of {possible:g}" + (f", and {by_hand:g} from your instructor" if by_hand else "")
    kept = any(task.best is not None for task in graded)
    best = f"best {sum(max(task.best or 0, task.reached) for task in graded):g}" if kept else ""
    rows.append(("", bar(now, possible), "Together", total, best))
    notes = [damaged, *_notes(tasks, now, possible, built)]
    following = _next_lesson(assignment) if possible and now == possible else ""
    _show([("", "", "Task", "Points", ""), *rows], links, [note for note in notes if note], following)


def own_course() -> Path:
    """Return the folder of the course that the notebook lies in; on a server, ``helpers`` belongs to another one."""
    around = [state.home, *state.home.parents]
    return next(
        (folder for folder in around if (folder / "notebooks").is_dir() and (folder / "exercises").is_dir()), COURSE
    )


def exercise_progress(folder: Path | str | None = None) -> None:
    """Show where you stand in all exercises, one line each, from what the notebooks keep; nothing runs.

    ``folder``: where the exercises are, without it those of the course that the notebook lies in. The points are
    those of the code as it was saved; the best of each task is kept when its checks run.
    """
    rows, links, now_all, possible_all, best_all, kept = [], [], 0.0, 0.0, 0.0, False
    for path in sorted(Path(folder or own_course() / "exercises").glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        links.append(_address(path))
        try:
            tasks, _ = standing(path, live=False)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            rows.append(("✗", path.stem, "cannot be read", "", "", "", ""))
            continue
        graded = [task for task in tasks.values() if task.by_hand is None and task.possible]
        states = [task.state for task in graded]
        now, possible = sum(task.reached for task in graded), sum(task.possible for task in graded)
        best = sum(max(task.best or 0, task.reached) for task in graded)
        now_all, possible_all, best_all = now_all + now, possible_all + possible, best_all + best
        kept = kept or best > now
        numbers = [str(states.count("open")), str(len(states) - states.count("open") - states.count("done"))]
        said = f"best {best:g}" if best > now else ""
        rows.append((
            MARKS[overall(states)], path.stem, bar(now, possible), *numbers, str(states.count("done")),
            f"{now:g} of {possible:g}{f', {said}' if said else ''}",
        ))  # fmt: skip
    together = f"{now_all:g} of {possible_all:g}{f', best {best_all:g}' if kept else ''}"
    rows.append(("", "Together", bar(now_all, possible_all), "", "", "", together))
    _show([("", "Exercise", "", "open", "wrong", "done", "Points"), *rows], links, [], "", column=1)


def standing(path: Path, live: bool) -> tuple[dict[str, TaskState], str]:
    """Return where each task of an exercise stands, and a sentence if the hidden file is damaged.

    Parameters
    ----------
    path : the notebook. live : let what was checked in this kernel count more than what the file keeps.

    Raises
    ------
    OSError or ValueError (or what a file that is no notebook leads to) if it cannot be read.
    """
    tasks, code = read_tasks(path)
    kept, damaged = state.load(path.parent)
    for name, task in tasks.items():
        task.best = kept["best"].get(name)
        for check, said in task.states.items():
            result = state.results.get(check) if live else None
            if result is not None:
                task.states[check], task.fresh = result.now(), True
                continue
            known = kept["checks"].get(check, {"state": "open", "code": {}})
            same = all(code.get(function) == seen for function, seen in known["code"].items())
            if same and known["code"]:
                task.states[check] = known["state"]  # the cell may show less: that it could not run, or nothing
            elif said != "open":
                task.states[check] = "stale" if known["code"] else "open" if said == "not run" else said
    return tasks, damaged


def read_tasks(path: Path) -> tuple[dict[str, TaskState], dict[str, str]]:
    """Read the tasks of an exercise notebook from its file, in order, with the states that its outputs say.

    Returns
    -------
    task name → where it stands; and function name → fingerprint of the code that is written there.
    """
    tasks: dict[str, TaskState] = {}
    code: dict[str, str] = {}
    title = ""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        heading = re.search(r"^## (.+)$", source, re.MULTILINE) if cell["cell_type"] == "markdown" else None
        title = heading.group(1).strip() if heading else title
        grading = cell["metadata"].get("nbgrader", {})
        stretch = re.search(r'^with check\(\s*"([\w-]+)".*?\bpoints=0[,)\s]', source, re.MULTILINE | re.DOTALL)
        if cell["cell_type"] == "code" and not grading.get("grade") and not stretch:
            code |= state.definitions(source)
            continue
        if not grading.get("grade") and not stretch:
            continue
        name = grading["grade_id"] if grading.get("grade") else stretch.group(1)
        if grading.get("solution"):
            answered = source.strip() not in ("", STUB)
            tasks[name] = TaskState(title or name, by_hand=float(grading["points"]), answered=answered)
            continue
        task = tasks.setdefault(name.rpartition("-")[0], TaskState(title or name))
        printed = "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))
        said = re.findall(rf"^[{''.join(MARKS.values())}] ([\w ]+) · {re.escape(name)} ·", printed, re.MULTILINE)
        task.states[name] = said[-1] if said and said[-1] in MARKS else "open"
        task.points[name] = float(grading.get("points", 0))
    return tasks, code


def overall(states: list[str]) -> str:
    """Return "done" if all states are, "open" if all are open, otherwise the first there is of wrong, stale, open."""
    if states and all(said == "done" for said in states):
        return "done"
    return next((said for said in ("wrong", "stale") if said in states), "open")


def bar(now: float, possible: float) -> str:
    """Return ten blocks; all are filled only when everything is reached, and one as soon as something is."""
    filled = int(10 * now / possible) if possible else 0
    if now > 0:
        filled = max(filled, 1)
    return "■" * filled + "□" * (10 - filled)


def _only_live() -> dict[str, TaskState]:
    """Return the tasks whose checks ran: all that is known where there is no notebook file."""
    tasks: dict[str, TaskState] = {}
    for name, result in state.results.items():
        task = tasks.setdefault(name.rpartition("-")[0], TaskState(name.rpartition("-")[0], fresh=True))
        task.states[name], task.points[name] = result.now(), result.points
    return tasks


def _said(task: TaskState) -> str:
    said = WORDS[task.state]
    return f"{said}, not run today" if not task.fresh and task.state in ("done", "wrong") else said


def _points(task: TaskState) -> str:
    return f"{task.reached:g} of {task.possible:g}" if task.possible else "no points"


def _best(task: TaskState) -> str:
    return f"best {max(task.best, task.reached):g}" if task.best is not None and task.possible else ""


def _notes(tasks: dict[str, TaskState], now: float, possible: float, built: str) -> list[str]:
    """Return what to do next, or what is built; and why a cell does not run."""
    notes = [f"The cell of {name} does not run: {why}." for name, why in state.broken.items()]
    notes += [f"Look for {name}: {state.GONE.format(name='it')}" for name in _gone()]
    started = any(task.fresh for task in tasks.values())
    if not started and any(task.state != "open" for task in tasks.values() if task.by_hand is None):
        notes.append(
            "Nothing has run since the kernel started: the table shows what was saved. Run All runs everything."
        )
    if possible and now == possible:
        left = [task.title for task in tasks.values() if task.by_hand is not None and not task.answered]
        done = "All done." if not left else "All checks are passed."
        return [
            *notes,
            f"{done} {built}".strip(),
            *(f"Not answered yet, as the notebook was saved: {title}" for title in left),
        ]
    waiting = [task.title for task in tasks.values() if task.by_hand is None and task.possible and task.state != "done"]
    if waiting and now:
        notes.append(f"Next: {waiting[0]}")
    return notes


def _gone() -> list[str]:
    """Return the functions that checks of this kernel have used, and that no cell defines any more."""
    used = [(name, result.namespace) for result in state.results.values() for name in result.code]
    return sorted({name for name, namespace in used if state.is_gone(name, namespace)})


def _next_lesson(assignment: str) -> str:
    """Return the address of the next lesson, from the exercise's folder; empty if there is none."""
    number = int(assignment[:2]) + 1 if assignment[:2].isdigit() else 0
    found = sorted((COURSE / "notebooks").glob(f"{number:02}_*.ipynb"))
    return f"../../notebooks/{found[0].name}" if number and found else ""


def _anchor(title: str) -> str:
    """Return the address of a heading of this notebook, as JupyterLab makes it."""
    return "#" + quote(title.replace(" ", "-"))


def _address(path: Path) -> str:
    try:
        return quote(Path(os.path.relpath(path)).as_posix())
    except ValueError:  # on another drive of Windows
        return ""


def _show(rows: list[tuple[str, ...]], links: list[str], notes: list[str], following: str, column: int = 2) -> None:
    """Show a table, its last row being the sum: as HTML with links in a notebook, as plain text elsewhere."""
    text = _text(rows, [*notes, f"The next lesson: {following}"] if following else notes)
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        print(text)
        return
    from IPython.display import display

    lines = []
    for index, row in enumerate(rows):
        tag = "th" if index == 0 else "td"
        cells = [html.escape(part) for part in row]
        if 0 < index <= len(links) and links[index - 1]:
            cells[column] = f'<a href="{html.escape(links[index - 1])}">{cells[column]}</a>'
        lines.append("<tr>" + "".join(f'<{tag} style="text-align: left">{part}</{tag}>' for part in cells) + "</tr>")
    said = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    if following:
        said += f'<p><a href="{following}">The next lesson</a></p>'
    display({"text/plain": text, "text/html": f"<table>{''.join(lines)}</table>{said}"}, raw=True)


def _text(rows: list[tuple[str, ...]], notes: list[str]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = "─" * (sum(widths) + 2 * len(widths) - 2)
    lines = []
    for index, row in enumerate(rows):
        if index in (1, len(rows) - 1):
            lines.append(rule)
        lines.append("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    return "\n".join([*lines, *notes])
