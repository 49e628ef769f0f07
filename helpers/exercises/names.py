"""A check never depends on names that a student may take: ``sum = 0``, ``from numpy import *``, ``check = …``.

A transformer reads each cell before it runs. Inside the blocks ``with check(…):`` and ``with when_solved():`` it binds
the names of Python's own functions, and those that the set-up cells import, to what they meant when the course was
written; it sends the block's calls through `arguments.call`; and it makes the block a function, so that what a check
assigns takes the place of no student's name: a helper ``kernel`` outlives a check that has a ``kernel`` of its own. The
student's own cells stay as they are.
"""

import ast
import builtins
import importlib
from functools import cache

from helpers.exercises import arguments

BLOCKS = ("check", "when_solved")
ALONE = {*BLOCKS, "compare", "reached", "progress"}  # what cells import that are no set-up cells
# These look at the place where they are called, so they must be called there.
KEEP = {"super", "locals", "globals", "vars", "dir", "eval", "exec", "__name__", "__build_class__"}
BUILTINS = dict(vars(builtins))  # as they are now, whatever happens to the module later

FUNCTION = "__what_is_checked__"
GIVEN = "# Given"  # how the first line of a given cell begins

imported: dict[str, tuple[str, str | None]] = {}  # name → (module, attribute), of the set-up cells that ran


def learn(tree: ast.AST, table: dict | None = None) -> None:
    """Keep what a set-up cell imports. A set-up cell is one that imports from ``helpers``, or a given one."""
    table = imported if table is None else table
    nodes = [node for node in getattr(tree, "body", []) if isinstance(node, (ast.Import, ast.ImportFrom))]
    if not any(isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers") for node in nodes):
        return
    for node in nodes:
        for alias in node.names:
            if alias.name == "*":
                continue
            if isinstance(node, ast.ImportFrom):
                table[alias.asname or alias.name] = (node.module, alias.name)
            elif alias.asname:
                table[alias.asname] = (alias.name, None)
            else:
                table[alias.name.partition(".")[0]] = (alias.name.partition(".")[0], None)


def meaning(module: str, name: str | None):
    """Return what a name meant when the course was written: a built-in, a module, or something of a module."""
    return BUILTINS[name] if module == "builtins" else _load(module, name)


@cache
def _load(module: str, name: str | None):
    loaded = importlib.import_module(module)
    if name is None:
        return loaded
    if not hasattr(loaded, name):
        return importlib.import_module(f"{module}.{name}")
    return getattr(loaded, name)


class BindNames(ast.NodeTransformer):
    """Rewrites the blocks of checks, and functions of given cells; IPython calls ``visit`` with the tree of each cell.

    ``given`` tells whether the next cell is one that the course gives: a tree has no comments.
    """

    def __init__(self, table: dict | None = None, given: bool = False):
        self.table, self.given = imported if table is None else table, given

    def visit_Module(self, node):
        taken = _bound(node) if self.given else set()
        for place, statement in enumerate(node.body):
            if self.given and isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
                node.body[place] = _Block(self.table, taken, calls=False).visit(statement)
            if not isinstance(statement, ast.With):
                continue
            head = statement.items[0].context_expr
            if isinstance(head, ast.Call) and getattr(head.func, "id", "") in BLOCKS:
                taken = _bound(ast.Module(statement.body, []))
                block = _Block(self.table, taken)
                statement.items = [block.visit(item) for item in statement.items]
                statement.body = _function([block.visit(part) for part in statement.body])
        return ast.fix_missing_locations(node)


def _function(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements that run a block as a function, with its lines and without arguments."""
    made = ast.parse(f"def {FUNCTION}():\n    pass\n\n{FUNCTION}()").body
    made[0].body = body
    for part in (*ast.walk(made[1]), made[0]):
        ast.copy_location(part, body[0])
    return made


class _Block(ast.NodeTransformer):
    def __init__(self, table: dict, taken: set[str], calls: bool = True):
        self.table, self.taken, self.calls = table, taken, calls

    def visit_Name(self, node):
        name = node.id
        if not isinstance(node.ctx, ast.Load) or name in self.taken or name in KEEP:
            return node
        module, attribute = self.table.get(name, ("builtins", name))
        if module == "builtins" and attribute not in BUILTINS:
            return node
        call = ast.Call(ast.Name("__course__", ast.Load()), [ast.Constant(module), ast.Constant(attribute)], [])
        return ast.copy_location(call, node)

    def visit_Call(self, node):
        if not self.calls:
            return self.generic_visit(node)
        root = node.func
        while isinstance(root, ast.Attribute):
            root = root.value
        before = root.id if isinstance(root, ast.Name) else ""
        known = before in self.table or before in KEEP or (node.func is root and before in BUILTINS)
        self.generic_visit(node)
        if known and before not in self.taken:
            return node
        through = ast.copy_location(ast.Name("__course_call__", ast.Load()), node.func)
        return ast.copy_location(ast.Call(through, [node.func, *node.args], node.keywords), node)


def _bound(tree: ast.AST) -> set[str]:
    """Return the names that a block gives a meaning itself."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


builtins.__course__ = meaning
builtins.__course_call__ = arguments.call
