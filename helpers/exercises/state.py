"""What the checks of this kernel know: who is marking, what each check said, about which code, and the best so far.

The best result of each task is kept in a small hidden file beside the exercise, which git ignores, so that a slip
or a new day loses nothing. Beside a source notebook (solutions/), and while nbgrader marks, nothing is written.
"""

import ast
import contextlib
import dis
import functools
import hashlib
import json
import linecache
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType

CELL = re.compile(r"ipykernel_|<ipython|<cell")  # the file names that IPython, and our tests, give to cells
FILE = ".progress.json"
GONE = "the cell that defined {name} defines it no more: was the function renamed or deleted?"
DAMAGED = f"The file {FILE} beside this exercise cannot be read, so your best results begin anew."

# Read once: code in the notebook cannot change later who is marking. nbgrader sets the variable for its kernels.
marking = "NBGRADER_EXECUTION" in os.environ
# A shorter limit for all checks, in seconds: `EXERCISE_SECONDS=5 nbgrader autograde …`
longest_check = float(os.environ.get("EXERCISE_SECONDS", "inf"))
home = Path.cwd()  # the folder of the notebook: a student's code may change the current folder later


@dataclass
class Result:
    """What a check said in this kernel, and the functions that it said it about."""

    state: str
    points: float
    code: dict[str, str] = field(default_factory=dict)  # name of a function → fingerprint
    namespace: dict = field(default_factory=dict, repr=False)

    def now(self) -> str:
        """Return the state; "stale" if one of the functions is another one by now, or stands in no cell any more."""
        same = all(fingerprint(name, self.namespace.get(name)) == known for name, known in self.code.items())
        left = self.state == "done" and any(is_gone(name, self.namespace) for name in self.code)
        return self.state if same and not left else "stale"


results: dict[str, Result] = {}  # check name → what it said, of this kernel
broken: dict[str, str] = {}  # name of a function → why the cell that should define it does not run
owner: dict[str, str] = {}  # name of a function → id of the cell that defined it last
gone: dict[str, object] = {}  # name of a function → the function, which lives on though its cell defines it no more
ran: set[str | None] = set()  # ids of the cells that ran in this kernel; JupyterLab sends them, not every program does


def is_gone(name: str, namespace: dict) -> bool:
    """Tell whether a function is one that no cell defines any more."""
    return name in gone and gone[name] is namespace.get(name)


