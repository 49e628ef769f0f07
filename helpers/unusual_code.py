"""Lines of a submission that name the checker's own parts: for an instructor to look at by eye, not a verdict.

A check runs in the kernel of the code that it checks, so that code can change the check. Nothing in that kernel can
prevent it; most ways, however, must name something that an exercise never needs.
"""

import ast
import re
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager

IMPORTS = frozenset(  # modules that give a way to the check, its clock, other files or other processes
    [
        "gc",
        "inspect",
        "ctypes",
        "cffi",
        "signal",
        "faulthandler",
        "atexit",
        "subprocess",
        "multiprocessing",
        "threading",
        "builtins",
        "importlib",
        "runpy",
        "nbgrader",
        "unittest",
        "IPython",
        "ipykernel",
        "__main__",
        "pwd",
        "shutil",
        "sqlite3",
        "socket",
        "socketserver",
        "ssl",
        "http",
        "urllib",
        "ftplib",
        "requests",
        "resource",
        "mmap",
    ]
)
NAMES = frozenset(["exec", "eval", "compile", "globals", "vars", "open", "__import__", "__builtins__"])
ATTRIBUTES = frozenset(
    [
        "f_back",
        "f_globals",
        "f_locals",
        "f_builtins",
        "f_trace",
        "f_code",
        "tb_frame",
        "tb_next",
        "__code__",
        "__closure__",
        "__globals__",
        "__dict__",
        "__class__",
        "__bases__",
        "__subclasses__",
        "__traceback__",
        "ast_transformers",
        "user_ns",
        "_results",
        "longest_check",
        "write_text",
        "write_bytes",
        "tofile",
        "unlink",
        "iterdir",
        "rglob",
    ]
)
METHODS = frozenset(["__eq__", "__array__", "__array_ufunc__", "__array_function__", "__instancecheck__", "__class__"])
PARTS = {  # attributes of two modules that are innocent otherwise
    "os": frozenset(["environ", "putenv", "_exit", "abort", "kill", "fork", "system", "popen", "execv", "spawnv"]),
    "sys": frozenset(
        ["modules", "settrace", "setprofile", "_getframe", "meta_path", "path_hooks", "addaudithook", "exc_info"]
    ),
}
TEXTS = re.compile(
    r"nbgrader|gradebook|solutions[/\\]|(?:submitted|autograded)[/\\]|\.\.[/\\]|helpers[./]exercises|/proc/|\.ipython",
    re.I,
)
QUIET_MAGICS = frozenset(
    [
        "time",
        "timeit",
        "capture",
        "prun",
        "matplotlib",
        "config",
        "pinfo",
        "pinfo2",
        "who",
        "whos",
        "precision",
        "reset",
    ]
)


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def unusual_lines(notebook, release) -> list[str]:
    """Return the lines of a submission that name the checker's parts, each behind the name of its cell.

    Parameters
    ----------
    notebook, release : what was handed in, and what the student was given. What is as it was released, and checks and
        set-up, which are restored before marking, are passed over.
    """
    marks = [(cell, cell.metadata.get("nbgrader", {})) for cell in release.cells if cell.cell_type == "code"]
    locked = {mark["grade_id"] for _, mark in marks if mark.get("locked")}
    given = {cell.source for cell, _ in marks}
    protected: set[str] = set()
    for cell, mark in marks:
        if mark.get("locked") and not mark.get("grade"):
            protected = protected.union(*(_bound(node) for node in ast.walk(ast.parse(cell.source))))
    lines, last = [], {}
    for number, cell in enumerate(notebook.cells):
        mark = cell.metadata.get("nbgrader")
        last[str(mark.get("grade_id")) if isinstance(mark, dict) else f"cell {number + 1}"] = number
    names = {number: name for name, number in last.items()}  # of a doubled cell only the last one is restored
    for number, cell in enumerate(notebook.cells):
        name = names.get(number, f"cell {number + 1}")
        if cell.cell_type == "code" and cell.source not in given and name not in locked:
            lines += [f"{name}: {line}" for line in unusual_in(cell.source, protected)]
    return lines


def unusual_in(source: str, protected: set[str]) -> list[str]:
    """Return the lines of one cell that name a part of the checker, or give another meaning to a protected name."""
    first, _, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        if first[2:].split()[:1] and first[2:].split()[0] not in QUIET_MAGICS:
            return [first.strip()]
        source = rest
    code = TransformerManager().transform_cell(source)
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):  # nothing of this cell runs
        return []
    modules = {
        one.asname or one.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for one in node.names
    } | protected
    found = {node.lineno for node in ast.walk(tree) if hasattr(node, "lineno") and _is_unusual(node, modules)}
    found |= {node.lineno for node in _outside_functions(tree) if _bound(node) & protected and not _is_same(node)}
    written = source.splitlines()
    lines = written if len(written) == len(code.splitlines()) else code.splitlines()
    found |= {number for number, line in enumerate(lines, start=1) if "get_ipython" in line and lines is written}
    return [lines[number - 1].strip()[:160] for number in sorted(found)]


def _is_unusual(node: ast.AST, modules: set[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in NAMES
        case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=name):
            return name != "run_line_magic"
        case ast.Attribute(attr=name):
            is_changed = not isinstance(node.ctx, ast.Load) and _root(node) in modules  # np.isclose = …
            return is_changed or name in ATTRIBUTES or name in PARTS.get(_root(node), ())
        case ast.Import(names=names):
            return any(_is_watched(one.name) or one.name == "helpers.exercises" for one in names)
        case ast.ImportFrom(module=module, names=names):
            parts = ATTRIBUTES | PARTS.get(module or "", frozenset())
            return _is_watched(module or "") or any(one.name in parts for one in names)
        case ast.FunctionDef(name=name):
            return name in METHODS
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[target, *_]):
            return _root(target) in modules
        case ast.Call(func=ast.Attribute(attr="run_line_magic"), args=[ast.Constant(value=magic), *_]):
            return magic not in QUIET_MAGICS
        case ast.Global(names=names):
            return bool(set(names) & modules)
        case ast.Constant(value=str(text)):
            return bool(TEXTS.search(text))
    return False


def _is_watched(module: str) -> bool:
    is_inside = module.startswith("helpers.exercises.")
    return is_inside or (module.split(".")[0] in IMPORTS and module != "IPython.display")


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes whose names are those of the notebook: a function's own variables are nobody's business."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, *COMPREHENSIONS)):
            yield from _outside_functions(node)


def _bound(node: ast.AST) -> set[str]:
    """Return the names that a node gives a meaning."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {one.asname or one.name.partition(".")[0] for one in names}
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return {name}
    return set()


def _is_same(node: ast.AST) -> bool:
    """Tell whether a node only imports once more what the set-up imports: `import numpy as np` is a habit."""
    return isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.module == "helpers.exercises")


def _root(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