def not_run_yet(name: str | None) -> bool:
    """Tell whether cells of the page make a name, and none of them has run in this kernel.

    A check, or a cell, that needs such a name says nothing about the code: it could not run.
    """
    try:
        cells = json.loads((home / f"{home.name}.ipynb").read_text(encoding="utf-8"))["cells"]
        makers = [cell.get("id") for cell in cells if cell["cell_type"] == "code" and name in made_by(cell["source"])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return bool(makers) and not ran.intersection(makers)


def made_by(source: str | list[str]) -> set[str]:
    """Return the names that a cell imports, defines or assigns at its outermost level; none if it does not compile."""
    try:
        body = ast.parse("".join(source)).body
    except (SyntaxError, ValueError):
        return set()
    names: set[str] = set()
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            inner = [part for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
            names |= {part.id for part in inner}
    return names


def lines_of(filename: str) -> str:
    """Return the source of a cell, from the name that its code has."""
    return "".join(linecache.getlines(filename))


def is_given(filename: str) -> bool:
    """Tell whether a cell is the course's own: it imports the checks, or its first line begins with ``# Given``."""
    source = lines_of(filename)
    return source.lstrip().startswith("# Given") or "from helpers.exercises import" in source


def code_of(value) -> CodeType | None:
    """Return the code of a function or class that a notebook cell defines, None for everything else."""
    codes = (part.__code__ for part in functions_of(value))
    return next((code for code in codes if CELL.search(code.co_filename)), None)


def functions_of(value) -> list[FunctionType]:
    """Return the Python functions that a value runs: a function's own, or those that a class holds.

    A class holds methods, static methods, class methods, properties, and the classes that are written inside it. Of a
    `functools.partial`, a ``tf.function`` and a function with ``__wrapped__`` it is the inner function. Any other
    object has none.
    """
    if isinstance(value, type):
        within = f"{value.__qualname__}."
        parts = [
            part for part in vars(value).values() if not isinstance(part, type) or part.__qualname__.startswith(within)
        ]
        return [function for part in parts for function in functions_of(part)]
    if isinstance(value, property):
        return [*functions_of(value.fget), *functions_of(value.fset)]
    if isinstance(value, (functools.partial, functools.cached_property)):
        return functions_of(value.func)
    for inner in ("__wrapped__", "python_function", "__func__"):
        value = getattr(value, inner, value)
    return [value] if isinstance(value, FunctionType) else []


def definitions(source: str) -> dict[str, str]:
    """Return the fingerprint of each function and class that a cell defines; comments and layout do not count.

    A cell that does not compile defines nothing.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    return {
        node.name: hashlib.sha256(ast.dump(node).encode()).hexdigest()[:16]
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    }


def fingerprint(name: str, value) -> str:
    """Return what tells one version of a function from another, the same in every kernel and in the notebook file."""
    code = code_of(value)
    if code is None:
        return ""
    known = definitions(lines_of(code.co_filename))
    return known.get(name) or hashlib.sha256(code.co_code + repr(code.co_names).encode()).hexdigest()[:16]


def used_by(code: CodeType, namespace: dict) -> dict[str, str]:
    """Return the students' functions that a check uses, directly or through each other, with their fingerprints."""
    found: dict[str, str] = {}
    waiting = list(_names(code))
    while waiting:
        name = waiting.pop()
        value = namespace.get(name)
        inner = code_of(value)
        if name in found or inner is None or inner.co_filename == code.co_filename or is_given(inner.co_filename):
            continue
        found[name] = fingerprint(name, value)
        for part in functions_of(value):
            waiting += _names(part.__code__)
    return found


def _names(code: CodeType):
    # Not co_names: `np.correlate` would count as a use of the student's own `correlate`.
    loads = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS")
    yield from {part.argval for part in dis.get_instructions(code) if part.opname in loads}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def remember(name: str, result: Result) -> None:
    """Keep what a check said, here and, beside an exercise, in the hidden file."""
    results[name] = result
    folder = None if marking else exercise_folder()
    if folder is None:
        return
    kept, _ = load(folder)
    kept["checks"][name] = {"state": result.state, "code": result.code}
    task = name.rpartition("-")[0]
    mine = [other for key, other in results.items() if key.rpartition("-")[0] == task]
    reached = sum(other.points for other in mine if other.now() == "done")
    kept["best"][task] = max(reached, kept["best"].get(task, 0))
    save(folder, kept)


def exercise_folder() -> Path | None:
    """Return the folder of the exercise that runs; None where there is none, as in solutions/ or in a script."""
    path = home / f"{home.name}.ipynb"
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return None if "### BEGIN SOLUTION" in source else home


def load(folder: Path) -> tuple[dict, str]:
    """Return what the hidden file of an exercise keeps, and a sentence if it is damaged."""
    empty = {"checks": {}, "best": {}, "numbers": {}}
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        sound = (
            all(isinstance(kept[part], dict) for part in empty)
            and all(
                isinstance(said["state"], str) and isinstance(said["code"], dict) for said in kept["checks"].values()
            )
            and all(isinstance(value, (int, float)) for part in ("best", "numbers") for value in kept[part].values())
        )
    except OSError:
        return empty, ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    return ({part: kept[part] for part in empty}, "") if sound else (empty, DAMAGED)


def save(folder: Path, kept: dict) -> None:
    """Write the hidden file at once or not at all; a folder that cannot be written to is no error."""
    scratch = None
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, prefix=FILE, suffix=".new", delete=False
        ) as file:
            scratch = file.name
            json.dump(kept, file, ensure_ascii=False, indent=1)
        os.replace(scratch, folder / FILE)
    except OSError:
        if scratch:
            with contextlib.suppress(OSError):
                os.unlink(scratch)
